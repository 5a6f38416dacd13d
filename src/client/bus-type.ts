import type {
  EventHandler,
  FireArguments,
  FiredEvent,
  ListenerDefinition,
  ListenerOptions,
  SchemaInput,
  SchemaOutput,
  StandardSchema,
} from '../definition/index.ts';

/** The dotted name of a procedure, for the build's eyes only: it has no value at run time. */
declare const procedureName: unique symbol;
/** The dotted name of an event, for the build's eyes only: it has no value at run time. */
declare const eventName: unique symbol;

/** Options of one call. */
export interface CallOptions {
  /**
   * Gives up after this many milliseconds; also handed to the function as its deadline.
   * @default 10_000, or what is left of the deadline of the request that is being served, whichever is less
   */
  readonly timeoutMs?: number | undefined;
  /** Gives up when the signal is aborted. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of one call of an idempotent procedure. */
export interface IdempotentCallOptions extends CallOptions {
  /** Marks calls that mean the same; with it a failed call is sent again. 1 to 128 characters. */
  readonly idempotencyKey?: string | undefined;
}

/** What `enqueue` resolves to. */
export interface EnqueuedCall {
  /** The request id that Lambda gave the asynchronous invocation. */
  readonly requestId: string;
}

// Parameters stand in signatures, not in tuples: each tuple costs the compiler all the members of an array.

/** A remote procedure with a parameter as a caller sees it. */
export interface ProcedureClient<TParams, TResult, TName extends string, TOptions> {
  /** Calls the procedure and waits for its result. */
  (params: TParams, options?: TOptions): Promise<TResult>;
  /** Hands the call to Lambda, which runs it later; what fails rests in the service's `--failed` queue. */
  enqueue(params: TParams, options?: TOptions): Promise<EnqueuedCall>;
  readonly [procedureName]: TName;
}

/** A remote procedure that may be called without a parameter; `TParams` is undefined where it takes none. */
export interface OptionalProcedureClient<TParams, TResult, TName extends string, TOptions> {
  /** Calls the procedure and waits for its result. */
  (params?: TParams, options?: TOptions): Promise<TResult>;
  /** Hands the call to Lambda, which runs it later; what fails rests in the service's `--failed` queue. */
  enqueue(params?: TParams, options?: TOptions): Promise<EnqueuedCall>;
  readonly [procedureName]: TName;
}

/** An event as a caller or listener sees it; `TInput` is what is fired, `TPayload` what listeners get. */
export interface EventClient<
  TPayload,
  TName extends string,
  TFifo extends boolean,
  TOpen extends boolean,
  TInput = TPayload,
> {
  /** Fires the event; resolves when SNS has accepted it. */
  fire(...args: FireArguments<TInput, TFifo>): Promise<FiredEvent>;
  /** Makes a listener; export it from the bus module, which names it. */
  listen(
    handler: EventHandler<TPayload>,
    options?: ListenerOptions<TInput>,
  ): ListenerDefinition<TPayload, readonly [EventClient<TPayload, TName, TFifo, TOpen, TInput>]>;
  readonly [eventName]: {
    readonly name: TName;
    readonly payload: TPayload;
    readonly input: TInput;
    readonly fifo: TFifo;
    readonly open: TOpen;
  };
}

/** Any event of a bus. */
export interface AnyEventClient {
  readonly [eventName]: {
    readonly name: string;
    readonly payload: unknown;
    readonly input: unknown;
    readonly fifo: boolean;
    readonly open: boolean;
  };
}

/** What is fired of an event of a bus, which its listeners' filters see. */
export type InputOf<TEvent extends AnyEventClient> = TEvent[typeof eventName]['input'];

/** The payload of an event of a bus, as listeners get it. */
export type PayloadOf<TEvent extends AnyEventClient> = TEvent[typeof eventName]['payload'];

// ---- from modules to a flat map of APIs by name

interface ApiShape {
  readonly '~api': true;
  readonly prototype: object;
  readonly meta: { readonly name: string };
}

interface Entry<TInstance, TMeta> {
  readonly instance: TInstance;
  readonly meta: TMeta;
}

type ModuleOf<TModules> = TModules extends readonly unknown[] ? TModules[number] : TModules;

type ApisOf<TModule> = TModule extends unknown
  ? { [K in keyof TModule]: TModule[K] extends ApiShape ? TModule[K] : never }[keyof TModule]
  : never;

type ByName<TClass extends ApiShape> = {
  readonly [C in TClass as string extends C['meta']['name'] ? never : C['meta']['name']]: Entry<
    C['prototype'],
    C['meta']
  >;
};

type UnnamedKey<TModule> = TModule extends unknown
  ? {
      [K in keyof TModule]: TModule[K] extends ApiShape
        ? string extends TModule[K]['meta']['name']
          ? `${K & string}: the type of meta.name is string, write as const`
          : never
        : never;
    }[keyof TModule]
  : never;

// ---- from the flat map to a tree of segments

type Head<TName> = TName extends `${infer UHead}.${string}` ? UHead : TName & string;

/** The intersection picks the names by itself, without a type for each of the others. */
type Below<TMap, THead extends string> = {
  readonly [K in keyof TMap & `${THead}.${string}` as K extends `${THead}.${infer URest}` ? URest : never]: TMap[K];
};

/** Most APIs have none below them: they are their client alone, which costs the compiler less than an intersection. */
type Branch<TMap, TPath extends string, THead extends string, TBelow = Below<TMap, THead>> = [keyof TBelow] extends [
  never,
]
  ? THead extends keyof TMap
    ? ApiClient<TMap[THead], `${TPath}${THead}`>
    : never
  : THead extends keyof TMap
    ? ApiClient<TMap[THead], `${TPath}${THead}`> & Tree<TBelow, `${TPath}${THead}.`>
    : Tree<TBelow, `${TPath}${THead}.`>;

type Tree<TMap, TPath extends string> = {
  readonly [S in Head<keyof TMap>]: Branch<TMap, TPath, S>;
};

// ---- one API

type AnyFunction = (...args: never[]) => unknown;

type MemberName<TInstance, K extends keyof TInstance> = K extends `_${string}` | symbol | number
  ? never
  : TInstance[K] extends AnyFunction | { readonly '~event'?: { readonly payload: unknown } | undefined }
    ? K
    : never;

type OptionsOf<TMeta, TOwn> = TOwn extends { readonly idempotent: infer UOwn }
  ? IfIdempotent<UOwn>
  : TMeta extends { readonly idempotent: infer UAll }
    ? IfIdempotent<UAll>
    : CallOptions;

type IfIdempotent<TIdempotent> = TIdempotent extends true ? IdempotentCallOptions : CallOptions;

/** What the meta says of one procedure. */
type OwnMeta<TMeta, TName> = TMeta extends { readonly procedures: infer UProcedures }
  ? TName extends keyof UProcedures
    ? UProcedures[TName]
    : unknown
  : unknown;

/** A schema in the meta says what callers send: the method's own parameter is what the schema makes of it. */
type Procedure<TMember, TParams, TResult, TOwn, TName extends string, TOptions> = TOwn extends {
  readonly params: infer USchema extends StandardSchema;
}
  ? Record<never, never> extends SchemaInput<USchema>
    ? OptionalProcedureClient<SchemaInput<USchema>, TResult, TName, TOptions>
    : ProcedureClient<SchemaInput<USchema>, TResult, TName, TOptions>
  : TMember extends () => unknown
    ? // Of a method without parameters nothing is inferred.
      OptionalProcedureClient<unknown extends TParams ? undefined : TParams, TResult, TName, TOptions>
    : ProcedureClient<TParams, TResult, TName, TOptions>;

/** A schema in the meta says what callers get: the method itself returns what the schema takes. */
type ResultOf<TResult, TOwn> = TOwn extends { readonly result: infer USchema extends StandardSchema }
  ? SchemaOutput<USchema>
  : Settled<TResult>;

/** `Awaited` asks of each promise what its `then` takes, which for a Promise is known. */
type Settled<TResult> = TResult extends Promise<infer UResult> ? UResult : Awaited<TResult>;

type Member<TMember, TMeta, TOwn, TName extends string> = TMember extends (
  params: infer UParams,
  ...others: never[]
) => infer UResult
  ? Procedure<TMember, UParams, ResultOf<UResult, TOwn>, TOwn, TName, OptionsOf<TMeta, TOwn>>
  : TMember extends {
        readonly '~event'?:
          | {
              readonly payload: infer UPayload;
              readonly input: infer UInput;
              readonly fifo: infer UFifo;
              readonly open: infer UOpen;
            }
          | undefined;
      }
    ? EventClient<UPayload, TName, UFifo & boolean, UOpen & boolean, UInput>
    : never;

type ApiClient<TEntry, TApi extends string> =
  TEntry extends Entry<infer UInstance, infer UMeta>
    ? {
        readonly [K in keyof UInstance as MemberName<UInstance, K>]: Member<
          UInstance[K],
          UMeta,
          OwnMeta<UMeta, K>,
          `${TApi}.${K & string}`
        >;
      }
    : never;

/** The way to procedures and events whose names are known only at run time. */
export interface DynamicClient {
  /** Calls a procedure by its dotted name; `bus.$client.call('support.case.get', { id })`. */
  call(procedure: string, params?: unknown, options?: IdempotentCallOptions): Promise<unknown>;
  /** Hands a call to Lambda, which runs it later. */
  enqueue(procedure: string, params?: unknown, options?: IdempotentCallOptions): Promise<EnqueuedCall>;
  /** Fires an event by its dotted name. */
  fire(event: string, ...args: FireArguments<unknown, boolean>): Promise<FiredEvent>;
}

/**
 * The typed bus of one module, `Bus<typeof apis>`, or of several, `Bus<[typeof apis, typeof support]>`.
 * An API at `support.case` is found at `bus.support.case`.
 */
export type Bus<TModules> = Tree<ByName<ApisOf<ModuleOf<TModules>>>, ''> & {
  readonly [K in UnnamedKey<ModuleOf<TModules>>]: never;
} & { readonly $client: DynamicClient };
