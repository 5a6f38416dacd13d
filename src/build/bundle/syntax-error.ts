import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { Loader, Message } from 'esbuild';
import { requireEsbuild } from '../required-esbuild.ts';
import { isBuildFailure } from './build-failure.ts';

const loaders: Readonly<Record<string, Loader>> = {
  '.ts': 'ts',
  '.mts': 'ts',
  '.cts': 'ts',
  '.tsx': 'tsx',
  '.js': 'jsx',
  '.mjs': 'js',
  '.cjs': 'js',
  '.jsx': 'jsx',
  '.json': 'json',
};

/** Whether what the bundler says of a file is said of its text alone: then the text is wrong, not how it is bundled. */
export function syntaxErrorIn(file: string, { text }: Message): boolean {
  const loader = loaders[extname(file)];
  if (loader === undefined) return false;
  try {
    requireEsbuild().transformSync(readFileSync(file, 'utf8'), { loader, logLevel: 'silent' });
    return false;
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    return error.errors.some((own) => own.text === text);
  }
}
