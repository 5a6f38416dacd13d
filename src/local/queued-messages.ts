import { didYouMean } from '../definition/did-you-mean.ts';
import type { QueuedMessage } from './local-bus.ts';
import { LocalBusError } from './local-bus-error.ts';
import type { AwsServer, InspectedMessage } from './server/aws-server.ts';

/**
 * What rests in a queue, in flight and delayed messages included.
 * @throws LocalBusError `QUEUE_NOT_FOUND`
 */
export async function queuedMessages(
  server: AwsServer,
  name: string,
  known: Iterable<string>,
): Promise<readonly QueuedMessage[]> {
  const queue = await server.inspectQueue(name);
  if (queue === undefined) {
    const message = `There is no queue "${name}" on this bus. ${didYouMean(name, [...known])}`;
    throw new LocalBusError('QUEUE_NOT_FOUND', message);
  }
  const { ready, delayed, inflight } = queue.messages;
  return [...ready, ...delayed, ...inflight.map(({ message }) => message)].map(toQueuedMessage);
}

function toQueuedMessage(message: InspectedMessage): QueuedMessage {
  return {
    id: message.messageId,
    body: message.body,
    attributes: Object.fromEntries(
      Object.entries(message.messageAttributes).flatMap(([name, { StringValue }]) =>
        StringValue === undefined ? [] : [[name, StringValue]],
      ),
    ),
    receiveCount: message.approximateReceiveCount,
    sentAt: new Date(message.sentTimestamp),
    groupId: message.messageGroupId,
  };
}
