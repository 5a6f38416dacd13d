import { availableParallelism } from 'node:os';
import { afterEach, expect, test } from 'vitest';
import { type LocalBus, type LocalBusOptions, startLocalBus } from '../../../src/local/index.ts';
import { scratchDirectory, scratchService } from './scratch-service.ts';

let bus: LocalBus;
let directory: ReturnType<typeof scratchDirectory>;

afterEach(async () => {
  await bus.stop();
  directory.remove();
});

async function start(code: string, options: LocalBusOptions = {}): Promise<void> {
  directory = scratchDirectory();
  bus = await startLocalBus({ topologies: [scratchService(directory.path, { 'dev-work': { code } })], ...options });
}

/** Calls itself, so deep, and waits for the answer. */
const recursive = `export const handler = async ({ depth }) => {
  if (depth === 0) return 0;
  const url = process.env.AWS_ENDPOINT_URL + '/2015-03-31/functions/dev-work/invocations';
  const response = await fetch(url, { method: 'POST', body: JSON.stringify({ depth: depth - 1 }) });
  return 1 + await response.json();
};`;

test('functions that wait for each other all get their turn, beyond what the cores can serve', async () => {
  await start(recursive);

  const answers = await Promise.all(Array.from({ length: 3 }, () => bus.invoke('dev-work', { depth: 4 })));

  expect(answers.map(({ payload }) => payload)).toEqual(['4', '4', '4']);
});

/** Says when it ran, and in which process. */
const spans = `export const handler = async () => {
  const from = Date.now(); await new Promise((r) => setTimeout(r, 100)); return { pid: process.pid, from, to: Date.now() };
};`;

test('no process serves two invocations at once, and there are no more than allowed', async () => {
  await start(spans, { maxWorkers: 3 });

  const answers = await Promise.all(Array.from({ length: 12 }, () => bus.invoke('dev-work')));

  const served: { pid: number; from: number; to: number }[] = answers.map(({ payload }) => JSON.parse(payload));
  expect(new Set(served.map(({ pid }) => pid)).size).toBeLessThanOrEqual(3);
  for (const one of served) {
    const others = served.filter((other) => other !== one && other.pid === one.pid);
    expect(others.filter(({ from, to }) => from < one.to && one.from < to)).toEqual([]);
  }
});

test('a quick function serves many invocations at once with few processes', async () => {
  await start('export const handler = async () => process.pid;');
  await bus.invoke('dev-work');

  const answers = await Promise.all(Array.from({ length: 400 }, () => bus.invoke('dev-work')));

  const pids = new Set(answers.map(({ payload }) => payload));
  expect(answers.every(({ error }) => error === undefined)).toBe(true);
  expect(pids.size).toBeLessThanOrEqual(Math.max(4, availableParallelism() * 2));
});

test('a function that mostly waits gets more processes than the cores can serve', async () => {
  await start(
    'export const handler = async () => { await new Promise((r) => setTimeout(r, 600)); return process.pid; };',
  );

  const atOnce = 2 * Math.max(4, availableParallelism() * 2);
  const answers = await Promise.all(Array.from({ length: atOnce }, () => bus.invoke('dev-work')));

  const pids = new Set(answers.map(({ payload }) => payload));
  expect(pids.size).toBeGreaterThan(atOnce / 2);
});

test('a process that is not used ends, and the next invocation starts another', async () => {
  await start(spans, { idleTimeoutMs: 50 });
  const first = JSON.parse((await bus.invoke('dev-work')).payload);

  await expect.poll(() => isAlive(first.pid), { timeout: 10_000 }).toBe(false);
  const second = JSON.parse((await bus.invoke('dev-work')).payload);

  expect(second.pid).not.toBe(first.pid);
});

test('stopping answers what is running and what waits, and takes nothing more', async () => {
  await start(spans, { maxWorkers: 1 });
  await bus.invoke('dev-work');

  const running = [bus.invoke('dev-work'), bus.invoke('dev-work')];
  await bus.stop();

  const errors = (await Promise.all(running)).map(({ error }) => error?.errorMessage);
  expect(errors).toEqual(['The local bus was stopped.', 'The local bus was stopped.']);
  await expect(bus.invoke('dev-work')).resolves.toMatchObject({ error: { errorType: 'ServiceException' } });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
