import { afterEach, describe, expect, it, vi } from 'vitest';

/** Loads the library anew, as a package that brings its own copy does. */
async function anotherCopy() {
  vi.resetModules();
  const [definition, wire, client] = await Promise.all([
    import('../../../src/definition/index.ts'),
    import('../../../src/wire/index.ts'),
    import('../../../src/client/index.ts'),
  ]);
  return { ...definition, ...wire, ...client };
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('two copies of the library in one process', () => {
  it('share the request that is being served', async () => {
    const [handlers, users] = [await anotherCopy(), await anotherCopy()];
    const seen = handlers.withRequest({ traceparent: 'of the handler' }, () => users.currentRequest());

    expect(users.withRequest).not.toBe(handlers.withRequest);
    expect(seen).toEqual({ traceparent: 'of the handler' });
  });

  it('share what the function may fire, and how that is validated', async () => {
    const [handlers, users] = [await anotherCopy(), await anotherCopy()];
    handlers.setFunctionContext({
      service: 'helpdesk',
      fires: { 'a.happened': (_wire, issues) => issues.push({ path: '/id', message: 'expected string, got nothing' }) },
    });

    await expect(users.createBus({ account: '1', region: 'r' }).$client.fire('a.happened', {})).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
    });
    handlers.setFunctionContext({ service: '', fires: {} });
  });

  it('know the errors, APIs, events and listeners of each other', async () => {
    const [one, other] = [await anotherCopy(), await anotherCopy()];
    class SomeApi extends one.Api {
      static readonly meta = { name: 'some' } as const;
    }
    const bus = one.createBus<{ SomeApi: typeof SomeApi }>() as unknown as { some: { happened: never } };

    expect(one.BusError).not.toBe(other.BusError);
    expect(other.isBusError(new one.BusError('THROTTLED', 'x'))).toBe(true);
    expect(other.toRemoteError(new one.BusError('THROTTLED', 'x'))).toMatchObject({ code: 'THROTTLED' });
    expect(other.isApiClass(SomeApi)).toBe(true);
    expect(other.isEvent(one.event())).toBe(true);
    expect(one.isListener(other.listen([bus.some.happened], () => undefined))).toBe(true);
  });
});
