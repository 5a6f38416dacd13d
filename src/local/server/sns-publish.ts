import { createHash, randomUUID } from 'node:crypto';
import type { buildApp } from 'fauxqs';

/** The stores of a server of fauxqs. */
export type Stores = NonNullable<NonNullable<Parameters<typeof buildApp>[0]>['stores']>;

/** The parameters of SNS's query protocol. */
export type SnsParameters = Readonly<Record<string, string>>;

type Topic = NonNullable<ReturnType<Stores['snsStore']['getTopic']>>;

type Attributes = Record<string, { DataType: string; StringValue?: string; BinaryValue?: string }>;

/** A message that fauxqs hands to the subscriptions of a topic. */
export interface FannedOut {
  readonly topicArn: string;
  readonly topic: Topic;
  readonly messageId: string;
  readonly message: string;
  readonly messageAttributes: Attributes;
  readonly subject?: string;
  readonly messageGroupId?: string;
  readonly messageDeduplicationId?: string;
}

/** fauxqs's error of an action that it refuses. */
export type SnsErrorClass = new (
  code: string,
  message: string,
  statusCode?: number,
) => Error & {
  readonly code: string;
  readonly statusCode: number;
};

/** What SNS says of a message that it has taken. */
interface Published {
  readonly messageId: string;
  /** Of a FIFO topic only: larger than that of what was published before. */
  readonly sequenceNumber: string | undefined;
}

/** What of fauxqs publishing is made from. */
export interface PublishingParts {
  readonly topics: Stores['snsStore'];
  readonly SnsError: SnsErrorClass;
  fanOut(message: FannedOut): void;
  /** The XML of an answer. */
  success(action: string, result: string): string;
  /** The XML of an error. */
  failure(code: string, message: string): string;
}

/** The most that a topic takes in one message, and in one request, unless its attribute says otherwise. */
const messageLimitBytes = 262_144;
const mostOfBatch = 10;
const entryId = /^[A-Za-z0-9_-]{1,80}$/;

/**
 * Publishes to fauxqs's topics. Its own actions have one limit of size for all topics, give no sequence numbers and drop
 * the group of a standard topic, so that here only filters and delivery are fauxqs's.
 * @see https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
 */
export class TopicPublisher {
  readonly #parts: PublishingParts;
  readonly #sequences = new Map<string, number>();

  constructor(parts: PublishingParts) {
    this.#parts = parts;
  }

  /** Publishes one message. @throws fauxqs's SnsError. */
  publish(parameters: SnsParameters): Published {
    const topic = this.#topic(parameters);
    const message = readMessage(parameters, '');
    const limit = limitOf(topic);
    if (bytesOf(message) > limit) throw this.#tooLong(limit);
    return this.#accept(topic, message);
  }

  /** Answers a request. */
  respond(
    action: 'Publish' | 'PublishBatch',
    parameters: SnsParameters,
  ): { readonly status: number; readonly xml: string } {
    const { success, failure, SnsError } = this.#parts;
    try {
      const result = action === 'Publish' ? accepted(this.publish(parameters)) : this.#publishBatch(parameters);
      return { status: 200, xml: success(action, result) };
    } catch (error) {
      if (!(error instanceof SnsError)) throw error;
      return { status: error.statusCode, xml: failure(error.code, error.message) };
    }
  }

  #publishBatch(parameters: SnsParameters): string {
    const { SnsError } = this.#parts;
    const topic = this.#topic(parameters);
    const limit = limitOf(topic);
    const entries = indexesOf(parameters, 'PublishBatchRequestEntries.member.').map((prefix) => ({
      id: parameters[`${prefix}Id`] ?? '',
      message: readMessage(parameters, prefix),
    }));
    if (entries.length === 0) throw new SnsError('EmptyBatchRequest', "The batch request doesn't contain any entries.");
    if (entries.length > mostOfBatch) {
      throw new SnsError('TooManyEntriesInBatchRequest', 'The batch request contains more entries than permissible.');
    }
    if (!entries.every(({ id }) => entryId.test(id))) {
      throw new SnsError(
        'InvalidBatchEntryId',
        'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
      );
    }
    if (new Set(entries.map(({ id }) => id)).size < entries.length) {
      throw new SnsError('BatchEntryIdsNotDistinct', 'Two or more batch entries in the request have the same Id.');
    }
    if (entries.reduce((sum, { message }) => sum + bytesOf(message), 0) > limit) {
      throw new SnsError(
        'BatchRequestTooLong',
        `The length of all the messages put together is more than the limit of ${limit} bytes.`,
      );
    }
    const successful: string[] = [];
    const failed: string[] = [];
    for (const { id, message } of entries) {
      try {
        successful.push(`<member><Id>${id}</Id>${accepted(this.#accept(topic, message))}</member>`);
      } catch (error) {
        if (!(error instanceof SnsError)) throw error;
        failed.push(
          `<member><Id>${id}</Id><Code>${error.code}</Code><Message>${error.message}</Message><SenderFault>true</SenderFault></member>`,
        );
      }
    }
    return `<Successful>${successful.join('')}</Successful><Failed>${failed.join('')}</Failed>`;
  }

  #topic({ TopicArn }: SnsParameters): Topic {
    const { SnsError, topics } = this.#parts;
    if (TopicArn === undefined) throw new SnsError('InvalidParameter', 'TopicArn is required');
    const topic = topics.getTopic(TopicArn);
    if (topic === undefined) throw new SnsError('NotFound', 'Topic does not exist', 404);
    return topic;
  }

  #accept(topic: Topic, { body, subject, attributes, groupId, deduplicationId }: Message): Published {
    const { SnsError } = this.#parts;
    if (body === '') throw new SnsError('InvalidParameter', 'Invalid parameter: Empty message');
    const isFifo = topic.attributes['FifoTopic'] === 'true';
    if (isFifo && groupId === undefined) {
      throw new SnsError(
        'InvalidParameter',
        'Invalid parameter: The MessageGroupId parameter is required for FIFO topics.',
      );
    }
    const messageDeduplicationId = isFifo ? (deduplicationId ?? this.#byContent(topic, body)) : undefined;
    const messageId = randomUUID();
    this.#parts.fanOut({
      topicArn: topic.arn,
      topic,
      messageId,
      message: body,
      messageAttributes: attributes,
      ...(subject === undefined ? {} : { subject }),
      ...(groupId === undefined ? {} : { messageGroupId: groupId }),
      ...(messageDeduplicationId === undefined ? {} : { messageDeduplicationId }),
    });
    return { messageId, sequenceNumber: isFifo ? this.#next(topic) : undefined };
  }

  #byContent(topic: Topic, body: string): string {
    if (topic.attributes['ContentBasedDeduplication'] === 'true') {
      return createHash('sha256').update(body).digest('hex');
    }
    throw new this.#parts.SnsError(
      'InvalidParameter',
      'Invalid parameter: The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly.',
    );
  }

  /** Twenty digits, as SNS gives them. */
  #next({ arn }: Topic): string {
    const next = (this.#sequences.get(arn) ?? 0) + 1;
    this.#sequences.set(arn, next);
    return `1${String(next).padStart(19, '0')}`;
  }

  #tooLong(limit: number): Error {
    return new this.#parts.SnsError('InvalidParameter', `Invalid parameter: Message too long (at most ${limit} bytes)`);
  }
}

interface Message {
  readonly body: string;
  readonly subject: string | undefined;
  readonly attributes: Attributes;
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
}

function limitOf({ attributes }: Topic): number {
  return Number(attributes['MaximumMessageSize'] ?? messageLimitBytes);
}

/** How much of the limit a message uses: its body, and the names, types and values of its attributes. */
function bytesOf({ body, attributes }: Message): number {
  const texts = Object.entries(attributes).flatMap(([name, { DataType, StringValue = '', BinaryValue = '' }]) => [
    name,
    DataType,
    StringValue,
    BinaryValue,
  ]);
  return [body, ...texts].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

/** A message whose parameters all begin with a prefix. */
function readMessage(parameters: SnsParameters, prefix: string): Message {
  const attributes: Attributes = {};
  for (const entry of indexesOf(parameters, `${prefix}MessageAttributes.entry.`)) {
    const name = parameters[`${entry}Name`];
    const DataType = parameters[`${entry}Value.DataType`];
    const StringValue = parameters[`${entry}Value.StringValue`];
    const BinaryValue = parameters[`${entry}Value.BinaryValue`];
    if (name === undefined || DataType === undefined) continue;
    attributes[name] = {
      DataType,
      ...(StringValue === undefined ? {} : { StringValue }),
      ...(BinaryValue === undefined ? {} : { BinaryValue }),
    };
  }
  return {
    body: parameters[`${prefix}Message`] ?? '',
    subject: parameters[`${prefix}Subject`],
    attributes,
    groupId: parameters[`${prefix}MessageGroupId`],
    deduplicationId: parameters[`${prefix}MessageDeduplicationId`],
  };
}

/** The beginnings of the parameters of a list, `<prefix><number>.`, in the list's order. */
function indexesOf(parameters: SnsParameters, prefix: string): readonly string[] {
  const indexes = new Set<number>();
  for (const key of Object.keys(parameters)) {
    if (key.startsWith(prefix)) indexes.add(Number.parseInt(key.slice(prefix.length), 10));
  }
  return [...indexes].sort((a, b) => a - b).map((index) => `${prefix}${index}.`);
}

function accepted({ messageId, sequenceNumber }: Published): string {
  const sequence = sequenceNumber === undefined ? '' : `<SequenceNumber>${sequenceNumber}</SequenceNumber>`;
  return `<MessageId>${messageId}</MessageId>${sequence}`;
}
