/** The values in which a deployment speaks: plain data for a topology, constructs and durations in CDK. */
export interface DeploymentValues {
  readonly defaults: unknown;
  readonly function: unknown;
  readonly location: unknown;
  readonly topic: unknown;
  readonly queue: unknown;
}

/** What a deployment adds to a manifest. The one place that says what its settings mean, whoever renders them. */
export interface DeploymentSettings<TValues extends DeploymentValues> {
  /** The stage, `[a-z][a-z0-9]*`, such as `dev`: the first part of every name. */
  readonly stage: string;
  /**
   * Whether the service's topics are made here, or stand apart: in CDK in an `EventsStack`.
   * @default 'own'
   */
  readonly events?: 'own' | 'external' | undefined;
  /**
   * Settings of every function whose code has none.
   * @default 256 MB, arm64, Node.js 24, logs kept for a month; 10 s for a procedure, 30 s for a listener, 60 s for a
   * schedule
   */
  readonly defaults?: TValues['defaults'] | undefined;
  /**
   * Settings of single functions, which win over the code's: by `support.case.get` for a procedure, by the export's
   * name for a listener or schedule.
   * @default none
   */
  readonly functions?: Readonly<Record<string, TValues['function']>> | undefined;
  /**
   * Accounts and regions of other services' APIs, by the beginning of their names: `billing` means `billing` and
   * everything below it; the longest match wins. Grants, subscriptions and the functions' clients follow it.
   * @default none: all in this account and region
   */
  readonly locations?: Readonly<Record<string, TValues['location']>> | undefined;
  /**
   * Topics that stand already, by the dotted names of their events, of this or another service. They are used instead
   * of being made or found by name, and may have any name.
   * @default none
   */
  readonly topics?: Readonly<Record<string, TValues['topic']>> | undefined;
  /**
   * Queues that stand already, by the listener's name, and `/` with the event's dotted name for a listener of several.
   * In CDK a `Queue` with a dead-letter queue says it all.
   * @default none
   */
  readonly queues?: Readonly<Record<string, TValues['queue']>> | undefined;
}

/** What a deployment sets about asynchronous invocations; `TDuration` is seconds, or CDK's `Duration`. */
export interface AsynchronousSettings<TDuration> {
  /**
   * How long an asynchronous invocation of a procedure or schedule waits at most, throttled or to be tried again,
   * 1 minute to 6 hours.
   * @default 6 hours
   */
  readonly maxEventAge?: TDuration | undefined;
}

/** What a deployment sets for one function only; what is about batches only listeners have. */
export interface SingleFunctionOverrides<TDuration> {
  /**
   * How often Lambda runs a failed asynchronous invocation of an idempotent procedure again, 0 to 2.
   * @default the procedure's own, else 2 where it is idempotent
   */
  readonly retryAttempts?: number | undefined;
  /**
   * Receives of one message of a listener before it goes to the dead-letter queue, 1 to 1,000.
   * @default the listener's own, else 5
   */
  readonly maxReceiveCount?: number | undefined;
  /**
   * An SNS payload filter of a listener, instead of its own. What it names is held against the payload's schema.
   * @default the listener's own, else every event
   * @see https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policies.html
   */
  readonly filter?: Readonly<Record<string, unknown>> | undefined;
  /**
   * Messages handed to one invocation of a listener at most, 1 to 10,000. More than 10 need a `batchWindow` of a second
   * or more, and FIFO queues take 10.
   * @default the listener's own, else 10
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
   */
  readonly batchSize?: number | undefined;
  /**
   * How long a listener's mapping waits for a full batch, up to 5 minutes. FIFO queues take none.
   * @default the listener's own, else none
   */
  readonly batchWindow?: TDuration | undefined;
  /**
   * Invocations of a listener at the same time for each of its queues, 2 to 1,000.
   * @default the listener's own, else as many as the account allows
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
   */
  readonly maxConcurrency?: number | undefined;
}
