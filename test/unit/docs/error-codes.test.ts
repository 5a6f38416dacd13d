import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diagnosticCodes } from '../../../src/build/diagnostic-codes.ts';
import { busErrorCodes, graphFindings } from '../../../src/definition/index.ts';
import { localBusErrorCodes } from '../../../src/local/local-bus-error.ts';
import { graphErrors } from '../../../src/manifest/index.ts';

const root = resolve(import.meta.dirname, '../../..');
const sections = new Map(
  readFileSync(join(root, 'docs/errors.md'), 'utf8')
    .split(/^## /m)
    .map((section) => [section.slice(0, section.indexOf('\n')), section] as const),
);

function rows(title: string): readonly string[] {
  return [...(sections.get(title) ?? '').matchAll(/^\| `([A-Za-z_]+)` \|/gm)].map(([, code = '']) => code);
}

/** The sources without the modules that list the codes. */
function sourcesOf(folders: readonly string[]): string {
  const lists = ['errors.ts', 'diagnostic-codes.ts', 'local-bus-error.ts', 'acknowledge.ts'];
  return folders
    .flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: root }))
    .filter((file) => !lists.some((list) => file.endsWith(`/${list}`)))
    .map((file) => readFileSync(join(root, file), 'utf8').replace(/export const graphErrors = [^;]*;/, ''))
    .join('\n');
}

// That the source raises no other code than these, the types of BusError, Diagnostic, GraphFinding and LocalBusError say.
describe.each([
  ['At run time', busErrorCodes, ['src', 'functions', 'infra']],
  ['At build time', diagnosticCodes, ['src/build']],
  ['Between functions and services', [...graphErrors, ...graphFindings].sort(), ['src/manifest']],
  ['On this machine', localBusErrorCodes, ['src/local']],
] as const)("%s: the docs' table of codes", (title, codes, folders) => {
  it('has every code, once, in the order of the list', () => {
    expect(rows(title)).toEqual(codes);
  });

  it('has no code that the source never raises', () => {
    const sources = sourcesOf(folders);

    expect(codes.filter((code) => !sources.includes(`'${code}'`))).toEqual([]);
  });
});

it('lists the codes of the build in alphabetical order', () => {
  expect(diagnosticCodes).toEqual(diagnosticCodes.toSorted());
});

it('raises no BusError with a code that no list has', () => {
  const raised = sourcesOf(['src', 'functions', 'infra']).matchAll(/new BusError\(\s*'([A-Z_]+)'/g);

  expect([...new Set([...raised].map(([, code = '']) => code))].filter((code) => !isBusErrorCode(code))).toEqual([]);
});

it('has the id of every warning at synth, in alphabetical order', () => {
  const ids = sourcesOf(['infra']).matchAll(/addWarningV2\(\s*['`]lambdabus:([A-Za-z]+)(?=[:'`])/g);

  expect(rows('At synth')).toEqual([...new Set([...ids].map(([, id = '']) => id))].sort());
});

function isBusErrorCode(code: string): boolean {
  return (busErrorCodes as readonly string[]).includes(code);
}
