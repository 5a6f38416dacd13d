import type { WorkerProcess } from './worker-process.ts';

/** How long processes that serve nothing stay, and how many of them. */
export interface IdleLimits {
  readonly idleTimeoutMs: number;
  readonly maxIdleWorkers: number;
}

/** The processes of all functions that serve nothing: those unused for longest end first. */
export class IdleWorkers {
  readonly #limits: IdleLimits;
  /** In the order in which they became idle. */
  readonly #timers = new Map<WorkerProcess, NodeJS.Timeout>();

  constructor(limits: IdleLimits) {
    this.#limits = limits;
  }

  /** Takes a process that has nothing to do. */
  park(worker: WorkerProcess): void {
    const timer = setTimeout(() => worker.kill(), this.#limits.idleTimeoutMs);
    timer.unref();
    this.#timers.set(worker, timer);
    const [longestUnused] = this.#timers.keys();
    if (this.#timers.size > this.#limits.maxIdleWorkers) longestUnused?.kill();
  }

  /** Lets go of a process that has something to do, or that has ended. */
  release(worker: WorkerProcess): void {
    clearTimeout(this.#timers.get(worker));
    this.#timers.delete(worker);
  }
}
