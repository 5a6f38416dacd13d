import { BusError, isStage } from '../definition/index.ts';
import type { Manifest } from '../manifest/index.ts';
import { assertManifest } from './assert-manifest.ts';
import { assertKnownFunctions, assertLimits } from './checks.ts';
import { restingVisibilitySeconds, retentionSeconds } from './defaults.ts';
import { eventTopicName } from './function-settings.ts';
import { listenerResources } from './listener-resources.ts';
import { failedQueueName } from './names.ts';
import { procedureResources } from './procedure-resource.ts';
import { scheduleResources } from './schedule-resources.ts';
import type { QueueResource, TopicResource, Topology } from './topology.ts';
import type { TopologyProps } from './topology-props.ts';
import { assertUniqueNames } from './unique-names.ts';
import { whereabouts } from './whereabouts.ts';

/**
 * Makes the topology of a service in a stage: pure, and the same for the same input.
 *
 * @throws BusError `DEFINITION_INVALID` for what is no manifest, and for a stage, an option or a name that AWS would not take.
 */
export function createTopology(manifest: Manifest, props: TopologyProps): Topology {
  assertManifest(manifest);
  assertStage(props.stage);
  assertKnownFunctions(manifest, props.functions ?? {});
  const procedures = manifest.apis.flatMap((api) =>
    api.procedures.flatMap((procedure) => procedureResources(api, procedure, { manifest, props })),
  );
  const listeners = manifest.listeners.map((listener) => listenerResources(listener, { manifest, props }));
  const schedules = manifest.schedules.map((schedule) => scheduleResources(schedule, { manifest, props }));
  const topology: Topology = {
    service: manifest.service,
    stage: props.stage,
    functions: [...procedures, ...listeners.map((made) => made.function), ...schedules.map((made) => made.function)],
    topics: props.events === 'external' ? [] : topics(manifest, props),
    queues: [
      ...listeners.flatMap((made) => made.queues),
      ...(procedures.length + schedules.length > 0 ? [failedQueue(manifest, props.stage)] : []),
    ],
    subscriptions: listeners.flatMap((made) => made.subscriptions),
    mappings: listeners.flatMap((made) => made.mappings),
    schedules: schedules.map((made) => made.schedule),
    retired: listeners.flatMap((made) => made.retired),
    ...whereabouts({ manifest, props }),
  };
  assertLimits(topology);
  assertUniqueNames(topology);
  return topology;
}

function assertStage(stage: unknown): void {
  if (isStage(stage)) return;
  throw new BusError(
    'DEFINITION_INVALID',
    `The stage ${typeof stage === 'string' ? `"${stage}"` : String(stage)} does not match [a-z][a-z0-9]* (a lower-case letter first, then lower-case letters and digits). It is the first part of every name in AWS: use one such as "dev" or "prod".`,
  );
}

function topics(manifest: Manifest, { stage, topics: given = {} }: TopologyProps): readonly TopicResource[] {
  const all = manifest.apis.flatMap((api) =>
    api.events.flatMap(({ name, renamedFrom, fifo, maximumMessageSize }) =>
      [`${api.name}.${name}`, renamedFrom ?? []].flat().map((event) => ({
        name: eventTopicName(stage, event, fifo),
        event,
        fifo,
        ...(maximumMessageSize === undefined ? {} : { maximumMessageSizeBytes: maximumMessageSize }),
      })),
    ),
  );
  return all.filter(({ event }) => given[event] === undefined);
}

function failedQueue({ service }: Manifest, stage: string): QueueResource {
  return {
    name: failedQueueName(stage, service),
    role: 'failed',
    fifo: false,
    visibilityTimeoutSeconds: restingVisibilitySeconds,
    retentionSeconds: retentionSeconds.dead,
  };
}
