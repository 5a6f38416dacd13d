import { closestName } from './did-you-mean.ts';

/** One field of a cron expression of EventBridge Scheduler. */
export interface CronField {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** What its numbers are called too, from the least on. */
  readonly names: readonly string[];
  /** What it takes beside `*`, values, ranges, lists and steps. */
  readonly special: 'day of month' | 'day of week' | undefined;
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const days = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/**
 * The fields of a cron expression, in their order.
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based
 */
export const cronFields: readonly CronField[] = [
  { name: 'minutes', least: 0, most: 59, names: [], special: undefined },
  { name: 'hours', least: 0, most: 23, names: [], special: undefined },
  { name: 'day of month', least: 1, most: 31, names: [], special: 'day of month' },
  { name: 'month', least: 1, most: 12, names: months, special: undefined },
  { name: 'day of week', least: 1, most: 7, names: days, special: 'day of week' },
  { name: 'year', least: 1970, most: 2199, names: [], special: undefined },
];

/** What is wrong with the value of a field, as a sentence without its full stop, or undefined. */
export function cronFieldProblem(field: CronField, value: string): string | undefined {
  if (value === '?' && field.special !== undefined) return undefined;
  const parts = value.split(',');
  if (parts.length > 1 && parts.some((part) => part.includes('#'))) {
    return `${field.name} is "${value}", but # names one day only: make a schedule of each`;
  }
  for (const part of parts) {
    if (isSpecial(field, part)) continue;
    const problem = partProblem(field, part);
    if (problem === undefined) continue;
    const within = part === value ? '' : ` in "${value}"`;
    return `${field.name} is "${part}"${within}, but ${problem}`;
  }
  return undefined;
}

/** Whether a part is one that only the days know: the last day, the weekday nearest to a day, a day's place in its month. */
function isSpecial(field: CronField, part: string): boolean {
  const isValue = (text: string | undefined): boolean => text !== undefined && numberOf(field, text) !== undefined;
  if (field.special === 'day of month') return part === 'L' || part === 'LW' || isValue(/^(\d+)W$/.exec(part)?.[1]);
  if (field.special === undefined) return false;
  return part === 'L' || isValue(/^(\w+)L$/.exec(part)?.[1]) || isValue(/^(\w+)#[1-5]$/.exec(part)?.[1]);
}

function partProblem(field: CronField, part: string): string | undefined {
  const [range = '', step, ...more] = part.split('/');
  if (more.length > 0 || range === '') return allowed(field);
  const size = field.most - field.least + 1;
  if (step !== undefined && !(/^\d+$/.test(step) && Number(step) >= 1 && Number(step) <= size)) {
    return `its step, after the /, is a whole number from 1 to ${size}`;
  }
  if (range === '*') return undefined;
  const ends = range.split('-');
  if (ends.length > 2) return allowed(field);
  const numbers = ends.map((end) => numberOf(field, end));
  const wrong = ends[numbers.indexOf(undefined)];
  if (wrong !== undefined) return `${allowed(field)}${likely(field, wrong)}`;
  const [from = 0, to = from] = numbers;
  if (from <= to) return undefined;
  const shown = (number: number, end: string | undefined): string =>
    /\D/.test(end ?? '') ? (field.names[number - field.least] ?? '') : String(number);
  const [first, last] = ends;
  const upper = from === field.most ? first : `${first}-${shown(field.most, first)}`;
  const lower = to === field.least ? last : `${shown(field.least, last)}-${last}`;
  return `a range goes up: write "${upper},${lower}"`;
}

/** The number of a value, or undefined for what is none. */
function numberOf({ least, most, names }: CronField, text: string): number | undefined {
  const named = names.indexOf(text);
  if (named >= 0) return least + named;
  if (!/^\d{1,4}$/.test(text)) return undefined;
  const number = Number(text);
  return number >= least && number <= most ? number : undefined;
}

function allowed({ least, most, names, special }: CronField): string {
  const named = names.length === 0 ? '' : ` or ${names[0]}-${names.at(-1)}`;
  const days =
    special === 'day of month' ? ', ?, L (the last) and 15W (the weekday nearest to the 15th)' : ', ?, L, 6L and 6#2';
  const more = special === undefined ? '' : days;
  return `it takes ${least}-${most}${named}, with , - * /${more}`;
}

/** What was likely meant by a value that is none. */
function likely(field: CronField, wrong: string): string {
  if (field.special === 'day of week' && wrong === '0') return ': days count from 1 = SUN';
  const name = field.names.find((each) => wrong.startsWith(each)) ?? closestName(wrong, field.names);
  return name === undefined || /^\d/.test(wrong) ? '' : `. Did you mean "${name}"?`;
}
