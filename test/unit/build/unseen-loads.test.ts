import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../../src/build/diagnostic.ts';
import { build } from '../../../src/build/index.ts';
import { checkUnseenLoads } from '../../../src/build/unseen-loads/check-loads.ts';
import { temporaryService } from './temporary-service.ts';

/** What is warned of in a module of these lines, with these files beside the code of its function. */
function warningsOf(
  lines: readonly string[],
  { files = [], path = 'src/module.ts' }: { readonly files?: readonly string[]; readonly path?: string } = {},
): readonly Diagnostic[] {
  const root = temporaryService({ [path]: lines.join('\n') });
  return checkUnseenLoads([{ inputs: [join(root, path)], files: new Set(files) }], root);
}

const made = [`import { createRequire } from 'node:module';`, 'const load = createRequire(import.meta.url);'];

describe('what no bundle holds is warned of', () => {
  it.each([
    [
      'a package that is required',
      [...made, `load('stopwords/en')`],
      `load('stopwords/en')`,
      /"stopwords\/en" is loaded/,
    ],
    [
      'a package that is required at once',
      [made[0] ?? '', `createRequire(import.meta.url)('stopwords')`],
      `createRequire(import.meta.url)('stopwords')`,
      /"stopwords"/,
    ],
    [
      'a package that is looked for',
      [...made, `load.resolve('stopwords')`],
      `load.resolve('stopwords')`,
      /"stopwords"/,
    ],
    [
      'a package that is required through the module',
      [`import * as modules from 'module';`, `const find = modules.createRequire('/');`, `find('stopwords')`],
      `find('stopwords')`,
      /"stopwords"/,
    ],
    ['a file that is required', [...made, `load('./rates.json')`], `load('./rates.json')`, /"\.\/rates\.json"/],
    [
      'a name that is computed',
      ['export const run = (name: string) => import(name);'],
      'import(name)',
      /known only when it runs/,
    ],
    ['a package by a constant', [`const name = 'stopwords';`, 'await import(name);'], 'import(name)', /"stopwords"/],
    [
      'a name that is computed and required',
      [...made, 'export const run = (name: string) => load(name);'],
      'load(name)',
      /known only/,
    ],
  ])('%s', (_, lines, text, message) => {
    const line = lines.findLastIndex((each) => each.includes(text)) + 1;

    expect(warningsOf(lines)).toEqual([
      {
        code: 'IMPORT_NOT_BUNDLED',
        message: expect.stringMatching(message),
        hint: expect.stringContaining('assets'),
        position: { file: 'src/module.ts', line, column: (lines[line - 1]?.indexOf(text) ?? -1) + 1 },
        length: text.length,
      },
    ]);
  });
});

describe('nothing is said of', () => {
  it.each([
    ['a literal import()', [`await import('stopwords'); await import(\`stopwords\`);`]],
    [
      'paths that the bundler takes along',
      [
        'export const run = (name: string) => import(`./formats/$' + '{name}.ts`);',
        `export const other = (name: string) => import('./formats/' + name);`,
      ],
    ],
    ['modules of Node.js', [...made, `load('node:fs'); load('path'); const name = 'node:os'; await import(name);`]],
    ['types', [`type Words = typeof import('stopwords');`]],
    [
      'what is named createRequire, and is none',
      [`const createRequire = (x: string) => (y: string) => x + y;`, `createRequire('a')('b');`],
    ],
  ])('%s', (_, lines) => {
    expect(warningsOf(lines)).toEqual([]);
  });

  it.each([
    ['a package beside the code', `load('stopwords/en')`, ['node_modules/stopwords/en.js']],
    ['a file beside the code', `load('./rates.json')`, ['src/rates.json']],
    ['a file by where it lies then', `load('./data/rates.json')`, ['data/rates.json']],
    [
      'a computed name where files lie beside the code',
      'export const run = (name: string) => import(name);',
      ['plugins/a.mjs'],
    ],
  ])('%s', (_, line, files) => {
    expect(warningsOf([...made, line], { files })).toEqual([]);
  });

  it("packages' own code", () => {
    const path = 'node_modules/plugins/index.js';

    expect(warningsOf(['export const run = (name) => import(name);'], { path })).toEqual([]);
  });
});

it('is warned of by a build, again where nothing has changed', { timeout: 60_000 }, async () => {
  const root = temporaryService({
    'bus.ts': `import { createRequire } from 'node:module';
import { Api } from 'lambdabus';

const load = createRequire(import.meta.url);

export class WordApi extends Api {
  static readonly meta = { name: 'word' } as const;
  async stop(): Promise<number> { return load('stopwords').length; }
  async ping(): Promise<void> {}
}
`,
  });
  const warnings: (readonly Diagnostic[])[] = [];

  for (const _ of ['anew', 'unchanged']) {
    await build(join(root, 'bus.ts'), { onWarning: (found) => warnings.push(found) });
  }

  expect(warnings).toMatchObject(
    Array(2).fill([{ code: 'IMPORT_NOT_BUNDLED', position: { file: 'bus.ts', line: 8, column: 42 } }]),
  );
});
