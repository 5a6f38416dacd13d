import { isDeepStrictEqual } from 'node:util';
import type { Results } from './results.ts';

/**
 * Puts rows that were measured again in the place of what was known of them.
 *
 * @param order the names of all rows there are: what is known of others is dropped
 * @throws RangeError where what is known was measured on another machine, unless every row was measured again
 */
export function mergeResults(known: Results | undefined, measured: Results, order: readonly string[]): Results {
  const again = new Set(measured.rows.map(({ name }) => name));
  const kept = (known?.rows ?? []).filter(({ name }) => order.includes(name) && !again.has(name));
  if (kept.length > 0 && !isDeepStrictEqual(known?.machine, measured.machine)) {
    throw new RangeError(
      `The other rows were measured on another machine: ${JSON.stringify(known?.machine)}, this is ${JSON.stringify(measured.machine)}. Measure all of them: npm run bench.`,
    );
  }
  const rows = [...kept, ...measured.rows].toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  return { ...measured, rows };
}
