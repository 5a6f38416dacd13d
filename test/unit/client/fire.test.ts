import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PublishRequest, PublishResult } from '../../../src/client/index.ts';
import { setFunctionContext } from '../../../src/wire/index.ts';
import { awsError, busWith, FakePublisher } from './fakes.ts';

beforeEach(() => {
  for (const name of ['LAMBDABUS_STAGE', 'LAMBDABUS_ACCOUNT', 'AWS_REGION', 'AWS_LAMBDA_FUNCTION_NAME'])
    vi.stubEnv(name, undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  setFunctionContext({ service: '', fires: {} });
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

  it('joins others of its tick through however many promises they come', async () => {
    const publisher = new FakePublisher();
    const { created } = busWith({ publisher }).support.case;
    const fireAfter = async (promises: number): Promise<unknown> => {
      for (let passed = 0; passed < promises; passed += 1) await undefined;
      return created.fire({ id: String(promises) });
    };

    await Promise.all([fireAfter(0), fireAfter(3), fireAfter(20)]);

    expect(publisher.requests.map(({ messages }) => messages.length)).toEqual([3]);
  });

  it('of many has the first batch on its way before the second is made', async () => {
    const steps: string[] = [];
    const publisher = new FakePublisher(({ messages }) => {
      steps.push('made');
      // What the SDK does before a request is on its way are promises, and Node's own ticks at last.
      process.nextTick(() => steps.push('on its way'));
      return messages.map(() => ({ ok: true }));
    });
    const { created } = busWith({ publisher }).support.case;

    await Promise.all(Array.from({ length: 25 }, (_, n) => created.fire({ id: String(n) })));

    expect(steps).toEqual(Array(3).fill(['made', 'on its way']).flat());
  });

  it('of one topic does not join another topic of its tick', async () => {
    const publisher = new FakePublisher();
    const { created, ordered } = busWith({ publisher }).support.case;

    await Promise.all(
      [1, 2, 3].flatMap((n) => [created.fire({ id: String(n) }), ordered.fire({ n }, { fifoGroup: String(n) })]),
    );

    expect(publisher.requests.map(({ topicArn, messages }) => [topicArn.split('-').at(-1), messages.length])).toEqual([
      ['created', 3],
      ['ordered.fifo', 3],
    ]);
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
    [
      'a FIFO event without a group',
      'ordered',
      { fifo: ['support.case.ordered'] },
      {},
      /is FIFO, and was fired without/,
    ],
    ['another event with a group', 'created', { fifo: [] }, { fifoGroup: 'g' }, /is not FIFO, and was fired with/],
  ] as const)('of %s is refused where the function knows the event', async (_, name, known, options, message) => {
    const publisher = new FakePublisher();
    const pass = (wire: unknown) => wire;
    setFunctionContext({
      service: 'x',
      fires: { 'support.case.created': pass, 'support.case.ordered': pass },
      ...known,
    });

    const fired = busWith({ publisher }).support.case[name].fire({ id: 'x', n: 1 }, options as { fifoGroup: string });

    await expect(fired).rejects.toMatchObject({ code: 'FIFO_GROUP_INVALID', message: expect.stringMatching(message) });
    expect(publisher.requests).toEqual([]);
  });

  it.each([
    ['created', undefined, /If the event is FIFO, fire it with a fifoGroup\./],
    ['ordered', { fifoGroup: 'g' }, /\.fifo .*leave that out if the event is none\./],
  ] as const)(
    'whose topic is not there says what a fifoGroup has to do with it: %s',
    async (name, options, message) => {
      const publisher = new FakePublisher(() => {
        throw awsError('NotFoundException');
      });

      const fired = busWith({ publisher }).support.case[name].fire({ id: 'x', n: 1 }, options as { fifoGroup: string });

      await expect(fired).rejects.toMatchObject({
        code: 'TOPIC_NOT_FOUND',
        message: expect.stringMatching(message),
      });
    },
  );

  it.each([
    ['NotFoundException', 'TOPIC_NOT_FOUND'],
    ['AuthorizationErrorException', 'ACCESS_DENIED'],
  ])('that AWS answers with %s is %s', async (name, code) => {
    const publisher = new FakePublisher(() => {
      throw awsError(name);
    });

    await expect(busWith({ publisher }).support.case.created.fire({ id: 'x' })).rejects.toMatchObject({ code });
  });

  it('of a name that is none, or of what cannot travel, says so in its own words', async () => {
    const bus = busWith({ publisher: new FakePublisher() });

    await expect(bus.$client.fire('created', {})).rejects.toThrow(/^"created" is not API\.MEMBER/);
    await expect(bus.$client.fire('support.case.created', { n: Number.NaN })).rejects.toThrow(
      'The payload of support.case.created at "/n" cannot be sent: NaN has no JSON form.',
    );
  });

  it('larger than SNS takes is refused before it is sent', async () => {
    const publisher = new FakePublisher();

    await expect(busWith({ publisher }).support.case.created.fire({ id: 'x'.repeat(300_000) })).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
      message: expect.stringMatching(
        /, up to 1,048,576; a client outside of its service is told so by createBus\(\{ maximumMessageSizes: \{ "support\.case\.created": 1048576 \} \}\)\.$/,
      ),
    });
    expect(publisher.requests).toEqual([]);
  });

  it.each([
    ['what createBus says', { maximumMessageSizes: { 'support.case.created': 1_048_576 } }, {}],
    ["what the function's deployment says", {}, { LAMBDABUS_MESSAGE_SIZES: '{"support.case.created":1048576}' }],
  ])('larger than 256 KiB goes alone where its topic takes it, by %s', async (_, options, environment) => {
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    const publisher = new FakePublisher();
    const { created } = busWith({ publisher, ...options }).support.case;

    await Promise.all(['x', 'x'.repeat(300_000), 'y'].map((id) => created.fire({ id })));

    expect(publisher.requests.map(({ messages }) => messages.length)).toEqual([1, 1, 1]);
    await expect(created.fire({ id: 'x'.repeat(1_048_576) })).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
      message: expect.stringMatching(/Put large data into S3 and fire its key\.$/),
      data: { limit: 1_048_576 },
    });
  });

  it('goes to the topic that the deployment names, wherever that is', async () => {
    const topic = 'arn:aws:sns:eu-west-1:222222222222:legacy-cases';
    vi.stubEnv('LAMBDABUS_TOPICS', JSON.stringify({ 'support.case.created': topic }));
    const publisher = new FakePublisher();

    await busWith({ publisher }).support.case.created.fire({ id: 'x' });

    expect(publisher.requests).toMatchObject([{ topicArn: topic, region: 'eu-west-1' }]);
  });

  it('goes to the topic of its former name as well, as long as that stays', async () => {
    vi.stubEnv('LAMBDABUS_FORMER_EVENTS', '{"support.case.created":"support.ticket.opened"}');
    const publisher = new FakePublisher();

    const { id } = await busWith({ publisher }).support.case.created.fire({ id: 'x' });

    expect(publisher.requests.map(({ topicArn }) => topicArn.split(':').at(-1))).toEqual([
      'test-support-case-created',
      'test-support-ticket-opened',
    ]);
    for (const { messages } of publisher.requests) {
      expect(messages[0]?.attributes).toMatchObject({ 'lambdabus.event': 'support.case.created', 'lambdabus.id': id });
    }
  });

  it('goes to the account and region that the deployment names for its API', async () => {
    vi.stubEnv('LAMBDABUS_LOCATIONS', '{"support":{"account":"222222222222","region":"eu-west-1"}}');
    const publisher = new FakePublisher();

    await busWith({ publisher }).support.case.created.fire({ id: 'x' });

    expect(publisher.requests).toMatchObject([
      { topicArn: 'arn:aws:sns:eu-west-1:222222222222:test-support-case-created', region: 'eu-west-1' },
    ]);
  });

  it('fits with its attributes or is refused: what only its body lets through SNS would not take', async () => {
    const publisher = new FakePublisher();
    const { created } = busWith({ publisher }).support.case;
    const sizes = [262_144 - 400, 262_144 - 100];

    const results = await Promise.allSettled(sizes.map((size) => created.fire({ id: 'x'.repeat(size) })));

    expect(results).toMatchObject([
      { status: 'fulfilled' },
      { status: 'rejected', reason: { code: 'PAYLOAD_TOO_LARGE' } },
    ]);
    expect(publisher.requests.map(({ messages }) => messages.length)).toEqual([1]);
  });

  it('stops waiting at its own deadline, also behind another of its group, and is then not sent', async () => {
    const publisher = new SlowPublisher();
    const { ordered } = busWith({ publisher }).support.case;

    const first = ordered.fire({ n: 1 }, { fifoGroup: 'g' });
    const second = ordered.fire({ n: 2 }, { fifoGroup: 'g', timeoutMs: 30 });
    const third = ordered.fire({ n: 3 }, { fifoGroup: 'g' });

    await expect(second).rejects.toMatchObject({ code: 'CALL_TIMEOUT' });
    publisher.release();
    await first;
    await vi.waitFor(() => expect(publisher.bodies).toEqual(['{"n":1}', '{"n":3}']));
    publisher.release();
    await third;
  });

  it('given up does not stop the others of its batch', async () => {
    const publisher = new SlowPublisher();
    const { created } = busWith({ publisher }).support.case;
    const controller = new AbortController();

    const stays = created.fire({ id: 'stays' });
    const leaves = created.fire({ id: 'leaves' }, { signal: controller.signal });
    await vi.waitFor(() => expect(publisher.bodies).toHaveLength(2));
    controller.abort();

    await expect(leaves).rejects.toMatchObject({ code: 'CALL_ABORTED' });
    expect(publisher.signal?.aborted).toBe(false);
    publisher.release();
    expect(await stays).toMatchObject({ id: expect.any(String) });
  });

  it('given up by all of its batch ends the request', async () => {
    const publisher = new SlowPublisher();
    const { created } = busWith({ publisher, timeoutMs: 30 }).support.case;

    await expect(created.fire({ id: 'x' })).rejects.toMatchObject({
      code: 'CALL_TIMEOUT',
      message: expect.stringMatching(/^Publishing support\.case\.created to its topic took longer than 30 ms\. .*SNS/),
    });

    expect(publisher.signal?.aborted).toBe(true);
  });

  it('of one group does not wait while another of the same batch is sent again', async () => {
    const order: string[] = [];
    const publisher = new FakePublisher(({ messages }, count) =>
      messages.map(({ groupId, body }): PublishResult => {
        order.push(`${groupId}${body}`);
        return groupId === 'a' && count < 4
          ? { ok: false, code: 'InternalError', message: 'later', isSenderFault: false }
          : { ok: true };
      }),
    );
    const { ordered } = busWith({ publisher }).support.case;

    const a = ordered.fire({ n: 1 }, { fifoGroup: 'a' });
    await Promise.all([1, 2].map((n) => ordered.fire({ n }, { fifoGroup: 'b' })));
    expect(order).not.toContain('a{"n":2}');
    expect(order.filter((entry) => entry.startsWith('b'))).toEqual(['b{"n":1}', 'b{"n":2}']);
    await a;
  });

  it('keeps the order of a group over all buses of a process', async () => {
    const publisher = new SlowPublisher();
    const [one, other] = [busWith({ publisher }), busWith({ publisher })];

    const fired = [
      one.support.case.ordered.fire({ n: 1 }, { fifoGroup: 'g' }),
      other.support.case.ordered.fire({ n: 2 }, { fifoGroup: 'g' }),
    ];
    await vi.waitFor(() => expect(publisher.bodies).toEqual(['{"n":1}']));
    publisher.release();
    await vi.waitFor(() => expect(publisher.bodies).toEqual(['{"n":1}', '{"n":2}']));
    publisher.release();
    await Promise.all(fired);
  });

  it('that is throttled is sent again, and is THROTTLED when there is no time left', async () => {
    const passes = new FakePublisher(({ messages }, count) => {
      if (count === 1) throw awsError('ThrottlingException');
      return messages.map(() => ({ ok: true }));
    });
    const never = new FakePublisher(() => {
      throw awsError('ThrottlingException');
    });

    await busWith({ publisher: passes }).support.case.created.fire({ id: 'x' });
    await expect(
      busWith({ publisher: never, timeoutMs: 100 }).support.case.created.fire({ id: 'x' }),
    ).rejects.toMatchObject({ code: 'THROTTLED' });

    expect(passes.requests).toHaveLength(2);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 0, -1, 2 ** 31])('takes no timeout of %d ms', async (timeoutMs) => {
    const publisher = new FakePublisher();

    await expect(busWith({ publisher, timeoutMs }).support.case.created.fire({ id: 'x' })).rejects.toThrow(
      'timeoutMs is a number of milliseconds above 0',
    );
  });

  it('gives up when the account is not found in time', async () => {
    const publisher = new FakePublisher();
    vi.spyOn(publisher, 'account').mockReturnValue(new Promise(() => undefined));

    await expect(
      busWith({ publisher, account: undefined, timeoutMs: 30 }).support.case.created.fire({ id: 'x' }),
    ).rejects.toMatchObject({ code: 'CALL_TIMEOUT' });
  });
});

/** Accepts a request when it is told to. */
class SlowPublisher extends FakePublisher {
  readonly bodies: string[] = [];
  signal: AbortSignal | undefined;
  #accept: (() => void) | undefined;

  override async publish({ messages, signal }: PublishRequest): Promise<readonly PublishResult[]> {
    this.bodies.push(...messages.map(({ body }) => body));
    this.signal = signal;
    await new Promise<void>((resolve, reject) => {
      this.#accept = resolve;
      signal.addEventListener('abort', () => reject(signal.reason));
    });
    return messages.map(() => ({ ok: true }));
  }

  release(): void {
    this.#accept?.();
  }
}
