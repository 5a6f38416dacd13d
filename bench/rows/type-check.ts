import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { versionOf } from '../support/installed.ts';
import type { Row } from '../support/row.ts';
import { root, runNode } from '../support/run-node.ts';

const procedures = 5;
const compilers = { 'TypeScript 7': 'typescript/bin/tsc', 'TypeScript 6': 'typescript-checker/lib/tsc.js' };
const flags = [
  ...['--noEmit', '--strict', '--skipLibCheck', '--allowImportingTsExtensions'],
  ...['--target', 'es2024', '--module', 'nodenext', '--types', 'node'],
];

export const row: Row = {
  name: 'type-check',
  title: 'Type checking of 500 procedures, all called through the bus',
  note: 'The whole `tsc` command on a file with 500 calls through `createBus<typeof apis>()`, beside the same calls on instances of the classes: what the types of the bus cost over no bus at all.',
  async prepare({ directory, size }) {
    const apis = size(100, 10);
    for (const [file, text] of Object.entries(sources(apis))) writeFileSync(join(directory, file), text);
    const names = Object.keys(compilers);
    return {
      subjects: Object.entries(compilers).flatMap(([name, compiler]) =>
        ['bus', 'direct'].map((file) => ({
          name: `${name} ${file}`,
          run: async () => {
            const { ms } = await runNode([join(root, 'node_modules', compiler), ...flags, `${file}.ts`], {
              cwd: directory,
            });
            return { ms };
          },
        })),
      ),
      comparisons: names.map((name) => ({
        measure: `type check of ${apis * procedures} calls, ${name}`,
        metric: 'ms',
        unit: 'ms',
        subject: `${name} bus`,
        beside: [`${name} direct`],
      })),
      versions: Object.fromEntries(
        Object.entries(compilers).map(([name, compiler]) => [name, versionOf(compiler.replace(/\/.*/, ''))]),
      ),
    };
  },
};

function sources(apis: number): Readonly<Record<string, string>> {
  const classes = Array.from({ length: apis }, (_, api) => {
    const methods = Array.from(
      { length: procedures },
      (_unused, index) =>
        `  async p${index}({ id }: { id: string; n${api}: number }): Promise<{ r${api}x${index}: string }> { return { r${api}x${index}: id }; }`,
    );
    return `export class Api${api} extends Api {\n  static readonly meta = { name: 'area${api % 10}.object${api}' } as const;\n  readonly changed = event<{ id: string }>();\n${methods.join('\n')}\n}`;
  });
  const calls = (receiver: (api: number) => string): string =>
    Array.from({ length: apis * procedures }, (_, index) => {
      const api = Math.floor(index / procedures);
      const procedure = index % procedures;
      return `export const x${index}: string = (await ${receiver(api)}.p${procedure}({ id: '', n${api}: 1 })).r${api}x${procedure};`;
    }).join('\n');
  return {
    'package.json': '{ "type": "module" }',
    'apis.ts': `import { Api, event } from 'lambdabus';\n${classes.join('\n')}\n`,
    'direct.ts': `import * as apis from './apis.ts';\n${calls((api) => `new apis.Api${api}()`)}\n`,
    'bus.ts': `import { createBus } from 'lambdabus';\nimport type * as apis from './apis.ts';\nconst bus = createBus<typeof apis>();\n${calls((api) => `bus.area${api % 10}.object${api}`)}\n`,
  };
}
