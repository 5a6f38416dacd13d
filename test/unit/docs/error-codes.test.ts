import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { busErrorCodes } from '../../../src/definition/index.ts';

const root = resolve(import.meta.dirname, '../../..');
const [atRunTime = '', atBuildTime = ''] = readFileSync(join(root, 'docs/errors.md'), 'utf8').split('## At build time');

function rows(section: string): readonly string[] {
  return [...section.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code = '']) => code);
}

function codesIn(folders: readonly string[], pattern: RegExp): readonly string[] {
  const sources = folders.flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: root }));
  const text = sources.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
  return [...new Set([...text.matchAll(pattern)].map(([, code = '']) => code))].sort();
}

describe("the docs' table of error codes", () => {
  it('has every run-time code of the types, once, in their order', () => {
    expect(rows(atRunTime)).toEqual(busErrorCodes);
  });

  it('has no run-time code that the source never raises', () => {
    const raised = codesIn(['src', 'functions', 'infra'], /(?:new BusError\(\s*|invalid\(|code: |\? )'([A-Z_]+)'/g);

    expect(busErrorCodes.filter((code) => !raised.includes(code))).toEqual([]);
  });

  it('has every code of the build, and no other', () => {
    expect(rows(atBuildTime)).toEqual(codesIn(['src/build'], /\bcode: '([A-Z_]+)'/g));
  });
});
