import type { Cast, CastKind } from './cast.ts';
import type { EncodedCast } from './encode.ts';
import { type PathSegment, toPointer } from './pointer.ts';

/**
 * The `$casts` of a wire form: one entry with `*` for the elements of a list where all of them are of one kind or
 * null, else one entry for each place; the deepest first, so that what lies inside a map is cast before the map.
 */
export function compactCasts(wire: unknown, casts: readonly EncodedCast[]): readonly Cast[] {
  const groups = new Map<
    string,
    { readonly pattern: readonly PathSegment[]; readonly kind: CastKind; readonly casts: EncodedCast[] }
  >();
  for (const cast of casts) {
    const pattern = cast.path.map((segment) => (typeof segment === 'number' ? -1 : segment));
    const key = `${cast.kind} ${toCastPath(pattern)}`;
    const group = groups.get(key) ?? { pattern, kind: cast.kind, casts: [] };
    group.casts.push(cast);
    groups.set(key, group);
  }

  const entries = [...groups.values()].flatMap(({ pattern, kind, casts: members }) =>
    // What is undefined is null there, as other elements may be.
    kind !== 'undefined' && members.length === countMatches(wire, pattern)
      ? [{ depth: pattern.length, cast: [toCastPath(pattern), kind] as const }]
      : members.map(({ path }) => ({ depth: path.length, cast: [toCastPath(path), kind] as const })),
  );
  return entries.sort((a, b) => b.depth - a.depth).map(({ cast }) => cast);
}

/** How many values other than null lie at a path in which -1 stands for every element. */
function countMatches(value: unknown, pattern: readonly PathSegment[], depth = 0): number {
  const segment = pattern[depth];
  if (segment === undefined) return value === null || value === undefined ? 0 : 1;
  if (typeof value !== 'object' || value === null) return 0;
  if (segment === -1) {
    // Members too: `*` in a path means them as well, where an element is an object among lists.
    return Object.values(value).reduce<number>((sum, item) => sum + countMatches(item, pattern, depth + 1), 0);
  }
  // Indexed by a name of its own, found when the value was encoded.
  return countMatches((value as Record<string, unknown>)[segment], pattern, depth + 1);
}

function toCastPath(path: readonly PathSegment[]): string {
  return path.map((segment) => (segment === -1 ? '/*' : toPointer([segment]).replaceAll('*', '~2'))).join('');
}
