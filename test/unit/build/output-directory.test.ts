import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isSameStamp, stampOfFile } from '../../../src/build/cache/file-stamp.ts';
import { type OutputFile, openOutput } from '../../../src/build/output-directory.ts';

function outDir(): string {
  const directory = mkdtempSync(join(tmpdir(), 'lambdabus-output-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

const textsOf = (directory: string) =>
  Object.fromEntries(readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), 'utf8')]));
const files = (texts: Readonly<Record<string, string>>): ReadonlyMap<string, OutputFile> =>
  new Map(Object.entries(texts).map(([name, text]) => [name, { content: Buffer.from(text) }]));
const contents = (texts: Readonly<Record<string, string>>) =>
  new Map(Object.entries(texts).map(([name, text]) => [name, Buffer.from(text)]));

describe('a directory of an output directory', () => {
  it('that was made ahead is seen by nobody before it is in its place, and is what was asked for then', () => {
    const path = outDir();
    const output = openOutput(path);
    output.prepareDirectory('functions/a', contents({ 'index.mjs': 'code', 'validators.mjs': '', 'other.mjs': '' }));
    output.prepareDirectory('functions/b', contents({ 'index.mjs': 'another' }));

    const before = existsSync(join(path, 'functions'));
    output.writeDirectory('functions/a', files({ 'index.mjs': 'code', 'validators.mjs': 'checks' }), new Set());
    output.discardPrepared();

    expect(before).toBe(false);
    expect(textsOf(join(path, 'functions/a'))).toEqual({ 'index.mjs': 'code', 'validators.mjs': 'checks' });
    expect(readdirSync(path)).toEqual(['functions']);
    expect(readdirSync(join(path, 'functions'))).toEqual(['a']);
  });

  it('has files as they were asked for: deeper, linked and to be run', () => {
    const path = outDir();
    const original = join(path, 'original');
    writeFileSync(original, 'client');
    const stamp = stampOfFile(original);
    const output = openOutput(path);

    output.writeDirectory(
      'functions/a',
      new Map<string, OutputFile>([
        ['aws/sns.mjs', { content: Buffer.from('client'), original: stamp && { file: original, stamp } }],
        ['bin/run', { content: Buffer.from('#!') }],
      ]),
      new Set(['bin/run']),
    );

    const written = join(path, 'functions/a');
    expect(statSync(join(written, 'aws/sns.mjs')).ino).toBe(statSync(original).ino);
    expect(statSync(join(written, 'bin/run')).mode & 0o111).toBe(0o111);
    // The stamp of a link is another after the next link to the same file.
    const current = [...output.files].map(([name, { stamp: kept }]) => [
      name,
      isSameStamp(kept, stampOfFile(join(path, name))),
    ]);
    expect(current).toEqual([
      ['functions/a/aws/sns.mjs', false],
      ['functions/a/bin/run', true],
    ]);
  });

  it('is not taken for the build’s own where someone else made it meanwhile, but has its files', () => {
    const path = outDir();
    const output = openOutput(path);
    output.prepareDirectory('functions/a', contents({ 'index.mjs': 'code' }));
    mkdirSync(join(path, 'functions/a'), { recursive: true });
    writeFileSync(join(path, 'functions/a/index.mjs'), 'theirs');

    output.writeDirectory('functions/a', files({ 'index.mjs': 'code' }), new Set());
    output.discardPrepared();

    expect(textsOf(join(path, 'functions/a'))).toEqual({ 'index.mjs': 'code' });
    expect(readdirSync(path)).toEqual(['functions']);
  });
});
