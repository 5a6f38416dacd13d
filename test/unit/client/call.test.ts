import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBus, type InvokeRequest, type InvokeResponse } from '../../../src/client/index.ts';
import { withRequest } from '../../../src/wire/index.ts';
import { answered, awsError, busWith, FakeInvoker, FakePublisher, failed, type Module } from './fakes.ts';

beforeEach(() => {
  for (const name of ['LAMBDABUS_STAGE', 'LAMBDABUS_ACCOUNT', 'AWS_REGION', 'AWS_LAMBDA_FUNCTION_NAME'])
    vi.stubEnv(name, undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
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

  it('that the build saw no function make says what to declare, and not only which file is missing', async () => {
    const missing = Object.assign(
      new Error("Cannot find module '/var/task/aws/lambda.mjs' imported from /var/task/index.mjs"),
      { code: 'ERR_MODULE_NOT_FOUND' },
    );

    await expect(busWith({ invoker: new FakeInvoker(missing) }).support.case.ping()).rejects.toMatchObject({
      code: 'TRANSPORT_FAILED',
      retryable: false,
      message: expect.stringMatching(
        /^This function may not call support\.case\.ping: .* uses: \['support\.case\.ping'\]/,
      ),
    });
  });

  it.each([
    ['Sandbox.Timedout', 'Task timed out after 3.00 seconds'],
    ['Runtime.ExitError', 'Runtime exited with error: exit status 1'],
    ['Runtime.OutOfMemory', 'signal: killed'],
    ['Runtime.ExitError', 'The local bus was stopped.'],
  ])('whose function ended with %s is FUNCTION_CRASHED', async (errorType, errorMessage) => {
    await expect(
      busWith({ invoker: new FakeInvoker(failed(errorType, errorMessage)) }).support.case.ping(),
    ).rejects.toMatchObject({
      code: 'FUNCTION_CRASHED',
      message: expect.not.stringContaining('..'),
      data: { errorType, errorMessage },
    });
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
    const bus = busWith({ invoker: new FakeInvoker(awsError('TooManyRequestsException')), timeoutMs: 600 });

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

  it.each([
    ['call', 6_291_456],
    ['enqueue', 1_048_576],
  ] as const)('takes what Lambda takes in a %s, and not one byte more', async (mode, limit) => {
    const invoker = new FakeInvoker(answered(null));
    const { get } = busWith({ invoker }).support.case;
    const send = (id: string) => (mode === 'call' ? get({ id }, { idempotencyKey: 'k' }) : get.enqueue({ id }));
    await send('');
    const rest = Buffer.byteLength(invoker.requests[0]?.payload ?? '');

    await send('x'.repeat(limit - rest));

    expect(Buffer.byteLength(invoker.requests[1]?.payload ?? '')).toBe(limit);
    await expect(send('x'.repeat(limit - rest + 1))).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
      data: { bytes: limit + 1, limit },
    });
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
    await expect(bus.$client.call('support.case.get', { id: () => 1 })).rejects.toThrow(
      'The parameters of support.case.get at "/id" cannot be sent: a function cannot travel.',
    );
    expect(invoker.requests).toEqual([]);
  });

  it('enqueued asks for no answer', async () => {
    const invoker = new FakeInvoker({ payload: '', functionError: undefined, requestId: 'r9' });

    expect(await busWith({ invoker }).support.case.get.enqueue({ id: 'x' })).toEqual({ requestId: 'r9' });
    expect(invoker.requests[0]?.mode).toBe('enqueue');
    expect(invoker.payload().$bus).not.toHaveProperty('accept');
  });
});

describe('many calls at once', () => {
  /** Answers after some milliseconds, and counts how many it was answering at once. */
  class CountingInvoker extends FakeInvoker {
    most = 0;
    #underWay = 0;

    override async invoke(request: InvokeRequest): Promise<InvokeResponse> {
      this.#underWay += 1;
      this.most = Math.max(this.most, this.#underWay);
      await new Promise((resolve) => setTimeout(resolve, 40));
      this.#underWay -= 1;
      return super.invoke(request);
    }
  }

  it('are bounded, in their order, and none runs out of time while it waits for its turn', async () => {
    const invoker = new CountingInvoker(answered('pong'));
    const bus = busWith({ invoker, concurrency: 2, timeoutMs: 150 });

    const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => bus.support.case.get({ id: String(n) })));

    expect(answers).toHaveLength(12);
    expect(invoker.most).toBe(2);
    expect(invoker.requests.map(({ payload }) => JSON.parse(payload).id)).toEqual(
      Array.from({ length: 12 }, (_, n) => String(n)),
    );
  });

  it('send what they were given, also where it changes while they wait', async () => {
    const invoker = new CountingInvoker(answered('pong'));
    const bus = busWith({ invoker, concurrency: 1 });
    const params = { id: 'before' };

    const calls = [bus.support.case.ping(), bus.support.case.get(params)];
    params.id = 'after';
    await Promise.all(calls);

    expect(invoker.payload(1)).toMatchObject({ id: 'before' });
  });

  it('leave by their signal or with the request that is served, and hold up nobody', async () => {
    const invoker = new CountingInvoker(answered('pong'));
    const { ping } = busWith({ invoker, concurrency: 1 }).support.case;
    const controller = new AbortController();

    const first = ping();
    const aborted = ping(undefined, { signal: controller.signal });
    const late = withRequest({ deadline: Date.now() + 10, traceparent: undefined }, () => ping());
    const last = ping();
    controller.abort();

    await expect(aborted).rejects.toMatchObject({ code: 'CALL_ABORTED' });
    await expect(late).rejects.toMatchObject({
      code: 'CALL_TIMEOUT',
      message: expect.stringContaining('were left of'),
    });
    expect(await Promise.all([first, last])).toEqual(['pong', 'pong']);
    expect(invoker.requests).toHaveLength(2);
  });

  it('give their turn back when they fail', async () => {
    const bus = busWith({ invoker: new FakeInvoker(awsError('AccessDeniedException')), concurrency: 1 });

    for (let times = 0; times < 3; times += 1) {
      await expect(bus.support.case.ping()).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    }
  });

  it('are not bounded through an invoker of their own, which may call in process', async () => {
    const invoker = new CountingInvoker(answered('pong'));
    const { ping } = busWith({ invoker }).support.case;

    await Promise.all(Array.from({ length: 80 }, () => ping()));

    expect(invoker.most).toBe(80);
  });

  it.each([0, -1, Number.NaN])('cannot be bounded to %d', (concurrency) => {
    expect(() => busWith({ concurrency })).toThrow(
      `concurrency is a number of calls from 1, or Infinity, got ${concurrency}`,
    );
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
