import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { processTree } from '../../../src/local/functions/process-tree.ts';

const isLinux = process.platform === 'linux';
/** A process that holds 60 MB and has a child that holds 60 MB more. */
const hold = 'const kept = Buffer.alloc(60_000_000, 1); setInterval(() => kept.length, 1_000);';
const parent = `${hold} require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(`${hold} console.log('up');`)}], { stdio: ['ignore', 'inherit', 'ignore'] });`;

test.each([...(isLinux ? (['linux'] as const) : []), 'darwin'] as const)(
  'the memory of a process and its child is measured, and both are ended, as on %s',
  async (platform) => {
    const tree = processTree(platform);
    const root = spawn(process.execPath, ['-e', parent], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
    const exited = once(root, 'exit');
    await once(root.stdout, 'data');
    const { pid = 0 } = root;

    const megabytes = (await tree.residentMb([pid])).get(pid);
    tree.kill(pid, 'a marker that no process has');

    expect(megabytes).toBeGreaterThan(120);
    expect(megabytes).toBeLessThan(600);
    await exited;
    await expect.poll(async () => (await processTree('darwin').residentMb([pid])).size, { timeout: 10_000 }).toBe(0);
  },
);

test('a process that is gone has no memory, and ending it again is no error', async () => {
  const tree = processTree();
  const root = spawn(process.execPath, ['-e', ''], { detached: true, stdio: 'ignore' });
  await once(root, 'exit');
  const { pid = 0 } = root;

  expect((await tree.residentMb([pid])).size).toBe(0);
  expect(() => tree.kill(pid, 'a marker that no process has')).not.toThrow();
});
