import { readFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createTypeReader, type TypeReader } from '../../../src/build/types/index.ts';
import { createSources, type SourceDirectory } from './check-sources.ts';
import { type Edit, edits, service } from './edited-service.ts';
import { asService, everything } from './kept-answers.ts';

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
  const read = (by: TypeReader) => everything(asService(sources.check(by)), sources);
  beforeAll(() => read(reader));

  for (const edit of edits) {
    it(`gives what a new one gives: ${edit.name}`, async () => {
      apply(edit, sources);
      kept.length = 0;

      const again = await read(reader);
      const isInner = kept.at(-1) === true;

      expect(again).toEqual(await read(createTypeReader()));
      expect(isInner).toBe(edit.isInner);
    });
  }
});
