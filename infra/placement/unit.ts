import type { FunctionResource, Topology } from '../../src/topology/index.ts';
import { callPolicies } from '../call-policies.ts';

/** What is placed whole in one stack: an event's topic, a procedure, a listener or a schedule with all it is made of. */
export interface PlacementUnit {
  /** `support.case.get` for a procedure or event, the export's name for a listener or schedule: unique in a service. */
  readonly name: string;
  readonly kind: 'event' | 'procedure' | 'listener' | 'schedule';
  /** The physical name of its topic or function, by which it is known in a deployed template. */
  readonly physicalName: string;
  /** How many CloudFormation resources it is made of. */
  readonly resources: number;
  /** The name of the unit that it was before it was renamed, which stays beside it for a while. */
  readonly formerName?: string | undefined;
}

/** The queue of failed asynchronous invocations and its policy, which always stand in the stack itself. */
export const failedQueueResources = 2;

const resourcesOf = { topic: 2, queue: 2, subscription: 1, mapping: 1, schedule: 2 } as const;

/** What a topology does not say of its units. */
export interface PlacementUnitsProps {
  /** Whether a function runs in a VPC without security groups of its own: CDK makes one for it. */
  readonly needsSecurityGroup: (resource: FunctionResource) => boolean;
  /** Former names, by present ones. */
  readonly former: ReadonlyMap<string, string>;
}

/** The units of a service: topics first, then functions, each in the order of the manifest. */
export function placementUnits(
  topology: Topology,
  { needsSecurityGroup, former }: PlacementUnitsProps,
): readonly PlacementUnit[] {
  const queues = Map.groupBy(topology.queues, ({ listener }) => listener);
  const functionSize = (resource: FunctionResource) =>
    // Its log group, role and function.
    3 +
    callPolicies(resource).managed.length +
    (resource.onFailure === undefined ? 0 : 1) +
    (needsSecurityGroup(resource) ? 1 : 0);
  const sizeOf = (resource: FunctionResource) => {
    if (resource.kind === 'procedure') return functionSize(resource);
    if (resource.kind === 'schedule') return functionSize(resource) + resourcesOf.schedule;
    const own = queues.get(resource.source) ?? [];
    const events = own.filter(({ role }) => role === 'source').length;
    return (
      functionSize(resource) +
      own.filter(({ name }) => topology.given?.[name] === undefined).length * resourcesOf.queue +
      events * (resourcesOf.subscription + resourcesOf.mapping)
    );
  };
  return [
    ...topology.topics.map(({ event, name }) => ({
      name: event,
      kind: 'event' as const,
      physicalName: name,
      resources: resourcesOf.topic,
      formerName: former.get(event),
    })),
    ...topology.functions.map((resource) => ({
      name: resource.source,
      kind: resource.kind,
      physicalName: resource.name,
      resources: sizeOf(resource),
      formerName: former.get(resource.source),
    })),
    ...retiredUnits(topology),
  ];
}

/** Listeners under former names: queues and mappings that stay where they were. */
function retiredUnits({ retired = [] }: Topology): readonly PlacementUnit[] {
  return [...Map.groupBy(retired, ({ listener }) => listener)].map(([name, events]) => ({
    name,
    kind: 'listener',
    physicalName: events[0]?.mapping.queue ?? name,
    resources: events.length * (3 * resourcesOf.queue + resourcesOf.mapping),
  }));
}
