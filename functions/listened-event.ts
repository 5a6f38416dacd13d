import { listenerQueueName } from '../src/topology/names.ts';
import type { ListenerEntryPoint } from './entry-point.ts';
import type { SqsRecord } from './lambda.ts';

/** An event of a listener, with the names of the queues that it comes through. */
export interface ListenedEvent {
  readonly event: string;
  readonly fifo: boolean;
  readonly deadLetterQueue: string;
}

/**
 * Which of a listener's events a record is: the queue says it, for attributes are hints that anyone may set.
 */
export function listenedEvent({ eventSourceARN }: SqsRecord, entry: ListenerEntryPoint): ListenedEvent {
  const queue = eventSourceARN.slice(eventSourceARN.lastIndexOf(':') + 1);
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
