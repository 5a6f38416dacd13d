import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { procedureHandler } from '../../../functions/index.ts';
import { createBus, type ProcedureInvoker } from '../../../src/client/index.ts';
import { Api, BusError, event } from '../../../src/definition/index.ts';
import { currentRequest } from '../../../src/wire/index.ts';
import { lambdaContext } from '../../support/lambda-context.ts';

class EchoApi extends Api {
  static readonly meta = { name: 'test.echo', procedures: { keyed: { idempotent: true } } } as const;
  readonly echoed = event<{ id: string }>();
  #greeting = '';

  protected override async start(): Promise<void> {
    this.#greeting = 'hello';
  }

  async echo({ value }: { value: unknown }): Promise<unknown> {
    return value;
  }

  async greet(): Promise<string> {
    return this.#greeting;
  }

  async fail({ how }: { how: string }): Promise<never> {
    if (how === 'bus') throw new BusError('THROTTLED', 'too many', { retryable: true, data: { n: 1 } });
    throw Object.assign(new RangeError('sold out'), { code: 'OUT_OF_STOCK', data: { left: 0 } });
  }

  async keyed(_params: { id: string }): Promise<string | undefined> {
    return currentRequest()?.idempotencyKey;
  }

  async whoami(): Promise<unknown> {
    const { caller, requestId, signal, deadline } = currentRequest() ?? {};
    return { caller, requestId, isAborted: signal?.aborted, hasDeadline: deadline !== undefined };
  }
}

/** Runs handlers in this process, with what Lambda does to what goes in and comes out: JSON, and errors as data. */
class InProcessInvoker implements ProcedureInvoker {
  async invoke({ functionName, payload }: Parameters<ProcedureInvoker['invoke']>[0]) {
    const procedure = functionName.replace('dev-test-echo-', '');
    const handler = procedureHandler({
      service: 'test',
      api: 'test.echo',
      procedure,
      instance: () => new EchoApi(),
      validators: {
        ...(['greet', 'whoami'].includes(procedure) ? {} : { params: (wire) => wire }),
        result: (wire) => wire,
      },
      idempotent: procedure === 'keyed',
    });
    try {
      const answer = await handler(JSON.parse(payload), lambdaContext());
      return { payload: JSON.stringify(answer), functionError: undefined, requestId: 'r' };
    } catch (error) {
      const { name, message, stack = '' } = error as Error;
      const failure = { errorType: name, errorMessage: message, trace: stack.split('\n') };
      return { payload: JSON.stringify(failure), functionError: 'Unhandled', requestId: 'r' };
    }
  }
}

class Money {
  readonly cents: bigint;

  constructor(cents: bigint) {
    this.cents = cents;
  }

  static toBus({ cents }: Money): unknown {
    return cents;
  }

  static fromBus(cents: unknown): Money {
    return new Money(cents as bigint);
  }
}

const bus = createBus<{ EchoApi: typeof EchoApi }>({
  stage: 'dev',
  caller: 'a test',
  invoker: new InProcessInvoker(),
  codecs: [Money],
});

beforeEach(() => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('a call from the client through to the handler and back', () => {
  it('brings a result back as what it was', async () => {
    const sent = {
      rows: [
        { at: new Date(0), price: new Money(5n) },
        { at: null, price: new Money(7n) },
      ],
    };
    class Rows extends EchoApi {
      override async echo(): Promise<unknown> {
        return sent;
      }
    }
    const handler = procedureHandler({
      service: 'test',
      api: 'test.echo',
      procedure: 'echo',
      instance: () => new Rows(),
      validators: { result: (wire) => wire },
      idempotent: false,
    });
    const invoker: ProcedureInvoker = {
      invoke: async ({ payload }) => ({
        payload: JSON.stringify(await handler(JSON.parse(payload), lambdaContext())),
        functionError: undefined,
        requestId: 'r',
      }),
    };

    const found = await createBus({ invoker, codecs: [Money] }).$client.call('test.echo.echo');

    expect(found).toEqual(sent);
  });

  it('brings back any JSON unchanged, also what looks like an answer with casts', async () => {
    const sent = fc.oneof(
      fc.jsonValue(),
      fc.record({ $value: fc.jsonValue(), $casts: fc.array(fc.tuple(fc.string(), fc.string())) }),
    );

    await fc.assert(
      fc.asyncProperty(sent, async (value) => {
        expect(await bus.test.echo.echo({ value })).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 200 },
    );
  });

  it('starts the API before it', async () => {
    expect(await bus.test.echo.greet()).toBe('hello');
  });

  it('tells the procedure of its request', async () => {
    expect(await bus.test.echo.whoami()).toEqual({
      caller: 'a test',
      requestId: 'request-1',
      isAborted: false,
      hasDeadline: true,
    });
    expect(await bus.test.echo.keyed({ id: 'x' }, { idempotencyKey: 'k' })).toBe('k');
    expect(currentRequest()).toBeUndefined();
  });

  it('throws what was thrown there, without its stack', async () => {
    const failure: unknown = await bus.test.echo.fail({ how: 'own' }).catch((error: unknown) => error);

    expect(failure).toMatchObject({
      name: 'BusError',
      code: 'OUT_OF_STOCK',
      message: 'sold out',
      data: { left: 0 },
      remoteName: 'RangeError',
    });
    expect((failure as Error).stack).not.toContain('EchoApi.fail');
  });

  it('keeps the code, data and kind of an error that another function threw first', async () => {
    await expect(bus.test.echo.fail({ how: 'bus' })).rejects.toMatchObject({
      code: 'THROTTLED',
      data: { n: 1 },
      retryable: true,
    });
  });

  it('is refused with NOT_IDEMPOTENT when the key comes by a way that types do not guard', async () => {
    await expect(bus.$client.call('test.echo.greet', undefined, { idempotencyKey: 'k' })).rejects.toMatchObject({
      code: 'NOT_IDEMPOTENT',
    });
  });
});
