import type { Manifest } from '../../src/manifest/index.ts';

/** The former names of procedures, events and listeners that were renamed, by their present ones. */
export function formerNames({ apis, listeners }: Manifest): ReadonlyMap<string, string> {
  const members = apis.flatMap((api) =>
    [...api.procedures, ...api.events].map(({ name, renamedFrom }) => [`${api.name}.${name}`, renamedFrom] as const),
  );
  const renamed = [...members, ...listeners.map(({ name, options }) => [name, options.renamedFrom] as const)];
  return new Map(renamed.flatMap(([name, former]) => (former === undefined ? [] : [[name, former] as const])));
}
