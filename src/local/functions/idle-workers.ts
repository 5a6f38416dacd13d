import type { WorkerProcess } from './worker-process.ts';

/** How long processes that serve nothing stay, and how many of them. */
export interface IdleLimits {
  readonly idleTimeoutMs: number;
  readonly maxIdleWorkers: number;
}

/** The processes of all functions that serve nothing: those unused for longest end first. */
export class IdleWorkers {
  readonly #limits: IdleLimits;
  /** Since when, in milliseconds of `performance.now()`; in the order in which they became idle. */
  readonly #since = new Map<WorkerProcess, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(limits: IdleLimits) {
    this.#limits = limits;
  }

  /** Takes a process that has nothing to do. */
  park(worker: WorkerProcess): void {
    this.#since.set(worker, performance.now());
    // One timer for all: a process is parked after each invocation.
    this.#timer ??= this.#endLater(this.#limits.idleTimeoutMs);
    if (this.#since.size <= this.#limits.maxIdleWorkers) return;
    const [longestUnused] = this.#since.keys();
    longestUnused?.kill();
  }

  /** Lets go of a process that has something to do, or that has ended. */
  release(worker: WorkerProcess): void {
    this.#since.delete(worker);
  }

  #endLater(delayMs: number): NodeJS.Timeout {
    return setTimeout(() => {
      const before = performance.now() - this.#limits.idleTimeoutMs;
      for (const [worker, since] of this.#since) if (since <= before) worker.kill();
      const [oldest] = [...this.#since.values()].filter((since) => since > before);
      this.#timer = oldest === undefined ? undefined : this.#endLater(oldest - before);
    }, delayMs).unref();
  }
}
