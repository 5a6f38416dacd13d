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
  readonly request: InvocationRequest;
  readonly resolve: (invocation: Invocation) => void;
}

/** As many processes of one function as the machine serves well when they only compute. */
const servedWell = Math.max(4, availableParallelism() * 2);

/** How long a request waits for a busy function before another process is started beyond what the cores can serve. */
const patienceMs = 200;

/**
 * The execution environments of one function. A process serves one invocation at a time and is used again. More are
 * started for more invocations at once: as many as the cores can serve, and beyond that step by step while requests
 * wait, so that functions that wait for each other do not wait for ever.
 */
export class FunctionPool {
  readonly function: LocalFunction;
  readonly #host: PoolHost;
  readonly #workers = new Set<WorkerProcess>();
  readonly #idle: WorkerProcess[] = [];
  readonly #waiting: Waiting[] = [];
  #starting = 0;
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

  /** Serves an invocation as soon as a process is free; never rejects. */
  invoke(request: InvocationRequest): Promise<Invocation> {
    return new Promise((resolve) => {
      this.#waiting.push({ request, resolve });
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
    const wanted = Math.min(servedWell, this.#host.maxWorkers);
    while (this.#waiting.length > this.#starting && this.#workers.size < wanted) void this.#start();
    if (this.#waiting.length > 0) this.#growWhileWaiting();
  }

  #growWhileWaiting(): void {
    this.#growth ??= setTimeout(() => {
      this.#growth = undefined;
      if (this.#isStopped) return;
      const room = this.#host.maxWorkers - this.#workers.size;
      const more = this.#starting > 0 ? 0 : Math.min(this.#waiting.length, room, Math.ceil(this.#workers.size / 2));
      for (let started = 0; started < more; started += 1) void this.#start();
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
    this.#host.idle.release(worker);
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
