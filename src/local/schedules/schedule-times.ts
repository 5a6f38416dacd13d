import { Cron } from 'croner';
import { readCronExpression } from '../../definition/cron-expression.ts';

/** Gives the times of a schedule, one after another. */
export interface ScheduleTimes {
  /** The first time after `after`, or undefined when there is none. */
  next(after: Date): Date | undefined;
}

const rateUnits = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/**
 * Reads an expression of EventBridge Scheduler, `rate(1 hour)` or `cron(0 12 * * ? *)`.
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 * @throws RangeError for an expression that is neither.
 */
export function scheduleTimes(expression: string, timezone: string): ScheduleTimes {
  const rate = /^rate\(([1-9]\d*) (minute|hour|day)s?\)$/.exec(expression);
  if (rate !== null) {
    // The pattern's own alternatives.
    const intervalMs = Number(rate[1]) * rateUnits[rate[2] as keyof typeof rateUnits];
    return { next: (after) => new Date(after.getTime() + intervalMs) };
  }
  const fields = /^cron\((.+)\)$/.exec(expression)?.[1];
  if (fields === undefined) throw notASchedule(expression, 'it is neither rate(…) nor cron(…)');
  const { problem } = readCronExpression(fields);
  if (problem !== undefined) throw notASchedule(expression, `it ${problem}`);
  const job = readCron(expression, fields, timezone);
  return { next: (after) => job.nextRun(after) ?? undefined };
}

function readCron(expression: string, fields: string, timezone: string): Cron {
  try {
    // The same check that the times would fail at, but now.
    new Intl.DateTimeFormat('en', { timeZone: timezone });
    // L alone is the last day of the week, Saturday, which the parser knows as a number only.
    return new Cron(`0 ${fields.replace(/ L (\S+)$/, ' 7 $1')}`, {
      timezone,
      paused: true,
      // EventBridge has no seconds but a year, counts the days of the week from 1 = Sunday, and takes 0/15 for */15.
      mode: '7-part',
      alternativeWeekdays: true,
      sloppyRanges: true,
    });
  } catch (cause) {
    throw notASchedule(expression, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function notASchedule(expression: string, reason: string, cause?: unknown): RangeError {
  return new RangeError(
    `"${expression}" is no schedule: ${reason}. EventBridge Scheduler takes rate(1 hour) and cron(0 12 * * ? *).`,
    { cause },
  );
}
