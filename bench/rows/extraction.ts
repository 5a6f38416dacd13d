import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ratio } from '../support/aim.ts';
import { writeGeneratedService } from '../support/generated-service.ts';
import { versionOf } from '../support/installed.ts';
import type { Row, Subject } from '../support/row.ts';
import { root, runNode } from '../support/run-node.ts';
import { median } from '../support/statistics.ts';

const compilers = { 'TypeScript 6': 'typescript-checker/lib/tsc.js', 'TypeScript 7': 'typescript/bin/tsc' };

export const row: Row = {
  name: 'extraction',
  title: 'Types to schemas: 30 APIs with 6 procedures and 2 events each',
  note: 'Whole processes that read the types of a service, beside `tsc --noEmit` of the same project. lambdabus checks only what the bus needs, with TypeScript 6.0.3, the last that has a JavaScript API; TypeScript 7 is native code. After an edit, as in `lambdabus dev`: the median of ten edits of a file in a process that goes on, beside the first check in that process.',
  async prepare({ directory, size }) {
    const apis = size(30, 2);
    const edits = size(10, 2);
    const size30 = { procedures: apis * 6, events: apis * 2, listeners: apis };
    const { busModule } = writeGeneratedService(newDirectory(directory, 'cold'), size30);
    const watched = writeGeneratedService(newDirectory(directory, 'watched'), size30);
    const script = join(root, 'bench/processes/extraction.ts');
    const watching = async (): Promise<{ readonly cold: number; readonly afterEdit: readonly number[] }> => {
      const args = [script, watched.busModule, watched.apis[1]?.file ?? '', String(edits)];
      return JSON.parse((await runNode(args, { cwd: directory })).stdout);
    };
    return {
      subjects: [
        { name: 'lambdabus', run: async () => ({ ms: (await runNode([script, busModule], { cwd: directory })).ms }) },
        ...Object.entries(compilers).map(
          ([name, compiler]): Subject => ({
            name: `tsc --noEmit, ${name}`,
            run: async () => ({
              ms: (
                await runNode([join(root, 'node_modules', compiler), '-p', join(directory, 'cold')], { cwd: directory })
              ).ms,
            }),
          }),
        ),
        {
          name: 'in a process that goes on',
          async run() {
            const { cold, afterEdit } = await watching();
            return { cold, edit: median(afterEdit) };
          },
        },
      ],
      comparisons: [
        ...Object.keys(compilers).map((name) => ({
          measure: `types of ${apis * 6} procedures, ${name}`,
          metric: 'ms',
          unit: 'ms' as const,
          subject: 'lambdabus',
          beside: [`tsc --noEmit, ${name}`],
          aim: ratio(1.5),
        })),
        {
          measure: 'types after an edit, watching',
          metric: 'edit',
          unit: 'ms',
          subject: 'in a process that goes on',
          beside: [{ subject: 'in a process that goes on', metric: 'cold', name: 'the first check' }],
        },
      ],
      versions: { 'TypeScript 6': versionOf('typescript-checker'), 'TypeScript 7': versionOf('typescript') },
    };
  },
};

function newDirectory(parent: string, name: string): string {
  const directory = join(parent, name);
  mkdirSync(directory);
  return directory;
}
