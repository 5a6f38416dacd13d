import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { libraryModule } from '../../../src/build/library.ts';

let directory: string;
let child: ChildProcess;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lambdabus-watch-'));
});

afterEach(() => {
  child.kill('SIGKILL');
  rmSync(directory, { recursive: true });
});

/** A process whose main thread never comes to notice anything. */
function startBusy(parent: number): ChildProcess {
  const file = join(directory, 'busy.mjs');
  const watch = pathToFileURL(libraryModule('src/build/type-process/parent-watch')).href;
  writeFileSync(file, `import ${JSON.stringify(watch)};\nprocess._rawDebug('busy');\nfor (;;) {}\n`);
  return spawn(process.execPath, [file, '--end-with', String(parent)], { stdio: ['ignore', 'ignore', 'pipe'] });
}

it('ends a busy process whose parent is gone', async () => {
  // A process that is not its parent, as after the parent's end.
  child = startBusy(process.ppid);

  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
}, 20_000);

it('leaves a process alone as long as its parent lives', async () => {
  child = startBusy(process.pid);
  await once(child.stderr ?? child, 'data');
  await new Promise((resolve) => setTimeout(resolve, 1000));

  expect([child.exitCode, child.signalCode]).toEqual([null, null]);
}, 20_000);
