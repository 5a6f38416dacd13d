import { availableParallelism } from 'node:os';
import type { Invocation, InvocationRequest, LocalFunction } from './invocation.ts';
import { type WorkerHost, WorkerProcess } from './worker-process.ts';

/** How many processes a function may have, and for how long they stay. */
export interface PoolLimits {
  /** Most processes of one function. */
  readonly maxWorkers: number;
  /** An unused process ends after this time. */
  readonly idleTimeoutMs: number;
}

interface Waiting {
  readonly request: InvocationRequest;
  readonly resolve: (invocation: Invocation) => void;
}

/** How long a request waits for a busy function before another process is started beyond what the cores can serve. */
const patienceMs = 200;

/**
 * The execution environments of one function. A process serves one invocation at a time and is used again. More are
 * started for more invocations at once: as many as the cores can serve, and beyond that one at a time while requests
 * wait, so that functions that wait for each other do not wait for ever.
 */
export class FunctionPool {
  readonly function: LocalFunction;
  readonly #host: WorkerHost;
  readonly #limits: PoolLimits;
  readonly #workers = new Set<WorkerProcess>();
  readonly #idle: WorkerProcess[] = [];
  readonly #idleTimers = new Map<WorkerProcess, NodeJS.Timeout>();
  readonly #waiting: Waiting[] = [];
  #starting = 0;
  #growth: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(fn: LocalFunction, host: WorkerHost, limits: PoolLimits) {
    this.function = fn;
    this.#host = host;
    this.#limits = limits;
  }

  /** Its living processes. */
  get workers(): readonly WorkerProcess[] {
    return [...this.#workers];
  }

  /** Serves an invocation as soon as a process is free; never rejects. */
  invoke(request: InvocationRequest): Promise<Invocation> {
    return new Promise((resolve) => {
      this.#waiting.push({ request, resolve });
      this.#pump();
    });
  }

  /** Ends all processes at once. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#growth);
    const ended = [...this.#workers].map((worker) => worker.ended);
    for (const worker of this.#workers) worker.kill();
    for (const timer of this.#idleTimers.values()) clearTimeout(timer);
    this.#refuse('The local bus was stopped.');
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
    const wanted = Math.min(softLimit(), this.#limits.maxWorkers);
    while (this.#waiting.length > this.#starting && this.#workers.size < wanted) void this.#start();
    if (this.#waiting.length > 0) this.#growWhileWaiting();
  }

  #growWhileWaiting(): void {
    this.#growth ??= setTimeout(() => {
      this.#growth = undefined;
      if (this.#isStopped) return;
      const isFull = this.#workers.size >= this.#limits.maxWorkers;
      if (this.#waiting.length > 0 && this.#starting === 0 && !isFull) void this.#start();
      this.#pump();
    }, patienceMs);
  }

  async #start(): Promise<void> {
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
    // It was started for whoever waits longest: there is no other answer for them than why it did not start.
    const next = this.#waiting.shift();
    next?.resolve({ payload: JSON.stringify(error), error, durationMs: 0, log: worker.log });
    this.#pump();
  }

  async #serve(worker: WorkerProcess, { request, resolve }: Waiting): Promise<void> {
    clearTimeout(this.#idleTimers.get(worker));
    this.#idleTimers.delete(worker);
    const invocation = await worker.invoke(request);
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
    this.#idleTimers.set(
      worker,
      setTimeout(() => worker.kill(), this.#limits.idleTimeoutMs),
    );
    this.#pump();
  }

  #forget(worker: WorkerProcess): void {
    if (!this.#workers.delete(worker)) return;
    clearTimeout(this.#idleTimers.get(worker));
    this.#idleTimers.delete(worker);
    const index = this.#idle.indexOf(worker);
    if (index !== -1) this.#idle.splice(index, 1);
    this.#pump();
  }

  #refuse(reason: string): void {
    const error = { errorType: 'ServiceException', errorMessage: reason };
    for (const { resolve } of this.#waiting.splice(0)) {
      resolve({ payload: JSON.stringify(error), error, durationMs: 0, log: '' });
    }
  }
}

/** As many processes of one function as the machine serves well when they only compute. */
function softLimit(): number {
  return Math.max(4, availableParallelism() * 2);
}
