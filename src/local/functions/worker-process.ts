import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FrameReader } from '../worker/frames.ts';
import {
  channelDescriptor,
  type FunctionErrorPayload,
  invokeFrame,
  readWorkerFrame,
  type WorkerMessage,
} from '../worker/protocol.ts';
import { type EngineEnvironment, functionEnvironment, logStreamName } from './environment.ts';
import { exited, outOfMemory, responseTooLarge, timedOut } from './function-errors.ts';
import type { Invocation, InvocationRequest, LocalFunction } from './invocation.ts';
import { LineSplitter } from './line-splitter.ts';
import type { ProcessTree } from './process-tree.ts';
import type { Reaper } from './reaper.ts';

/** What the workers of one engine share. */
export interface WorkerHost {
  readonly environment: EngineEnvironment;
  readonly tree: ProcessTree;
  readonly reaper: Reaper;
  onLine(name: string, stream: 'stdout' | 'stderr', line: string, requestId: string | undefined): void;
}

/** The largest response of a synchronous invocation, in bytes. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const maximumResponseBytes = 6_291_556;
const logTailBytes = 4_096;
/** Lambda gives a function ten seconds to load. */
const longestInitMs = 10_000;
const shortestInitMs = 3_000;

const bootstrap = fileURLToPath(new URL(`../worker/bootstrap${extname(import.meta.url)}`, import.meta.url));

/** How long a process that closed its channel has to end by itself. */
const endMs = 100;

interface RunningInvocation {
  readonly request: InvocationRequest;
  readonly startedAt: number;
  readonly initMs: number | undefined;
  readonly resolve: (invocation: Invocation) => void;
  memoryMb: number | undefined;
}

/** One execution environment of a function: a process of its own that serves one invocation at a time. */
export class WorkerProcess {
  readonly function: LocalFunction;
  /** Resolves when the function has loaded: with the error if it could not. */
  readonly ready: Promise<FunctionErrorPayload | undefined>;
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;
  readonly #host: WorkerHost;
  readonly #process: ChildProcess;
  readonly #channel: Socket;
  /** One for all invocations: it is set again by each, and runs out unheeded when there is none. */
  readonly #timer: NodeJS.Timeout;
  readonly #logStream: string;
  readonly #output: readonly LineSplitter[];
  readonly #startedAt = performance.now();
  #initMs: number | undefined;
  #isAlive = true;
  #running: RunningInvocation | undefined;
  #requestId: string | undefined;
  #resolveReady: (error: FunctionErrorPayload | undefined) => void = () => undefined;
  #initTimer: NodeJS.Timeout | undefined;
  #log = '';

  constructor(fn: LocalFunction, host: WorkerHost) {
    this.function = fn;
    this.#host = host;
    this.#logStream = logStreamName(host.environment.token);
    const { memoryMb, timeoutSeconds } = fn.resource;
    this.#process = spawn(process.execPath, [...nodeFlags(memoryMb), bootstrap], {
      cwd: fn.directory,
      // A process group of its own: it can be ended with all its children, and Ctrl-C does not reach it.
      detached: true,
      env: { ...functionEnvironment(fn, host.environment, this.#logStream) },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    if (this.#process.pid !== undefined) host.reaper.watch(this.#process.pid);
    this.ready = new Promise((resolve) => {
      this.#resolveReady = resolve;
    });
    this.ended = new Promise((resolve) => {
      this.#process.once('exit', (code, signal) => {
        this.#onExit(code, signal);
        resolve();
      });
      this.#process.once('error', (error) => {
        this.#onEnd({ errorType: 'Runtime.ExitError', errorMessage: error.message });
        resolve();
      });
    });
    const initMs = Math.min(longestInitMs, Math.max(shortestInitMs, timeoutSeconds * 1000));
    this.#initTimer = setTimeout(() => this.#end(timedOut('init', initMs / 1000)), initMs);
    this.#timer = setTimeout(() => this.#onTimeout(), timeoutSeconds * 1000);
    this.#timer.unref();
    this.#channel = this.#openChannel();
    this.#output = [this.#readLines('stdout'), this.#readLines('stderr')];
  }

  /** Whether it can serve another invocation. */
  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Its process, while it lives. */
  get pid(): number | undefined {
    return this.#isAlive ? this.#process.pid : undefined;
  }

  /** Whether it serves an invocation. */
  get isBusy(): boolean {
    return this.#running !== undefined;
  }

  /** How long it has served its invocation; 0 when it serves none. */
  get busyMs(): number {
    return this.#running === undefined ? 0 : performance.now() - this.#running.startedAt;
  }

  /** The last 4 KB that it wrote. */
  get log(): string {
    return this.#log;
  }

  /** Serves one invocation; never rejects. */
  invoke(request: InvocationRequest): Promise<Invocation> {
    const { requestId, payload, clientContext } = request;
    const deadline = Date.now() + this.function.resource.timeoutSeconds * 1000;
    const initMs = this.#initMs;
    this.#initMs = undefined;
    this.#log = '';
    this.#requestId = requestId;
    return new Promise((resolve) => {
      this.#timer.refresh();
      this.#running = { request, startedAt: performance.now(), initMs, resolve, memoryMb: undefined };
      this.#channel.write(invokeFrame({ requestId, payload, clientContext, deadline }));
    });
  }

  /** Takes note of its memory, and ends it when it is more than the function has. */
  noteMemory(memoryMb: number): void {
    if (this.#running !== undefined) {
      this.#running.memoryMb = Math.max(this.#running.memoryMb ?? 0, memoryMb);
    }
    const limit = this.function.resource.memoryMb;
    if (memoryMb <= limit || !this.#isAlive) return;
    const line = `Its processes hold ${Math.ceil(memoryMb)} MB of memory, and it has ${limit} MB.`;
    this.#onLine('stderr', line);
    this.#end(outOfMemory(this.#running?.request.requestId ?? 'none'));
  }

  /** Ends it at once, with everything that it started. */
  kill(): void {
    this.#end({ errorType: 'Runtime.ExitError', errorMessage: 'The local bus was stopped.' });
  }

  #onMessage(message: WorkerMessage): void {
    switch (message.type) {
      case 'ready':
        clearTimeout(this.#initTimer);
        this.#initMs = performance.now() - this.#startedAt;
        this.#resolveReady(undefined);
        return;
      case 'init-error':
        this.#end(message.error);
        return;
      case 'result': {
        const { payload, payloadBytes } = message;
        if (payloadBytes > maximumResponseBytes) this.#settle(responseTooLarge(payloadBytes, maximumResponseBytes));
        else this.#settle(undefined, payload);
        return;
      }
      case 'error':
        if (message.fatal) this.#end(message.error);
        else this.#settle(message.error);
    }
  }

  #settle(error: FunctionErrorPayload | undefined, payload = JSON.stringify(error)): void {
    const running = this.#running;
    if (running === undefined) return;
    const { request, startedAt, initMs, memoryMb, resolve } = running;
    this.#running = undefined;
    const durationMs = performance.now() - startedAt;
    request.onAnswer?.({ payload, error });
    this.#afterPipes(() => {
      this.#requestId = undefined;
      resolve({ payload, error, durationMs, initMs, memoryMb, log: this.#log });
    });
  }

  #onExit(code: number | null, signal: NodeJS.Signals | null): void {
    const requestId = this.#running?.request.requestId ?? 'none';
    const ranOutOfHeap = signal === 'SIGABRT' && this.#log.includes('JavaScript heap out of memory');
    this.#onEnd(ranOutOfHeap ? outOfMemory(requestId, 'aborted') : exited(requestId, code, signal));
  }

  /** Ends the process and answers what it was doing. */
  #end(error: FunctionErrorPayload): void {
    if (!this.#isAlive) return;
    this.#onEnd(error);
  }

  #onEnd(error: FunctionErrorPayload): void {
    if (!this.#isAlive) return;
    this.#isAlive = false;
    clearTimeout(this.#initTimer);
    clearTimeout(this.#timer);
    const { pid } = this.#process;
    if (pid !== undefined) {
      this.#host.tree.kill(pid, this.#logStream);
      this.#host.reaper.forget(pid);
    }
    this.#settle(error);
    this.#afterPipes(() => this.#resolveReady(error));
  }

  #openChannel(): Socket {
    // Its entry of `stdio` is a pipe, and a pipe beyond the standard streams goes both ways.
    const channel = this.#process.stdio[channelDescriptor] as Socket;
    const frames = new FrameReader((body) => this.#onMessage(readWorkerFrame(body)));
    channel.on('data', (chunk: Buffer) => frames.push(chunk));
    // A failed write means that the process has ended, which its exit reports.
    channel.on('error', () => undefined);
    // A process without a channel serves nobody: code of the function closed what it did not open.
    channel.on('close', () => setTimeout(() => this.#process.kill('SIGKILL'), endMs).unref());
    return channel;
  }

  #onTimeout(): void {
    if (this.#running === undefined) return;
    this.#end(timedOut(this.#running.request.requestId, this.function.resource.timeoutSeconds));
  }

  #readLines(stream: 'stdout' | 'stderr'): LineSplitter {
    const splitter = new LineSplitter((line) => this.#onLine(stream, line));
    this.#process[stream]?.on('data', (bytes: Buffer) => splitter.push(bytes));
    return splitter;
  }

  /**
   * Runs when what the process wrote before now was read: it stood in the pipes when the message came, so this same turn
   * of the event loop reads it.
   */
  #afterPipes(run: () => void): void {
    setImmediate(() => {
      for (const splitter of this.#output) splitter.flush();
      run();
    });
  }

  #onLine(stream: 'stdout' | 'stderr', line: string): void {
    this.#log = `${this.#log}${line}\n`.slice(-logTailBytes);
    this.#host.onLine(this.function.resource.name, stream, line, this.#requestId);
  }
}

/**
 * V8's heap as Lambda limits it: within the function's memory, so that garbage is collected before it counts.
 */
function nodeFlags(memoryMb: number): string[] {
  const oldSpace = Math.floor(memoryMb * 0.9);
  const semiSpace = Math.max(1, Math.floor(memoryMb * 0.05));
  return [`--max-old-space-size=${oldSpace}`, `--max-semi-space-size=${semiSpace}`];
}
