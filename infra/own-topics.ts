import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { BusProps } from './bus-props.ts';
import { definitionInvalid } from './definition-invalid.ts';

/**
 * The topics that the deployment brings for the service's own events.
 * @throws BusError `DEFINITION_INVALID` for one that is FIFO where its event is not, or the other way round.
 */
export function ownTopics(scope: Construct, { manifest, topics = {} }: BusProps): Readonly<Record<string, ITopic>> {
  const own = manifest.apis.flatMap((api) =>
    api.events.map(({ name, fifo }) => ({ event: `${api.name}.${name}`, fifo })),
  );
  const listened = manifest.listeners.flatMap(({ events }) => events);
  for (const { event, fifo } of [...own, ...listened]) {
    const topic = topics[event];
    if (topic === undefined || topic.fifo === fifo) continue;
    throw definitionInvalid(
      scope,
      `the topic ${topic.node.path} is ${topic.fifo ? '' : 'not '}FIFO, but its event ${event} is${fifo ? '' : ' not'}. Bring a ${fifo ? 'FIFO' : 'standard'} topic, or define the event otherwise.`,
    );
  }
  return Object.fromEntries(own.flatMap(({ event }) => (topics[event] === undefined ? [] : [[event, topics[event]]])));
}
