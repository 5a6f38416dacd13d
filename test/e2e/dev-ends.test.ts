import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { type ScratchProject, scratchProject, spawnDev } from './dev-process.ts';
import { helpdeskProject, serviceFiles } from './helpdesk-project.ts';

let project: ScratchProject;
let started: readonly Running[] = [];

afterEach(() => {
  // Where a test fails, an endless module would run for ever.
  for (const { pid } of alive(started)) process.kill(pid, 'SIGKILL');
  project.remove();
});

interface Running {
  readonly pid: number;
  readonly command: string;
}

/** A process and all that came of it. */
function treeOf(root: number): Running[] {
  const rows = execFileSync('ps', ['-axo', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [])
    .map(([, pid, parent, command = '']) => ({ pid: Number(pid), parent: Number(parent), command }));
  const pids = [root];
  for (const each of pids) pids.push(...rows.filter(({ parent }) => parent === each).map(({ pid }) => pid));
  return rows.filter(({ pid }) => pids.includes(pid));
}

/** Those that still run; one that ended without a parent to notice stays listed as a zombie. */
function alive(processes: readonly Running[]): Running[] {
  const running = execFileSync('ps', ['-axo', 'pid=,stat='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, state = 'Z']) => !state.startsWith('Z'))
    .map(([pid]) => Number(pid));
  return processes.filter(({ pid }) => running.includes(pid));
}

/** Starts a session and waits for one of the processes of its build. */
async function devUntil(part: string): Promise<{ dev: ReturnType<typeof spawnDev>; processes: Running[] }> {
  const dev = spawnDev(project.directory);
  if (dev.process.pid === undefined) await once(dev.process, 'spawn');
  const tree = (): Running[] => treeOf(dev.process.pid ?? 0);
  await expect
    .poll(tree, { timeout: 20_000, interval: 50 })
    .toContainEqual(expect.objectContaining({ command: expect.stringContaining(part) }));
  // It has loaded what it needs, and computes.
  await new Promise((resolve) => setTimeout(resolve, 800));
  const processes = tree();
  started = processes;
  return { dev, processes };
}

test('SIGTERM during the first build ends the process that reads types with it', async () => {
  project = helpdeskProject();
  const { dev, processes } = await devUntil('type-process/type-process');

  const code = await dev.end('SIGTERM');

  // Should it be killed instead, the process is told whose end is its own.
  expect(processes.map(({ command }) => command)).toContainEqual(
    expect.stringMatching(new RegExp(`type-process/type-process.*--end-with ${dev.process.pid}$`)),
  );
  expect(code).toBe(0);
  await expect.poll(() => alive(processes), { timeout: 1000, interval: 20 }).toEqual([]);
});

test('SIGTERM ends a bus module that never stops loading', async () => {
  project = scratchProject({ ...serviceFiles('endless'), 'bus.ts': 'export const forever = 1;\nfor (;;) {}\n' });
  const { dev, processes } = await devUntil('load/load-process');

  const code = await dev.end('SIGTERM');

  expect(code).toBe(0);
  await expect.poll(() => alive(processes), { timeout: 1000, interval: 20 }).toEqual([]);
});
