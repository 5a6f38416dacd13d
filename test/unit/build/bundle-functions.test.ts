import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type BundledFunctions, bundleFunctions } from '../../../src/build/bundle/bundle-functions.ts';
import { temporaryService } from './temporary-service.ts';

const importValidators = `import * as validators from './validators.mjs';`;

async function bundle(
  files: Readonly<Record<string, string>>,
  entries: Readonly<Record<string, string>>,
): Promise<BundledFunctions & { readonly root: string }> {
  const root = temporaryService(files);
  const sources = Object.entries(entries).map(([name, entry]) => ({
    name,
    entry: () => entry,
    uses: { whole: 'a test' },
  }));
  return { root, ...(await bundleFunctions(sources, { packageRoot: root, sourceMaps: false, external: [] })) };
}

function codeOf({ functions }: BundledFunctions, name: string): string {
  return functions.get(name)?.code ?? '';
}

async function run(code: string, directory: string): Promise<unknown> {
  const file = join(directory, 'run.mjs');
  writeFileSync(file, code);
  writeFileSync(join(directory, 'validators.mjs'), 'export {};');
  const module: { readonly handler: () => unknown } = await import(pathToFileURL(file).href);
  return module.handler();
}

describe('bundling all functions in one pass', () => {
  it('gives each function its own modules only, and its validators from beside it', async () => {
    const bundled = await bundle(
      { 'one.ts': 'export const one = "the first";', 'two.ts': 'export const two = "the second";' },
      {
        'a.one': `import { one } from './one.ts'; ${importValidators} export const handler = () => [one, validators];`,
        two: `import { two } from './two.ts'; export const handler = () => two;`,
      },
    );

    expect(codeOf(bundled, 'a.one')).toMatch(/from"\.\/validators\.mjs"/);
    expect(codeOf(bundled, 'a.one')).not.toContain('second');
    expect(bundled.functions.get('a.one')?.inputs).toEqual([join(bundled.root, 'one.ts')]);
    expect(bundled.functions.get('two')?.inputs).toEqual([join(bundled.root, 'two.ts')]);
  });

  it('leaves out of the inputs a module of which nothing is left', async () => {
    const bundled = await bundle(
      {
        'index.ts': `export * from './used.ts'; export * from './unused.ts';`,
        'used.ts': 'export const used = () => 1;',
        'unused.ts': 'export const unused = () => fetch("http://x");',
      },
      { f: `import { used } from './index.ts'; export const handler = () => used;` },
    );

    expect(bundled.functions.get('f')?.inputs).toEqual([join(bundled.root, 'used.ts')]);
  });

  it('keeps the names of classes, which errors show', async () => {
    const { root, ...bundled } = await bundle(
      {
        'errors.ts': `export class CaseClosed extends Error { constructor() { super('x'); this.name = new.target.name; } }`,
      },
      { f: `import { CaseClosed } from './errors.ts'; export const handler = () => new CaseClosed().name;` },
    );

    expect(await run(codeOf(bundled, 'f'), root)).toBe('CaseClosed');
  });

  it('gives CommonJS packages a require, and only the bundles that hold one', async () => {
    const { root, ...bundled } = await bundle(
      {
        'node_modules/old/package.json': '{ "name": "old", "main": "index.js" }',
        'node_modules/old/index.js': `exports.host = () => [typeof require('os').hostname(), typeof __dirname];`,
      },
      {
        old: `import { host } from 'old'; export const handler = () => host();`,
        plain: 'export const handler = () => 1;',
      },
    );

    expect(await run(codeOf(bundled, 'old'), root)).toEqual(['string', 'string']);
    expect(codeOf(bundled, 'plain')).not.toContain('createRequire');
  });

  it('takes path aliases of tsconfig.json, enums and JSON', async () => {
    const { root, ...bundled } = await bundle(
      {
        'tsconfig.json': '{ "compilerOptions": { "paths": { "#lib/*": ["./lib/*"] } } }',
        'lib/level.ts': `import limits from './limits.json'; export enum Level { High = 'high' } export const max = limits.max;`,
        'lib/limits.json': '{ "max": 3 }',
        'entry.ts': `export { Level, max } from '#lib/level.ts';`,
      },
      { f: `import { Level, max } from './entry.ts'; export const handler = () => [Level.High, max];` },
    );

    expect(await run(codeOf(bundled, 'f'), root)).toEqual(['high', 3]);
  });

  it('is the same bytes wherever the sources lie', async () => {
    const files = {
      'node_modules/old/package.json': '{ "name": "old", "main": "index.js" }',
      'node_modules/old/index.js': `exports.host = () => require('os').hostname();`,
      'a.ts': `import { host } from 'old'; export class A { a() { return host(); } }`,
    };
    const entries = { f: `import { A } from './a.ts'; export const handler = () => new A();` };

    const first = await bundle(files, entries);
    const second = await bundle({ ...files, 'deeper/b.ts': '' }, entries);

    expect(first.root).not.toBe(second.root);
    expect(codeOf(first, 'f')).toBe(codeOf(second, 'f'));
    expect(codeOf(first, 'f')).not.toContain(first.root);
  });

  it('refuses a native module and names its package', async () => {
    const bundling = bundle(
      {
        'node_modules/@acme/fast/package.json': '{ "name": "@acme/fast", "main": "index.js" }',
        'node_modules/@acme/fast/index.js': `module.exports = require('./build/fast.node');`,
        'node_modules/@acme/fast/build/fast.node': '',
      },
      { f: `import fast from '@acme/fast'; export const handler = () => fast;` },
    );

    await expect(bundling).rejects.toMatchObject({
      name: 'BuildError',
      diagnostics: [
        { code: 'BUNDLE_FAILED', message: expect.stringContaining('The package @acme/fast holds a native') },
      ],
    });
  });

  it('shows the line of an import that leads nowhere', async () => {
    const bundling = bundle(
      { 'a.ts': `// ü\nexport const ö = 1; import { x } from './gone.ts';\nexport const a = x;` },
      { f: `import { a } from './a.ts'; export const handler = () => a;` },
    );

    await expect(bundling).rejects.toMatchObject({
      diagnostics: [{ code: 'IMPORT_NOT_FOUND', position: { file: 'a.ts', line: 2, column: 39 }, length: 11 }],
    });
  });
});
