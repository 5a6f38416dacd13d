import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type LocalBus, type LocalBusEvent, startLocalBus } from '../../../src/local/index.ts';
import { scratchDirectory, scratchListener, scratchQueue, scratchService } from './scratch-service.ts';

const directory = scratchDirectory();
const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
let bus: LocalBus;
let sns: SNSClient;
let sqs: SQSClient;
let lambda: LambdaClient;
const seen: LocalBusEvent[] = [];

/** Tells what a listener got, on its log. */
const tell = 'for (const r of event.Records) console.log("got " + JSON.stringify(r));';

beforeAll(async () => {
  const listeners = [
    scratchListener('dev-happened', 'dev-scratch--hear'),
    scratchListener('dev-refused', 'dev-scratch--refuse', { maxReceiveCount: 3 }),
    scratchListener('dev-partly', 'dev-scratch--partly'),
    scratchListener('dev-confused', 'dev-scratch--confused'),
    scratchListener('dev-filtered', 'dev-scratch--filtered', {
      filter: { kind: ['a'], size: [{ numeric: ['>', 3] }] },
    }),
    scratchListener('dev-ordered.fifo', 'dev-scratch--ordered'),
    scratchListener('dev-many', 'dev-scratch--many', { batchSize: 100, batchWindowSeconds: 1 }),
  ];
  const service = scratchService(
    directory.path,
    {
      'dev-scratch--hear': { code: `export const handler = async (event) => { ${tell} };` },
      'dev-scratch--refuse': { code: `export const handler = async (event) => { ${tell} throw new Error('no'); };` },
      'dev-scratch--partly': {
        code: `export const handler = async (event) => { ${tell}
          return { batchItemFailures: event.Records.filter((r) => r.body.includes('bad')).map((r) => ({ itemIdentifier: r.messageId })) }; };`,
      },
      'dev-scratch--confused': {
        code: `export const handler = async (event) => { ${tell} return { batchItemFailures: [{ itemIdentifier: 'other' }] }; };`,
      },
      'dev-scratch--filtered': { code: `export const handler = async (event) => { ${tell} };` },
      'dev-scratch--ordered': {
        code: `let failed = false; export const handler = async (event) => { ${tell}
          if (!failed && event.Records.some((r) => r.body === '"a2"')) { failed = true; throw new Error('once'); } };`,
      },
      'dev-scratch--many': {
        code: `export const handler = async (event) => {
          console.log('batch of ' + event.Records.length);
          return { batchItemFailures: event.Records.filter((r) => r.body.includes('bad')).map((r) => ({ itemIdentifier: r.messageId })) }; };`,
      },
      'dev-fails': {
        code: `export const handler = async () => { throw new Error('in vain'); };`,
        onFailure: { queue: 'dev-scratch--failed', maximumRetryAttempts: 1 },
      },
    },
    {
      topics: listeners.flatMap(({ topics }) => topics),
      queues: [...listeners.flatMap(({ queues }) => queues), scratchQueue('dev-scratch--failed', { role: 'failed' })],
      subscriptions: listeners.flatMap(({ subscriptions }) => subscriptions),
      mappings: listeners.flatMap(({ mappings }) => mappings),
    },
  );
  bus = await startLocalBus({ topologies: [service], retryDelayMs: 50, onEvent: (event) => seen.push(event) });
  const client = { endpoint: bus.endpoint, region: bus.region, credentials };
  sns = new SNSClient(client);
  sqs = new SQSClient(client);
  lambda = new LambdaClient(client);
});

afterEach(() => {
  seen.length = 0;
});

afterAll(async () => {
  for (const client of [sns, sqs, lambda]) client.destroy();
  await bus.stop();
  directory.remove();
});

async function publish(topic: string, payload: unknown, rest: object = {}): Promise<void> {
  const TopicArn = `arn:aws:sns:us-east-1:000000000000:${topic}`;
  await sns.send(new PublishCommand({ TopicArn, Message: JSON.stringify(payload), ...rest }));
}

interface HeardRecord {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly messageAttributes: Readonly<Record<string, { readonly stringValue?: string }>>;
  readonly eventSourceARN: string;
}

function heard(functionName: string): HeardRecord[] {
  return seen.flatMap((event) =>
    event.type === 'log' && event.function === functionName && event.line.startsWith('got ')
      ? [JSON.parse(event.line.slice('got '.length))]
      : [],
  );
}

test('a published event reaches the listener as an SQS record with its attributes', async () => {
  const MessageAttributes = { 'lambdabus.id': { DataType: 'String', StringValue: 'id-1' } };

  await publish('dev-happened', { id: 1 }, { MessageAttributes });
  await bus.settled();

  const [record] = heard('dev-scratch--hear');
  expect(record).toMatchObject({
    body: '{"id":1}',
    messageAttributes: { 'lambdabus.id': { stringValue: 'id-1', dataType: 'String' } },
    attributes: { ApproximateReceiveCount: '1' },
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:dev-scratch--hear',
    awsRegion: 'us-east-1',
  });
});

test('an event arrives within a moment, without a polling delay', async () => {
  await publish('dev-happened', { warm: true });
  await bus.settled();
  seen.length = 0;

  const start = performance.now();
  await publish('dev-happened', { id: 2 });
  await expect.poll(() => heard('dev-scratch--hear'), { interval: 2, timeout: 10_000 }).toHaveLength(1);

  expect(performance.now() - start).toBeLessThan(1_000);
});

test('a message that fails every time rests in the dead-letter queue', async () => {
  await publish('dev-refused', { id: 'x' });
  await bus.settled();

  expect(heard('dev-scratch--refuse').map(({ attributes }) => attributes['ApproximateReceiveCount'])).toEqual([
    '1',
    '2',
    '3',
  ]);
  const resting = await bus.messages('dev-scratch--refuse--dlq');
  expect(resting.map(({ body }) => body)).toEqual(['{"id":"x"}']);
  expect(seen).toContainEqual(expect.objectContaining({ type: 'dead-letter', queue: 'dev-scratch--refuse--dlq' }));
});

test('of a batch only the messages that were reported come back', async () => {
  await Promise.all(['good 1', 'bad', 'good 2'].map((body) => publish('dev-partly', body)));
  await bus.settled();

  const bodies = heard('dev-scratch--partly').map(({ body }) => body);
  expect(bodies.filter((body) => body.includes('good'))).toHaveLength(2);
  expect(bodies.filter((body) => body.includes('bad'))).toHaveLength(2);
  expect(await bus.messages('dev-scratch--partly--dlq')).toMatchObject([{ body: '"bad"' }]);
});

test('a batch of more than ten is gathered in its window, and what failed of it comes back', async () => {
  const bodies = Array.from({ length: 45 }, (_, index) => (index % 3 === 0 ? `bad ${index}` : `good ${index}`));

  await Promise.all(bodies.map((body) => publish('dev-many', body)));
  await bus.settled();

  const sizes = seen.flatMap((event) =>
    event.type === 'log' && event.line.startsWith('batch of ') ? [Number(event.line.slice('batch of '.length))] : [],
  );
  expect(Math.max(...sizes)).toBeGreaterThan(10);
  expect(sizes.reduce((sum, size) => sum + size)).toBe(45 + 15);
  expect(await bus.messages('dev-scratch--many--dlq')).toHaveLength(15);
});

test('a report that names a foreign message fails the whole batch', async () => {
  await publish('dev-confused', { id: 1 });
  await bus.settled();

  expect(heard('dev-scratch--confused')).toHaveLength(2);
  expect(await bus.messages('dev-scratch--confused--dlq')).toHaveLength(1);
});

test('a payload filter keeps other events away from the queue', async () => {
  await publish('dev-filtered', { kind: 'a', size: 4 });
  await publish('dev-filtered', { kind: 'a', size: 1 });
  await publish('dev-filtered', { kind: 'b', size: 4 });
  await bus.settled();

  expect(heard('dev-scratch--filtered').map(({ body }) => JSON.parse(body))).toEqual([{ kind: 'a', size: 4 }]);
});

test('a FIFO group keeps its order through a failure', async () => {
  for (const body of ['a1', 'a2', 'b1', 'a3']) {
    const MessageGroupId = body.slice(0, 1);
    await publish('dev-ordered.fifo', body, { MessageGroupId, MessageDeduplicationId: body });
  }
  await bus.settled();

  const groupA = heard('dev-scratch--ordered').filter(({ body }) => body.startsWith('"a'));
  expect(groupA.map(({ body }) => JSON.parse(body))).toEqual(['a1', 'a2', 'a2', 'a3']);
});

test('an asynchronous invocation that fails is tried again and then kept with its reason', async () => {
  const response = await lambda.send(
    new InvokeCommand({ FunctionName: 'dev-fails', InvocationType: 'Event', Payload: '{"n":1}' }),
  );
  await bus.settled();

  expect(response.StatusCode).toBe(202);
  const [kept] = await bus.messages('dev-scratch--failed');
  expect(JSON.parse(kept?.body ?? '{}')).toMatchObject({
    version: '1.0',
    requestContext: {
      requestId: response.$metadata.requestId,
      functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:dev-fails:$LATEST',
      condition: 'RetriesExhausted',
      approximateInvokeCount: 2,
    },
    requestPayload: { n: 1 },
    responseContext: { functionError: 'Unhandled' },
    responsePayload: { errorType: 'Error', errorMessage: 'in vain' },
  });
});

test('the SDK reaches a queue by the URL it is given', async () => {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'dev-scratch--failed' }));

  expect(QueueUrl).toBe(`${bus.endpoint}/000000000000/dev-scratch--failed`);
  // The second receive of a message that another test put there, or none.
  await expect(sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 0 }))).resolves.toBeDefined();
});
