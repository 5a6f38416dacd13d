import { listenerQueueName } from '../src/topology/names.ts';
import type { ListenerEntryPoint } from './entry-point.ts';
import type { SqsRecord } from './lambda.ts';

/** An event of a listener, with the names of the queues that it comes through. */
export interface ListenedEvent {
  readonly event: string;
  readonly fifo: boolean;
  readonly deadLetterQueue: string;
}

/** A queue of another name, by its ARN or name, as the function's deployment tells it in `LAMBDABUS_QUEUES`. */
interface GivenQueue {
  readonly event: string;
  readonly queue: string;
  readonly deadLetterQueue: string;
  /** What the queue's own redrive policy says, where the deployment knows it. */
  readonly maxReceiveCount?: number | undefined;
}

/**
 * Which of a listener's events a record is: the queue says it, for attributes are hints that anyone may set.
 */
export function listenedEvent(record: SqsRecord, entry: ListenerEntryPoint): ListenedEvent {
  const given = givenQueue(record);
  if (given !== undefined) {
    const { event, queue, deadLetterQueue } = given;
    return { event, fifo: queue.endsWith('.fifo'), deadLetterQueue: nameOf(deadLetterQueue) };
  }
  const queue = nameOf(record.eventSourceARN);
  for (const { event, fifo } of entry.events) {
    const parts = {
      stage: process.env['LAMBDABUS_STAGE'] ?? '',
      service: entry.service,
      listener: entry.listener,
      event: entry.several ? event : undefined,
      fifo,
    };
    if (entry.events.length === 1 || listenerQueueName({ ...parts, role: 'source' }) === queue) {
      return { event, fifo, deadLetterQueue: listenerQueueName({ ...parts, role: 'dlq' }) };
    }
  }
  throw new TypeError(
    `The listener ${entry.listener} was handed a message of the queue "${queue}", which is none of its queues.`,
  );
}

/** At which receive a message that fails is a dead letter: the deployment's word wins over the code's. */
export function maxReceiveCount(record: SqsRecord, entry: ListenerEntryPoint): number {
  const deployed = process.env['LAMBDABUS_MAX_RECEIVE_COUNT'];
  return givenQueue(record)?.maxReceiveCount ?? (deployed === undefined ? entry.maxReceiveCount : Number(deployed));
}

function givenQueue({ eventSourceARN }: SqsRecord): GivenQueue | undefined {
  const text = process.env['LAMBDABUS_QUEUES'];
  if (text === undefined) return undefined;
  // The topology writes it, and nobody else: its name is taken.
  return (JSON.parse(text) as readonly GivenQueue[]).find(({ queue }) =>
    [eventSourceARN, nameOf(eventSourceARN)].includes(queue),
  );
}

function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}
