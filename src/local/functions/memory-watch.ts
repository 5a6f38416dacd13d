import type { ProcessTree } from './process-tree.ts';
import type { WorkerProcess } from './worker-process.ts';

/** A process that serves nothing, or one short invocation after the other, is looked at every tenth time. */
const idleEvery = 10;

/** Looks at the memory of all functions' processes, and ends those that take more than they have. */
export interface MemoryWatch {
  stop(): void;
}

/** Starts to look at the workers that `list` gives. */
export function watchMemory(
  list: () => readonly WorkerProcess[],
  tree: ProcessTree,
  onError: (error: unknown) => void,
): MemoryWatch {
  let round = 0;
  let isLooking = false;
  const timer = setInterval(() => {
    if (isLooking) return;
    round += 1;
    isLooking = true;
    look(round % idleEvery === 0).then(
      () => {
        isLooking = false;
      },
      (error: unknown) => {
        isLooking = false;
        onError(error);
      },
    );
  }, tree.intervalMs);
  timer.unref();

  async function look(isIdleRound: boolean): Promise<void> {
    const workers = list().filter((worker) => isIdleRound || worker.busyMs > tree.intervalMs / 2);
    const byPid = new Map(workers.flatMap((worker) => (worker.pid === undefined ? [] : [[worker.pid, worker]])));
    if (byPid.size === 0) return;
    for (const [pid, memoryMb] of await tree.residentMb([...byPid.keys()])) byPid.get(pid)?.noteMemory(memoryMb);
  }

  return { stop: () => clearInterval(timer) };
}
