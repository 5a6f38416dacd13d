import type { DeclaredUse } from '../../definition/index.ts';
import type { EventReference, JsonSchema, SourcePosition } from '../../manifest/index.ts';
import type { BuildInputs } from '../cache/build-inputs.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { ExplanationNote, TargetExplanation } from '../report/explanation.ts';

/** What to read: the files are absolute. */
export interface CheckRequest {
  /** The bus module. */
  readonly busModule: string;
  /** The directory of the service's package.json: positions are relative to it. */
  readonly packageRoot: string;
  /** The service, against which `openTo` is checked. */
  readonly service: string;
}

/** A bus module as the TypeScript checker sees it. */
export interface CheckedBus {
  /** Every exported class that extends Api and is not abstract; one entry a class, however often it is exported. */
  readonly apis: readonly CheckedApi[];
  readonly listeners: readonly CheckedListener[];
  readonly schedules: readonly CheckedSchedule[];
  /** Named types, which the schemas refer to as `#/$defs/<name>`. */
  readonly $defs: Readonly<Record<string, JsonSchema>>;
  /** Classes with `static toBus` and `static fromBus` that values may be of. */
  readonly codecs: readonly CheckedCodec[];
  /** Modules with Standard Schemas that only define: a function that uses nothing of them need not load them. Absolute. */
  readonly schemaModules: readonly string[];
  /** What is wrong with classes, members and types; a build with any of them fails. */
  readonly diagnostics: readonly Diagnostic[];
  /** What is likely not meant, but fails no build. */
  readonly warnings: readonly Diagnostic[];
  /** The source files of the program that are the user's, absolute. */
  readonly files: readonly string[];
  /** All on disk that was looked at to read the types. */
  readonly inputs: BuildInputs;
  /** Why every edit has all types read again, where that is so. */
  readonly readAgain?: PlacedReason | undefined;
  /** What one function of the bus may call and fire. */
  targetsOf(request: TargetsRequest): CheckedTargets;
  /** The names by which its code can come to the bus; undefined where `readAgain` says why. */
  reachingNames(): ReachingNames | undefined;
}

/** Why something is so, and the code that makes it so. */
export interface PlacedReason {
  readonly message: string;
  readonly position: SourcePosition;
}

/** By which names code can come to the bus: code without any of them does nothing to it. Sorted. */
export interface ReachingNames {
  /** Of variables, parameters, functions, classes, types and imports. */
  readonly roots: readonly string[];
  /** Of members that reach it: whatever has one of such a name may be taken for what has that. */
  readonly members: readonly string[];
  /** Texts that choose a part of what is reached, such as a procedure's name. */
  readonly keys: readonly string[];
  /** Those of `roots` that give one thing or another by the type of what they are given. */
  readonly choosing: readonly string[];
}

/** Which function's targets to find. */
export interface TargetsRequest {
  /** Its name, for what is said of it. */
  readonly name: string;
  readonly entry: FunctionEntry;
  /** The modules of its bundle, absolute. */
  readonly files: readonly string[];
  /** What it declares to use, dotted names as they are written. */
  readonly uses?: readonly DeclaredUse[] | undefined;
  /** Where the function is defined. */
  readonly source?: SourcePosition | undefined;
}

/** Where a function starts in the code; `modules` for code that is no function of the bus: all that they export may run. */
export type FunctionEntry =
  | {
      readonly kind: 'procedure';
      readonly exportName: string;
      readonly api: string;
      readonly procedure: string;
      readonly codecs?: readonly string[] | undefined;
    }
  | { readonly kind: 'handler'; readonly exportName: string; readonly codecs?: readonly string[] | undefined }
  | { readonly kind: 'modules'; readonly files: readonly string[] };

/** A class that says itself how it travels, and the module that exports it (absolute). */
export interface CheckedCodec {
  readonly name: string;
  readonly file: string;
  readonly exportName: string;
}

/** A Standard Schema that rules instead of the type: where a bundle can import it from. */
export interface CheckedSchema {
  /** The module that exports it: an absolute file, or a package's specifier. */
  readonly module: string;
  /** The exported constant, then the members of it that lead to the schema. */
  readonly path: readonly [exportName: string, ...members: readonly string[]];
}

/** A payload, and what validates it. */
export interface CheckedPayload extends EventReference {
  /** Of the type that is fired. */
  readonly payload: JsonSchema;
  readonly schema?: CheckedSchema | undefined;
}

/** What one function does to the bus. */
export interface CheckedTargets {
  /** Dotted names, sorted, without doubles. */
  readonly calls: readonly string[];
  /** Those of `calls` that are enqueued, and never waited for. */
  readonly enqueues: readonly string[];
  /** By name, without doubles; with the schema of the payload, for the validators, where the types show it. */
  readonly fires: readonly CheckedFire[];
  /** Why: each target in the order of calls and fires. */
  readonly explained: readonly TargetExplanation[];
  /** What had to be assumed. */
  readonly notes: readonly ExplanationNote[];
  /** Such as a name known only at run time, or firing another service's event that is not open. */
  readonly diagnostics: readonly Diagnostic[];
}

/** An event that is fired. */
export interface CheckedFire extends EventReference {
  /** Of the type that is fired, where the types show it. */
  readonly payload?: JsonSchema | undefined;
  readonly schema?: CheckedSchema | undefined;
  /** Whether all of its fires are of the field of its class, which knows its Standard Schema itself. */
  readonly byFieldOnly: boolean;
}

/** An API class. */
export interface CheckedApi {
  readonly className: string;
  /** The names under which the bus module exports it. */
  readonly exportNames: readonly string[];
  /** `meta.name`, when its type is a literal. */
  readonly name: string | undefined;
  readonly source: SourcePosition;
  /** The module that declares the class (absolute), and the name it exports it by; absent when it does not. */
  readonly declaredIn?: { readonly file: string; readonly exportName: string } | undefined;
  readonly description?: string | undefined;
  readonly procedures: readonly CheckedProcedure[];
  readonly events: readonly CheckedEvent[];
}

export interface CheckedProcedure {
  readonly name: string;
  readonly source: SourcePosition;
  readonly description?: string | undefined;
  readonly deprecated?: boolean | undefined;
  /** Of what callers send. */
  readonly params?: JsonSchema | undefined;
  /** Of what callers get. */
  readonly result?: JsonSchema | undefined;
  /** The Standard Schemas that its API's meta has for it. */
  readonly schemas?: { readonly params?: CheckedSchema | undefined; readonly result?: CheckedSchema | undefined };
}

export interface CheckedEvent {
  readonly name: string;
  readonly source: SourcePosition;
  readonly description?: string | undefined;
  readonly deprecated?: boolean | undefined;
  readonly payload: JsonSchema;
  /** The Standard Schema that it was made with. */
  readonly schema?: CheckedSchema | undefined;
  readonly fifo: boolean;
}

export interface CheckedListener {
  readonly exportNames: readonly string[];
  readonly source: SourcePosition;
  readonly description?: string | undefined;
  readonly events: readonly CheckedPayload[];
}

export interface CheckedSchedule {
  readonly exportNames: readonly string[];
  readonly source: SourcePosition;
  readonly description?: string | undefined;
}
