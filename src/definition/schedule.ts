import { isBranded, scheduleBrand } from './brands.ts';
import { BusError } from './errors.ts';
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
  readonly handler: ScheduleHandler;
  readonly options: ScheduleOptions;
}

/**
 * Runs a handler at a fixed interval.
 *
 * @example `export const report = every({ hours: 1 }, async () => { … });`
 * @throws BusError `DEFINITION_INVALID` for an interval that is not a whole number of one unit.
 */
export function every(interval: Interval, handler: ScheduleHandler, options: ScheduleOptions = {}): ScheduleDefinition {
  const entries = Object.entries(interval);
  const [unit, value] = entries[0] ?? [];
  const isUnit = unit === 'minutes' || unit === 'hours' || unit === 'days';
  if (entries.length !== 1 || !isUnit || value === undefined || !Number.isSafeInteger(value) || value < 1) {
    throw new BusError(
      'DEFINITION_INVALID',
      `every(${JSON.stringify(interval)}) is no interval. ${intervalHint(entries)}Give one of minutes, hours or days with a whole number of at least 1, such as every({ hours: 1 }, handler).`,
    );
  }
  return createSchedule(`rate(${value} ${value === 1 ? unit.slice(0, -1) : unit})`, handler, options);
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
  return createSchedule(`cron(${String(expression).trim().toUpperCase().split(/\s+/).join(' ')})`, handler, options);
}

const units: readonly string[] = ['minutes', 'hours', 'days'];

/** What was likely meant by an interval that is none. */
function intervalHint([first, ...others]: readonly (readonly [string, unknown])[]): string {
  const [unit, value] = first ?? ['', undefined];
  if (others.length > 0) return 'Add its units up to one. ';
  if (/^(?:milli)?seconds?$/.test(unit)) return 'EventBridge Scheduler runs nothing more often than once a minute. ';
  if (/^(?:week|month|year)s?$/.test(unit)) return 'Longer intervals are written with cron(…), or in days. ';
  // The singular: what finds other misspellings would make each bundle larger.
  const meant = units.find((each) => each === `${unit}s`);
  return meant === undefined ? '' : `Did you mean every({ ${meant}: ${JSON.stringify(value)} }, handler)? `;
}

function createSchedule(expression: string, handler: ScheduleHandler, options: ScheduleOptions): ScheduleDefinition {
  const definition: ScheduleDefinition = { [scheduleBrand]: { expression, handler, options } };
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
