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

/**
 * The most that SQS takes in one message, with the names, types and values of its attributes.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 */
const messageLimitBytes = 1_048_576;

let client: SQSClient | undefined;

/** Sends a message to its listener's dead-letter queue, as it came and with the reason. */
export async function sendToDeadLetterQueue(
  record: SqsRecord,
  entry: ListenerEntryPoint,
  reason: DeadLetterReason,
): Promise<void> {
  const { SendMessageCommand, SQSClient } = await import('@aws-sdk/client-sqs');
  const { deadLetterQueue } = listenedEvent(record, entry);
  const [, , , region = '', account = ''] = record.eventSourceARN.split(':');
  // The host in a queue's URL is only its name; the endpoint is the region's, or AWS_ENDPOINT_URL.
  client ??= new SQSClient({ region, useQueueUrlAsEndpoint: false });
  const { MessageGroupId } = record.attributes;
  const isFifo = deadLetterQueue.endsWith('.fifo');
  const kept = keepAttributes(record);
  const room = messageLimitBytes - Buffer.byteLength(record.body) - bytesOf(kept);
  await client.send(
    new SendMessageCommand({
      QueueUrl: `https://sqs.${region}.amazonaws.com/${account}/${deadLetterQueue}`,
      MessageBody: record.body,
      MessageAttributes: { ...kept, ...reasonAttributes(reason, room) },
      // Not the event's deduplication id: a dead letter that was redriven and fails again within five minutes would be
      // accepted and dropped. The message's id is the same for every receive of it, and another once it was redriven.
      ...(isFifo ? { MessageDeduplicationId: record.messageId } : {}),
      // Also of a standard queue, which is shared fairly among groups once the message is redriven.
      ...(MessageGroupId === undefined ? {} : { MessageGroupId }),
    }),
  );
}

/**
 * The attributes that say why, as far as there is room for them beside a message that is nearly as large as SQS takes: what
 * was thrown is cut, and the function, which the queue's name tells too, is left out first.
 */
function reasonAttributes(
  { reason, attempts, functionName }: DeadLetterReason,
  room: number,
): Record<string, MessageAttributeValue> {
  const added: Record<string, MessageAttributeValue> = {};
  const roomLeft = () => room - bytesOf(added);
  const addIfItFits = (name: string, value: MessageAttributeValue) => {
    if (bytesOf({ [name]: value }) <= roomLeft()) added[name] = value;
  };
  addIfItFits(deadLetterAttributeNames.attempts, { DataType: 'Number', StringValue: String(attempts) });
  const { error } = deadLetterAttributeNames;
  const cut = firstBytes(printable(reason), roomLeft() - bytesOf({ [error]: text('') }));
  if (cut !== '') added[error] = text(cut);
  addIfItFits(deadLetterAttributeNames.function, text(functionName));
  return added;
}

/** How much of SQS's limit attributes use. */
function bytesOf(attributes: Readonly<Record<string, MessageAttributeValue>>): number {
  return Object.entries(attributes).reduce(
    (sum, [name, { DataType = '', StringValue = '', BinaryValue = '' }]) =>
      sum + [name, DataType, StringValue, BinaryValue].reduce((bytes, part) => bytes + Buffer.byteLength(part), 0),
    0,
  );
}

/** As much of a text as has at most so many bytes. */
function firstBytes(value: string, bytes: number): string {
  // What is cut within a character is left out, because more could follow.
  return bytes <= 0 ? '' : new TextDecoder().decode(Buffer.from(value).subarray(0, bytes), { stream: true });
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
