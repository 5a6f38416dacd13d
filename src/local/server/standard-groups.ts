import { AsyncLocalStorage } from 'node:async_hooks';

/** A message of fauxqs. */
type Message = Readonly<Record<string, unknown>>;

/** The part of fauxqs's class of SQS that makes messages. */
export interface MessageMaker {
  createMessage(
    body: string,
    attributes?: object,
    delaySeconds?: number,
    group?: string,
    deduplication?: string,
  ): Message;
}

interface SentMessage {
  readonly MessageBody?: string;
  readonly MessageAttributes?: object;
  readonly MessageGroupId?: string;
}

// One for each copy of the class: several local buses of a process share it.
const known = new WeakMap<MessageMaker, WithGroups>();

/** Runs the handling of a request to SQS, so that the messages that it sends have their groups. */
export type WithGroups = (body: unknown, handle: () => void) => void;

/**
 * Gives what is sent to a standard queue its `MessageGroupId`, by which SQS shares the queue fairly: fauxqs's SendMessage and
 * SendMessageBatch drop it, and keep that of a FIFO queue only.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html
 */
export function keepGroups(maker: MessageMaker): WithGroups {
  const made = known.get(maker);
  if (made !== undefined) return made;
  const sending = new AsyncLocalStorage<SentMessage[]>();
  const { createMessage } = maker;
  maker.createMessage = (body, attributes, delaySeconds, group, deduplication) => {
    const waiting = sending.getStore() ?? [];
    // In their order, without those that were refused: of two that are the same, both are.
    const index = waiting.findIndex(
      ({ MessageBody, MessageAttributes = attributes }) => MessageBody === body && MessageAttributes === attributes,
    );
    const [sent] = index < 0 ? [] : waiting.splice(index, 1);
    return createMessage(body, attributes, delaySeconds, group ?? sent?.MessageGroupId, deduplication);
  };
  const withGroups: WithGroups = (body, handle) => {
    if (typeof body !== 'object' || body === null) return handle();
    const messages = 'Entries' in body && Array.isArray(body.Entries) ? body.Entries : [body];
    return sending.run([...messages], handle);
  };
  known.set(maker, withGroups);
  return withGroups;
}
