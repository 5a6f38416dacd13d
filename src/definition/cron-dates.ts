import { cronFields } from './cron-fields.ts';

const monthNames = 'January February March April May June July August September October November December'.split(' ');
const longest = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const february = 2;
const anyOf = new Intl.ListFormat('en-GB', { type: 'disjunction' });

/**
 * Which days an expression names that none of its months has, such as `day 31 in April or June`, or undefined where it
 * has a date. Its fields are valid each.
 */
export function missingDates([, , day = '', month = '', , year = '']: readonly string[]): string | undefined {
  // The last day is one of each month; the weekday nearest to a day is one of those that have the day.
  if (day === '?' || day.includes('L')) return undefined;
  const [days, months] = [numbersOf(2, day.replaceAll('W', '')), numbersOf(3, month)];
  const hasLeapYear = numbersOf(5, year).some(isLeapYear);
  const lengths = months.map((each) => (each === february && !hasLeapYear ? 28 : (longest[each - 1] ?? 31)));
  if (Math.min(...days) <= Math.max(...lengths)) return undefined;
  const where = anyOf.format(months.map((each) => monthNames[each - 1] ?? ''));
  const when = !hasLeapYear && months.includes(february) && days.includes(29) ? ` of ${year}` : '';
  return `day ${anyOf.format(days.map(String))} in ${where}${when}`;
}

/** The last year of an expression. Its fields are valid each. */
export function lastYearOf([, , , , , year = '']: readonly string[]): number {
  return numbersOf(5, year).at(-1) ?? 0;
}

/** Whether the last month in which an expression has times is over. Its fields are valid each. */
export function isCronOver(fields: readonly string[], now: Date): boolean {
  const year = lastYearOf(fields);
  const month = numbersOf(3, fields[3] ?? '').at(-1) ?? 0;
  return year * 12 + month < now.getUTCFullYear() * 12 + now.getUTCMonth() + 1;
}

/** The numbers that a field means, in their order. */
function numbersOf(index: number, value: string): readonly number[] {
  const { least = 0, most = 0, names = [] } = cronFields[index] ?? {};
  const toNumber = (text: string): number => (names.includes(text) ? least + names.indexOf(text) : Number(text));
  const numbers = value.split(',').flatMap((part) => {
    const [range = '', step] = part.split('/');
    const [first = '', last] = range === '*' ? [String(least), String(most)] : range.split('-');
    const from = toNumber(first);
    const to = last === undefined ? (step === undefined ? from : most) : toNumber(last);
    const by = Number(step ?? 1);
    return Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, count) => from + count * by);
  });
  return [...new Set(numbers)].sort((a, b) => a - b);
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
