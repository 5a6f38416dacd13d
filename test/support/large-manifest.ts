import type { ApiEntry, ListenerEntry, Manifest } from '../../src/manifest/index.ts';
import { bundleOf, helpdeskManifest } from './manifest.ts';

/** How much of each there is; schedules none. */
export interface LargeManifestSize {
  readonly procedures: number;
  readonly events?: number;
  /** Each hears one of the events. */
  readonly listeners?: number;
  /** The first part of every API's name. */
  readonly area?: string;
}

const perApi = 10;

/** The manifest of a service with many APIs of ten procedures, and events and listeners spread over them. */
export function largeManifest({ procedures, events = 0, listeners = 0, area = 'area' }: LargeManifestSize): Manifest {
  const apis = Array.from({ length: Math.ceil(Math.max(procedures, events, 1) / perApi) }, (_, index) => ({
    name: `${area}${index}.thing`,
    procedures: Math.min(perApi, Math.max(0, procedures - index * perApi)),
    events: Math.min(perApi, Math.max(0, events - index * perApi)),
  }));
  const eventNames = apis.flatMap((api) =>
    Array.from({ length: api.events }, (_, event) => `${api.name}.changed${event}`),
  );
  return helpdeskManifest({
    service: 'large',
    apis: apis.map(apiEntry),
    listeners: Array.from({ length: listeners }, (_, index) => listenerEntry(index, eventNames)),
    schedules: [],
  });
}

const source = { file: 'apis.ts', line: 1, column: 1 } as const;

function apiEntry({ name, procedures, events }: { name: string; procedures: number; events: number }): ApiEntry {
  return {
    name,
    className: 'ThingApi',
    source,
    procedures: Array.from({ length: procedures }, (_, index) => ({
      name: `get${index}`,
      source,
      description: `Finds thing ${index}.`,
      params: { type: 'object' },
      result: { type: 'null' },
      options: {},
      bundle: bundleOf(`${name}.get${index}`, {
        calls: index === 0 ? [] : [`${name}.get0`],
        fires: index < events ? [{ event: `${name}.changed${index}`, fifo: false }] : [],
      }),
    })),
    events: Array.from({ length: events }, (_, index) => ({
      name: `changed${index}`,
      source,
      payload: { type: 'object' },
      fifo: false,
      openTo: [],
    })),
  };
}

function listenerEntry(index: number, events: readonly string[]): ListenerEntry {
  const event = events[index % events.length];
  if (event === undefined) throw new Error('Listeners need an event to hear.');
  return {
    name: `listener${index}`,
    source,
    events: [{ event, fifo: false, payload: { type: 'object' } }],
    several: false,
    options: {},
    bundle: bundleOf(`listener${index}`),
  };
}
