import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../src/cli/bin.ts', import.meta.url));

/** A running `lambdabus dev`. */
export interface DevProcess {
  readonly process: ChildProcess;
  readonly endpoint: string;
  /** Everything it wrote so far. */
  stdout(): string;
  stderr(): string;
  /** Ends it and gives its exit code. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** The files of a service in a directory of its own. */
export interface ScratchProject {
  readonly directory: string;
  write(file: string, content: string): void;
  remove(): void;
}

/** Writes a project to a temporary directory. */
export function scratchProject(files: Readonly<Record<string, string>>): ScratchProject {
  const directory = mkdtempSync(join(tmpdir(), 'lambdabus-dev-'));
  const write = (file: string, content: string): void => writeFileSync(join(directory, file), content);
  for (const [file, content] of Object.entries(files)) write(file, content);
  return { directory, write, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

/** A `lambdabus dev` that may not be ready yet. */
export interface StartingDevProcess extends Omit<DevProcess, 'endpoint'> {
  /** Resolves with the endpoint when its line came. */
  readonly ready: Promise<string>;
  /** Resolves with the exit code when it has ended. */
  readonly exited: Promise<number | null>;
}

/** Starts `lambdabus dev` in a directory. */
export function spawnDev(cwd: string, args: readonly string[] = []): StartingDevProcess {
  const child = spawn(process.execPath, [bin, 'dev', '--port', '0', ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    written.stderr += text;
  });
  const exited = once(child, 'exit').then(([code]): number | null => code);
  const ready = Promise.race([once(child.stdout, 'data'), exited]).then(() => {
    const endpoint = /http:\/\/127\.0\.0\.1:\d+/.exec(written.stdout)?.[0];
    if (endpoint === undefined) throw new Error(`lambdabus dev did not start:\n${written.stderr}`);
    return endpoint;
  });
  // Whoever does not wait for it is not told.
  ready.catch(() => {});
  return {
    process: child,
    ready,
    exited,
    stdout: () => written.stdout,
    stderr: () => written.stderr,
    end: (signal) => {
      child.kill(signal);
      return exited;
    },
  };
}

/** Starts `lambdabus dev` in a directory, and waits for its line. */
export async function startDev(cwd: string, args: readonly string[] = []): Promise<DevProcess> {
  const starting = spawnDev(cwd, args);
  return { ...starting, endpoint: await starting.ready };
}
