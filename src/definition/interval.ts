import { closestName } from './did-you-mean.ts';

/** The units, and how many of them the years have that EventBridge Scheduler knows, 1970 to 2199. */
const longest: Readonly<Record<string, number>> = { minutes: 120_968_640, hours: 2_016_144, days: 84_006 };
const units: readonly string[] = Object.keys(longest);

/** What is wrong with the interval of `every`, in sentences that follow on it, or undefined. */
export function intervalProblem(interval: unknown): string | undefined {
  const entries: readonly (readonly [string, unknown])[] =
    typeof interval === 'object' && interval !== null ? Object.entries(interval) : [];
  const [unit = '', value] = entries[0] ?? [];
  const isOne = entries.length === 1 && units.includes(unit) && Number.isSafeInteger(value) && Number(value) >= 1;
  const isTooLong = isOne && Number(value) > Number(longest[unit]);
  if (isOne && !isTooLong) return undefined;
  const reason = isTooLong ? 'It is longer than 230 years, all that EventBridge Scheduler knows. ' : meant(entries);
  return `is no interval. ${reason}Give one of minutes, hours or days with a whole number of at least 1, such as every({ hours: 1 }, handler).`;
}

/** What was likely meant by an interval that is none. */
function meant([first, ...others]: readonly (readonly [string, unknown])[]): string {
  const [unit, value] = first ?? ['', undefined];
  if (others.length > 0) return 'Add its units up to one. ';
  if (/^(?:milli)?seconds?$/.test(unit)) return 'EventBridge Scheduler runs nothing more often than once a minute. ';
  if (/^(?:week|month|year)s?$/.test(unit)) return 'Longer intervals are written with cron(…), or in days. ';
  const closest = units.includes(unit) ? undefined : closestName(unit, units);
  return closest === undefined ? '' : `Did you mean every({ ${closest}: ${JSON.stringify(value)} }, handler)? `;
}
