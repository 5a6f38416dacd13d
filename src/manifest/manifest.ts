import type { ListenerOptions, ProcedureOptions, ScheduleOptions } from '../definition/index.ts';

/** The version of the manifest's format that this library writes and reads. */
export const manifestVersion = 1;

/** The name of the manifest's file in the build's output directory. */
export const manifestFile = 'manifest.json';

/** A JSON Schema 2020-12 as it stands in the manifest; `#/$defs/Name` refers to the manifest's own `$defs`. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/**
 * The one document between the build and everything after it: the CDK constructs, the local engine and the command
 * line read nothing else. The same sources give the same bytes.
 */
export interface Manifest {
  readonly manifestVersion: typeof manifestVersion;
  /** The service's name, which is part of the names of its listeners' and schedules' resources. */
  readonly service: string;
  /** The bus module, relative to the package, with `/`. */
  readonly busModule: string;
  /** By name. */
  readonly apis: readonly ApiEntry[];
  /** By name. */
  readonly listeners: readonly ListenerEntry[];
  /** By name. */
  readonly schedules: readonly ScheduleEntry[];
  /** Named types, by name; every schema of the manifest refers to them as `#/$defs/<name>`. */
  readonly $defs: Readonly<Record<string, JsonSchema>>;
}

/** Where something stands in the sources; line and column count from 1, the file is relative to the package. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** An API class. */
export interface ApiEntry {
  /** The dotted name, such as `support.case`. */
  readonly name: string;
  readonly className: string;
  readonly source: SourcePosition;
  readonly description?: string | undefined;
  readonly internal?: boolean | undefined;
  /** By name. */
  readonly procedures: readonly ProcedureEntry[];
  /** By name. */
  readonly events: readonly EventEntry[];
}

/** A procedure: one Lambda function. */
export interface ProcedureEntry {
  readonly name: string;
  /** The dotted name that it had before it or its API was renamed; what is named so stays. */
  readonly renamedFrom?: string | undefined;
  readonly source: SourcePosition;
  readonly description?: string | undefined;
  readonly deprecated?: boolean | undefined;
  /** The parameter object's schema; absent when the procedure takes none. */
  readonly params?: JsonSchema | undefined;
  /** The schema of the awaited result; absent when it returns nothing. */
  readonly result?: JsonSchema | undefined;
  /** The API's options and its own, merged. */
  readonly options: ProcedureOptions;
  readonly bundle: Bundle;
}

/** An event: one SNS topic. */
export interface EventEntry {
  readonly name: string;
  /** The dotted name that it had before it or its API was renamed; what is named so stays. */
  readonly renamedFrom?: string | undefined;
  readonly source: SourcePosition;
  readonly description?: string | undefined;
  readonly deprecated?: boolean | undefined;
  readonly payload: JsonSchema;
  readonly fifo: boolean;
  /** In bytes; absent where SNS's default of 256 KiB holds. */
  readonly maximumMessageSize?: number | undefined;
  /** Other services whose functions may fire it. */
  readonly openTo: readonly string[];
}

/** An event that a listener subscribes to, of this or another service. */
export interface EventReference {
  /** The dotted name, such as `support.case.caseCreated`. */
  readonly event: string;
  readonly fifo: boolean;
}

/** A listener: for each of its events a queue with a dead-letter queue, and one Lambda function. */
export interface ListenerEntry {
  readonly name: string;
  readonly source: SourcePosition;
  readonly description?: string | undefined;
  readonly events: readonly ListenedEvent[];
  /** Whether it was made by `listen([...])`: then each queue's name says its event. */
  readonly several: boolean;
  readonly options: ListenerOptions;
  readonly bundle: Bundle;
}

/** One event of a listener and what its payload must look like there. */
export interface ListenedEvent extends EventReference {
  readonly payload: JsonSchema;
}

/** A schedule: one EventBridge schedule and one Lambda function. */
export interface ScheduleEntry {
  readonly name: string;
  readonly source: SourcePosition;
  readonly description?: string | undefined;
  /** Such as `rate(1 hour)` or `cron(0 12 * * ? *)`. */
  readonly expression: string;
  readonly options: ScheduleOptions;
  readonly bundle: Bundle;
}

/** The code of one function and what it does to the bus. */
export interface Bundle {
  /** The directory, relative to the manifest, with `/`: `functions/support.case.get`. Its handler is `index.handler`. */
  readonly path: string;
  /** The bytes of all its files. */
  readonly bytes: number;
  /** SHA-256 over the names and contents of its files, hex. */
  readonly sha256: string;
  /** What the native code in it is made for, such as `linux-arm64`; absent where there is none. */
  readonly platform?: string | undefined;
  /** Dotted names of the procedures it may call, sorted. */
  readonly calls: readonly string[];
  /** Those of `calls` that it only enqueues and never waits for, sorted; absent where there are none. */
  readonly enqueues?: readonly string[] | undefined;
  /** The events it may fire, by name. */
  readonly fires: readonly EventReference[];
}
