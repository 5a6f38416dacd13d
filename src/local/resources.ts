import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type {
  FunctionResource,
  MappingResource,
  QueueResource,
  ScheduleResource,
  SubscriptionResource,
  TopicResource,
} from '../topology/topology.ts';
import type { LocalFunction } from './functions/invocation.ts';
import { LocalBusError } from './local-bus-error.ts';
import type { LocatedTopology } from './options.ts';

/** Everything that the services of a local bus are made of, by physical name. */
export interface Resources {
  readonly functions: ReadonlyMap<string, LocalFunction>;
  readonly topics: ReadonlyMap<string, TopicResource>;
  readonly queues: ReadonlyMap<string, QueueResource>;
  readonly subscriptions: readonly SubscriptionResource[];
  readonly mappings: readonly MappingResource[];
  readonly schedules: readonly ScheduleResource[];
  /** Subscriptions whose topic no loaded service has, each with a sentence that says so. */
  readonly missing: readonly string[];
}

/**
 * Joins services into one set of resources.
 * @throws LocalBusError `NAME_TAKEN` when two services make a resource of one name; `BUNDLE_MISSING` when a function's
 * bundle is not there.
 */
export function joinTopologies(located: readonly LocatedTopology[]): Resources {
  const topologies = located.map(({ topology }) => topology);
  const owners = new Map<string, string>();
  for (const { service, functions, topics, queues } of topologies) {
    for (const [kind, list] of Object.entries({ function: functions, topic: topics, queue: queues })) {
      for (const { name } of list) claim(owners, kind, name, service);
    }
  }
  const functions = located.flatMap(({ topology, directory }) =>
    topology.functions.map((resource) => [resource.name, locate(resource, directory)] as const),
  );
  const topics = new Map(topologies.flatMap(({ topics: list }) => list.map((topic) => [topic.name, topic] as const)));
  const subscriptions = topologies.flatMap((topology) =>
    topology.subscriptions.map((subscription) => ({ ...subscription, service: topology.service })),
  );
  const queues = new Map(topologies.flatMap(({ queues: list }) => list.map((queue) => [queue.name, queue] as const)));
  return {
    functions: new Map(functions),
    topics,
    queues,
    subscriptions: subscriptions.filter(({ topic }) => topics.has(topic)),
    mappings: topologies.flatMap(({ mappings }) => mappings),
    schedules: topologies.flatMap(({ schedules }) => schedules),
    missing: subscriptions
      .filter(({ topic }) => !topics.has(topic))
      .map(({ topic, queue, service }) => missingTopic(topic, queues.get(queue), service)),
  };
}

function claim(owners: Map<string, string>, kind: string, name: string, service: string): void {
  const key = `${kind} ${name}`;
  const owner = owners.get(key);
  if (owner !== undefined) {
    throw new LocalBusError(
      'NAME_TAKEN',
      owner === service
        ? `Service "${service}" is loaded twice, or makes the ${key} twice. Load each service once.`
        : `Services "${owner}" and "${service}" both make the ${key}. Rename the API in one of them.`,
    );
  }
  owners.set(key, service);
}

function locate(resource: FunctionResource, directory: string): LocalFunction {
  const bundle = join(directory, resource.bundle.path);
  if (!existsSync(bundle)) {
    throw new LocalBusError(
      'BUNDLE_MISSING',
      `The bundle of function ${resource.name} is not at ${bundle}. Build the service again: lambdabus build.`,
    );
  }
  return { resource, directory: bundle };
}

function missingTopic(topic: string, queue: QueueResource | undefined, service: string): string {
  const event = queue?.event ?? topic;
  const api = event.slice(0, Math.max(0, event.lastIndexOf('.')));
  return `Listener ${queue?.listener ?? '(unknown)'} of service "${service}" listens to ${event}, but no loaded service has the topic ${topic}, so it hears nothing. Load the service that owns the API ${api} as well, such as: lambdabus dev ../owner/bus.ts bus.ts`;
}
