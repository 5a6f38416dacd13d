import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { QueueResource, Topology } from '../src/topology/index.ts';
import { arnOfTopic, topicArn } from './arns.ts';
import type { ListenedEventProps } from './listener.ts';
import { required } from './required.ts';

/** Whose events, and where the service's own topics are. */
export interface ListenedEventsInput {
  /** The listener's name. */
  readonly listener: string;
  /** By the event's dotted name. */
  readonly own: ReadonlyMap<string, ITopic>;
}

/** The parts of the topology that belong to a listener, joined by event. */
export function listenedEvents(
  scope: Construct,
  topology: Topology,
  { listener, own }: ListenedEventsInput,
): readonly ListenedEventProps[] {
  const queues = topology.queues.filter((queue) => queue.listener === listener);
  return queues
    .filter(({ role }) => role === 'source')
    .map((source) => {
      const event = required(source.event);
      const subscription = required(topology.subscriptions.find(({ queue }) => queue === source.name));
      return {
        event,
        subscription,
        mapping: required(topology.mappings.find(({ queue }) => queue === source.name)),
        queues: {
          source,
          dlq: named(queues, required(source.redrive).deadLetterQueue),
          undelivered: named(queues, subscription.deadLetterQueue),
        },
        // A foreign topic belongs to a stack that this one never meets: its ARN follows from its name.
        topicArn: topicArnOf(scope, own.get(event), subscription.topic),
      };
    });
}

function topicArnOf(scope: Construct, own: ITopic | undefined, name: string): string {
  return own === undefined ? topicArn(scope, name) : arnOfTopic(scope, own, name);
}

function named(queues: readonly QueueResource[], name: string): QueueResource {
  return required(queues.find((queue) => queue.name === name));
}
