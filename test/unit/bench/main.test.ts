import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');

function bench(...args: readonly string[]) {
  return spawnSync(process.execPath, ['bench/main.ts', ...args], { cwd: root, encoding: 'utf8' });
}

describe('the command of the benchmark', () => {
  it('lists every row', () => {
    const { stdout } = bench('--list');

    const listed = stdout.split('\n').flatMap((line) => line.split(' ')[0] || []);
    const modules = globSync('bench/rows/*.ts', { cwd: root }).map((file) => basename(file, '.ts'));
    expect(listed).toEqual(modules.toSorted());
  });

  it('names the rows where one is asked for that there is not', () => {
    const { status, stderr } = bench('--only', 'bild');

    expect(status).toBe(1);
    expect(stderr).toMatch(/There is no row "bild": build, build-database, bundle-size, /);
  });

  it('does not write what a quick run found', () => {
    const { status, stderr } = bench('--quick', '--write');

    expect(status).toBe(1);
    expect(stderr).toContain('--quick measures nothing worth keeping');
  });
});
