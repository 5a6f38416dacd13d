import { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ListenerEntryPoint } from '../../../functions/entry-point.ts';
import { listenerHandler } from '../../../functions/index.ts';
import type { SqsRecord } from '../../../functions/lambda.ts';
import { BusError, createListener, type EventHandler } from '../../../src/definition/index.ts';
import { lambdaContext } from '../../support/lambda-context.ts';

const queue = 'arn:aws:sqs:eu-central-1:123456789012:dev-helpdesk--notify';

function record(
  messageId: string,
  overrides: Partial<SqsRecord> & { receives?: number; group?: string } = {},
): SqsRecord {
  const { receives = 1, group, ...rest } = overrides;
  return {
    messageId,
    body: JSON.stringify({ id: messageId }),
    eventSourceARN: queue,
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: '1700000000000',
      ...(group === undefined ? {} : { MessageGroupId: group, MessageDeduplicationId: `of ${messageId}` }),
    },
    messageAttributes: {},
    ...rest,
  };
}

function entry(handler: EventHandler<never>, overrides: Partial<ListenerEntryPoint> = {}): ListenerEntryPoint {
  return {
    service: 'helpdesk',
    listener: 'notify',
    definition: createListener(['a.created'], handler, {}, false),
    validators: {},
    events: [{ event: 'a.created', fifo: false }],
    several: false,
    maxReceiveCount: 5,
    onError: 'dead-letter',
    ...overrides,
  };
}

interface SentLetter {
  readonly QueueUrl: string;
  readonly MessageBody: string;
  readonly MessageAttributes: Record<string, { DataType: string; StringValue?: string; BinaryValue?: Uint8Array }>;
  readonly MessageGroupId?: string;
  readonly MessageDeduplicationId?: string;
}

let letters: SentLetter[];

beforeEach(() => {
  letters = [];
  vi.stubEnv('LAMBDABUS_STAGE', 'dev');
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  // The transport is fauxqs and MiniStack in the end-to-end tests; here only what would be sent.
  vi.spyOn(SQSClient.prototype, 'send').mockImplementation(async (command: { input: unknown }) => {
    letters.push(command.input as SentLetter);
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe('the handler of a listener', () => {
  it('hands each event over with its context, and reports nothing', async () => {
    const handler = vi.fn();
    const attributes = { 'lambdabus.id': { stringValue: 'event-1', dataType: 'String' } };

    const answer = await listenerHandler(entry(handler))(
      { Records: [record('m1', { messageAttributes: attributes }), record('m2', { receives: 3 })] },
      lambdaContext(),
    );

    expect(answer).toEqual({ batchItemFailures: [] });
    expect(handler).toHaveBeenCalledWith(
      { id: 'm1' },
      expect.objectContaining({ id: 'event-1', event: 'a.created', attempt: 1, sentAt: new Date(1_700_000_000_000) }),
    );
    expect(handler).toHaveBeenCalledWith({ id: 'm2' }, expect.objectContaining({ id: 'm2', attempt: 3 }));
  });

  it('reports only what failed', async () => {
    const handler: EventHandler<{ id: string }> = async ({ id }) => {
      if (id === 'm2') throw new Error('not now');
    };

    const answer = await listenerHandler(entry(handler))(
      { Records: [record('m1'), record('m2'), record('m3')] },
      lambdaContext(),
    );

    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: 'm2' }]);
    expect(letters).toEqual([]);
  });

  it('lays a message to rest with its reason at its last receive', async () => {
    const answer = await listenerHandler(entry(async () => Promise.reject(new TypeError('broken'))))(
      { Records: [record('m1', { receives: 5 })] },
      lambdaContext(),
    );

    expect(answer.batchItemFailures).toEqual([]);
    expect(letters).toMatchObject([
      {
        QueueUrl: 'https://sqs.eu-central-1.amazonaws.com/123456789012/dev-helpdesk--notify--dlq',
        MessageBody: '{"id":"m1"}',
        MessageAttributes: {
          'lambdabus.error': { StringValue: 'TypeError: broken' },
          'lambdabus.attempts': { StringValue: '5' },
          'lambdabus.function': { StringValue: 'dev-function' },
        },
      },
    ]);
  });

  it('knows the queues that its deployment brings, by their ARNs', async () => {
    const arn = 'arn:aws:sqs:eu-central-1:123456789012:legacy';
    const given = { event: 'a.created', queue: arn, deadLetterQueue: `${arn}-dead`, maxReceiveCount: 2 };
    vi.stubEnv('LAMBDABUS_QUEUES', JSON.stringify([given]));

    await listenerHandler(entry(async () => Promise.reject(new TypeError('broken'))))(
      { Records: [record('m1', { eventSourceARN: arn, receives: 2 })] },
      lambdaContext(),
    );

    expect(letters).toMatchObject([{ QueueUrl: 'https://sqs.eu-central-1.amazonaws.com/123456789012/legacy-dead' }]);
  });

  it("counts receives as its deployment does, which wins over the code's", async () => {
    vi.stubEnv('LAMBDABUS_MAX_RECEIVE_COUNT', '9');
    const handle = listenerHandler(entry(async () => Promise.reject(new TypeError('broken'))));

    const answers = [];
    for (const receives of [5, 9])
      answers.push(await handle({ Records: [record('m1', { receives })] }, lambdaContext()));

    expect(answers).toEqual([{ batchItemFailures: [{ itemIdentifier: 'm1' }] }, { batchItemFailures: [] }]);
    expect(letters).toHaveLength(1);
  });

  it.each([
    ['is not JSON', '{oops', 'VALIDATION_FAILED: The payload of a.created is not valid: expected JSON, got "{oops".'],
    [
      'is not what its type says',
      '{"id":1}',
      'VALIDATION_FAILED: The payload of a.created is not valid: /id: expected string, got 1.',
    ],
  ])('does not try an event again that %s', async (_what, body, reason) => {
    const handler = vi.fn();
    const validators = {
      payloads: {
        'a.created': (wire: unknown, issues: { path: string; message: string }[]) => {
          if (typeof (wire as { id: unknown }).id !== 'string')
            issues.push({ path: '/id', message: 'expected string, got 1' });
          return wire;
        },
      },
    };

    const answer = await listenerHandler(entry(handler, { validators }))(
      { Records: [record('m1', { body }), record('m2')] },
      lambdaContext(),
    );

    expect(answer.batchItemFailures).toEqual([]);
    expect(handler).toHaveBeenCalledTimes(1);
    expect(letters[0]?.MessageAttributes['lambdabus.error']?.StringValue).toBe(reason);
  });

  it('does not try an event again whose failure says so', async () => {
    await listenerHandler(entry(async () => Promise.reject(Object.assign(new Error('never'), { retryable: false }))))(
      { Records: [record('m1')] },
      lambdaContext(),
    );

    expect(letters).toHaveLength(1);
  });

  it('drops what failed for good where it was told to', async () => {
    const answer = await listenerHandler(entry(async () => Promise.reject(new Error('x')), { onError: 'discard' }))(
      { Records: [record('m1', { receives: 5 })] },
      lambdaContext(),
    );

    expect(answer.batchItemFailures).toEqual([]);
    expect(letters).toEqual([]);
  });

  it('lets a record fail that it could not lay to rest', async () => {
    vi.mocked(SQSClient.prototype.send).mockRejectedValue(new BusError('ACCESS_DENIED', 'no') as never);

    const answer = await listenerHandler(entry(async () => Promise.reject(new Error('x'))))(
      { Records: [record('m1', { receives: 5 })] },
      lambdaContext(),
    );

    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: 'm1' }]);
  });

  it('answers for what is done before one that hangs takes all of it into a timeout', async () => {
    const handler: EventHandler<{ id: string }> = async ({ id }, { signal }) => {
      if (id === 'm2') await new Promise(() => undefined);
      expect(signal.aborted).toBe(false);
    };

    const answer = await listenerHandler(entry(handler))(
      { Records: [record('m1'), record('m2'), record('m3')] },
      lambdaContext(300),
    );

    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: 'm2' }]);
    expect(letters).toEqual([]);
  });

  it('leaves a batch of which nothing is done to the timeout of the function', async () => {
    const hangs = listenerHandler(entry(async () => new Promise(() => undefined)))(
      { Records: [record('m1')] },
      lambdaContext(100),
    );

    const first = await Promise.race([hangs, new Promise((resolve) => setTimeout(resolve, 250, 'still hanging'))]);

    expect(first).toBe('still hanging');
  });

  it('keeps at most ten attributes, its own three among them, and the type of each', async () => {
    const names = Array.from({ length: 10 }, (_, index) => `a${index}`);
    const messageAttributes = Object.fromEntries([
      ...names.map((name) => [name, { stringValue: name, dataType: 'String' }] as const),
      ['lambdabus.error', { stringValue: 'of an earlier time', dataType: 'String' }] as const,
      ['a0', { binaryValue: 'AQI=', dataType: 'Binary' }] as const,
    ]);

    await listenerHandler(entry(async () => Promise.reject(new Error('bad \u0007 \ud83d'))))(
      { Records: [record('m1', { receives: 5, messageAttributes })] },
      lambdaContext(),
    );

    const attributes = letters[0]?.MessageAttributes ?? {};
    expect(Object.keys(attributes)).toHaveLength(10);
    expect(attributes['a0']).toEqual({ DataType: 'Binary', BinaryValue: Buffer.from([1, 2]) });
    expect(attributes['lambdabus.error']).toEqual({ DataType: 'String', StringValue: 'Error: bad   \ufffd' });
  });

  it("keeps the bus's own attributes of a message before those of others", async () => {
    const attribute = { stringValue: 'x', dataType: 'String' };
    const foreign = Array.from({ length: 7 }, (_, index) => `a${index}`);
    const names = [...foreign, 'traceparent', 'lambdabus.id', 'lambdabus.event'];

    await listenerHandler(entry(async () => Promise.reject(new Error('bad'))))(
      {
        Records: [
          record('m1', { receives: 5, messageAttributes: Object.fromEntries(names.map((n) => [n, attribute])) }),
        ],
      },
      lambdaContext(),
    );

    expect(Object.keys(letters[0]?.MessageAttributes ?? {}).sort()).toEqual(
      [
        ...['lambdabus.event', 'lambdabus.id', 'traceparent', 'a0', 'a1', 'a2', 'a3'],
        ...['lambdabus.error', 'lambdabus.attempts', 'lambdabus.function'],
      ].sort(),
    );
  });

  it('keeps the group within which a standard queue is shared fairly', async () => {
    await listenerHandler(entry(async () => Promise.reject(new Error('bad'))))(
      { Records: [record('m1', { receives: 5, group: 'tenant-1' }), record('m2', { receives: 5 })] },
      lambdaContext(),
    );

    expect(letters.map(({ MessageGroupId }) => MessageGroupId)).toEqual(['tenant-1', undefined]);
    // Only FIFO queues take one.
    expect(letters.map(({ MessageDeduplicationId }) => MessageDeduplicationId)).toEqual([undefined, undefined]);
  });

  it('keeps the order of a FIFO group: nothing after a failure runs, other groups go on', async () => {
    const seen: string[] = [];
    const fifo = `${queue}.fifo`;
    const handler: EventHandler<{ id: string }> = async ({ id }) => {
      seen.push(id);
      if (id === 'a2') throw new Error('not now');
    };
    const Records = ['a1', 'b1', 'a2', 'a3', 'b2'].map((id) =>
      record(id, { eventSourceARN: fifo, group: id.slice(0, 1) }),
    );

    const answer = await listenerHandler(entry(handler, { events: [{ event: 'a.created', fifo: true }] }))(
      { Records },
      lambdaContext(),
    );

    expect(seen.filter((id) => id.startsWith('a'))).toEqual(['a1', 'a2']);
    expect(seen.filter((id) => id.startsWith('b'))).toEqual(['b1', 'b2']);
    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: 'a2' }, { itemIdentifier: 'a3' }]);
  });

  it.each([
    ['all of it where it fits', 3_000, `Error: ${'ä'.repeat(993)}`, true],
    ['of what was thrown, where the message is large, what fits', 150, 'Error: ääää', false],
    ['only the attempts where nothing else fits', 40, undefined, false],
    ['nothing where there is no room, so that the message itself is kept', 5, undefined, false],
  ])('says in a dead letter %s', async (_, room, error, namesFunction) => {
    const limit = 1_048_576;
    const own = { 'lambdabus.id': { stringValue: 'event-1', dataType: 'String' } };
    const body = JSON.stringify('x'.repeat(limit - room - 2 - 'lambdabus.idStringevent-1'.length));
    const handler = () => {
      throw new Error('ä'.repeat(2_000));
    };

    await listenerHandler(entry(handler))(
      { Records: [record('m1', { receives: 5, body, messageAttributes: own })] },
      lambdaContext(),
    );

    const [letter] = letters;
    const attributes = Object.entries(letter?.MessageAttributes ?? {});
    const texts = attributes.flatMap(([name, { DataType, StringValue = '' }]) => [name, DataType, StringValue]);
    const bytes = [letter?.MessageBody ?? '', ...texts].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    expect(letter?.MessageBody).toBe(body);
    expect(bytes).toBeLessThanOrEqual(limit);
    const values = Object.fromEntries(attributes.map(([name, { StringValue }]) => [name, StringValue]));
    expect(values).toMatchObject({ 'lambdabus.id': 'event-1', ...(room < 40 ? {} : { 'lambdabus.attempts': '5' }) });
    if (error === undefined) expect(values).not.toHaveProperty(['lambdabus.error']);
    else expect(values['lambdabus.error']?.startsWith(error)).toBe(true);
    expect('lambdabus.function' in values).toBe(namesFunction);
  });

  it('lets a FIFO group go on after a dead letter, which keeps its group', async () => {
    const handler: EventHandler<{ id: string }> = async ({ id }) => {
      if (id === 'a1') throw Object.assign(new Error('never'), { retryable: false });
    };
    const Records = ['a1', 'a2'].map((id) => record(id, { eventSourceARN: `${queue}.fifo`, group: 'a' }));

    const answer = await listenerHandler(entry(handler, { events: [{ event: 'a.created', fifo: true }] }))(
      { Records },
      lambdaContext(),
    );

    expect(answer.batchItemFailures).toEqual([]);
    // The message's own id: what is redriven and fails again is a dead letter of its own within the five minutes.
    expect(letters).toMatchObject([
      {
        QueueUrl: expect.stringMatching(/--notify--dlq\.fifo$/),
        MessageGroupId: 'a',
        MessageDeduplicationId: 'a1',
      },
    ]);
  });

  it('knows by the queue which of several events came', async () => {
    const seen: string[] = [];
    const events = [
      { event: 'a.created', fifo: false },
      { event: 'b.closed', fifo: false },
    ];
    const handler: EventHandler<never> = async (_payload, { event }) => {
      seen.push(event);
    };

    await listenerHandler(entry(handler, { events, several: true }))(
      {
        Records: [
          record('m1', { eventSourceARN: `${queue}--b-closed` }),
          record('m2', { eventSourceARN: `${queue}--a-created` }),
        ],
      },
      lambdaContext(),
    );

    expect(seen).toEqual(['b.closed', 'a.created']);
  });
});
