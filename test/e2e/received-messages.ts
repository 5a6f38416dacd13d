import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteMessageCommand, type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { account, region } from './deployment-target.ts';

/** A message as tests look at it. */
export interface ReceivedMessage {
  readonly body: Readonly<Record<string, unknown>>;
  readonly attributes: Readonly<Record<string, string | undefined>>;
}

/** Receives and deletes messages of a queue until so many of them are wanted ones; others are read over. */
export async function receivedFrom(
  queue: string,
  count: number,
  isWanted: (message: ReceivedMessage) => boolean = () => true,
  patienceMs = 60_000,
): Promise<readonly ReceivedMessage[]> {
  const found: ReceivedMessage[] = [];
  const until = Date.now() + patienceMs;
  while (found.length < count) {
    if (Date.now() > until)
      throw new Error(`${queue} gave ${found.length} messages, not ${count}: ${JSON.stringify(found)}`);
    found.push(...(await receive(queue)).map(toReceived).filter(isWanted));
  }
  return found;
}

async function receive(queue: string): Promise<readonly Message[]> {
  const client = new SQSClient({ useQueueUrlAsEndpoint: false });
  const QueueUrl = `https://sqs.${region}.amazonaws.com/${account}/${queue}`;
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: 1,
      MessageAttributeNames: ['All'],
    }),
  );
  for (const { ReceiptHandle } of Messages) await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  if (Messages.length === 0) await sleep(200);
  return Messages;
}

function toReceived({ Body, MessageAttributes = {} }: Message): ReceivedMessage {
  return {
    body: JSON.parse(Body ?? 'null'),
    attributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]),
    ),
  };
}
