import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { listenerHandler } from '../../../functions/index.ts';
import { createBus } from '../../../src/client/index.ts';
import { Api, createListener, type EventHandler, event } from '../../../src/definition/index.ts';
import { lambdaContext } from '../../support/lambda-context.ts';

class CaseApi extends Api {
  static readonly meta = { name: 'support.case' } as const;
  readonly created = event<{ id: string; at: Date }>();
  readonly ordered = event<{ n: number }>({ fifo: true });
}

const account = '000000000000';
const region = 'us-east-1';

let server: FauxqsServer;

beforeAll(async () => {
  server = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
  const fifo = { FifoTopic: 'true', ContentBasedDeduplication: 'false' };
  for (const [topic, queue] of [
    ['dev-support-case-created', 'dev-helpdesk--notify'],
    ['dev-support-case-ordered.fifo', 'dev-helpdesk--inOrder.fifo'],
  ] as const) {
    const isFifo = topic.endsWith('.fifo');
    server.createTopic(topic, isFifo ? { attributes: fifo } : {});
    server.createQueue(queue, isFifo ? { attributes: { FifoQueue: 'true' } } : {});
    server.subscribe({ topic, queue, attributes: { RawMessageDelivery: 'true' } });
  }
  server.createQueue('dev-helpdesk--notify--dlq');
});
afterAll(async () => {
  await server.stop();
});
beforeEach(() => {
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${server.port}`);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.stubEnv('AWS_REGION', region);
  vi.stubEnv('LAMBDABUS_STAGE', 'dev');
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** What the queue holds, as Lambda's event source mapping hands it over. */
async function receive(queue: string) {
  const client = new SQSClient({ useQueueUrlAsEndpoint: false });
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: `http://127.0.0.1:${server.port}/${account}/${queue}`,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    }),
  );
  client.destroy();
  return Messages.map(({ MessageId = '', Body = '', Attributes = {}, MessageAttributes = {} }) => ({
    messageId: MessageId,
    body: Body,
    eventSourceARN: `arn:aws:sqs:${region}:${account}:${queue}`,
    attributes: { ApproximateReceiveCount: '1', SentTimestamp: '0', ...Attributes },
    messageAttributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { StringValue = '', DataType = 'String' }]) => [
        name,
        { stringValue: StringValue, dataType: DataType },
      ]),
    ),
  }));
}

function notify(handler: EventHandler<never>) {
  return listenerHandler({
    service: 'helpdesk',
    listener: 'notify',
    definition: createListener(['support.case.created'], handler, {}, false),
    validators: {},
    events: [{ event: 'support.case.created', fifo: false }],
    several: false,
    maxReceiveCount: 5,
    onError: 'dead-letter',
  });
}

describe('an event by the real AWS SDK', () => {
  it('goes from fire by SNS and SQS to its listener, with its id', async () => {
    const bus = createBus<{ CaseApi: typeof CaseApi }>({ account });
    const handler = vi.fn();

    const fired = await Promise.all(
      Array.from({ length: 12 }, (_, n) => bus.support.case.created.fire({ id: String(n), at: new Date(0) })),
    );
    const received = [...(await receive('dev-helpdesk--notify')), ...(await receive('dev-helpdesk--notify'))];
    const answer = await notify(handler)({ Records: received }, lambdaContext());

    expect(answer).toEqual({ batchItemFailures: [] });
    const handled = handler.mock.calls.map(([payload, { id }]) => ({ n: payload.id, id }));
    expect(handled.sort((a, b) => Number(a.n) - Number(b.n))).toEqual(fired.map(({ id }, n) => ({ n: String(n), id })));
    expect(handler.mock.calls[0]?.[0]).toMatchObject({ at: '1970-01-01T00:00:00.000Z' });
  });

  it('keeps the order of its FIFO group', async () => {
    const bus = createBus<{ CaseApi: typeof CaseApi }>({ account });

    await Promise.all([1, 2, 3, 4].map((n) => bus.support.case.ordered.fire({ n }, { fifoGroup: 'g' })));
    await bus.support.case.ordered.fire({ n: 5 }, { fifoGroup: 'g', idempotencyKey: 'once' });
    await bus.support.case.ordered.fire({ n: 5 }, { fifoGroup: 'g', idempotencyKey: 'once' });

    // Looked at, not received: fauxqs hands out one message of a group at a time.
    const { ready = [] } = server.inspectQueue('dev-helpdesk--inOrder.fifo')?.messages ?? {};
    expect(ready.map(({ body }) => JSON.parse(body).n)).toEqual([1, 2, 3, 4, 5]);
  });

  it('that fails for good lies in the dead-letter queue, as it came and with the reason', async () => {
    vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const bus = createBus<{ CaseApi: typeof CaseApi }>({ account });
    const { id } = await bus.support.case.created.fire({ id: 'bad', at: new Date(0) });

    const fails = notify(async () => Promise.reject(Object.assign(new Error('never'), { retryable: false })));
    await fails({ Records: await receive('dev-helpdesk--notify') }, lambdaContext());

    const [letter] = await receive('dev-helpdesk--notify--dlq');
    expect(JSON.parse(letter?.body ?? '')).toEqual({ id: 'bad', at: '1970-01-01T00:00:00.000Z' });
    expect(letter?.messageAttributes).toMatchObject({
      'lambdabus.id': { stringValue: id },
      'lambdabus.event': { stringValue: 'support.case.created' },
      'lambdabus.error': { stringValue: 'Error: never' },
      'lambdabus.attempts': { stringValue: '1' },
      'lambdabus.function': { stringValue: 'dev-function' },
    });
  });

  it('that nobody has made a topic for is TOPIC_NOT_FOUND', async () => {
    const bus = createBus<{ CaseApi: typeof CaseApi }>({ account, stage: 'other' });

    await expect(bus.support.case.created.fire({ id: 'x', at: new Date(0) })).rejects.toMatchObject({
      code: 'TOPIC_NOT_FOUND',
      message: expect.stringContaining('arn:aws:sns:us-east-1:000000000000:other-support-case-created'),
    });
  });

  it('takes the account from STS when nothing says it', async () => {
    const bus = createBus<{ CaseApi: typeof CaseApi }>();

    const fired = await bus.support.case.created.fire({ id: 'x', at: new Date(0) });

    expect(fired.id).toMatch(/-7/);
  });
});
