import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const index = join(import.meta.dirname, '../../../src/build/index.ts');

/** What an import of `lambdabus/build` prints, as if on another version of Node.js. */
function importOn(version: string): string {
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
