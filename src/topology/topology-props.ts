import type { FunctionOptions } from '../definition/index.ts';
import type { Location } from './topology.ts';

/** What a deployment sets for all functions. */
export interface FunctionDefaults extends FunctionOptions {
  /** Seconds that asynchronous invocations wait at most, 60 to 21,600. */
  readonly maxEventAge?: number | undefined;
}

/** What a deployment sets for one function; what is about batches only listeners have. */
export interface FunctionOverrides extends FunctionDefaults {
  /** How often Lambda runs a failed asynchronous invocation of an idempotent procedure again, 0 to 2. */
  readonly retryAttempts?: number | undefined;
  /** Receives of one message before it goes to the dead-letter queue, 1 to 1,000. */
  readonly maxReceiveCount?: number | undefined;
  /** An SNS payload filter, instead of the listener's own. */
  readonly filter?: Readonly<Record<string, unknown>> | undefined;
  /** Messages handed to one invocation at most, 1 to 10,000; more than 10 need a `batchWindow` of 1 or more. */
  readonly batchSize?: number | undefined;
  /** Seconds to wait for a full batch, 0 to 300. */
  readonly batchWindow?: number | undefined;
  /** Invocations at the same time for each of its queues, 2 to 1,000. */
  readonly maxConcurrency?: number | undefined;
}

/** A queue that a deployment brings for a listener. */
export interface GivenQueue {
  readonly arn: string;
  readonly deadLetterQueueArn: string;
  /** What the queue's redrive policy says, where that is known. */
  readonly maxReceiveCount?: number | undefined;
}

/** What a deployment adds to a manifest. */
export interface TopologyProps {
  /** The stage, `[a-z][a-z0-9]*`, such as `dev`. */
  readonly stage: string;
  /**
   * Whether the service's topics are among the resources, or stand in a topology of their own.
   * @default 'own'
   */
  readonly events?: 'own' | 'external' | undefined;
  /**
   * Settings of every function whose code has none.
   * @default 256 MB; 10 s for a procedure, 30 s for a listener, 60 s for a schedule
   */
  readonly defaults?: FunctionDefaults | undefined;
  /**
   * Settings of single functions, which win over those in the code: by `support.case.get` for a procedure, by the
   * export's name for a listener or schedule.
   * @default none
   */
  readonly functions?: Readonly<Record<string, FunctionOverrides>> | undefined;
  /**
   * Accounts and regions of other services' APIs, by the beginning of their names.
   * @default none
   */
  readonly locations?: Readonly<Record<string, Location>> | undefined;
  /**
   * ARNs of topics that stand already, by the dotted names of their events.
   * @default none
   */
  readonly topics?: Readonly<Record<string, string>> | undefined;
  /**
   * Queues that stand already, by the listener's name, and `/` with the event's for a listener of several.
   * @default none
   */
  readonly queues?: Readonly<Record<string, GivenQueue>> | undefined;
}
