import { type UsesOptions, usesOptionNames } from './declared-use.ts';
import {
  type AsynchronousOptions,
  asynchronousOptionNames,
  type FunctionOptions,
  functionOptionNames,
} from './function-options.ts';
import { type PackagingOptions, packagingOptionNames } from './packaging-options.ts';
import type { PayloadFilter } from './payload-filter.ts';
import type { StandardSchema } from './standard-schema.ts';

/** How the data of a procedure is checked; see the validation modes in the docs. */
export type ValidationMode = 'strict' | 'default' | 'off';

/** Options of one procedure. */
export interface ProcedureOptions extends FunctionOptions, AsynchronousOptions, PackagingOptions, UsesOptions {
  /**
   * Whether calling twice is as good as calling once. Only then may a caller send an `idempotencyKey`, and only then
   * are failed calls and asynchronous invocations sent again.
   * @default false
   */
  readonly idempotent?: boolean | undefined;
  /**
   * How often Lambda runs a failed asynchronous invocation again, 0 to 2; more than 0 only for an idempotent procedure.
   * @default 2 for an idempotent procedure, else 0
   * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
   */
  readonly retryAttempts?: 0 | 1 | 2 | undefined;
  /**
   * `strict` refuses unknown properties, `default` keeps them, `off` only casts.
   * @default 'default'
   */
  readonly validation?: ValidationMode | undefined;
  /**
   * The procedure's former name. As long as it is said, a function of that name stays and runs the same code, for
   * callers that are not deployed again yet.
   * @default none
   */
  readonly renamedFrom?: string | undefined;
}

/** The option names of {@link ProcedureOptions}. */
export const procedureOptionNames = [
  ...functionOptionNames,
  ...packagingOptionNames,
  ...asynchronousOptionNames,
  ...usesOptionNames,
  'idempotent',
  'renamedFrom',
  'retryAttempts',
  'validation',
] as const;

/** Options of one procedure as the `meta` of its API has them. */
export interface ProcedureMeta extends ProcedureOptions {
  /**
   * A Standard Schema of zod, valibot, ArkType and the like that the parameter object must match: callers send what it
   * takes, the method gets what it makes of that. An exported constant.
   * @default the type of the method's parameter is the schema
   */
  readonly params?: StandardSchema | undefined;
  /**
   * A Standard Schema for the result: the method returns what it takes, callers get what it makes of that. An exported
   * constant.
   * @default the type that the method returns is the schema
   */
  readonly result?: StandardSchema | undefined;
}

/** The option names of {@link ProcedureMeta} that are schemas. */
export const procedureSchemaNames = ['params', 'result'] as const;

/** What a user writes as `static readonly meta` of an API class. Options here hold for each of its procedures. */
export interface ApiMeta extends ProcedureOptions {
  /** The API's dotted name on the bus, such as `support.case`. */
  readonly name: string;
  /**
   * Whether exporting the class from the bus module registers it. With `false` only `registry.add(new MyApi())` does.
   * @default true
   */
  readonly autoRegister?: boolean | undefined;
  /**
   * Hides the API from catalogs.
   * @default false
   */
  readonly internal?: boolean | undefined;
  /**
   * The API's former dotted name: all its procedures and events are then renamed from there.
   * @default none
   */
  readonly renamedFrom?: string | undefined;
  /** Options of single procedures, by their names; they win over the API's. */
  readonly procedures?: Readonly<Record<string, ProcedureMeta>> | undefined;
}

/** The keys of {@link ApiMeta}. */
export const apiMetaNames = ['name', 'autoRegister', 'internal', 'procedures', ...procedureOptionNames] as const;

/** Options of an event, the argument of `event()`. */
export interface EventOptions {
  /**
   * Whether the topic is FIFO: order is kept within a `fifoGroup`, which every fire then names.
   * @default false
   */
  readonly fifo?: boolean | undefined;
  /**
   * The most bytes that an event may have with its attributes, 262,144 to 1,048,576. Above the default the topic takes
   * 100 subscriptions at most. SNS and SQS count every 64 KB as a message of its own.
   * @default 262144, 256 KiB
   * @see https://docs.aws.amazon.com/sns/latest/dg/large-message-payloads.html
   */
  readonly maximumMessageSize?: number | undefined;
  /**
   * The event's former name in its API. As long as it is said, the topic of that name stays: this service fires both, and
   * its listeners hear what others still fire there.
   * @default none
   */
  readonly renamedFrom?: string | undefined;
  /**
   * Services besides the API's owner whose functions may fire the event.
   * @default none
   */
  readonly openTo?: readonly string[] | undefined;
}

/** The option names of {@link EventOptions}. */
export const eventOptionNames = ['fifo', 'maximumMessageSize', 'openTo', 'renamedFrom'] as const;

/** Options of a listener. */
export interface ListenerOptions<TPayload = unknown> extends FunctionOptions, PackagingOptions, UsesOptions {
  /**
   * Messages handed to one invocation at most, 1 to 10,000. More than 10 need a `batchWindow` of 1 or more, and FIFO
   * queues take 10. Lambda stops at 6 MB of messages. Those of a standard queue are handled side by side.
   * @default 10
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
   */
  readonly batchSize?: number | undefined;
  /**
   * Seconds to wait for a full batch, 0 to 300. FIFO queues take none.
   * @default 0
   */
  readonly batchWindow?: number | undefined;
  /**
   * Receives of one message before it goes to the dead-letter queue, 1 to 1,000.
   * @default 5
   */
  readonly maxReceiveCount?: number | undefined;
  /**
   * Invocations at the same time, 2 to 1,000.
   * @default as many as the account allows
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
   */
  readonly maxConcurrency?: number | undefined;
  /**
   * An SNS payload filter: only events whose payload matches reach the listener's queue.
   * @default every event
   * @see https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policies.html
   */
  readonly filter?: PayloadFilter<TPayload> | undefined;
  /**
   * What becomes of an event whose handling failed for the last time: `dead-letter` keeps it in the dead-letter queue,
   * `discard` logs its id and drops it.
   * @default 'dead-letter'
   */
  readonly onError?: 'dead-letter' | 'discard' | undefined;
  /**
   * The listener's former name. As long as it is said, the queues of that name stay, and this listener handles what is
   * left in them.
   * @default none
   */
  readonly renamedFrom?: string | undefined;
}

/** The option names of {@link ListenerOptions}. */
export const listenerOptionNames = [
  ...functionOptionNames,
  ...usesOptionNames,
  ...packagingOptionNames,
  'batchSize',
  'batchWindow',
  'maxReceiveCount',
  'maxConcurrency',
  'filter',
  'onError',
  'renamedFrom',
] as const;

/** Options of a schedule. */
export interface ScheduleOptions extends FunctionOptions, AsynchronousOptions, PackagingOptions, UsesOptions {
  /**
   * IANA time zone in which a cron expression is read, such as `Europe/Berlin`.
   * @default 'UTC'
   */
  readonly timezone?: string | undefined;
}

/** The option names of {@link ScheduleOptions}. */
export const scheduleOptionNames = [
  ...functionOptionNames,
  ...asynchronousOptionNames,
  ...usesOptionNames,
  ...packagingOptionNames,
  'timezone',
] as const;
