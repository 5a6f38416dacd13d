import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const sources = join(import.meta.dirname, '../../../src');

/** What an import of `lambdabus/build` or another entry point prints, as if on another version of Node.js. */
function importOn(version: string, entry: 'build' | 'local' = 'build'): string {
  const index = join(sources, entry, 'index.ts');
  const disguise = `Object.defineProperty(process.versions, 'node', { value: '${version}' })`;
  return spawnSync(process.execPath, ['--import', `data:text/javascript,${encodeURIComponent(disguise)}`, index], {
    encoding: 'utf8',
  }).stderr;
}

it.each(['20.19.5', '22.17.1'])(
  'Node.js %s is too old to build: what is needed and how to get it is said',
  (version) => {
    const stderr = importOn(version);

    expect(stderr).toContain(`lambdabus needs Node.js 22.18 or newer, and this is Node.js ${version}`);
    expect(stderr).toContain('npm install --save-dev node@24');
  },
);

it('Node.js 22.18 is new enough to build', () => {
  expect(importOn('22.18.0')).toBe('');
});

it.each(['20.19.5', '22.17.1'])('Node.js %s is too old for the local bus as well', (version) => {
  const stderr = importOn(version, 'local');

  expect(stderr).toContain(`lambdabus needs Node.js 22.18 or newer, and this is Node.js ${version}`);
  expect(importOn('22.18.0', 'local')).toBe('');
});

/**
 * An import that an older Node.js does not have fails before the first line of any module runs. So what the local bus imports
 * before it is started is held to what Node.js 20 has.
 */
it('the local bus imports by name only what an older Node.js has, so that it can say which one is needed', () => {
  const hooks = `
    import { registerHooks } from 'node:module';
    registerHooks({
      load(url, context, next) {
        if (url === 'node:sqlite' || url.includes('/node_modules/fauxqs/')) throw new Error('imported ' + url);
        const loaded = next(url, context);
        if (/findPackageJSON\\b[^}]*} from 'node:module'/.test(String(loaded.source ?? ''))) throw new Error('named in ' + url);
        return loaded;
      },
    });`;
  const run = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(hooks)}`, join(sources, 'local/index.ts')],
    { encoding: 'utf8' },
  );

  expect(run.stderr).toBe('');
});
