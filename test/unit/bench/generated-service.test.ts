import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { writeGeneratedService } from '../../../bench/support/generated-service.ts';
import { linkModules } from '../../../bench/support/link-modules.ts';
import { build } from '../../../src/build/index.ts';

const directories: string[] = [];

function newDirectory(): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'lambdabus-generated-')));
  directories.push(directory);
  linkModules(directory);
  return directory;
}

afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});

describe('the generated service of the benchmark', () => {
  const size = { procedures: 20, events: 5, listeners: 3 };

  it('has what was asked for, and builds', async () => {
    const service = writeGeneratedService(newDirectory(), size);

    const manifest = await build(service.busModule);

    const procedures = manifest.apis.flatMap((api) => api.procedures.map(({ name }) => `${api.name}.${name}`));
    const events = manifest.apis.flatMap((api) => api.events.map(({ name }) => `${api.name}.${name}`));
    expect(procedures.toSorted()).toEqual(service.procedures.toSorted());
    expect(events.toSorted()).toEqual(service.events.toSorted());
    expect(manifest.listeners.map(({ name }) => name).toSorted()).toEqual(Object.keys(service.listeners).toSorted());
    expect([procedures.length, events.length, manifest.listeners.length]).toEqual([20, 5, 3]);
  });

  it('type-checks', () => {
    const { directory } = writeGeneratedService(newDirectory(), size);

    const tsc = resolve(import.meta.dirname, '../../../node_modules/typescript/bin/tsc');

    expect(execFileSync(process.execPath, [tsc, '-p', directory], { encoding: 'utf8' })).toBe('');
  });

  it('is the same for the same size', () => {
    const [one, other] = [newDirectory(), newDirectory()].map((directory) => writeGeneratedService(directory, size));

    expect(readFileSync(join(one?.directory ?? '', 'apis/object1.ts'), 'utf8')).toBe(
      readFileSync(join(other?.directory ?? '', 'apis/object1.ts'), 'utf8'),
    );
  });
});
