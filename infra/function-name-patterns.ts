import type { FunctionResource, Topology } from '../src/topology/index.ts';

/** A key's policy has 32 KB, of which a pattern, as the ARN of a log group, takes about 150 bytes. */
const mostPatterns = 60;

/** So much of a name that is too long for Lambda is kept as it is; behind it stands a hash. */
const keptCharacters = 55;

/**
 * Patterns that match the names of a service's functions: one for each first part of its APIs' names, and one for its
 * listeners and schedules. A key's policy has no room for a name of each function. Nor would a pattern of each API do:
 * a key is deployed before the functions that use it, so those of an API that is removed could not log until they are gone.
 */
export function functionNamePatterns({ functions, service, stage }: Topology): readonly string[] {
  const starts = functions.map((resource) => `${stage}-${startOf(resource, service)}`.slice(0, keptCharacters));
  const distinct = [...new Set(starts)].sort();
  return distinct.length > mostPatterns ? [`${stage}-*`] : distinct.map((start) => `${start}*`);
}

function startOf({ kind, source }: FunctionResource, service: string): string {
  return kind === 'procedure' ? `${source.replace(/\..*/, '')}-` : `${service}--`;
}
