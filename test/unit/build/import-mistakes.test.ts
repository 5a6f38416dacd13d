import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BuildError } from '../../../src/build/build-error.ts';
import type { Diagnostic } from '../../../src/build/diagnostic.ts';
import { bundleBus } from '../../../src/build/load/bundle-bus.ts';
import { resolveService } from '../../../src/build/service.ts';
import { temporaryService } from './temporary-service.ts';

/** What is wrong with a bus module of these lines, beside these files. */
async function mistakesIn(
  lines: readonly string[],
  files: Readonly<Record<string, string>> = {},
): Promise<readonly Diagnostic[]> {
  const root = temporaryService({ ...files, 'bus.ts': lines.join('\n') });
  try {
    await bundleBus(resolveService(join(root, 'bus.ts'), {}));
    return [];
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    return error.diagnostics;
  }
}

function packageWith(dependencies: Readonly<Record<string, string>>): string {
  return JSON.stringify({ name: 'support', type: 'module', imports: { '#store': './store.ts' }, dependencies });
}

const installed = (name: string, content: object): Readonly<Record<string, string>> => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: '1.0.0', ...content }),
});

describe('a package that is not found', () => {
  it.each([
    {
      is: 'misspelt',
      specifier: 'lodahs',
      files: { 'package.json': packageWith({ lodash: '4' }) },
      message: 'The package "lodahs" is not installed.',
      hint: 'Did you mean "lodash"? Install it: npm install lodahs; or correct the name.',
    },
    {
      is: 'misspelt, and installed without being listed',
      specifier: '@acme/mony',
      files: installed('@acme/money', { main: 'index.js' }),
      message: 'The package "@acme/mony" is not installed.',
      hint: 'Did you mean "@acme/money"? Install it: npm install @acme/mony; or correct the name.',
    },
    {
      is: 'unknown, in a project of pnpm',
      specifier: 'quickselect/deep',
      files: { 'pnpm-lock.yaml': '' },
      message: 'The package "quickselect" is not installed.',
      hint: 'Install it: pnpm add quickselect; or correct the name.',
    },
    {
      is: 'listed, but not installed',
      specifier: 'lodash',
      files: { 'package.json': packageWith({ lodash: '4' }) },
      message: 'The package "lodash" is not installed. package.json lists it.',
      hint: 'Run npm install.',
    },
    {
      is: 'there as types only',
      specifier: 'aws-lambda',
      files: installed('@types/aws-lambda', { types: 'index.d.ts' }),
      message: 'The package "aws-lambda" is not installed, only its types are.',
      hint: 'For types, write import type. For what runs, install it: npm install aws-lambda.',
    },
    {
      is: 'made of types only',
      specifier: 'type-fest',
      files: installed('type-fest', { types: './index.d.ts' }),
      message: 'The package "type-fest" holds types only.',
      hint: 'Write import type.',
    },
    {
      is: 'not built',
      specifier: '@acme/money',
      files: installed('@acme/money', { main: 'dist/index.js' }),
      message: 'The package "@acme/money" is installed, but its package.json leads to no file that is there.',
      hint: 'If it is a package of your own, build it first; otherwise install it again.',
    },
    {
      is: 'there, but not with this path',
      specifier: '@acme/money/rate',
      files: installed('@acme/money', { exports: { '.': './index.js', './rates': './rates.js' } }),
      message: 'The package "@acme/money" is installed, but has no "@acme/money/rate".',
      hint: 'Did you mean "@acme/money/rates"? It exports @acme/money, @acme/money/rates.',
    },
    {
      is: 'a module of Node.js that does not exist',
      specifier: 'fs/promise',
      files: {},
      message: 'Node.js has no module "fs/promise".',
      hint: 'Did you mean "fs/promises"? It has fs, fs/promises.',
    },
    {
      is: 'an alias that tsconfig.json does not have',
      specifier: '@/store',
      files: {},
      message: '"@/store" is neither a file nor the name of a package.',
      hint: 'Begin the path of a file with ./ or ../; an alias has to be in "paths" of the tsconfig.json that belongs to the file.',
    },
    {
      is: 'an alias that package.json does not have',
      specifier: '#stroe',
      files: { 'package.json': packageWith({}) },
      message: '"#stroe" is not defined in "imports" of package.json.',
      hint: 'Did you mean "#store"? It defines #store.',
    },
  ])('because it is $is', async ({ specifier, files, message, hint }) => {
    const diagnostics = await mistakesIn(['', `import found from '${specifier}';`, 'console.log(found);'], files);

    expect(diagnostics).toEqual([
      {
        code: 'IMPORT_NOT_FOUND',
        message,
        hint,
        position: { file: 'bus.ts', line: 2, column: 19 },
        length: specifier.length + 2,
      },
    ]);
  });

  it('where another package imports it: it may be kept out with that', async () => {
    const diagnostics = await mistakesIn([`import 'pg';`], {
      ...installed('pg', { main: 'index.js' }),
      'node_modules/pg/index.js': `require('pg-native');`,
    });

    expect(diagnostics).toMatchObject([
      {
        message: 'The package "pg-native", which pg imports, is not installed.',
        hint: expect.stringMatching(/^Install it: npm install pg-native\. .*external: \['pg'\]/),
      },
    ]);
  });
});

describe('a file that is not found', () => {
  const files = { 'lib/store.ts': 'export const store = 1;', 'lib/cases.ts': '' };

  it.each([
    ['./lib/stroe.ts', 'There is no file "./lib/stroe.ts" to import.', 'Did you mean "./lib/store.ts"?'],
    ['./lib/stor', 'There is no file "./lib/stor" to import.', 'Did you mean "./lib/store.ts"?'],
    ['./lib/money.ts', 'There is no file "./lib/money.ts" to import.', 'Correct the path: lib has cases.ts, store.ts.'],
    [
      './libs/store.ts',
      'There is no file "./libs/store.ts" to import.',
      'Correct the path: there is no directory libs.',
    ],
    ['./lib', '"./lib" is a directory without an index module.', 'Name the module in it, such as "./lib/cases.ts".'],
  ])('as %s', async (specifier, message, hint) => {
    const diagnostics = await mistakesIn([`import '${specifier}';`], files);

    expect(diagnostics).toMatchObject([{ code: 'IMPORT_NOT_FOUND', message, hint, position: { file: 'bus.ts' } }]);
  });
});

describe('a name that is not exported', () => {
  const files = {
    'lib/store.ts': 'export const store = 1;\nexport const cases = 2;\nexport interface Case { id: string }',
  };

  it.each([
    ['{ stroe as found }', 'lib/store.ts exports no stroe.', 'Did you mean "store"? It exports cases, store.'],
    [
      'found',
      'lib/store.ts has no default export.',
      'Import by name, with braces: import { cases }. It exports cases, store.',
    ],
    [
      '{ Case as found }',
      'lib/store.ts exports Case as a type only, which does not exist when the code runs.',
      'Write import type { Case }.',
    ],
  ])('as %s', async (clause, message, hint) => {
    const diagnostics = await mistakesIn([`import ${clause} from './lib/store.ts';`, 'console.log(found);'], files);

    expect(diagnostics).toMatchObject([{ code: 'IMPORT_NOT_FOUND', message, hint }]);
  });

  it('by the library: its own files are not shown', async () => {
    const diagnostics = await mistakesIn([`import { evry } from 'lambdabus';`, 'evry();']);

    expect(diagnostics).toEqual([
      {
        code: 'IMPORT_NOT_FOUND',
        message: '"lambdabus" exports no evry.',
        hint: expect.stringMatching(/^Did you mean "every"\? It exports /),
        position: { file: 'bus.ts', line: 1, column: 10 },
        length: 4,
      },
    ]);
  });
});

describe('a source that does not parse', () => {
  it('is one error with its place', async () => {
    const diagnostics = await mistakesIn(['const first = 1;', 'const limits = { most: 10;']);

    expect(diagnostics).toEqual([
      {
        code: 'SYNTAX_ERROR',
        message: 'Expected "}" but found ";".',
        hint: 'Correct the syntax.',
        position: { file: 'bus.ts', line: 2, column: 26 },
        length: 1,
      },
    ]);
  });

  it('is an error of JSON as well', async () => {
    const diagnostics = await mistakesIn([`import rates from './rates.json';`, 'console.log(rates);'], {
      'rates.json': '{ "eur": 1, }',
    });

    expect(diagnostics).toMatchObject([{ code: 'SYNTAX_ERROR', position: { file: 'rates.json', line: 1 } }]);
  });

  it('shows both places of a name that is declared twice', async () => {
    const diagnostics = await mistakesIn(['const limit = 1;', 'const limit = 2;']);

    expect(diagnostics).toMatchObject([
      {
        code: 'SYNTAX_ERROR',
        message: 'The symbol "limit" has already been declared.',
        hint: 'Rename one of the two, or remove it.',
        position: { line: 2 },
        related: { message: 'The symbol "limit" was originally declared here.', position: { line: 1 } },
      },
    ]);
  });
});

describe('an entry point of the library', () => {
  it('that does not exist is answered with the one that was meant', async () => {
    const diagnostics = await mistakesIn([`import { x } from 'lambdabus/funcions';`, 'x();']);

    expect(diagnostics).toMatchObject([
      { code: 'IMPORT_NOT_FOUND', hint: expect.stringMatching(/^Did you mean "lambdabus\/functions"\? /) },
    ]);
  });

  it.each(['infra', 'local', 'testing'])('that no function can hold is refused: lambdabus/%s', async (name) => {
    const diagnostics = await mistakesIn(['', `import * as found from 'lambdabus/${name}';`, 'console.log(found);']);

    expect(diagnostics).toMatchObject([
      { code: 'BUNDLE_FAILED', message: expect.stringContaining(`"lambdabus/${name}" `), position: { line: 2 } },
    ]);
  });
});

it('tells what to do with a file that no bundle can hold', async () => {
  const diagnostics = await mistakesIn([`import logo from './logo.png';`, 'console.log(logo);'], { 'logo.png': '' });

  expect(diagnostics).toMatchObject([
    { code: 'BUNDLE_FAILED', hint: expect.stringContaining(`assets: ['**/*.png']`), position: { line: 1 } },
  ]);
});
