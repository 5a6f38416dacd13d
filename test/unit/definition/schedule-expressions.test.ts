import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCronOver } from '../../../src/definition/cron-dates.ts';
import { readCronExpression } from '../../../src/definition/cron-expression.ts';
import { cron, every, scheduleState } from '../../../src/definition/index.ts';
import { intervalProblem } from '../../../src/definition/interval.ts';
import { scheduleTimes } from '../../../src/local/schedules/schedule-times.ts';

const run = () => undefined;

describe('cron', () => {
  it.each([
    '0/15 * * * ? *',
    '0 9 ? * 2-6 *',
    '0 9 ? * MON-FRI *',
    '0 9 L * ? *',
    '0 9 LW * ? *',
    '0 9 1W,15W * ? *',
    '0 9 ? * L *',
    '0 9 ? * 6L *',
    '0 9 ? * FRIL *',
    '0 9 ? * 3#2 *',
    '0 9 ? * MON/2 *',
    '1,2,3-5,*/10 8-18 1-15 JAN-MAR ? 2026-2199/2',
  ])('takes "%s", and so does the local bus', (expression) => {
    const schedule = cron(expression, run);

    expect(scheduleState(schedule).expression).toBe(`cron(${expression})`);
    expect(readCronExpression(expression).problem).toBeUndefined();
    expect(scheduleTimes(`cron(${expression})`, 'UTC').next(new Date('2026-11-23T10:30:00Z'))).toBeInstanceOf(Date);
  });

  it('writes names as EventBridge Scheduler does', () => {
    expect(scheduleState(cron('0 9 ? jan  mon-fri *', run)).expression).toBe('cron(0 9 ? JAN MON-FRI *)');
  });

  it('keeps what JavaScript may give it for the build to refuse', () => {
    expect(scheduleState(cron(5 as never, run)).expression).toBe('cron(5)');
  });

  it.each([
    ['61 * * * ? *', 'minutes is "61", but it takes 0-59, with , - * /'],
    ['0 24 * * ? *', 'hours is "24", but it takes 0-23'],
    ['0 0 0 * ? *', 'day of month is "0", but it takes 1-31, with , - * /, ?, L (the last) and 15W'],
    ['0 0 32W * ? *', 'day of month is "32W"'],
    ['0 0 * 13 ? *', 'month is "13", but it takes 1-12 or JAN-DEC'],
    ['0 0 * january ? *', 'Did you mean "JAN"?'],
    [
      '0 0 ? * 0 *',
      'day of week is "0", but it takes 1-7 or SUN-SAT, with , - * /, ?, L, 6L and 6#2: days count from 1 = SUN',
    ],
    [
      '0 0 ? * MON,FRY *',
      'day of week is "FRY" in "MON,FRY", but it takes 1-7 or SUN-SAT, with , - * /, ?, L, 6L and 6#2. Did you mean "FRI"?',
    ],
    ['0 0 ? * 3#6 *', 'day of week is "3#6"'],
    ['0 0 ? * 3#1,6#3 *', '# names one day only'],
    ['0 0 ? * FRI-MON *', 'a range goes up: write "FRI-SAT,SUN-MON"'],
    ['0 22-2 * * ? *', 'a range goes up: write "22-23,0-2"'],
    ['0/0 * * * ? *', 'its step, after the /, is a whole number from 1 to 60'],
    ['1/2/3 * * * ? *', 'minutes is "1/2/3"'],
    ['1- * * * ? *', 'minutes is "1-"'],
    ['? * * * ? *', 'minutes is "?"'],
    ['0 0 * * ? 1969', 'year is "1969", but it takes 1970-2199'],
    ['60 24 * * ? *', 'minutes is "60", but it takes 0-59, with , - * /; hours is "24"'],
  ])('refuses "%s" and says why', (expression, reason) => {
    expect(readCronExpression(expression).problem).toContain(reason);
    expect(() => scheduleTimes(`cron(${expression})`, 'UTC')).toThrow(RangeError);
  });

  it.each([
    [
      '0 12 * * *',
      "has 5 fields. EventBridge Scheduler takes six: minutes, hours, day of month, month, day of week, year. For this expression of Unix write cron('0 12 * * ? *', handler).",
    ],
    ['*/5 8-18 * * 1-5', "write cron('*/5 8-18 ? * 2-6 *', handler)"],
    ['0 0 * * 0,6', "write cron('0 0 ? * 1,7 *', handler)"],
    ['0 0 1 * 1', 'takes six'],
    ['@daily', 'has 1 field.'],
    ['', 'has 0 fields.'],
    ['cron(0 12 * * ? *)', 'Write the fields alone: cron("0 12 * * ? *", handler).'],
    ['rate(1 hour)', 'Write every({ hours: 1 }, handler).'],
    ['0 12 * * * *', "Write cron('0 12 * * ? *', handler)."],
    ['0 12 ? * ? *', "Write cron('0 12 * * ? *', handler)."],
    ['0 12 1 * * *', "Write cron('0 12 1 * ? *', handler)."],
    ['0 12 * * MON *', "Write cron('0 12 ? * MON *', handler)."],
    ['0 12 1 * MON *', 'Make a schedule of each.'],
  ])('says what was likely meant by "%s"', (expression, hint) => {
    expect(readCronExpression(expression).problem).toContain(hint);
  });

  it('advises nothing that it refuses', () => {
    const value = fc.constantFrom(
      '0',
      '1',
      '5',
      '6',
      '31',
      '*',
      '?',
      'L',
      '0/15',
      '1-5',
      '*/2',
      'MON',
      'FEB',
      '2027',
      '15W',
      '6#2',
      '1,3',
      '2#9',
    );
    let advised = 0;
    fc.assert(
      fc.property(fc.array(value, { minLength: 5, maxLength: 6 }), (fields) => {
        const advice = /cron\('(.*?)', handler\)/.exec(readCronExpression(fields.join(' ')).problem ?? '')?.[1];
        if (advice === undefined) return;
        advised += 1;
        expect(readCronExpression(advice).problem).toBeUndefined();
      }),
      { numRuns: 5000, examples: [[['0', '0', '*', '*', '?']], [['0', '0', '31', '2', '*', '*']]] },
    );
    expect(advised).toBeGreaterThan(10);
  });

  it.each([
    ['0 0 31 2 ? *', 'never runs: there is no day 31 in February.'],
    ['0 0 30,31 FEB ? *', 'never runs: there is no day 30 or 31 in February.'],
    ['0 0 31 4,6 ? *', 'never runs: there is no day 31 in April or June.'],
    ['0 0 29 2 ? 2027', 'never runs: there is no day 29 in February of 2027.'],
    ['0 0 29 2 ? 2025-2027', 'never runs: there is no day 29 in February of 2025-2027.'],
    ['0 0 29 2 ? 2100', 'never runs: there is no day 29 in February of 2100.'],
    ['0 0 30/1 2 ? *', "For the last day of a month write cron('0 0 L 2 ? *', handler)."],
    [
      '0 0 31W 4 ? *',
      "there is no day 31 in April. For the last weekday of a month write cron('0 0 LW 4 ? *', handler).",
    ],
    ['0 0 30W FEB ? *', 'there is no day 30 in February.'],
    ['0 0 29W 2 ? 2027', 'there is no day 29 in February of 2027.'],
    ['0 0 31W,30 2 ? *', 'there is no day 30 or 31 in February.'],
  ])('refuses "%s", which has no day', (expression, reason) => {
    expect(readCronExpression(expression).problem).toContain(reason);
  });

  it.each([
    '0 0 31 2,3 ? *',
    '0 0 29 2 ? *',
    '0 0 29 2 ? 2028',
    '0 0 29 2 ? 2024,2025',
    '0 0 31W * ? *',
    '0 0 31W 2,3 ? *',
    '0 0 29W 2 ? 2028',
    '0 0 31 */2 ? *',
    '0 0 L 2 ? *',
    '0 0 30/1 4 ? *',
    '0 0 31,L 2 ? *',
  ])('takes "%s", which has a day', (expression) => {
    expect(readCronExpression(expression).problem).toBeUndefined();
  });
});

describe('a cron expression of years that are over', () => {
  it.each(['0 0 29 2 ? 2000', '0 9 1 1 ? 1970-2021', '0 9 1 1 ? 2006,2010', '0 0 29 2 ? 2001'])(
    'as "%s" is refused where EventBridge Scheduler was not there yet',
    (expression) => {
      const { problem = '' } = readCronExpression(expression);

      expect(problem).toContain('never runs: it ends with ');
      expect(problem).toContain('EventBridge Scheduler has been there since 2022');
      const advice = /cron\('(.*?)', handler\)/.exec(problem)?.[1] ?? '';
      expect(readCronExpression(advice)).toEqual({ fields: expression.replace(/\S+$/, '*').split(' ') });
    },
  );

  it.each([
    ['0 9 1 1 ? 2024', true],
    ['0 9 1 1 ? 2026', true],
    ['0 9 1 NOV ? 2026', false],
    ['0 9 1 DEC ? 2020-2026', false],
    ['0 9 1 1 ? 2027', false],
    ['0 9 1 1 ? *', false],
    ['0 9 1 1 ? 2024/2', false],
  ])('as "%s" is known to be over in November 2026: %j', (expression, isOver) => {
    const { fields = [] } = readCronExpression(expression);

    expect(isCronOver(fields, new Date('2026-11-27T12:00:00Z'))).toBe(isOver);
  });
});

describe('an interval', () => {
  it.each([null, undefined, 5, 'an hour'])('%j is none, and every leaves it to the build to say so', (given) => {
    // What JavaScript may give.
    const { interval } = scheduleState(every(given as unknown as { hours: 1 }, run));

    expect(intervalProblem(interval)).toContain('is no interval. Give one of minutes, hours or days');
  });

  it.each([
    [{ minute: 5 }, 'Did you mean every({ minutes: 5 }, handler)?'],
    [{ seconds: 30 }, 'nothing more often than once a minute'],
    [{ weeks: 1 }, 'in days'],
    [{ hours: 1, minutes: 30 }, 'Add its units up to one.'],
    [{ minutes: 1e21 }, 'is no interval'],
    [{ hours: 0 }, 'whole number of at least 1'],
    [{ hours: 1.5 }, 'whole number of at least 1'],
    [{ hours: '1' }, 'whole number of at least 1'],
    [{}, 'whole number of at least 1'],
    [{ days: 1e9 }, 'is no interval. It is longer than 230 years, all that EventBridge Scheduler knows. Give one of'],
    [{ days: 84_007 }, 'longer than 230 years'],
    [{ hours: 2_016_145 }, 'longer than 230 years'],
    [{ minutes: 120_968_641 }, 'longer than 230 years'],
  ])('%j is none, and what was likely meant is said', (interval, hint) => {
    expect(intervalProblem(interval)).toContain(hint);
  });

  it.each([{ minutes: 1 }, { hours: 36 }, { days: 365 }, { days: 84_006 }, { minutes: 120_968_640 }])(
    'may be %j',
    (interval) => {
      expect(intervalProblem(interval)).toBeUndefined();
    },
  );
});
