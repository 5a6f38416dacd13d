import type { LoadedApi, LoadedBus } from './load/loaded-bus.ts';
import { planBus } from './plan.ts';
import { functionsOf, type PlannedFunction } from './planned-functions.ts';
import type { Service } from './service.ts';
import type { FoundClass } from './slice/index.ts';
import type { CheckedApi } from './types/checked-bus.ts';

const nowhere = { file: '', line: 0, column: 0 };

/**
 * What the functions of a bus will most likely be, from what running it shows and how its classes are written, before its
 * types are read: they are bundled meanwhile. A function that turns out another is bundled again, and one that turns out
 * to be none is dropped; so nothing but time depends on this.
 */
export function foreseeFunctions(
  loaded: LoadedBus,
  service: Service,
  findClass: (exported: { readonly file: string; readonly exportName: string }) => FoundClass | undefined,
): readonly PlannedFunction[] {
  // Which modules only define is for the types to say, and concerns every bundle.
  if (loaded.apis.some(hasSchemas)) return [];
  const fifo = new Set(
    loaded.apis.flatMap(({ name, events }) =>
      Object.keys(events).flatMap((event) => (events[event]?.fifo === true ? [`${name}.${event}`] : [])),
    ),
  );
  const checked = {
    apis: loaded.apis.flatMap((api) => foreseeApi(api, service, findClass)),
    listeners: loaded.listeners.map(({ name, events }) => ({
      exportNames: [name],
      source: nowhere,
      events: events.map((event) => ({ event, fifo: fifo.has(event), payload: {} })),
    })),
    schedules: loaded.schedules.map(({ name }) => ({ exportNames: [name], source: nowhere })),
    $defs: {},
    diagnostics: [],
    warnings: [],
  };
  return functionsOf(planBus(loaded, checked), service, () => []);
}

function hasSchemas({ schemas }: LoadedApi): boolean {
  return Object.keys(schemas.events).length > 0 || Object.keys(schemas.procedures).length > 0;
}

function foreseeApi(
  loaded: LoadedApi,
  { busModule }: Service,
  findClass: Parameters<typeof foreseeFunctions>[2],
): readonly CheckedApi[] {
  const [exportName] = [...loaded.exportNames].sort();
  const found = exportName === undefined ? undefined : findClass({ file: busModule, exportName });
  if (found === undefined) return [];
  return [
    {
      className: loaded.className,
      exportNames: [...loaded.exportNames].sort(),
      name: loaded.name,
      source: nowhere,
      declaredIn: found,
      procedures: found.methods
        .filter((name) => loaded.methods.includes(name))
        .map((name) => ({ name, source: nowhere })),
      events: Object.keys(loaded.events).map((name) => ({
        name,
        source: nowhere,
        payload: {},
        fifo: loaded.events[name]?.fifo === true,
      })),
    },
  ];
}
