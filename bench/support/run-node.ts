import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

/** The repository's root. */
export const root = resolve(import.meta.dirname, '../..');

/** What a process did. */
export interface NodeRun {
  /** From its start to its end. */
  readonly ms: number;
  readonly stdout: string;
}

/**
 * Runs Node and waits for its end.
 * @throws Error with what it printed, where it fails
 */
export async function runNode(
  args: readonly string[],
  { cwd, env = {} }: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<NodeRun> {
  const began = performance.now();
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  let ms = 0;
  child.once('exit', () => {
    ms = performance.now() - began;
  });
  const [code, signal] = await once(child, 'close');
  const stdout = Buffer.concat(output).toString();
  if (code !== 0) {
    throw new Error(
      `node ${args.join(' ')} ended with ${signal ?? code}:\n${stdout}${Buffer.concat(errors).toString()}`,
    );
  }
  return { ms, stdout };
}
