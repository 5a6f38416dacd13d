import type { Bundle, Manifest, SourcePosition } from './manifest.ts';

/** Who calls, fires and listens to what on a bus, across all services whose manifests are given. */
export interface BusGraph {
  readonly functions: readonly GraphFunction[];
  /** Every event that is defined, fired or listened to. */
  readonly events: readonly GraphEvent[];
}

/** A function of a service. */
export interface GraphFunction {
  /** The dotted name of a procedure; `service/name` of a listener or schedule, whose name is its own service's. */
  readonly id: string;
  readonly kind: 'procedure' | 'listener' | 'schedule';
  readonly service: string;
  readonly name: string;
  readonly source: SourcePosition;
  /** Dotted names of procedures. */
  readonly calls: readonly string[];
  /** Those of `calls` that it only enqueues, and never waits for. */
  readonly enqueues: readonly string[];
  /** Dotted names of events. */
  readonly fires: readonly string[];
  /** Dotted names of events. */
  readonly listensTo: readonly string[];
}

/** An event. */
export interface GraphEvent {
  /** The dotted name. */
  readonly id: string;
  /** The service that owns it; undefined where that one's manifest is not given. */
  readonly service: string | undefined;
}

/** Makes the graph of some services. */
export function createBusGraph(manifests: readonly Manifest[]): BusGraph {
  const functions = manifests.flatMap(functionsOf);
  const owners = new Map<string, string>(
    manifests.flatMap(({ service, apis }) =>
      apis.flatMap((api) => api.events.map(({ name }) => [`${api.name}.${name}`, service] as const)),
    ),
  );
  const named = functions.flatMap(({ fires, listensTo }) => [...fires, ...listensTo]);
  const events = [...new Set([...owners.keys(), ...named])].sort();
  return { functions, events: events.map((id) => ({ id, service: owners.get(id) })) };
}

function functionsOf({ service, apis, listeners, schedules }: Manifest): readonly GraphFunction[] {
  return [
    ...apis.flatMap((api) =>
      api.procedures.map(({ name, source, bundle }): GraphFunction => {
        const id: string = `${api.name}.${name}`;
        return { id, kind: 'procedure', service, name: id, source, listensTo: [], ...targetsOf(bundle) };
      }),
    ),
    ...listeners.map(
      ({ name, source, bundle, events }): GraphFunction => ({
        id: `${service}/${name}`,
        kind: 'listener',
        service,
        name,
        source,
        listensTo: events.map(({ event }) => event),
        ...targetsOf(bundle),
      }),
    ),
    ...schedules.map(
      ({ name, source, bundle }): GraphFunction => ({
        id: `${service}/${name}`,
        kind: 'schedule',
        service,
        name,
        source,
        listensTo: [],
        ...targetsOf(bundle),
      }),
    ),
  ];
}

function targetsOf({ calls, enqueues = [], fires }: Bundle): Pick<GraphFunction, 'calls' | 'enqueues' | 'fires'> {
  return { calls, enqueues, fires: fires.map(({ event }) => event) };
}

/** The procedures whose answers a function waits for. */
export function awaitedBy({ calls, enqueues }: GraphFunction): readonly string[] {
  return calls.filter((call) => !enqueues.includes(call));
}
