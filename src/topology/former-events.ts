import type { Manifest } from '../manifest/index.ts';

/** The former names of the service's own events, by their names. */
export function formerEvents({ apis }: Manifest): ReadonlyMap<string, string> {
  return new Map(
    apis.flatMap((api) =>
      api.events.flatMap(({ name, renamedFrom }) =>
        renamedFrom === undefined ? [] : [[`${api.name}.${name}`, renamedFrom] as const],
      ),
    ),
  );
}
