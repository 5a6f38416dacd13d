import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { scratchDirectory } from './scratch-service.ts';

let directory: ReturnType<typeof scratchDirectory>;
let engine: ChildProcess;

beforeEach(() => {
  directory = scratchDirectory();
});

afterEach(() => {
  engine.kill('SIGKILL');
  directory.remove();
});

async function startEngine(): Promise<string> {
  const script = fileURLToPath(new URL('./engine-process.ts', import.meta.url));
  engine = spawn(process.execPath, [script, directory.path], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (engine.stdout === null) throw new Error('The engine has no output.');
  const [endpoint] = await once(createInterface({ input: engine.stdout }), 'line');
  return String(endpoint);
}

/** Processes of the engine's functions, by their environment. */
function functionProcesses(): string[] {
  const list = execFileSync('ps', ['axeww'], { encoding: 'utf8' }).split('\n');
  return list.filter((line) => line.includes(`MARKER_OF_TEST=${directory.path}`));
}

test.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
  'an engine that ends by %s takes its functions along: one in an endless loop, and what another detached',
  async (signal) => {
    const endpoint = await startEngine();
    const invoke = (name: string) =>
      fetch(`${endpoint}/2015-03-31/functions/${name}/invocations`, { method: 'POST' }).catch(() => undefined);
    await invoke('dev-detaches');
    const looping = invoke('dev-loops');
    await expect.poll(() => functionProcesses().length, { timeout: 15_000 }).toBe(3);

    engine.kill(signal);
    await looping;

    await expect.poll(functionProcesses, { timeout: 15_000 }).toEqual([]);
  },
  60_000,
);
