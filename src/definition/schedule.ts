import { isBranded, scheduleBrand } from './brands.ts';
import { noteDefinition } from './listener.ts';
import type { ScheduleOptions } from './options.ts';

/** What a schedule's handler is told. */
export interface ScheduleContext {
  /** The time for which this run was planned. */
  readonly scheduledAt: Date;
  /** Aborted shortly before the function's timeout. */
  readonly signal: AbortSignal;
}

/** Runs at each time of a schedule. */
export type ScheduleHandler = (context: ScheduleContext) => unknown;

/** The interval of `every`: exactly one unit, a whole number of at least 1. */
export type Interval = { readonly minutes: number } | { readonly hours: number } | { readonly days: number };

/** A schedule as an export of the bus module. */
export interface ScheduleDefinition {
  readonly [scheduleBrand]: ScheduleState;
}

interface ScheduleState {
  /** The EventBridge Scheduler expression, such as `rate(1 hour)` or `cron(0 12 * * ? *)`. */
  readonly expression: string;
  /** What `every` was given. */
  readonly interval?: Interval | undefined;
  readonly handler: ScheduleHandler;
  readonly options: ScheduleOptions;
}

/**
 * Runs a handler at a fixed interval of whole minutes, hours or days, 1 at least and 230 years at most.
 *
 * The build checks it (`DEFINITION_INVALID`), so that no function has to hold the code for that.
 *
 * @example `export const report = every({ hours: 1 }, async () => { … });`
 */
export function every(interval: Interval, handler: ScheduleHandler, options: ScheduleOptions = {}): ScheduleDefinition {
  // What is no object has no entries, and is refused as any other interval is.
  const [[unit, value] = ['', undefined]] = Object.entries({ ...interval });
  const expression = `rate(${value} ${value === 1 ? unit.slice(0, -1) : unit})`;
  return createSchedule({ expression, interval, handler, options });
}

/**
 * Runs a handler at the times of a cron expression of EventBridge Scheduler: minutes, hours, day of month, month,
 * day of week, year; one of the two days is `?`. Days of the week count from 1 = Sunday.
 *
 * The build checks it (`DEFINITION_INVALID`), so that no function has to hold the code for that.
 *
 * @example `export const noon = cron('0 12 * * ? *', async () => { … });`
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based
 */
export function cron(expression: string, handler: ScheduleHandler, options: ScheduleOptions = {}): ScheduleDefinition {
  // What is no string is refused as any other expression is.
  const fields = String(expression).trim().toUpperCase().split(/\s+/);
  return createSchedule({ expression: `cron(${fields.join(' ')})`, handler, options });
}

function createSchedule(state: ScheduleState): ScheduleDefinition {
  const definition: ScheduleDefinition = { [scheduleBrand]: state };
  noteDefinition(definition);
  return definition;
}

/** Whether `value` is a schedule. */
export function isSchedule(value: unknown): value is ScheduleDefinition {
  return isBranded(value, scheduleBrand);
}

/** What a schedule was made from. */
export function scheduleState(definition: ScheduleDefinition): ScheduleState {
  return definition[scheduleBrand];
}
