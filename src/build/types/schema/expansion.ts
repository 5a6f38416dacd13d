import type { NamedType } from './named-types.ts';

/** How often a generic type may stand within itself, each time with larger arguments, before that is taken to go on. */
const maxGrowth = 6;
const maxInstantiations = 100;

/**
 * Whether a generic type holds ever new instantiations of itself, such as `Nest<T>` with a property of `Nest<T[]>`: each
 * one's name then contains the one before it.
 */
export function expandsForEver(entry: NamedType): boolean {
  let growth = 0;
  let instantiations = 0;
  let last = entry.args;
  if (last === '') return false;
  for (let outer = entry.within; outer !== undefined; outer = outer.within) {
    if (outer.symbol !== entry.symbol) continue;
    const text = outer.args;
    growth = last.length > text.length && last.includes(text) ? growth + 1 : 0;
    instantiations += 1;
    if (growth >= maxGrowth || instantiations >= maxInstantiations) return true;
    last = text;
  }
  return false;
}
