/** What the topics of a local bus take and answer, as SNS does. */
import { GetTopicAttributesCommand, PublishBatchCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type LocalBus, type LocatedTopology, startLocalBus } from '../../../src/local/index.ts';
import { scratchDirectory, scratchListener, scratchService } from './scratch-service.ts';

const directory = scratchDirectory();
const lines: string[] = [];
let bus: LocalBus;
let sns: SNSClient;

const hear = `export const handler = async (event) => {
  for (const { body, attributes } of event.Records) console.log('got ' + body.length + ' of ' + attributes.MessageGroupId);
};`;

function service(largestBytes: number | undefined): LocatedTopology {
  const plain = scratchListener('dev-plain', 'dev-scratch--plain');
  const large = scratchListener('dev-large', 'dev-scratch--large');
  const ordered = scratchListener('dev-ordered.fifo', 'dev-scratch--ordered');
  const all = [plain, { ...large, topics: large.topics.map((topic) => limited(topic, largestBytes)) }, ordered];
  return scratchService(
    directory.path,
    {
      'dev-scratch--plain': { code: hear },
      'dev-scratch--large': { code: hear },
      'dev-scratch--ordered': { code: hear },
    },
    {
      topics: all.flatMap(({ topics }) => topics),
      queues: all.flatMap(({ queues }) => queues),
      subscriptions: all.flatMap(({ subscriptions }) => subscriptions),
      mappings: all.flatMap(({ mappings }) => mappings),
    },
  );
}

function limited<T extends object>(topic: T, maximumMessageSizeBytes: number | undefined): T {
  return maximumMessageSizeBytes === undefined ? topic : { ...topic, maximumMessageSizeBytes };
}

const arn = (topic: string) => `arn:aws:sns:${bus.region}:${bus.account}:${topic}`;
const publish = (
  topic: string,
  Message: string,
  rest: { MessageGroupId?: string; MessageDeduplicationId?: string } = {},
) => sns.send(new PublishCommand({ TopicArn: arn(topic), Message, ...rest }));

beforeAll(async () => {
  bus = await startLocalBus({ topologies: [service(1_048_576)], retryDelayMs: 20 });
  bus.on((event) => {
    if (event.type === 'log') lines.push(event.line);
  });
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  sns = new SNSClient({ endpoint: bus.endpoint, region: bus.region, credentials });
});

afterAll(async () => {
  sns.destroy();
  await bus.stop();
  directory.remove();
});

test('a topic takes 256 KiB, or what its event says', async () => {
  await expect(publish('dev-plain', 'x'.repeat(262_145))).rejects.toMatchObject({ name: 'InvalidParameterException' });
  await publish('dev-plain', 'x'.repeat(262_144));
  await publish('dev-large', 'x'.repeat(1_048_576));
  await expect(publish('dev-large', 'x'.repeat(1_048_577))).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
  await bus.settled();

  expect(lines).toEqual(expect.arrayContaining(['got 262144 of undefined', 'got 1048576 of undefined']));
  const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn: arn('dev-large') }));
  expect(Attributes).toMatchObject({ MaximumMessageSize: '1048576' });
});

test('what an event says after a reload counts', async () => {
  await bus.reload({ topologies: [service(undefined)] });
  await expect(publish('dev-large', 'x'.repeat(300_000))).rejects.toMatchObject({ name: 'InvalidParameterException' });

  await bus.reload({ topologies: [service(1_048_576)] });
  await publish('dev-large', 'x'.repeat(300_000));
  await bus.settled();

  expect(lines).toContain('got 300000 of undefined');
});

test('a batch is not larger than a message may be', async () => {
  const entries = ['a', 'b'].map((Id) => ({ Id, Message: 'x'.repeat(200_000) }));
  const send = (topic: string) =>
    sns.send(new PublishBatchCommand({ TopicArn: arn(topic), PublishBatchRequestEntries: entries }));

  await expect(send('dev-plain')).rejects.toMatchObject({ name: 'BatchRequestTooLongException' });
  expect((await send('dev-large')).Successful?.map(({ Id }) => Id)).toEqual(['a', 'b']);
});

test('a FIFO topic numbers what it takes', async () => {
  const one = await publish('dev-ordered.fifo', 'a', { MessageGroupId: 'g', MessageDeduplicationId: '1' });
  const { Successful = [], Failed } = await sns.send(
    new PublishBatchCommand({
      TopicArn: arn('dev-ordered.fifo'),
      PublishBatchRequestEntries: [
        { Id: 'b', Message: 'b', MessageGroupId: 'g', MessageDeduplicationId: '2' },
        { Id: 'none', Message: 'c', MessageDeduplicationId: '3' },
        { Id: 'd', Message: 'd', MessageGroupId: 'h', MessageDeduplicationId: '4' },
      ],
    }),
  );
  const standard = await publish('dev-plain', 'e');

  const numbers = [one, ...Successful].map(({ SequenceNumber }) => SequenceNumber ?? '');
  expect(numbers).toEqual([1, 2, 3].map(() => expect.stringMatching(/^\d{20}$/)));
  expect(numbers.toSorted()).toEqual(numbers);
  expect(new Set(numbers).size).toBe(3);
  expect(Failed).toMatchObject([{ Id: 'none', Code: 'InvalidParameter', SenderFault: true }]);
  expect(standard.SequenceNumber).toBeUndefined();
});

test('the group of a standard topic comes with its messages, which do not wait for each other', async () => {
  await publish('dev-plain', 'four', { MessageGroupId: 'tenant' });
  await publish('dev-plain', 'seven..', { MessageGroupId: 'tenant' });
  await bus.settled();

  expect(lines).toEqual(expect.arrayContaining(['got 4 of tenant', 'got 7 of tenant']));
});

test('the group of what is sent to a standard queue comes with it, as a redriven dead letter has one', async () => {
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  const sqs = new SQSClient({ endpoint: bus.endpoint, region: bus.region, credentials, useQueueUrlAsEndpoint: false });
  onTestFinished(() => sqs.destroy());
  const QueueUrl = `${bus.endpoint}/${bus.account}/dev-scratch--plain`;

  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x'.repeat(11), MessageGroupId: 'one' }));
  const { Failed } = await sqs.send(
    new SendMessageBatchCommand({
      QueueUrl,
      Entries: [
        { Id: 'refused', MessageBody: 'x\u0000', MessageGroupId: 'none' },
        { Id: 'a', MessageBody: 'x'.repeat(12), MessageGroupId: 'two' },
        { Id: 'b', MessageBody: 'x'.repeat(13) },
        { Id: 'c', MessageBody: 'x'.repeat(14), MessageGroupId: 'three' },
        { Id: 'd', MessageBody: 'x'.repeat(14), MessageGroupId: 'four' },
      ],
    }),
  );
  await bus.settled();

  expect(Failed).toMatchObject([{ Id: 'refused' }]);
  expect(lines.filter((line) => /got 1[1-4]/.test(line)).toSorted()).toEqual([
    'got 11 of one',
    'got 12 of two',
    'got 13 of undefined',
    'got 14 of four',
    'got 14 of three',
  ]);
});
