import type { AnyListenerDefinition, ScheduleDefinition } from '../src/definition/index.ts';
import type { BundleValidators } from '../src/wire/validator.ts';

/**
 * What the generated entry of a procedure's bundle hands to `procedureHandler`, or to `startedProcedureHandler`. The entry
 * only joins: user code, the validators beside it, and names.
 */
export interface ProcedureEntryPoint {
  readonly service: string;
  /** The API's dotted name. */
  readonly api: string;
  readonly procedure: string;
  /** Makes the API's instance, or fetches the one that `registry.add` registered; called once, at cold start. */
  readonly instance: () => object;
  readonly validators: BundleValidators;
  readonly idempotent: boolean;
  /**
   * Lets the API fire its own events, present when the class has events: the entry passes `bindEvents` or what
   * `bindCheckedEvents` of `lambdabus/functions` gives, so that a bundle without events holds no publisher.
   */
  readonly bindEvents?: typeof import('./fire-event.ts').bindEvents | undefined;
}

/** What the generated entry of a listener's bundle hands to `listenerHandler`. */
export interface ListenerEntryPoint {
  readonly service: string;
  readonly listener: string;
  readonly definition: AnyListenerDefinition;
  readonly validators: BundleValidators;
  /** Its events; a listener of one event has one. */
  readonly events: readonly { readonly event: string; readonly fifo: boolean }[];
  /** Whether each event has a queue of its own name. */
  readonly several: boolean;
  readonly maxReceiveCount: number;
  readonly onError: 'dead-letter' | 'discard';
}

/** What the generated entry of a schedule's bundle hands to `scheduleHandler`. */
export interface ScheduleEntryPoint {
  readonly service: string;
  readonly schedule: string;
  readonly definition: ScheduleDefinition;
  readonly validators: BundleValidators;
}
