import { closestName } from './did-you-mean.ts';

const units: readonly string[] = ['minutes', 'hours', 'days'];

/** What is wrong with the interval of `every`, in sentences that follow on it, or undefined. */
export function intervalProblem(interval: unknown): string | undefined {
  const entries: readonly (readonly [string, unknown])[] =
    typeof interval === 'object' && interval !== null ? Object.entries(interval) : [];
  const [unit = '', value] = entries[0] ?? [];
  if (entries.length === 1 && units.includes(unit) && Number.isSafeInteger(value) && Number(value) >= 1) {
    return undefined;
  }
  return `is no interval. ${meant(entries)}Give one of minutes, hours or days with a whole number of at least 1, such as every({ hours: 1 }, handler).`;
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
