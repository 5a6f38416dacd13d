import type {
  ApiEntry,
  Bundle,
  EventReference,
  ListenerEntry,
  Manifest,
  ProcedureEntry,
  ScheduleEntry,
} from '../manifest/index.ts';
import { manifestVersion } from '../manifest/index.ts';
import type { BusPlan, PlannedApi } from './plan.ts';
import { describedPayload } from './planned-functions.ts';
import type { Service } from './service.ts';

/** What the manifest is made of besides the plan. */
export interface ManifestParts {
  readonly service: Service;
  /** The bus module, relative to the package. */
  readonly busModule: string;
  readonly plan: BusPlan;
  /** By the function's name. */
  readonly bundles: ReadonlyMap<string, Bundle>;
}

/** Makes the manifest. */
export function assembleManifest({ service, busModule, plan, bundles }: ManifestParts): Manifest {
  const bundleOf = (name: string): Bundle => {
    const bundle = bundles.get(name);
    if (bundle === undefined) throw new TypeError(`The function "${name}" has no bundle.`);
    return bundle;
  };
  return {
    manifestVersion,
    service: service.name,
    busModule,
    apis: plan.apis.map((api) => apiEntry(api, bundleOf)),
    listeners: plan.listeners.map(
      ({ loaded, checked }): ListenerEntry => ({
        name: loaded.name,
        source: checked.source,
        description: checked.description,
        events: checked.events.map(({ event, fifo, payload }) => ({
          event,
          fifo,
          payload: describedPayload(event, plan) ?? payload,
        })),
        several: loaded.several,
        options: loaded.options,
        bundle: bundleOf(loaded.name),
      }),
    ),
    schedules: plan.schedules.map(
      ({ loaded, checked }): ScheduleEntry => ({
        name: loaded.name,
        source: checked.source,
        description: checked.description,
        expression: loaded.expression,
        options: loaded.options,
        bundle: bundleOf(loaded.name),
      }),
    ),
    $defs: Object.fromEntries(Object.entries(plan.$defs).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** The dotted name that a procedure or event had before it or its API was renamed. */
function formerName(
  { name: api, loaded }: PlannedApi,
  { name, renamedFrom }: { readonly name: string; readonly renamedFrom: string | undefined },
): string | undefined {
  if (renamedFrom === undefined && loaded.renamedFrom === undefined) return undefined;
  return `${loaded.renamedFrom ?? api}.${renamedFrom ?? name}`;
}

function apiEntry(api: PlannedApi, bundleOf: (name: string) => Bundle): ApiEntry {
  const { name, loaded, checked, procedures, events } = api;
  return {
    name,
    className: checked.className,
    source: checked.source,
    description: checked.description,
    internal: loaded.internal ? true : undefined,
    procedures: procedures.map(
      ({ checked: procedure, options: { renamedFrom, ...options }, described }): ProcedureEntry => ({
        name: procedure.name,
        renamedFrom: formerName(api, { name: procedure.name, renamedFrom }),
        source: procedure.source,
        description: procedure.description,
        deprecated: procedure.deprecated,
        params: described.params,
        result: described.result,
        options,
        bundle: bundleOf(`${name}.${procedure.name}`),
      }),
    ),
    events: events.map(({ checked: event, maximumMessageSize, renamedFrom, openTo, described }) => ({
      name: event.name,
      renamedFrom: formerName(api, { name: event.name, renamedFrom }),
      source: event.source,
      description: event.description,
      deprecated: event.deprecated,
      payload: described,
      fifo: event.fifo,
      maximumMessageSize,
      openTo,
    })),
  };
}

/** Events without their payloads, as a bundle lists them. */
export function referencesOf(fires: readonly EventReference[]): readonly EventReference[] {
  return fires.map(({ event, fifo }) => ({ event, fifo }));
}
