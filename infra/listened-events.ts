import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { QueueResource, RetiredQueues, SubscriptionResource, Topology } from '../src/topology/index.ts';
import type { Addresses } from './addresses.ts';
import { arnOfTopic } from './arns.ts';
import type { ListenerQueue } from './deployment-props.ts';
import type { EventSubscriptionProps } from './event-subscription.ts';
import { assertQueueFits } from './given-queues.ts';
import type { ListenedEventProps } from './listener.ts';
import { required } from './required.ts';

/** Whose events, and where the service's own topics are. */
export interface ListenedEventsInput {
  /** The listener's name. */
  readonly listener: string;
  /** Whether it listens to several events, each with queues of its own. */
  readonly several: boolean;
  /** By the event's dotted name. */
  readonly own: ReadonlyMap<string, ITopic>;
  readonly addresses: Addresses;
  /** Queues that the deployment brings, by the listener's name, and `/` with the event's for one of several. */
  readonly brought: ReadonlyMap<string, ListenerQueue>;
}

/** The parts of the topology that belong to a listener, joined by event. */
export function listenedEvents(
  scope: Construct,
  topology: Topology,
  { listener, several, own, addresses, brought }: ListenedEventsInput,
): readonly ListenedEventProps[] {
  const queues = topology.queues.filter((queue) => queue.listener === listener);
  return queues
    .filter(({ role }) => role === 'source')
    .map((source) => {
      const event = required(source.event);
      const subscription = required(topology.subscriptions.find(({ queue }) => queue === source.name));
      const given = brought.get(listener) ?? brought.get(`${listener}/${event}`);
      if (given !== undefined) assertQueueFits(scope, given, source);
      return {
        id: eventId(several, event),
        event,
        given,
        subscription,
        topicRegion: topology.elsewhere?.[subscription.topic]?.region,
        mapping: required(topology.mappings.find(({ queue }) => queue === source.name)),
        queues: {
          source,
          dlq: named(queues, required(source.redrive).deadLetterQueue),
          undelivered: named(queues, subscription.deadLetterQueue),
        },
        topicArns: topicArns(scope, subscription, {
          made: isMade(topology, event) ? own.get(event) : undefined,
          addresses,
        }),
      };
    });
}

function isMade({ topics }: Topology, event: string): boolean {
  return topics.some((topic) => topic.event === event);
}

/** A foreign topic belongs to a stack that this one never meets: its ARN follows from its name. */
function topicArns(
  scope: Construct,
  { topic, formerTopic }: Pick<SubscriptionResource, 'topic' | 'formerTopic'>,
  { made, addresses }: { readonly made: ITopic | undefined; readonly addresses: Addresses },
): EventSubscriptionProps['topicArns'] {
  const computed = addresses.topicArn(scope, topic);
  return {
    computed,
    here: made === undefined ? computed : arnOfTopic(scope, made, topic),
    former: formerTopic && addresses.topicArn(scope, formerTopic),
  };
}

function named(queues: readonly QueueResource[], name: string): QueueResource {
  return required(queues.find((queue) => queue.name === name));
}

/** What is left of the queues of a listener under its former name. */
export function retiredEvents(
  scope: Construct,
  retired: readonly RetiredQueues[],
  addresses: Addresses,
): readonly ListenedEventProps[] {
  return retired.map(({ event, several, queues, topic, mapping }) => ({
    id: eventId(several, event),
    event,
    queues,
    mapping,
    subscription: undefined,
    topicArns: topicArns(scope, { topic }, { made: undefined, addresses }),
  }));
}

function eventId(several: boolean, event: string): string {
  return several ? event : 'Event';
}
