import { didYouMean } from '../definition/did-you-mean.ts';
import { BusError, longestPrefix, splitMember } from '../definition/index.ts';
import type { EventReference, ListenerEntry, Manifest } from '../manifest/index.ts';
import { eventTopicName } from './function-settings.ts';
import { listenerQueueName, procedureFunctionName } from './names.ts';
import type { Topology } from './topology.ts';
import type { TopologyInput, TopologyProps } from './topology-props.ts';

/** Where what is not made here by its own name is, by the physical names that it has or would have. */
export function whereabouts({ manifest, props }: TopologyInput): Pick<Topology, 'elsewhere' | 'given'> {
  const events = eventsOf(manifest);
  assertKnown(props.topics, [...events.keys()], 'topic of the event');
  assertKnown(props.queues, manifest.listeners.flatMap(queueKeys), 'queue of the listener');
  assertForeign(manifest, props);
  const given = [
    ...Object.entries(props.topics ?? {}).map(([event, arn]) => {
      return [eventTopicName(props.stage, event, events.get(event) ?? false), arn] as const;
    }),
    ...manifest.listeners.flatMap((listener) => givenQueues(listener, { manifest, props })),
  ];
  const elsewhere = [
    ...callsOf(manifest).flatMap((procedure) => {
      const { api, member } = splitMember(procedure);
      return located(api, procedureFunctionName(props.stage, api, member), props);
    }),
    ...[...events].flatMap(([event, fifo]) => {
      return located(splitMember(event).api, eventTopicName(props.stage, event, fifo), props);
    }),
  ];
  return { elsewhere: Object.fromEntries(elsewhere), given: Object.fromEntries(given) };
}

/** By which key a deployment brings a listener's queue: its name, and `/` with the event for one of several. */
export function queueKey({ name, several }: ListenerEntry, event: string): string {
  return several ? `${name}/${event}` : name;
}

function queueKeys(listener: ListenerEntry): readonly string[] {
  return listener.events.map(({ event }) => queueKey(listener, event));
}

/** With the beginning of the API's name by which the deployment locates it. */
function located(api: string, name: string, { locations = {} }: TopologyProps) {
  const prefix = longestPrefix(api, Object.keys(locations));
  return prefix === undefined ? [] : [[name, { ...locations[prefix], prefix }] as const];
}

function givenQueues(
  listener: ListenerEntry,
  { manifest, props }: TopologyInput,
): readonly (readonly [string, string])[] {
  return listener.events.flatMap(({ event, fifo }) => {
    const given = props.queues?.[queueKey(listener, event)];
    if (given === undefined) return [];
    const parts = {
      stage: props.stage,
      service: manifest.service,
      listener: listener.name,
      event: listener.several ? event : undefined,
      fifo,
    };
    return [
      [listenerQueueName({ ...parts, role: 'source' }), given.arn],
      [listenerQueueName({ ...parts, role: 'dlq' }), given.deadLetterQueueArn],
    ] as const;
  });
}

function callsOf({ apis, listeners, schedules }: Manifest): readonly string[] {
  const functions = [...apis.flatMap(({ procedures }) => procedures), ...listeners, ...schedules];
  return functions.flatMap(({ bundle }) => bundle.calls);
}

/** Every event that the service defines, hears or fires, and whether it is FIFO. */
function eventsOf({ apis, listeners, schedules }: Manifest): ReadonlyMap<string, boolean> {
  const functions = [...apis.flatMap(({ procedures }) => procedures), ...listeners, ...schedules];
  const references: readonly EventReference[] = [
    ...apis.flatMap((api) => api.events.map(({ name, fifo }) => ({ event: `${api.name}.${name}`, fifo }))),
    ...listeners.flatMap(({ events }) => events),
    ...functions.flatMap(({ bundle }) => bundle.fires),
  ];
  return new Map(references.map(({ event, fifo }) => [event, fifo]));
}

function assertKnown(
  given: Readonly<Record<string, unknown>> | undefined,
  known: readonly string[],
  what: string,
): void {
  for (const name of Object.keys(given ?? {})) {
    if (known.includes(name)) continue;
    throw new BusError(
      'DEFINITION_INVALID',
      `The deployment brings the ${what} "${name}", which this service neither has nor uses. ${didYouMean(name, known)}`,
    );
  }
}

/** What this service makes is where its stack is. */
function assertForeign({ apis, service }: Manifest, { locations = {} }: TopologyProps): void {
  for (const { name } of apis) {
    const prefix = longestPrefix(name, Object.keys(locations));
    if (prefix === undefined) continue;
    throw new BusError(
      'DEFINITION_INVALID',
      `The location "${prefix}" covers the API "${name}", which service "${service}" makes itself, in the account and region of its stack. Name the APIs of other services only.`,
    );
  }
}
