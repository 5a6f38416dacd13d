import { readFileSync, rmSync } from 'node:fs';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { type CheckedBus, createTypeReader } from '../../../src/build/types/index.ts';
import { createSources, type SourceDirectory } from './check-sources.ts';
import { type Edit, edits, service } from './edited-service.ts';

const { kept } = vi.hoisted(() => ({ kept: [] as boolean[] }));

vi.mock(import('../../../src/build/types/edited-files.ts'), async (importOriginal) => {
  const { editedWithin } = await importOriginal();
  return {
    editedWithin(before, after) {
      const edited = editedWithin(before, after);
      kept.push(edited !== undefined);
      return edited;
    },
  };
});

/** All that a build asks of a bus. */
function everything(checked: CheckedBus, { root }: SourceDirectory): unknown {
  const { inputs: _, targetsOf, busNames: __, ...read } = checked;
  const files = read.files.filter((file) => file.startsWith(root));
  const procedures = read.apis.flatMap(({ name = '', exportNames: [exportName = ''], procedures }) =>
    procedures.map((procedure) => ({
      name: `${name}.${procedure.name}`,
      entry: { kind: 'procedure', exportName, api: name, procedure: procedure.name } as const,
    })),
  );
  const handlers = [...read.listeners, ...read.schedules].map(({ exportNames: [exportName = ''] }) => ({
    name: exportName,
    entry: { kind: 'handler', exportName } as const,
  }));
  const targets = [...procedures, ...handlers].map((request) => [request.name, targetsOf({ ...request, files })]);
  return { ...read, targets };
}

function apply({ file, replace, text }: Edit, sources: SourceDirectory): void {
  if (text === null) {
    rmSync(sources.path(file));
    return;
  }
  if (text !== undefined) {
    sources.write({ [file]: text });
    return;
  }
  const before = readFileSync(sources.path(file), 'utf8');
  const [found = '', by = ''] = replace ?? [];
  if (!before.includes(found)) throw new TypeError(`${file} does not hold ${found}.`);
  sources.write({ [file]: before.replace(found, () => by) });
}

describe('a reader that is asked again after each edit', () => {
  const reader = createTypeReader();
  const sources = createSources(service, afterAll);
  everything(sources.check(reader), sources);

  for (const edit of edits) {
    it(`gives what a new one gives: ${edit.name}`, () => {
      apply(edit, sources);
      kept.length = 0;

      const again = everything(sources.check(reader), sources);
      const isInner = kept.at(-1) === true;

      expect(again).toEqual(everything(sources.check(createTypeReader()), sources));
      expect(isInner).toBe(edit.isInner);
    });
  }
});
