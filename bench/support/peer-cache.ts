import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './run-node.ts';

export const run = promisify(execFile);

/**
 * A directory in which a peer is installed once, and again where an earlier time was interrupted: what is not needed to
 * work on the library is no dependency of it.
 */
export async function installedOnce(name: string, install: (directory: string) => Promise<unknown>): Promise<string> {
  const directory = join(root, 'node_modules/.cache/lambdabus-bench', name);
  const complete = join(directory, 'complete');
  if (existsSync(complete)) return directory;
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  await install(directory);
  await writeFile(complete, '');
  return directory;
}

/** Why a peer cannot run here, in one line. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0] ?? '';
}
