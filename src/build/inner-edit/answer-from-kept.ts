import { existsSync, readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import type { RemoteTypeReader } from '../type-process/checked-service.ts';
import { type InnerEdit, readInnerEdit } from './inner-edit.ts';
import { movePositions } from './move-positions.ts';
import { type KeptTypes, keyOfRequest } from './observe-types.ts';

type Check = RemoteTypeReader['check'];

/**
 * Answers as a reader of types would, from what was read before some sources were edited. Undefined where that cannot be
 * told from the edits.
 *
 * @param options.edited the paths of the sources that are not what they were
 * @param options.check reads the types after all, where something is asked that was not before
 */
export function answerFromKept(
  kept: KeptTypes,
  options: { readonly edited: ReadonlySet<string>; readonly packageRoot: string; readonly check: Check },
): Check | undefined {
  const edits = new Map<string, InnerEdit>();
  for (const path of options.edited) {
    const before = kept.sources.get(path);
    if (before === undefined || !existsSync(path)) return undefined;
    const edit = readInnerEdit(path, before, readFileSync(path, 'utf8'), kept.names);
    if (edit === undefined) return undefined;
    edits.set(relative(options.packageRoot, path).split(sep).join('/'), edit);
  }
  const moved = movePositions({ checked: kept.checked, answers: kept.answers }, edits);
  if (moved === undefined) return undefined;
  const answers = new Map(moved.answers.map(({ request, targets }) => [keyOfRequest(request), targets]));
  return async (asked) => ({
    ...moved.checked,
    async targetsOf(requests) {
      const found = requests.flatMap((request) => answers.get(keyOfRequest(request)) ?? []);
      if (found.length === requests.length) return found;
      const service = await options.check(asked);
      return service.targetsOf(requests);
    },
    reachingNames: async () => kept.names,
  });
}
