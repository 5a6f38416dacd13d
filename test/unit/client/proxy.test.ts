import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createBus, listen } from '../../../src/client/index.ts';
import { listenerState, memberNameProblem, reservedMembers } from '../../../src/definition/index.ts';
import { answered, busWith, FakeInvoker, FakePublisher } from './fakes.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe('the proxy', () => {
  const invoker = new FakeInvoker(answered(null));
  const bus = busWith({ invoker });

  it.each([
    [null, 'createBus takes an object of options or nothing, got null.'],
    ['dev', 'createBus takes an object of options or nothing, got dev.'],
    [{ timeout: 5 }, 'createBus has no option "timeout". Its options are stage, account, region, '],
  ])('is not made with %j', (options, message) => {
    expect(() => createBus(options as never)).toThrow(
      expect.objectContaining({ code: 'DEFINITION_INVALID', message: expect.stringContaining(message) }),
    );
  });

  it('gives the same child each time', () => {
    expect(bus.support.case.get).toBe(bus.support.case.get);
  });

  it('calls nothing when JavaScript asks what it asks of any value', async () => {
    await Promise.resolve(bus);
    await Promise.resolve(bus.support);
    const api: unknown = await (async () => bus.support.case)();

    expect(JSON.stringify({ bus, api })).toBe('{"bus":{}}');
    expect(`${bus} ${typeof api}`).toBe('[object Object] function');
    expect(inspect([bus, bus.support])).toBe('[ {}, [Function: support] ]');
    expect(() => structuredClone(bus)).toThrow('could not be cloned');
    expect(Object.keys(bus)).toEqual([]);
    expect([`${bus.support}`, { ...bus.support }]).toHaveLength(2);
    expect(Symbol.iterator in Object(bus.support)).toBe(false);
    expect(bus).toEqual(bus);
    expect(bus.support).not.toEqual({ expected: 1 });
    expect(invoker.requests).toEqual([]);
  });

  it.each([...reservedMembers, 'asymmetricMatch', '$$typeof', '__esModule', '__proto__', 'Upper', '@@iterator'])(
    'answers %s as an ordinary object or function, unless it is a method of the bus',
    (key) => {
      const untyped = createBus() as unknown as { readonly [key: string]: unknown; readonly a: object };
      const ofBus = ['fire', 'listen', 'enqueue', 'name', 'length'];

      expect(untyped[key]).toBe(Reflect.get({}, key));
      if (!ofBus.includes(key)) {
        expect(Reflect.get(untyped.a, key)).toBe(Reflect.get(() => undefined, key));
      }
    },
  );

  it.each(['caller', 'arguments', 'nodeType', 'id', 'status'])(
    'takes %s for a procedure, for it may be the name of one',
    async (name) => {
      const { a } = busWith({ invoker }) as unknown as { a: Record<string, () => Promise<unknown>> };

      expect(memberNameProblem(name)).toBeUndefined();
      expect(await a[name]?.()).toBeNull();
    },
  );

  it('calls, enqueues, fires and listens by what was taken off it', async () => {
    const publisher = new FakePublisher();
    const called = new FakeInvoker(answered(null));
    const { support } = busWith({ invoker: called, publisher });
    const { get } = support.case;
    const { enqueue } = support.case.get;
    const { fire, listen: hear } = support.case.created;

    await get({ id: 'x' });
    await enqueue({ id: 'x' });
    await fire({ id: 'x' });

    expect(called.requests.map(({ functionName, mode }) => [functionName, mode])).toEqual([
      ['test-support-case-get', 'call'],
      ['test-support-case-get', 'enqueue'],
    ]);
    expect(publisher.requests).toHaveLength(1);
    expect(listenerState(hear(() => undefined)).events).toEqual(['support.case.created']);
  });

  it('can be mocked, place by place', async () => {
    const { support } = busWith({ invoker });
    vi.spyOn(support.case, 'ping').mockResolvedValue('mocked');

    expect(await support.case.ping()).toBe('mocked');
    vi.restoreAllMocks();
    expect(await support.case.ping()).toBeNull();
  });

  it('refuses to be used while the build loads the bus module, but listens', async () => {
    vi.stubEnv('LAMBDABUS_PHASE', 'build');

    await expect(bus.support.case.ping()).rejects.toMatchObject({ code: 'BUS_USED_AT_BUILD' });
    await expect(bus.support.case.created.fire({ id: 'x' })).rejects.toMatchObject({ code: 'BUS_USED_AT_BUILD' });
    expect(listenerState(bus.support.case.created.listen(() => undefined)).events).toEqual(['support.case.created']);
  });

  it('makes a listener of several events', () => {
    const both = listen([bus.support.case.created, bus.support.case.ordered], (_payload, { event: name }) => name, {
      batchSize: 2,
    });

    expect(listenerState(both)).toMatchObject({
      events: ['support.case.created', 'support.case.ordered'],
      several: true,
      options: { batchSize: 2 },
    });
    expect(() => listen([], () => undefined)).toThrow('listens to nothing');
    expect(() => listen([bus.support.case.created, bus.support.case.created], () => undefined)).toThrow('twice');
    expect(() => listen([{} as never], () => undefined)).toThrow('takes a list of events of a bus');
  });
});
