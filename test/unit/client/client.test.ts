import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type {
  EventPublisher,
  InvokeRequest,
  InvokeResponse,
  ProcedureInvoker,
  PublishRequest,
  PublishResult,
} from '../../../src/client/index.ts';
import { createBus, listen } from '../../../src/client/index.ts';
import { Api, event, listenerState } from '../../../src/definition/index.ts';
import { setFunctionContext, withRequest } from '../../../src/wire/index.ts';

class CaseApi extends Api {
  static readonly meta = { name: 'support.case', procedures: { get: { idempotent: true } } } as const;
  readonly created = event<{ id: string; at?: Date }>();
  readonly ordered = event<{ n: number }>({ fifo: true });

  async get({ id }: { id: string }): Promise<{ id: string; at: Date } | null> {
    return { id, at: new Date(0) };
  }

  async ping(): Promise<string> {
    return 'pong';
  }
}
type Module = { CaseApi: typeof CaseApi };

const answered = (value: unknown): InvokeResponse => ({
  payload: JSON.stringify(value),
  functionError: undefined,
  requestId: 'r1',
});
const failed = (errorType: string, errorMessage: string): InvokeResponse => ({
  payload: JSON.stringify({ errorType, errorMessage }),
  functionError: 'Unhandled',
  requestId: 'r1',
});
const awsError = (name: string, message = 'no'): Error => Object.assign(new Error(message), { name, $fault: 'client' });

class FakeInvoker implements ProcedureInvoker {
  readonly requests: InvokeRequest[] = [];
  readonly #answers: (InvokeResponse | Error | 'hang')[];

  constructor(...answers: (InvokeResponse | Error | 'hang')[]) {
    this.#answers = answers;
  }

  async invoke(request: InvokeRequest): Promise<InvokeResponse> {
    this.requests.push(request);
    const answer = this.#answers.length > 1 ? this.#answers.shift() : this.#answers[0];
    if (answer === 'hang')
      await new Promise((_resolve, reject) =>
        request.signal.addEventListener('abort', () => reject(request.signal.reason)),
      );
    if (answer instanceof Error) throw answer;
    return answer as InvokeResponse;
  }

  payload(index = 0): { $bus: Record<string, unknown> } & Record<string, unknown> {
    return JSON.parse(this.requests[index]?.payload ?? '');
  }
}

class FakePublisher implements EventPublisher {
  readonly requests: PublishRequest[] = [];
  readonly #results: (request: PublishRequest, count: number) => readonly PublishResult[];

  constructor(
    results: (request: PublishRequest, count: number) => readonly PublishResult[] = ({ messages }) =>
      messages.map(() => ({ ok: true })),
  ) {
    this.#results = results;
  }

  async publish(request: PublishRequest): Promise<readonly PublishResult[]> {
    this.requests.push(request);
    return this.#results(request, this.requests.length);
  }

  async account(): Promise<string> {
    return '999999999999';
  }

  async region(): Promise<string> {
    return 'eu-west-1';
  }
}

function busWith(options: Parameters<typeof createBus>[0]) {
  return createBus<Module>({ stage: 'test', account: '111111111111', region: 'us-east-1', ...options });
}

beforeEach(() => {
  for (const name of ['LAMBDABUS_STAGE', 'LAMBDABUS_ACCOUNT', 'AWS_REGION', 'AWS_LAMBDA_FUNCTION_NAME'])
    vi.stubEnv(name, undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  setFunctionContext({ service: '', fires: {} });
});

describe('a call', () => {
  it('invokes the function of that name with the parameters and metadata, and casts the answer', async () => {
    const invoker = new FakeInvoker(
      answered({ $value: { id: 'x', at: '1970-01-01T00:00:00.000Z' }, $casts: [['/at', 'date']] }),
    );

    const found = await busWith({ invoker }).support.case.get({ id: 'x' });

    expect(found).toEqual({ id: 'x', at: new Date(0) });
    expect(invoker.requests[0]).toMatchObject({
      functionName: 'test-support-case-get',
      region: 'us-east-1',
      mode: 'call',
    });
    expect(invoker.payload()).toMatchObject({
      id: 'x',
      $bus: { accept: 'casts', deadline: expect.any(Number), traceparent: expect.stringMatching(/^00-/) },
    });
  });

  it('needs no parameters where the procedure takes none', async () => {
    const invoker = new FakeInvoker(answered('pong'));

    expect(await busWith({ invoker }).support.case.ping(undefined, { timeoutMs: 500 })).toBe('pong');
    expect(Object.keys(invoker.payload())).toEqual(['$bus']);
  });

  it('goes on from the deadline and trace of the request that is being served', async () => {
    const invoker = new FakeInvoker(answered(null));
    const deadline = Date.now() + 1_000;
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

    await withRequest({ deadline, traceparent }, () => busWith({ invoker }).support.case.get({ id: 'x' }));

    expect(invoker.payload().$bus).toMatchObject({
      deadline,
      traceparent: expect.stringContaining('0af7651916cd43dd8448eb211c80319c'),
    });
  });

  it.each([
    ['ResourceNotFoundException', 'PROCEDURE_NOT_FOUND'],
    ['AccessDeniedException', 'ACCESS_DENIED'],
    ['RequestTooLargeException', 'PAYLOAD_TOO_LARGE'],
    ['TimeoutError', 'TRANSPORT_FAILED'],
  ])('that AWS answers with %s is %s', async (name, code) => {
    await expect(
      busWith({ invoker: new FakeInvoker(awsError(name)) }).support.case.get({ id: 'x' }),
    ).rejects.toMatchObject({ code });
  });

  it('that failed in the function brings its code, message and data back', async () => {
    const remote = {
      lambdabus: 1,
      code: 'OUT_OF_STOCK',
      name: 'RangeError',
      message: 'sold out',
      data: { left: 0 },
      retryable: true,
    };
    const bus = busWith({ invoker: new FakeInvoker(failed('OUT_OF_STOCK', JSON.stringify(remote))) });

    await expect(bus.support.case.ping()).rejects.toMatchObject({
      name: 'BusError',
      code: 'OUT_OF_STOCK',
      message: 'sold out',
      data: { left: 0 },
      remoteName: 'RangeError',
    });
  });

  it.each([
    ['Sandbox.Timedout', 'Task timed out after 3.00 seconds'],
    ['Runtime.ExitError', 'Runtime exited with error: exit status 1'],
    ['Runtime.OutOfMemory', 'signal: killed'],
  ])('whose function ended with %s is FUNCTION_CRASHED', async (errorType, errorMessage) => {
    await expect(
      busWith({ invoker: new FakeInvoker(failed(errorType, errorMessage)) }).support.case.ping(),
    ).rejects.toMatchObject({ code: 'FUNCTION_CRASHED', data: { errorType, errorMessage } });
  });

  it('ends with CALL_TIMEOUT, and with CALL_ABORTED by its signal', async () => {
    const bus = busWith({ invoker: new FakeInvoker('hang') });
    const controller = new AbortController();

    const aborted = bus.support.case.ping(undefined, { signal: controller.signal });
    controller.abort();

    await expect(aborted).rejects.toMatchObject({ code: 'CALL_ABORTED' });
    await expect(bus.support.case.ping(undefined, { timeoutMs: 20 })).rejects.toMatchObject({
      code: 'CALL_TIMEOUT',
      message: expect.stringContaining('longer than 20 ms'),
    });
  });

  it('is tried again when it was throttled, for it did not run', async () => {
    const invoker = new FakeInvoker(awsError('TooManyRequestsException'), answered('pong'));

    expect(await busWith({ invoker }).support.case.ping()).toBe('pong');
    expect(invoker.requests).toHaveLength(2);
  });

  it('is THROTTLED when there is no time left', async () => {
    const bus = busWith({ invoker: new FakeInvoker(awsError('TooManyRequestsException')), timeoutMs: 60 });

    await expect(bus.support.case.ping()).rejects.toMatchObject({ code: 'THROTTLED' });
  });

  it('is not tried again when it may have run, unless it carries an idempotency key', async () => {
    const crash = failed('Runtime.ExitError', 'exit status 1');
    const once = new FakeInvoker(crash, answered(null));
    const again = new FakeInvoker(crash, answered(null));

    await expect(busWith({ invoker: once }).support.case.get({ id: 'x' })).rejects.toMatchObject({
      code: 'FUNCTION_CRASHED',
    });
    expect(await busWith({ invoker: again }).support.case.get({ id: 'x' }, { idempotencyKey: 'k' })).toBeNull();
    expect(again.payload(1).$bus).toMatchObject({ idempotencyKey: 'k' });
  });

  it('is refused before it is sent when its idempotency key is too long', async () => {
    const invoker = new FakeInvoker(answered(null));

    await expect(
      busWith({ invoker }).support.case.get({ id: 'x' }, { idempotencyKey: 'k'.repeat(129) }),
    ).rejects.toMatchObject({ code: 'INVALID_METADATA', retryable: false });
    expect(invoker.requests).toEqual([]);
  });

  it('is refused before it is sent when it is too large or no object', async () => {
    const invoker = new FakeInvoker(answered(null));
    const bus = busWith({ invoker });

    await expect(bus.support.case.get({ id: 'x'.repeat(7_000_000) })).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
    });
    await expect(bus.support.case.get.enqueue({ id: 'x'.repeat(1_100_000) })).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
    });
    await expect(bus.$client.call('support.case.get', [1])).rejects.toMatchObject({ code: 'NOT_ENCODABLE' });
    expect(invoker.requests).toEqual([]);
  });

  it('enqueued asks for no answer', async () => {
    const invoker = new FakeInvoker({ payload: '', functionError: undefined, requestId: 'r9' });

    expect(await busWith({ invoker }).support.case.get.enqueue({ id: 'x' })).toEqual({ requestId: 'r9' });
    expect(invoker.requests[0]?.mode).toBe('enqueue');
    expect(invoker.payload().$bus).not.toHaveProperty('accept');
  });
});

describe('a fire', () => {
  it('publishes to the topic with the three attributes, and resolves to the id', async () => {
    const publisher = new FakePublisher();

    const { id } = await busWith({ publisher }).support.case.created.fire(
      { id: 'x', at: new Date(0) },
      { fairGroup: 'g' },
    );

    expect(publisher.requests).toMatchObject([
      {
        topicArn: 'arn:aws:sns:us-east-1:111111111111:test-support-case-created',
        messages: [
          {
            body: '{"id":"x","at":"1970-01-01T00:00:00.000Z"}',
            attributes: { 'lambdabus.event': 'support.case.created', 'lambdabus.id': id },
            groupId: 'g',
            deduplicationId: undefined,
          },
        ],
      },
    ]);
    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7/);
  });

  it('of a FIFO event goes to the .fifo topic with group and deduplication id', async () => {
    const publisher = new FakePublisher();
    const { ordered } = busWith({ publisher }).support.case;

    const { id } = await ordered.fire({ n: 1 }, { fifoGroup: 'g' });
    await ordered.fire({ n: 1 }, { fifoGroup: 'g', idempotencyKey: 'k' });

    expect(publisher.requests.map(({ topicArn }) => topicArn)).toEqual(
      Array(2).fill('arn:aws:sns:us-east-1:111111111111:test-support-case-ordered.fifo'),
    );
    expect(publisher.requests.map(({ messages }) => messages[0]?.deduplicationId)).toEqual([id, 'k']);
  });

  it('joins what is fired in the same tick, up to ten messages and 256 KiB', async () => {
    const publisher = new FakePublisher();
    const { created } = busWith({ publisher }).support.case;

    await Promise.all(Array.from({ length: 25 }, (_, n) => created.fire({ id: String(n) })));
    await Promise.all(Array.from({ length: 3 }, () => created.fire({ id: 'x'.repeat(100_000) })));

    expect(publisher.requests.map(({ messages }) => messages.length)).toEqual([10, 10, 5, 2, 1]);
  });

  it('fails for itself alone, and is sent again where the fault was not its own', async () => {
    const publisher = new FakePublisher(({ messages }, count) =>
      messages.map(({ body }): PublishResult => {
        if (body.includes('bad')) return { ok: false, code: 'InvalidParameter', message: 'bad', isSenderFault: true };
        if (body.includes('later') && count === 1)
          return { ok: false, code: 'InternalError', message: 'later', isSenderFault: false };
        return { ok: true };
      }),
    );
    const { created } = busWith({ publisher }).support.case;

    const results = await Promise.allSettled([
      created.fire({ id: 'good' }),
      created.fire({ id: 'bad' }),
      created.fire({ id: 'later' }),
    ]);

    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(publisher.requests.map(({ messages }) => messages.length)).toEqual([3, 1]);
  });

  it('of a FIFO group waits for the one before it, also while that is sent again', async () => {
    const accepted: string[] = [];
    const publisher = new FakePublisher(({ messages }, count) =>
      messages.map((message): PublishResult => {
        if (count === 1 && message.groupId === 'a')
          return { ok: false, code: 'InternalError', message: 'later', isSenderFault: false };
        accepted.push(`${message.groupId}${message.body}`);
        return { ok: true };
      }),
    );
    const { ordered } = busWith({ publisher }).support.case;

    await Promise.all(
      [1, 2, 3].flatMap((n) => [ordered.fire({ n }, { fifoGroup: 'a' }), ordered.fire({ n }, { fifoGroup: 'b' })]),
    );

    expect(accepted.filter((entry) => entry.startsWith('a'))).toEqual(['a{"n":1}', 'a{"n":2}', 'a{"n":3}']);
    expect(accepted.filter((entry) => entry.startsWith('b'))).toEqual(['b{"n":1}', 'b{"n":2}', 'b{"n":3}']);
  });

  it('is validated before it leaves a function that was built', async () => {
    const publisher = new FakePublisher();
    setFunctionContext({
      service: 'x',
      fires: {
        'support.case.created': (wire, issues) => {
          issues.push({ path: '/id', message: 'expected string, got 1' });
          return wire;
        },
      },
    });

    await expect(busWith({ publisher }).support.case.created.fire({ id: 1 as never })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      data: { issues: [{ path: '/id' }] },
    });
    expect(publisher.requests).toEqual([]);
  });

  it.each([
    ['NotFoundException', 'TOPIC_NOT_FOUND'],
    ['AuthorizationErrorException', 'ACCESS_DENIED'],
  ])('that AWS answers with %s is %s', async (name, code) => {
    const publisher = new FakePublisher(() => {
      throw awsError(name);
    });

    await expect(busWith({ publisher }).support.case.created.fire({ id: 'x' })).rejects.toMatchObject({ code });
  });

  it('larger than SNS takes is refused before it is sent', async () => {
    const publisher = new FakePublisher();

    await expect(busWith({ publisher }).support.case.created.fire({ id: 'x'.repeat(300_000) })).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
    });
    expect(publisher.requests).toEqual([]);
  });
});

describe('where a bus is', () => {
  it('says its stage, or the environment, or is dev; inside Lambda it must be said', async () => {
    const invoker = new FakeInvoker(answered(null));
    await createBus<Module>({ invoker }).support.case.ping();
    vi.stubEnv('LAMBDABUS_STAGE', 'prod');
    await createBus<Module>({ invoker }).support.case.ping();
    vi.stubEnv('LAMBDABUS_STAGE', undefined);
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'f');

    expect(invoker.requests.map(({ functionName }) => functionName)).toEqual([
      'dev-support-case-ping',
      'prod-support-case-ping',
    ]);
    await expect(createBus<Module>({ invoker }).support.case.ping()).rejects.toMatchObject({ code: 'STAGE_MISSING' });
  });

  it('may be another account and region, by the longest prefix of its name', async () => {
    const invoker = new FakeInvoker(answered(null));
    const publisher = new FakePublisher();
    const bus = busWith({
      invoker,
      publisher,
      locations: { support: { account: '222222222222', region: 'cn-north-1' }, 'support.cas': { account: '3' } },
    });

    await bus.support.case.ping();
    await bus.support.case.created.fire({ id: 'x' });

    expect(invoker.requests[0]).toMatchObject({
      functionName: '222222222222:function:test-support-case-ping',
      region: 'cn-north-1',
    });
    expect(publisher.requests[0]?.topicArn).toBe('arn:aws-cn:sns:cn-north-1:222222222222:test-support-case-created');
  });

  it('is asked of the credentials when nothing says it', async () => {
    const publisher = new FakePublisher();

    await createBus<Module>({ publisher }).support.case.created.fire({ id: 'x' });

    expect(publisher.requests[0]?.topicArn).toBe('arn:aws:sns:eu-west-1:999999999999:dev-support-case-created');
  });
});

describe('the proxy', () => {
  const invoker = new FakeInvoker(answered(null));
  const bus = busWith({ invoker });

  it('gives the same child each time', () => {
    expect(bus.support.case.get).toBe(bus.support.case.get);
  });

  it('calls nothing when JavaScript asks what it asks of any value', async () => {
    await Promise.resolve(bus);
    await Promise.resolve(bus.support);
    const api: unknown = await (async () => bus.support.case)();
    const text = [String(api), JSON.stringify({ bus, api: bus.support }), `${typeof bus.support.case.get}`];

    expect(text).toHaveLength(3);
    expect(Symbol.iterator in Object(bus.support)).toBe(false);
    expect(invoker.requests).toEqual([]);
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
