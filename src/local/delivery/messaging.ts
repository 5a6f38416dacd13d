import { isDeepStrictEqual } from 'node:util';
import type { MappingResource, QueueResource, SubscriptionResource, TopicResource } from '../../topology/topology.ts';
import { queueArn, topicArn } from '../aws-names.ts';
import type { Resources } from '../resources.ts';
import type { SnsClient } from '../server/sns-client.ts';
import { EventSourceMapping, type MappingHost } from './event-source-mapping.ts';

/** The topics, queues, subscriptions and event source mappings of a local bus. */
export interface Messaging {
  /** How many batches are with their functions. */
  readonly inFlight: number;
  mappings(): readonly MappingResource[];
  /** Makes what is missing, and ends subscriptions and mappings that are no longer wanted; messages stay. */
  apply(resources: Resources): Promise<void>;
  /** Begins no more batches. */
  stop(): void;
}

/** Makes messaging without any resource. */
export function createMessaging(sns: SnsClient, host: MappingHost): Messaging {
  const { region, sqs } = host;
  const subscriptions = new Map<string, { readonly resource: SubscriptionResource; readonly arn: string }>();
  const mappings = new Map<string, { readonly mapping: EventSourceMapping; readonly queue: QueueResource }>();
  const stopping = new Set<EventSourceMapping>();
  const topics = new Map<string, TopicResource>();
  const queues = new Map<string, QueueResource>();

  /** What is there as it is wanted stays untouched: services with many events are reloaded at each save. */
  async function applyTopicsAndQueues(resources: Resources): Promise<void> {
    for (const [name, topic] of resources.topics) {
      if (isDeepStrictEqual(topics.get(name), topic)) continue;
      await sns.createTopic(name, topic.maximumMessageSizeBytes);
      topics.set(name, topic);
    }
    for (const [name, queue] of resources.queues) {
      if (isDeepStrictEqual(queues.get(name), queue)) continue;
      await sqs.createQueue(name, queueAttributes(queue, region));
      queues.set(name, queue);
    }
  }

  async function applySubscriptions(wanted: readonly SubscriptionResource[]): Promise<void> {
    const byKey = new Map(wanted.map((resource) => [`${resource.topic} ${resource.queue}`, resource]));
    for (const [key, { resource, arn }] of subscriptions) {
      if (isDeepStrictEqual(byKey.get(key), resource)) continue;
      await sns.unsubscribe(arn);
      subscriptions.delete(key);
    }
    for (const [key, resource] of byKey) {
      if (subscriptions.has(key)) continue;
      const arn = await sns.subscribe(
        topicArn(region, resource.topic),
        queueArn(region, resource.queue),
        subscriptionAttributes(resource, region),
      );
      subscriptions.set(key, { resource, arn });
    }
  }

  function applyMappings({ mappings: wanted, queues: wantedQueues }: Resources): void {
    const byQueue = new Map(wanted.map((resource) => [resource.queue, resource]));
    for (const [name, { mapping, queue }] of mappings) {
      if (isDeepStrictEqual([byQueue.get(name), wantedQueues.get(name)], [mapping.resource, queue])) continue;
      mappings.delete(name);
      stopping.add(mapping);
      void mapping.stop().finally(() => stopping.delete(mapping));
    }
    for (const [name, resource] of byQueue) {
      const queue = wantedQueues.get(name);
      if (mappings.has(name) || queue === undefined) continue;
      const mapping = new EventSourceMapping(resource, queue.redrive, host);
      mappings.set(name, { mapping, queue });
      mapping.start();
    }
  }

  return {
    get inFlight() {
      const all = [...mappings.values()].map(({ mapping }) => mapping);
      return [...all, ...stopping].reduce((sum, mapping) => sum + mapping.inFlight, 0);
    },
    mappings: () => [...mappings.values()].map(({ mapping }) => mapping.resource),
    apply: async (resources) => {
      await applyTopicsAndQueues(resources);
      await applySubscriptions(resources.subscriptions);
      applyMappings(resources);
    },
    stop: () => {
      for (const { mapping } of mappings.values()) void mapping.stop();
    },
  };
}

function queueAttributes(queue: QueueResource, region: string): Readonly<Record<string, string>> {
  const { redrive } = queue;
  return {
    VisibilityTimeout: String(queue.visibilityTimeoutSeconds),
    MessageRetentionPeriod: String(queue.retentionSeconds),
    ...(redrive === undefined
      ? {}
      : {
          RedrivePolicy: JSON.stringify({
            deadLetterTargetArn: queueArn(region, redrive.deadLetterQueue),
            maxReceiveCount: redrive.maxReceiveCount,
          }),
        }),
  };
}

function subscriptionAttributes(
  { deadLetterQueue, filter }: SubscriptionResource,
  region: string,
): Readonly<Record<string, string>> {
  return {
    RawMessageDelivery: 'true',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn(region, deadLetterQueue) }),
    ...(filter === undefined ? {} : { FilterPolicyScope: 'MessageBody', FilterPolicy: JSON.stringify(filter) }),
  };
}
