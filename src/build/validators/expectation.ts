import type { JsonSchema } from '../../manifest/index.ts';
import { type Definitions, dereference, literalsOf, schemaList } from './schema.ts';

const shownMembers = 8;

const castNames: Readonly<Record<string, string>> = {
  date: 'an ISO 8601 date-time',
  bigint: 'a whole number as a string',
  bytes: 'base64',
  map: 'an array of pairs',
  set: 'an array of distinct items',
  url: 'a URL',
  undefined: 'nothing',
};

/** What a schema accepts, in a few words: `"box" | "tube"`. */
export function describe(schema: JsonSchema, defs: Definitions): string {
  const found = dereference(schema, defs);
  const literals = literalsOf(found);
  if (literals !== undefined) return alternatives(literals.map((literal) => JSON.stringify(literal)));
  const cast = found['x-cast'];
  if (typeof cast === 'string' && cast in castNames) return castNames[cast] ?? cast;
  const members = schemaList(found['anyOf']);
  if (members.length > 0) return alternatives([...new Set(members.map((member) => describe(member, defs)))]);
  if (found['type'] === 'string' && typeof found['pattern'] === 'string') return `a string like ${found['pattern']}`;
  return [found['type'] ?? 'something else'].flat().join(' | ');
}

function alternatives(names: readonly string[]): string {
  const shown = names.slice(0, shownMembers);
  return names.length > shownMembers ? `${shown.join(' | ')} | … (${names.length} in all)` : shown.join(' | ');
}
