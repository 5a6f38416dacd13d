import { expect, test } from 'vitest';
import { scheduleTimes } from '../../../src/local/schedules/schedule-times.ts';

const monday = new Date('2026-11-23T10:30:00Z');

/** The first times of a schedule after a Monday in November. */
function times(expression: string, timezone = 'UTC', count = 1): (string | undefined)[] {
  const schedule = scheduleTimes(expression, timezone);
  const found: (string | undefined)[] = [];
  for (let after: Date | undefined = monday; found.length < count && after !== undefined; ) {
    after = schedule.next(after);
    found.push(after?.toISOString());
  }
  return found;
}

test.each([
  ['rate(1 minute)', '2026-11-23T10:31:00.000Z'],
  ['rate(5 minutes)', '2026-11-23T10:35:00.000Z'],
  ['rate(2 hours)', '2026-11-23T12:30:00.000Z'],
  ['rate(1 day)', '2026-11-24T10:30:00.000Z'],
  ['cron(0 12 * * ? *)', '2026-11-23T12:00:00.000Z'],
  ['cron(0/15 * * * ? *)', '2026-11-23T10:45:00.000Z'],
  // Days of the week count from 1 = Sunday.
  ['cron(0 9 ? * 2 *)', '2026-11-30T09:00:00.000Z'],
  ['cron(0 9 ? * MON-FRI *)', '2026-11-24T09:00:00.000Z'],
  ['cron(0 9 ? * 2-6 *)', '2026-11-24T09:00:00.000Z'],
  ['cron(0 9 L * ? *)', '2026-11-30T09:00:00.000Z'],
  // The last Friday, and the second Tuesday, of a month.
  ['cron(0 9 ? * 6L *)', '2026-11-27T09:00:00.000Z'],
  ['cron(0 9 ? * 3#2 *)', '2026-12-08T09:00:00.000Z'],
  // The last day of a week is Saturday.
  ['cron(0 9 ? * L *)', '2026-11-28T09:00:00.000Z'],
  // The 6th of December is a Sunday: the weekday nearest to it is the 7th.
  ['cron(0 9 6W * ? *)', '2026-12-07T09:00:00.000Z'],
  ['cron(10/20 10 * * ? 2026/2)', '2026-11-23T10:50:00.000Z'],
  ['cron(0 9 1 JAN ? 2027-2028)', '2027-01-01T09:00:00.000Z'],
])('%s comes next at %s', (expression, expected) => {
  expect(times(expression)).toEqual([expected]);
});

test('cron is read in its time zone, through the change to summer time', () => {
  expect(times('cron(0 9 * * ? *)', 'Europe/Berlin')).toEqual(['2026-11-24T08:00:00.000Z']);
  expect(times('cron(0 9 1 1,7 ? *)', 'Europe/Berlin', 2)).toEqual([
    '2027-01-01T08:00:00.000Z',
    '2027-07-01T07:00:00.000Z',
  ]);
});

test('a schedule may have no next time', () => {
  expect(times('cron(0 9 1 1 ? 2023)')).toEqual([undefined]);
});

test.each(['every(1 hour)', 'cron(61 * * * ? *)', 'cron(0 12 * * ?)', 'rate(0.5 hours)', 'rate(0 minutes)'])(
  '%s is refused',
  (expression) => {
    expect(() => scheduleTimes(expression, 'UTC')).toThrow(RangeError);
    expect(() => scheduleTimes(expression, 'UTC')).toThrow(`"${expression}" is no schedule`);
  },
);

test('a time zone that is none is refused', () => {
  expect(() => scheduleTimes('cron(0 9 * * ? *)', 'Europe/Atlantis')).toThrow(/is no schedule/);
});
