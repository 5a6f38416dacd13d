import { fork } from 'node:child_process';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import type { RowResult } from './results.ts';
import type { Row } from './row.ts';

const defaultTimeoutMinutes = 10;

/** Measures rows one after the other, each in a process of its own. A row that fails does not stop the others. */
export async function runRows(
  rows: readonly Row[],
  { rounds, isQuick }: { readonly rounds: number; readonly isQuick: boolean },
): Promise<readonly RowResult[]> {
  const results: RowResult[] = [];
  for (const row of rows) {
    console.error(`${row.name}: ${row.title}`);
    results.push(await runRow(row, [String(rounds), isQuick ? 'quick' : 'full']));
  }
  return results;
}

async function runRow(row: Row, settings: readonly string[]): Promise<RowResult> {
  const began = performance.now();
  const { name, title, note, timeoutMinutes = defaultTimeoutMinutes } = row;
  const empty = {
    name,
    title,
    note,
    measuredAt: new Date().toISOString(),
    loadAverage: loadavg(),
    versions: {},
    comparisons: [],
  };
  const child = fork(join(import.meta.dirname, '../row-process.ts'), [name, ...settings], {
    // Standard output is the table's, or the JSON's.
    stdio: ['ignore', 2, 2, 'ipc'],
    // A group of its own: what the row started ends with it.
    detached: true,
  });
  const end = () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  };
  process.once('exit', end);
  return new Promise((resolve) => {
    let result: RowResult | undefined;
    const timer = setTimeout(end, timeoutMinutes * 60_000);
    child.on('message', (message: RowResult) => {
      result = message;
    });
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      process.off('exit', end);
      const tookSeconds = Math.round((performance.now() - began) / 1000);
      const why =
        signal === 'SIGKILL'
          ? `It took longer than ${timeoutMinutes} minutes.`
          : `Its process ended with ${signal ?? code}; what it printed says why.`;
      resolve(result ?? { ...empty, tookSeconds, error: why });
    });
  });
}
