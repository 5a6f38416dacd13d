import type { FunctionOptions, PayloadFilter, ScheduleOptions } from '../definition/index.ts';

/**
 * What a service is made of in AWS, as plain data: made once from a manifest, a stage and props, and rendered by the
 * CDK constructs and by the local engine. Everything is addressed by its physical name.
 */
export interface Topology {
  readonly service: string;
  readonly stage: string;
  readonly functions: readonly FunctionResource[];
  readonly topics: readonly TopicResource[];
  readonly queues: readonly QueueResource[];
  readonly subscriptions: readonly SubscriptionResource[];
  readonly mappings: readonly MappingResource[];
  readonly schedules: readonly ScheduleResource[];
  /** Queues under former names of listeners, which stay to be emptied. */
  readonly retired?: readonly RetiredQueues[] | undefined;
  /** Where functions and topics of other accounts and regions are, by their physical names. */
  readonly elsewhere?: Readonly<Record<string, Location & { readonly prefix: string }>> | undefined;
  /** ARNs of topics and queues that the deployment brings, by the physical names that they would have. */
  readonly given?: Readonly<Record<string, string>> | undefined;
}

/** Where something is that this service does not make. */
export interface Location {
  /**
   * The account, 12 digits. Its service has to let this account in: in CDK by `bus.grantCall`, `grantFire` and
   * `grantListen`.
   * @default this account
   */
  readonly account?: string | undefined;
  /**
   * The region.
   * @default this region
   */
  readonly region?: string | undefined;
}

/** What a function is for. */
export type FunctionKind = 'procedure' | 'listener' | 'schedule';

/** A Lambda function. */
export interface FunctionResource extends FunctionSettings {
  /** The physical name. */
  readonly name: string;
  readonly kind: FunctionKind;
  /** `support.case.get` for a procedure, the export's name for a listener or schedule. */
  readonly source: string;
  readonly description?: string | undefined;
  /** The bundle's directory, relative to the manifest, the hash of its content, and what native code in it is made for. */
  readonly bundle: { readonly path: string; readonly sha256: string; readonly platform?: string | undefined };
  /** `index.handler`. */
  readonly handler: string;
  readonly grants: FunctionGrants;
  /** The queue for its failed asynchronous invocations, by name, and how often and how long Lambda tries first. */
  readonly onFailure?:
    | {
        readonly queue: string;
        readonly maximumRetryAttempts: 0 | 1 | 2;
        /** Undefined for Lambda's six hours. */
        readonly maximumEventAgeSeconds?: number | undefined;
      }
    | undefined;
}

/** What code and deployment say about how a function runs; undefined for what is left to Lambda. */
export interface FunctionSettings {
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** Without `LAMBDABUS_ACCOUNT`, which the renderer knows. */
  readonly environment: Readonly<Record<string, string>>;
  readonly architecture: NonNullable<FunctionOptions['architecture']>;
  readonly runtime: NonNullable<FunctionOptions['runtime']>;
  readonly tracing: NonNullable<FunctionOptions['tracing']>;
  readonly logRetention: NonNullable<FunctionOptions['logRetention']>;
  readonly ephemeralStorageMb?: number | undefined;
  readonly reservedConcurrency?: number | undefined;
  readonly applicationLogLevel?: FunctionOptions['applicationLogLevel'];
  readonly systemLogLevel?: FunctionOptions['systemLogLevel'];
}

/** What a function's role allows besides its log: physical names, never a pattern. */
export interface FunctionGrants {
  /** Functions that it may invoke. */
  readonly invoke: readonly string[];
  /** Topics that it may publish to. */
  readonly publish: readonly string[];
  /** Queues that it may send to: a listener's dead-letter queues. */
  readonly send: readonly string[];
  /** Queues that its event source mappings consume. */
  readonly consume: readonly string[];
}

/** An SNS topic. */
export interface TopicResource {
  readonly name: string;
  /** The dotted name of its event. */
  readonly event: string;
  readonly fifo: boolean;
  /** Undefined for SNS's default of 256 KiB. */
  readonly maximumMessageSizeBytes?: number | undefined;
}

/** An SQS queue. */
export interface QueueResource {
  readonly name: string;
  readonly role: 'source' | 'dlq' | 'undelivered' | 'failed';
  /** The listener it belongs to; none for `failed`. */
  readonly listener?: string | undefined;
  /** The dotted name of the event that comes in through it; none for `failed`. */
  readonly event?: string | undefined;
  readonly fifo: boolean;
  readonly visibilityTimeoutSeconds: number;
  readonly retentionSeconds: number;
  readonly redrive?: { readonly deadLetterQueue: string; readonly maxReceiveCount: number } | undefined;
}

/** An SNS subscription of a queue, with raw delivery. */
export interface SubscriptionResource {
  /** The topic's name; its service may be another. */
  readonly topic: string;
  /** Whether the topic belongs to this service. */
  readonly own: boolean;
  readonly queue: string;
  readonly deadLetterQueue: string;
  readonly filter?: PayloadFilter<unknown> | undefined;
  /** The topic under the event's former name, to which others may still publish. */
  readonly formerTopic?: string | undefined;
}

/** What is left of a listener under its former name: nothing new comes in, and the listener handles what is there. */
export interface RetiredQueues {
  /** The listener's former name. */
  readonly listener: string;
  readonly several: boolean;
  readonly event: string;
  /** The topic whose last deliveries may still be under way. */
  readonly topic: string;
  /** The source queue, its dead-letter queue and the queue of what could not be delivered. */
  readonly queues: { readonly source: QueueResource; readonly dlq: QueueResource; readonly undelivered: QueueResource };
  readonly mapping: MappingResource;
}

/** An event source mapping from a queue to a function, with `ReportBatchItemFailures`. */
export interface MappingResource {
  readonly queue: string;
  readonly function: string;
  readonly batchSize: number;
  readonly batchWindowSeconds: number;
  readonly maxConcurrency?: number | undefined;
}

/** An EventBridge Scheduler schedule. */
export interface ScheduleResource {
  readonly name: string;
  readonly function: string;
  /** Such as `rate(1 hour)`. */
  readonly expression: string;
  readonly timezone: NonNullable<ScheduleOptions['timezone']>;
  readonly deadLetterQueue: string;
}
