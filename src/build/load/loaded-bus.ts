import type { EventOptions, ListenerOptions, ProcedureOptions, ScheduleOptions } from '../../definition/index.ts';
import type { JsonSchema } from '../../manifest/index.ts';
import type { DiagnosticCode } from '../diagnostic-codes.ts';
import type { ObservedReads } from './observed-reads.ts';

/** What the build tells the process that loads the bus module. */
export interface LoadRequest {
  /** The bundled bus module, absolute. */
  readonly bundle: string;
  readonly service: string;
  /** The directory of the service's package.json, from which packages are found. */
  readonly packageRoot: string;
}

/** What that process answers. */
export type LoadAnswer =
  | { readonly kind: 'loaded'; readonly bus: LoadedBus; readonly reads: ObservedReads }
  /** The module itself threw, so nothing is known of its exports. */
  | { readonly kind: 'failed'; readonly problems: readonly LoadProblem[] };

/** A bus module as running it shows it: what no type says. Names and options only; it crosses between processes. */
export interface LoadedBus {
  readonly apis: readonly LoadedApi[];
  readonly listeners: readonly LoadedListener[];
  readonly schedules: readonly LoadedSchedule[];
  readonly problems: readonly LoadProblem[];
}

/** An API class that the bus module exports. */
export interface LoadedApi {
  readonly exportNames: readonly string[];
  readonly className: string;
  /** Whether it has a meta of its own; an abstract base has none. */
  readonly hasMeta: boolean;
  /** `meta.name`; undefined without a valid meta. */
  readonly name: string | undefined;
  /** How it came onto the bus; `no` for `autoRegister: false` without `registry.add`, and without a name. */
  readonly registered: 'by export' | 'by registry' | 'no';
  readonly internal: boolean;
  /** The former name that its meta says. */
  readonly renamedFrom: string | undefined;
  /** Names of the functions on its prototypes below Api, those of private methods included. */
  readonly methods: readonly string[];
  readonly events: Readonly<Record<string, EventOptions>>;
  /** The options for each of its procedures. */
  readonly options: ProcedureOptions;
  /** Options of single procedures. */
  readonly procedures: Readonly<Record<string, ProcedureOptions>>;
  /** The Standard Schemas of its events and procedures, by their names. */
  readonly schemas: LoadedSchemas;
}

/** The Standard Schemas of an API. */
export interface LoadedSchemas {
  readonly events: Readonly<Record<string, LoadedSchema>>;
  readonly procedures: Readonly<
    Record<string, { readonly params?: LoadedSchema | undefined; readonly result?: LoadedSchema | undefined }>
  >;
}

/** A Standard Schema as its library describes it. */
export interface LoadedSchema {
  /** The library, such as `zod`. */
  readonly vendor: string;
  /** The JSON Schema of what travels; undefined where the library gives none. `{}` stands where it can say nothing. */
  readonly jsonSchema: JsonSchema | undefined;
  /** Why it gives none. */
  readonly reason?: string | undefined;
}

/** A listener that the bus module exports. */
export interface LoadedListener {
  readonly name: string;
  readonly events: readonly string[];
  readonly several: boolean;
  readonly options: ListenerOptions;
}

/** A schedule that the bus module exports. */
export interface LoadedSchedule {
  readonly name: string;
  readonly expression: string;
  readonly options: ScheduleOptions;
}

/** Something that is wrong with what was loaded. */
export interface LoadProblem {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly hint: string;
  readonly place?: Place | undefined;
  readonly related?: { readonly message: string; readonly place: Place } | undefined;
}

/** Where a problem is, in words that the loading process has; the build turns it into a position. */
export type Place =
  /** Something an export of the bus module is made of: `['meta', 'memory']` of a class, `['options', 'batchSize']` of a listener. */
  | {
      readonly at: 'export';
      readonly name: string;
      readonly path: readonly string[];
      /** Which part of the member that the path ends at: its name, else its value. */
      readonly part?: 'name' | undefined;
    }
  /** The first line of the user's own code in a stack trace of the bundle. */
  | { readonly at: 'stack'; readonly stack: string };
