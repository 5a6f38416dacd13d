import type { MessageAttributeValue, SQSClient } from '@aws-sdk/client-sqs';
import { attributeNames, deadLetterAttributeNames } from '../src/wire/index.ts';
import type { ListenerEntryPoint } from './entry-point.ts';
import type { SqsRecord } from './lambda.ts';
import { listenedEvent } from './listened-event.ts';

/** Why a message is a dead letter. */
export interface DeadLetterReason {
  readonly reason: string;
  readonly attempts: number;
  readonly functionName: string;
}

/** SQS takes ten attributes; three are the reason. */
const keptAttributes = 7;
const reasonLength = 1_000;

let client: SQSClient | undefined;

/** Sends a message to its listener's dead-letter queue, as it came and with the reason. */
export async function sendToDeadLetterQueue(
  record: SqsRecord,
  entry: ListenerEntryPoint,
  { reason, attempts, functionName }: DeadLetterReason,
): Promise<void> {
  const { SendMessageCommand, SQSClient } = await import('@aws-sdk/client-sqs');
  const { deadLetterQueue } = listenedEvent(record, entry);
  const [, , , region = '', account = ''] = record.eventSourceARN.split(':');
  // The host in a queue's URL is only its name; the endpoint is the region's, or AWS_ENDPOINT_URL.
  client ??= new SQSClient({ region, useQueueUrlAsEndpoint: false });
  const { MessageGroupId } = record.attributes;
  const isFifo = deadLetterQueue.endsWith('.fifo');
  await client.send(
    new SendMessageCommand({
      QueueUrl: `https://sqs.${region}.amazonaws.com/${account}/${deadLetterQueue}`,
      MessageBody: record.body,
      MessageAttributes: {
        ...keepAttributes(record),
        [deadLetterAttributeNames.error]: text(printable(reason)),
        [deadLetterAttributeNames.attempts]: { DataType: 'Number', StringValue: String(attempts) },
        [deadLetterAttributeNames.function]: text(functionName),
      },
      // Not the event's deduplication id: a dead letter that was redriven and fails again within five minutes would be
      // accepted and dropped. The message's id is the same for every receive of it, and another once it was redriven.
      ...(isFifo ? { MessageDeduplicationId: record.messageId } : {}),
      // Also of a standard queue, which is shared fairly among groups once the message is redriven.
      ...(MessageGroupId === undefined ? {} : { MessageGroupId }),
    }),
  );
}

/** The bus's own first, which who redrives or reads the letter needs. */
function keepAttributes({ messageAttributes }: SqsRecord): Record<string, MessageAttributeValue> {
  const reasons: readonly string[] = Object.values(deadLetterAttributeNames);
  const own: readonly string[] = Object.values(attributeNames);
  return Object.fromEntries(
    Object.entries(messageAttributes)
      .filter(([name]) => !reasons.includes(name))
      .sort(([a], [b]) => Number(own.includes(b)) - Number(own.includes(a)))
      .slice(0, keptAttributes)
      .map(([name, { dataType, stringValue, binaryValue }]) => [
        name,
        {
          DataType: dataType,
          ...(stringValue === undefined ? {} : { StringValue: stringValue }),
          ...(binaryValue === undefined ? {} : { BinaryValue: Buffer.from(binaryValue, 'base64') }),
        },
      ]),
  );
}

function text(value: string): MessageAttributeValue {
  return { DataType: 'String', StringValue: value };
}

/** SQS refuses control characters other than tab and line ends, half a surrogate pair, and an empty value. */
function printable(reason: string): string {
  const short = reason.slice(0, reasonLength).toWellFormed();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
  const cleaned = short.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ' ');
  return cleaned === '' ? 'unknown' : cleaned;
}
