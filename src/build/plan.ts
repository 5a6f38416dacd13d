import type { ProcedureOptions } from '../definition/index.ts';
import type { JsonSchema } from '../manifest/index.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { LoadedApi, LoadedBus, LoadedListener, LoadedSchedule, LoadProblem } from './load/loaded-bus.ts';
import { planApi } from './plan-api.ts';
import { compare, type Findings, type SeenTypes } from './plan-findings.ts';
import { planListener, planSchedule } from './plan-handlers.ts';
import type {
  CheckedApi,
  CheckedEvent,
  CheckedListener,
  CheckedProcedure,
  CheckedSchedule,
} from './types/checked-bus.ts';

/** A bus as running it and reading its types show it, joined. */
export interface BusPlan {
  readonly apis: readonly PlannedApi[];
  readonly listeners: readonly PlannedListener[];
  readonly schedules: readonly PlannedSchedule[];
  /** The named types, and what the schemas of libraries refer to. */
  readonly $defs: Readonly<Record<string, JsonSchema>>;
  /** What does not fit together. */
  readonly diagnostics: readonly Diagnostic[];
  /** What is worth knowing and no mistake. */
  readonly warnings: readonly Diagnostic[];
  /** What runs but has no type that shows it, so that the types know no place of it. */
  readonly unseen: readonly LoadProblem[];
}

/** An API on the bus. */
export interface PlannedApi {
  readonly name: string;
  readonly loaded: LoadedApi;
  readonly checked: CheckedApi;
  /** By name. */
  readonly procedures: readonly PlannedProcedure[];
  /** By name. */
  readonly events: readonly PlannedEvent[];
}

/** A procedure on the bus. */
export interface PlannedProcedure {
  readonly checked: CheckedProcedure;
  /** The API's options and its own. */
  readonly options: ProcedureOptions;
  /** What the manifest says of its parameters and result: where they have Standard Schemas, those say it too. */
  readonly described: { readonly params?: JsonSchema | undefined; readonly result?: JsonSchema | undefined };
}

/** An event on the bus. */
export interface PlannedEvent {
  readonly checked: CheckedEvent;
  readonly maximumMessageSize: number | undefined;
  readonly renamedFrom: string | undefined;
  readonly openTo: readonly string[];
  /** What the manifest says of its payload. */
  readonly described: JsonSchema;
}

/** A listener on the bus. */
export interface PlannedListener {
  readonly loaded: LoadedListener;
  readonly checked: CheckedListener;
}

/** A schedule on the bus. */
export interface PlannedSchedule {
  readonly loaded: LoadedSchedule;
  readonly checked: CheckedSchedule;
}

/** Joins what running a bus module shows with what its types say. */
export function planBus(loaded: LoadedBus, checked: SeenTypes): BusPlan {
  const found: Findings = { diagnostics: [], warnings: [...checked.warnings], unseen: [], $defs: { ...checked.$defs } };
  const apis = loaded.apis.flatMap((api) => planApi(api, checked, found)).sort((a, b) => compare(a.name, b.name));
  const listeners = loaded.listeners.flatMap((listener) => planListener(listener, checked, found));
  const schedules = loaded.schedules.flatMap((schedule) => planSchedule(schedule, checked, found));
  return {
    apis,
    listeners: listeners.sort((a, b) => compare(a.loaded.name, b.loaded.name)),
    schedules: schedules.sort((a, b) => compare(a.loaded.name, b.loaded.name)),
    ...found,
    diagnostics: found.diagnostics.filter(
      ({ message }) => !checked.diagnostics.some((seen) => seen.message === message),
    ),
  };
}
