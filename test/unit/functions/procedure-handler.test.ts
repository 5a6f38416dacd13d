import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ProcedureEntryPoint } from '../../../functions/entry-point.ts';
import { procedureHandler } from '../../../functions/index.ts';
import { BusError } from '../../../src/definition/index.ts';
import { currentRequest, type Validator } from '../../../src/wire/index.ts';
import { lambdaContext } from '../../support/lambda-context.ts';

const hasId: Validator = (wire, issues) => {
  if (typeof (wire as { id?: unknown })?.id !== 'string')
    issues.push({ path: '/id', message: 'expected string, got nothing' });
  return wire;
};

/** Of a procedure with a result, unless its validators say that it has none. */
function entry(instance: object, { validators, ...overrides }: Partial<ProcedureEntryPoint> = {}): ProcedureEntryPoint {
  return {
    service: 'helpdesk',
    api: 'support.case',
    procedure: 'get',
    instance: () => instance,
    validators: { result: (wire) => wire, ...validators },
    idempotent: false,
    ...overrides,
  };
}

function ring(): object {
  const object: { self?: object } = {};
  object.self = object;
  return object;
}

let lines: { level: string; message: string; error?: { stack?: string } }[];

beforeEach(() => {
  lines = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
    lines.push(JSON.parse(String(line)));
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('the handler of a procedure', () => {
  it('says of a result that cannot travel whose it is', async () => {
    const handler = procedureHandler(entry({ get: () => Number.NaN }));

    await expect(handler({}, lambdaContext())).rejects.toMatchObject({
      name: 'NOT_ENCODABLE',
      message: 'The result of support.case.get cannot be sent: NaN has no JSON form.',
    });
  });

  it('calls the method with the cast parameters and answers with the wire form', async () => {
    const api = { get: async ({ at }: { at: Date }) => ({ at, year: at.getUTCFullYear() }) };
    const handler = procedureHandler(
      entry(api, { validators: { params: (wire) => ({ at: new Date((wire as { at: string }).at) }) } }),
    );

    const answer = await handler({ at: '2026-01-02T00:00:00.000Z' }, lambdaContext());

    expect(answer).toEqual({ at: '2026-01-02T00:00:00.000Z', year: 2026 });
  });

  it('says what to cast to a caller that asks, and only where there is something', async () => {
    const handler = procedureHandler(entry({ get: async () => ({ at: new Date(0) }) }));
    const plain = procedureHandler(entry({ get: async () => ({ n: 1 }) }));

    expect(await handler({ $bus: { accept: 'casts' } }, lambdaContext())).toEqual({
      $value: { at: '1970-01-01T00:00:00.000Z' },
      $casts: [['/at', 'date']],
    });
    expect(await plain({ $bus: { accept: 'casts' } }, lambdaContext())).toEqual({ n: 1 });
  });

  it('says that a result is undefined, except where the procedure has none', async () => {
    const found = procedureHandler(
      entry({ get: async () => undefined }, { validators: { params: (wire) => wire, result: (wire) => wire } }),
    );
    const nothing = procedureHandler(entry({ get: async () => undefined }, { validators: { result: undefined } }));

    expect(await found({ $bus: { accept: 'casts' } }, lambdaContext())).toEqual({
      $value: null,
      $casts: [['', 'undefined']],
    });
    expect(await found({}, lambdaContext())).toBeNull();
    expect(await nothing({ $bus: { accept: 'casts' } }, lambdaContext())).toBeNull();
  });

  it.each([[null], [undefined], [{}], [{ $bus: { caller: 'x' } }]])('takes %o for no parameters', async (payload) => {
    const get = vi.fn(async () => 'done');
    const handler = procedureHandler(entry({ get }));

    expect(await handler(payload, lambdaContext())).toBe('done');
    expect(get).toHaveBeenCalledWith(undefined);
  });

  it('leaves an optional parameter out when nothing was sent, so that its default is taken', async () => {
    const params: Validator = (wire, issues) => {
      if (wire === null) return undefined;
      if ((wire as { limit?: number }).limit === undefined)
        issues.push({ path: '/limit', message: 'expected number, got nothing' });
      return wire;
    };
    const get = async (by: { limit: number } = { limit: 5 }): Promise<number> => by.limit;
    const handler = procedureHandler(entry({ get: get as never }, { validators: { params } }));

    expect(await handler(null, lambdaContext())).toBe(5);
    expect(await handler({ $bus: {} }, lambdaContext())).toBe(5);
    expect(await handler({ limit: 2 }, lambdaContext())).toBe(2);
  });

  it('answers null for a method that returns nothing', async () => {
    expect(await procedureHandler(entry({ get: async () => undefined }))({}, lambdaContext())).toBeNull();
  });

  it('keeps to itself what a method gives whose type says that it gives nothing', async () => {
    const handler = procedureHandler(entry({ get: async () => ({ row: 1 }) }, { validators: { result: undefined } }));

    expect(await handler({}, lambdaContext())).toBeNull();
  });

  it('refuses wrong parameters before the method runs, with every path', async () => {
    const get = vi.fn();
    const handler = procedureHandler(entry({ get }, { validators: { params: hasId } }));

    const failure = handler({ $bus: {} }, lambdaContext());

    await expect(failure).rejects.toMatchObject({ name: 'VALIDATION_FAILED', stack: '' });
    const { message } = (await failure.catch((error: unknown) => error)) as Error;
    expect(JSON.parse(message)).toMatchObject({
      lambdabus: 1,
      code: 'VALIDATION_FAILED',
      data: { issues: [{ path: '/id' }] },
      retryable: false,
    });
    expect(get).not.toHaveBeenCalled();
  });

  it('refuses parameters where there are none', async () => {
    await expect(procedureHandler(entry({ get: vi.fn() }))({ id: 'x' }, lambdaContext())).rejects.toThrow(
      'takes no parameters',
    );
  });

  it('refuses a result that is not what its type says', async () => {
    const handler = procedureHandler(entry({ get: async () => ({ idx: 1 }) }, { validators: { result: hasId } }));

    await expect(handler({}, lambdaContext())).rejects.toMatchObject({
      name: 'RESULT_INVALID',
      message: 'The result of support.case.get is not valid: /id: expected string, got nothing.',
    });
  });

  it('keeps name, code and data of what the method throws, logs its stack, and lets none out', async () => {
    const thrown = Object.assign(new RangeError('sold out'), { code: 'OUT_OF_STOCK', data: { left: 0 } });
    const handler = procedureHandler(entry({ get: async () => Promise.reject(thrown) }));

    const plain = await Promise.resolve(handler({}, lambdaContext())).catch((error: Error) => error);
    const ours = await Promise.resolve(handler({ $bus: {} }, lambdaContext())).catch((error: Error) => error);

    expect(plain).toMatchObject({ name: 'OUT_OF_STOCK', message: 'sold out', stack: '' });
    expect(JSON.parse((ours as Error).message)).toEqual({
      lambdabus: 1,
      code: 'OUT_OF_STOCK',
      name: 'RangeError',
      message: 'sold out',
      data: { left: 0 },
      retryable: true,
    });
    expect(lines[0]).toMatchObject({ level: 'ERROR', message: 'support.case.get failed: sold out' });
    expect(lines[0]?.error?.stack).toContain('procedure-handler.test.ts');
  });

  it.each([
    ['what the caller sent cannot be served', { get: () => null }, { $bus: { deadline: 'soon' } }],
    [
      'the procedure refused with a code of its own',
      {
        get: () => {
          throw Object.assign(new Error('sold out'), { code: 'OUT_OF_STOCK', retryable: false });
        },
      },
      {},
    ],
  ])('warns and logs no error when %s', async (_, api, payload) => {
    const handler = procedureHandler(entry(api));

    await expect(handler(payload, lambdaContext())).rejects.toThrow();

    expect(lines.map(({ level }) => level)).toEqual(['WARN']);
  });

  it('does not run what its caller has stopped waiting for', async () => {
    const get = vi.fn();
    const handler = procedureHandler(entry({ get }));

    await expect(handler({ $bus: { deadline: Date.now() - 1 } }, lambdaContext())).rejects.toMatchObject({
      name: 'DEADLINE_EXCEEDED',
    });
    expect(get).not.toHaveBeenCalled();
  });

  it('answers malformed metadata in the form that its sender reads', async () => {
    const failure = procedureHandler(entry({ get: vi.fn() }))({ $bus: { deadline: 'soon' } }, lambdaContext());

    const { name, message } = (await failure.catch((error: unknown) => error)) as Error;

    expect(name).toBe('INVALID_METADATA');
    expect(JSON.parse(message)).toMatchObject({ code: 'INVALID_METADATA', retryable: false });
  });

  it('does not run after a cold start that took all the time there was', async () => {
    const get = vi.fn();
    const start = async () => new Promise((resolve) => setTimeout(resolve, 60));
    const handler = procedureHandler(entry({ start, get }));

    await expect(handler({ $bus: { deadline: Date.now() + 30 } }, lambdaContext())).rejects.toMatchObject({
      name: 'DEADLINE_EXCEEDED',
    });
    expect(get).not.toHaveBeenCalled();
  });

  it('leaves its callees time to fail before its own timeout ends it', async () => {
    const handler = procedureHandler(entry({ get: async () => currentRequest()?.deadline }));

    const deadline = (await handler({}, lambdaContext(10_000))) as number;

    expect(deadline - Date.now()).toBeGreaterThan(9_000);
    expect(deadline - Date.now()).toBeLessThanOrEqual(9_500);
  });

  it.each([
    ['contains itself', ring(), 'Error'],
    [
      'has a code that no HTTP header takes',
      Object.assign(new Error('x'), { code: 'aus\nverkauft 🎉' }),
      'aus_verkauft_',
    ],
    ['is nothing', undefined, 'Error'],
  ])('answers when what the method throws %s', async (_what, thrown, name) => {
    const handler = procedureHandler(entry({ get: async () => Promise.reject(thrown) }));

    const failure = await Promise.resolve(handler({}, lambdaContext())).catch((error: Error) => error);

    expect(failure).toMatchObject({ name, stack: '' });
    expect(lines).toHaveLength(1);
  });

  it('takes an idempotency key only where the procedure is idempotent', async () => {
    const payload = { $bus: { idempotencyKey: 'k' } };

    await expect(procedureHandler(entry({ get: vi.fn() }))(payload, lambdaContext())).rejects.toMatchObject({
      name: 'NOT_IDEMPOTENT',
    });
    expect(await procedureHandler(entry({ get: async () => 1 }, { idempotent: true }))(payload, lambdaContext())).toBe(
      1,
    );
  });

  it('hands deadline and trace on to what the method calls', async () => {
    const handler = procedureHandler(entry({ get: async () => currentRequest() }));
    const deadline = Date.now() + 5_000;
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

    const seen = await handler({ $bus: { deadline, traceparent } }, lambdaContext(60_000));

    expect(seen).toMatchObject({ deadline, traceparent: expect.stringContaining('0af7651916cd43dd8448eb211c80319c') });
  });

  it('starts the API once, before its first request, and again after a start that failed', async () => {
    const start = vi
      .fn()
      .mockRejectedValueOnce(new BusError('TRANSPORT_FAILED', 'no database'))
      .mockResolvedValue(undefined);
    const handler = procedureHandler(entry({ start, get: async () => 'ok' }));

    await expect(handler({}, lambdaContext())).rejects.toMatchObject({
      name: 'TRANSPORT_FAILED',
      message: 'support.case could not start: no database',
    });
    expect(await handler({}, lambdaContext())).toBe('ok');
    expect(await handler({}, lambdaContext())).toBe('ok');

    expect(start).toHaveBeenCalledTimes(2);
  });

  it('does nothing before the first request', () => {
    const instance = vi.fn();

    procedureHandler(entry({}, { instance }));

    expect(instance).not.toHaveBeenCalled();
  });
});
