import type { Fauxqs } from './fauxqs.ts';

/** A message as SQS's JSON protocol gives it. */
export interface ReceivedMessage {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly MD5OfBody: string;
  readonly Body: string;
  readonly Attributes?: Readonly<Record<string, string>> | undefined;
  readonly MD5OfMessageAttributes?: string | undefined;
  readonly MessageAttributes?: Readonly<Record<string, MessageAttribute>> | undefined;
}

/** A message attribute of SQS's JSON protocol. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: string | undefined;
}

/** Hands a request to the server without a socket. */
export type Inject = (
  headers: Readonly<Record<string, string>>,
  payload: string,
) => Promise<{ readonly statusCode: number; readonly body: string }>;

/** Messages that one request takes. */
const mostOfRequest = 10;

/** The engine's own way to its queues: SQS's JSON protocol, in process. */
export class SqsClient {
  readonly #inject: Inject;
  readonly #actions: Fauxqs['actions'];

  constructor(inject: Inject, actions: Fauxqs['actions']) {
    this.#inject = inject;
    this.#actions = actions;
  }

  /** Creates a queue, or changes the attributes of the one there is. */
  async createQueue(name: string, attributes: Readonly<Record<string, string>>): Promise<void> {
    const fifo = name.endsWith('.fifo') ? { FifoQueue: 'true' } : {};
    await this.#request('CreateQueue', { QueueName: name, Attributes: fifo });
    await this.#request('SetQueueAttributes', { QueueUrl: name, Attributes: attributes });
  }

  /** Receives up to `count` messages, ten at most, waiting for the first up to `waitSeconds`. */
  async receive(queue: string, count: number, waitSeconds: number): Promise<readonly ReceivedMessage[]> {
    const response = await this.#actions.ReceiveMessage({
      QueueUrl: queue,
      MaxNumberOfMessages: Math.min(count, mostOfRequest),
      WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    // The answer of ReceiveMessage, as AWS documents it.
    return (response as { readonly Messages?: readonly ReceivedMessage[] }).Messages ?? [];
  }

  /** Deletes received messages. */
  async deleteMessages(queue: string, messages: readonly ReceivedMessage[]): Promise<void> {
    await this.#each(
      messages,
      ({ ReceiptHandle }) => ({ ReceiptHandle }),
      (Entries) => {
        return this.#actions.DeleteMessageBatch({ QueueUrl: queue, Entries });
      },
    );
  }

  /** Lets received messages be received again after a time. */
  async release(queue: string, messages: readonly ReceivedMessage[], delayMs: number): Promise<void> {
    const VisibilityTimeout = delayMs / 1000;
    await this.#each(
      messages,
      ({ ReceiptHandle }) => ({ ReceiptHandle, VisibilityTimeout }),
      (Entries) => {
        return this.#actions.ChangeMessageVisibilityBatch({ QueueUrl: queue, Entries });
      },
    );
  }

  async #each(
    messages: readonly ReceivedMessage[],
    entryOf: (message: ReceivedMessage) => object,
    request: (entries: readonly object[]) => unknown,
  ): Promise<void> {
    for (let start = 0; start < messages.length; start += mostOfRequest) {
      const entries = messages.slice(start, start + mostOfRequest);
      await request(entries.map((message, index) => ({ Id: String(index), ...entryOf(message) })));
    }
  }

  /** Sends a message. */
  async send(queue: string, body: string): Promise<void> {
    await this.#request('SendMessage', { QueueUrl: queue, MessageBody: body });
  }

  /** How many messages a queue holds: visible, in flight and delayed together. */
  async size(queue: string): Promise<number> {
    const response = await this.#request('GetQueueAttributes', { QueueUrl: queue, AttributeNames: ['All'] });
    // The answer of GetQueueAttributes, as AWS documents it.
    const { Attributes = {} } = response as { readonly Attributes?: Readonly<Record<string, string>> };
    return ['', 'NotVisible', 'Delayed']
      .map((state) => Number(Attributes[`ApproximateNumberOfMessages${state}`] ?? 0))
      .reduce((sum, count) => sum + count, 0);
  }

  async #request(action: string, body: Readonly<Record<string, unknown>>): Promise<unknown> {
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${action}` };
    const response = await this.#inject(headers, JSON.stringify(body));
    if (response.statusCode !== 200) {
      throw new Error(`SQS ${action} for ${String(body['QueueUrl'] ?? body['QueueName'])} failed: ${response.body}`);
    }
    return JSON.parse(response.body);
  }
}
