import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const cache = fileURLToPath(new URL('../../node_modules/.cache/lambdabus-emulator', import.meta.url));

/**
 * A virtual environment with packages of PyPI, made at its first use in a cache beside node_modules.
 *
 * @param name Names the directory: another version of a package wants another name.
 * @returns the directory of its programs.
 */
export function pythonEnvironment(name: string, packages: readonly string[]): Promise<string> {
  // Asked for twice at once, it would be made twice in one place.
  const making = made.get(name) ?? make(name, packages);
  made.set(name, making);
  return making;
}

const made = new Map<string, Promise<string>>();

async function make(name: string, packages: readonly string[]): Promise<string> {
  const directory = join(cache, name);
  const programs = join(directory, 'bin');
  const complete = join(directory, 'complete');
  if (existsSync(complete)) return programs;
  // What an interrupted installation left is of no use: a virtual environment cannot be moved into place, either.
  await rm(directory, { recursive: true, force: true });
  await mkdir(cache, { recursive: true });
  await run('python3', ['-m', 'venv', directory]).catch((error: unknown) => {
    throw new Error('This needs python3 with its module venv on the PATH.', { cause: error });
  });
  await run(join(programs, 'pip'), ['install', '--quiet', ...packages]);
  await writeFile(complete, '');
  return programs;
}
