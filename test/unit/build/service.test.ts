import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveService } from '../../../src/build/service.ts';
import { closestName } from '../../../src/definition/did-you-mean.ts';
import { temporaryService } from './temporary-service.ts';

function codeOf(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error instanceof Error && 'diagnostics' in error ? error.diagnostics : error;
  }
}

describe('the service of a bus module', () => {
  it('is named by its package, without scope', () => {
    const root = temporaryService({ 'bus.ts': '' });

    expect(resolveService('bus.ts', {}, root)).toEqual({
      name: 'support',
      busModule: `${root}/bus.ts`,
      packageRoot: root,
      outDir: `${root}/.lambdabus`,
      bundleBudgetKb: 1000,
    });
  });

  it('is named by lambdabus.service of package.json, and before that by the option', () => {
    const root = temporaryService({
      'package.json': JSON.stringify({ name: '@acme/x', lambdabus: { service: 'help-desk' } }),
      'src/bus.ts': '',
    });

    expect(resolveService('src/bus.ts', {}, root).name).toBe('help-desk');
    expect(resolveService('src/bus.ts', { service: 'billing', outDir: 'out' }, root)).toMatchObject({
      name: 'billing',
      packageRoot: root,
      outDir: `${root}/out`,
    });
  });

  it('is known by where it truly lies', () => {
    const root = temporaryService({ 'bus.ts': '' });
    const link = join(temporaryService({}), 'link');
    symlinkSync(root, link);

    expect(resolveService('bus.ts', {}, link)).toMatchObject({ busModule: `${root}/bus.ts`, packageRoot: root });
  });

  it('may have its bus in bus/index.ts', () => {
    const root = temporaryService({ 'bus/index.ts': '' });

    expect(resolveService('bus.ts', {}, root).busModule).toBe(`${root}/bus/index.ts`);
    expect(resolveService('bus/index.ts', {}, root).busModule).toBe(`${root}/bus/index.ts`);
  });

  it.each(['package.json', 'bus.d.ts', 'notes.md', 'bus'])(
    'is not one of %s, which is no module of TypeScript or JavaScript',
    (file) => {
      const root = temporaryService({ 'bus.d.ts': '', 'notes.md': '', bus: '', 'src/bus.ts': '' });

      expect(codeOf(() => resolveService(file, {}, root))).toMatchObject([
        {
          code: 'BUS_MODULE_INVALID',
          message: expect.stringContaining(`${file} is `),
          hint: expect.stringContaining('Did you mean src/bus.ts? Give the file'),
        },
      ]);
    },
  );

  it.each(['ts', 'mts', 'cts', 'tsx', 'js', 'mjs', 'cjs', 'jsx'])(
    'may be of a bus module that ends in .%s',
    (extension) => {
      const root = temporaryService({ [`bus.${extension}`]: '' });

      expect(resolveService(`bus.${extension}`, {}, root).busModule).toBe(`${root}/bus.${extension}`);
    },
  );

  it.each([
    ['in src', { 'src/bus.ts': '' }, 'bus.ts', 'src/bus.ts'],
    ['in JavaScript', { 'bus.js': '' }, 'bus.ts', 'bus.js'],
    ['written otherwise', { 'support-bus.ts': '' }, 'suport-bus.ts', 'support-bus.ts'],
    ['in the directory that was given', { 'bus/index.ts': '' }, 'bus', 'bus/index.ts'],
  ])('that is looked for in the wrong place is pointed to: %s', (_, files, asked, found) => {
    const root = temporaryService(files);

    expect(codeOf(() => resolveService(asked, {}, root))).toMatchObject([
      { code: 'BUS_MODULE_NOT_FOUND', hint: expect.stringContaining(`Did you mean ${found}? `) },
    ]);
  });

  it('is told a name that is allowed', () => {
    const root = temporaryService({ 'bus.ts': '', 'package.json': '{ "name": "HelpDesk_v2" }' });

    expect(codeOf(() => resolveService('bus.ts', {}, root))).toMatchObject([
      { code: 'SERVICE_NAME_INVALID', hint: expect.stringContaining('--service help-desk-v2') },
    ]);
  });

  it.each([
    ['no module', {}, 'BUS_MODULE_NOT_FOUND'],
    ['no name', { 'bus.ts': '', 'package.json': '{}' }, 'SERVICE_NAME_MISSING'],
    ['a bad name', { 'bus.ts': '', 'package.json': '{ "name": "Help_Desk" }' }, 'SERVICE_NAME_INVALID'],
    ['bad JSON', { 'bus.ts': '', 'package.json': '{' }, 'PACKAGE_INVALID'],
    ['a bad setting', { 'bus.ts': '', 'package.json': '{ "lambdabus": { "service": 3 } }' }, 'SERVICE_NAME_INVALID'],
  ])('is refused with %s', (_, files, code) => {
    const root = temporaryService(files);

    expect(codeOf(() => resolveService('bus.ts', {}, root))).toMatchObject([
      { code, hint: expect.stringMatching(/./) },
    ]);
  });
});

describe('did you mean', () => {
  it.each([
    ['memroy', 'memory'],
    ['Timeout', 'timeout'],
    ['auto_register', 'autoRegister'],
    ['colour', undefined],
  ])('%s is close to %s', (mistyped, meant) => {
    expect(closestName(mistyped, ['name', 'memory', 'timeout', 'autoRegister'])).toBe(meant);
  });
});
