import { availableParallelism } from 'node:os';
import type { IdleWorkers } from './idle-workers.ts';
import type { Invocation, InvocationRequest, LocalFunction } from './invocation.ts';
import { type WorkerHost, WorkerProcess } from './worker-process.ts';

/** What a pool works with. */
export interface PoolHost extends WorkerHost {
  readonly idle: IdleWorkers;
  /** Most processes of one function. */
  readonly maxWorkers: number;
}

interface Waiting {
  /** When it came, in milliseconds of `performance.now()`. */
  readonly since: number;
  /** How many invocations the function had served by then. */
  readonly servedBefore: number;
  readonly request: InvocationRequest;
  readonly resolve: (invocation: Invocation) => void;
}

/** As many processes of one function as the machine serves well when they only compute. */
const servedWell = Math.max(4, availableParallelism() * 2);

/**
 * When another process is worth what it costs to start: once a request has waited so long, for a function that takes so
 * long for one. A quicker function has served all who wait before another process of it could serve one.
 */
const growth = {
  withinCores: { waitedMs: 20, slowMs: 2 },
  beyondCores: { waitedMs: 200, slowMs: 20 },
} as const;

/**
 * The execution environments of one function. A process serves one invocation at a time and is used again. More are
 * started while requests wait: as many as the cores can serve soon, and beyond that step by step, so that functions that
 * wait for each other do not wait for ever.
 */
export class FunctionPool {
  readonly function: LocalFunction;
  readonly #host: PoolHost;
  readonly #workers = new Set<WorkerProcess>();
  readonly #idle: WorkerProcess[] = [];
  readonly #waiting: Waiting[] = [];
  #starting = 0;
  #served = 0;
  #lastUsed: number | undefined;
  #growth: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(fn: LocalFunction, host: PoolHost) {
    this.function = fn;
    this.#host = host;
  }

  /** Its living processes. */
  get workers(): readonly WorkerProcess[] {
    return [...this.#workers];
  }

  /** When it was last asked for, in milliseconds of `performance.now()`; undefined for one that has not been used. */
  get lastUsed(): number | undefined {
    return this.#lastUsed;
  }

  /** Starts a process for who used the function before it changed, so that the next invocation does not wait for it. */
  warm(lastUsed: number): void {
    this.#lastUsed = lastUsed;
    if (this.#workers.size === 0 && !this.#isStopped) void this.#start({ isAhead: true });
  }

  /** Serves an invocation as soon as a process is free; never rejects. */
  invoke(request: InvocationRequest): Promise<Invocation> {
    return new Promise((resolve) => {
      this.#lastUsed = performance.now();
      this.#waiting.push({ since: this.#lastUsed, servedBefore: this.#served, request, resolve });
      if (this.#isStopped) this.#refuse();
      else this.#pump();
    });
  }

  /** Ends all processes at once. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#growth);
    const ended = [...this.#workers].map((worker) => worker.ended);
    for (const worker of this.#workers) worker.kill();
    this.#refuse();
    await Promise.all(ended);
  }

  /** Takes no new invocation, and ends each process when it has served its last. */
  async retire(): Promise<void> {
    while (this.#waiting.length > 0 || this.#starting > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    const busy = [...this.#workers].filter((worker) => worker.isBusy);
    for (const worker of this.#workers) if (!worker.isBusy) worker.kill();
    this.#isStopped = true;
    await Promise.all(busy.map((worker) => worker.ended));
  }

  #pump(): void {
    while (this.#waiting.length > 0) {
      const worker = this.#idle.pop();
      if (worker === undefined) break;
      const next = this.#waiting.shift();
      if (next !== undefined) void this.#serve(worker, next);
    }
    if (this.#waiting.length === 0) return;
    if (this.#workers.size === 0) void this.#start({ isAhead: false });
    if (this.#workers.size < this.#host.maxWorkers) this.#growWhileWaiting();
  }

  #growWhileWaiting(): void {
    this.#growth ??= setTimeout(() => {
      this.#growth = undefined;
      if (this.#isStopped) return;
      for (let more = this.#wanted(); more > 0; more -= 1) void this.#start({ isAhead: false });
      this.#pump();
    }, growth.withinCores.waitedMs);
  }

  /** How many processes to start, by what the request that waits longest has seen. */
  #wanted(): number {
    const [longest] = this.#waiting;
    if (longest === undefined) return 0;
    const size = this.#workers.size;
    const waitedMs = performance.now() - longest.since;
    const slowMs = (size * waitedMs) / (this.#served - longest.servedBefore);
    const isWorthIt = (limits: { readonly waitedMs: number; readonly slowMs: number }): boolean =>
      waitedMs >= limits.waitedMs && slowMs >= limits.slowMs;
    const unserved = this.#waiting.length - this.#starting;
    const withinCores = Math.min(servedWell, this.#host.maxWorkers) - size;
    if (withinCores > 0) return isWorthIt(growth.withinCores) ? Math.min(unserved, withinCores) : 0;
    if (this.#starting > 0 || !isWorthIt(growth.beyondCores)) return 0;
    return Math.min(unserved, this.#host.maxWorkers - size, Math.ceil(size / 2));
  }

  async #start({ isAhead }: { readonly isAhead: boolean }): Promise<void> {
    const worker = new WorkerProcess(this.function, this.#host);
    this.#workers.add(worker);
    this.#starting += 1;
    void worker.ended.then(() => this.#forget(worker));
    const error = await worker.ready;
    this.#starting -= 1;
    if (error === undefined) {
      this.#release(worker);
      return;
    }
    // A process that ends while it loads is another's to answer for, when there is one.
    if (isAhead && this.#waiting.length === 0) return;
    // It was started for whoever waits longest: there is no other answer for them than why it did not start.
    const next = this.#waiting.shift();
    next?.resolve({ payload: JSON.stringify(error), error, durationMs: 0, log: worker.log });
    this.#pump();
  }

  async #serve(worker: WorkerProcess, { request, resolve }: Waiting): Promise<void> {
    this.#host.idle.release(worker);
    const invocation = await worker.invoke(request);
    this.#served += 1;
    resolve(invocation);
    if (worker.isAlive) this.#release(worker);
    else this.#forget(worker);
  }

  #release(worker: WorkerProcess): void {
    if (this.#isStopped) {
      worker.kill();
      return;
    }
    this.#idle.push(worker);
    this.#host.idle.park(worker);
    this.#pump();
  }

  #forget(worker: WorkerProcess): void {
    if (!this.#workers.delete(worker)) return;
    this.#host.idle.release(worker);
    const index = this.#idle.indexOf(worker);
    if (index !== -1) this.#idle.splice(index, 1);
    this.#pump();
  }

  #refuse(): void {
    const error = { errorType: 'ServiceException', errorMessage: 'The local bus was stopped.' };
    for (const { resolve } of this.#waiting.splice(0)) {
      resolve({ payload: JSON.stringify(error), error, durationMs: 0, log: '' });
    }
  }
}
