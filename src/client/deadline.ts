import { BusError } from '../definition/index.ts';
import { currentRequest } from '../wire/index.ts';

/** The wait for a call or fire, in milliseconds, when nothing says another. */
export const defaultTimeoutMs = 10_000;

/** Longer waits do not fit into a timer of JavaScript: 24 days. */
const longestTimeoutMs = 2_147_483_647;

/** What decides a deadline. */
export interface DeadlineOptions {
  /** What is waited for, as the message says it: `The call of support.case.get`. */
  readonly what: string;
  /** What to do besides giving it more time, as the message goes on: `or the function less to do`. */
  readonly advice: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * How long something may take: its own timeout from when it starts, and always what is left of the request that this
 * function is serving, and its signal. It costs little where nothing happens: a timer, and a signal only for who asks.
 * The AWS SDK takes it as it is (`aborted`, `onabort`): an `AbortSignal` for each call would take longer than all the rest.
 */
export class Deadline {
  /** Told when it is over; of whoever set it last. */
  onabort: (() => void) | null = null;
  readonly #options: DeadlineOptions;
  readonly #madeAt = Date.now();
  /** Epoch milliseconds. */
  readonly #inherited = currentRequest()?.deadline ?? Number.POSITIVE_INFINITY;
  #listeners: (() => void)[] | undefined;
  #onSignal: (() => void) | undefined;
  #at = this.#inherited;
  #isOwn = false;
  #isOver = false;
  #timer: NodeJS.Timeout | undefined;
  #controller: AbortController | undefined;

  /**
   * @throws BusError `CALL_ABORTED` or `CALL_TIMEOUT` when there is no time at all.
   * @throws RangeError for a timeout that no timer takes.
   */
  constructor(options: DeadlineOptions) {
    const { timeoutMs, signal } = options;
    if (!(timeoutMs > 0 && timeoutMs <= longestTimeoutMs)) {
      throw new RangeError(
        `timeoutMs is a number of milliseconds above 0 up to ${longestTimeoutMs}, got ${timeoutMs}.`,
      );
    }
    this.#options = options;
    if (signal?.aborted === true || this.#inherited <= this.#madeAt) throw this.error(undefined);
    if (signal !== undefined) {
      this.#onSignal = () => this.#end();
      signal.addEventListener('abort', this.#onSignal, { once: true });
    }
    if (this.#inherited !== Number.POSITIVE_INFINITY) this.#arm(this.#madeAt);
  }

  /** Epoch milliseconds. */
  get at(): number {
    return this.#at;
  }

  /** Whether there is no time left, or the signal was aborted. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The same, in the words of a signal. */
  get aborted(): boolean {
    return this.#isOver;
  }

  /** For what heeds signals. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#isOver) this.#controller.abort();
    return this.#controller.signal;
  }

  /** Lets its own timeout begin. */
  start(): this {
    const now = Date.now();
    const own = now + this.#options.timeoutMs;
    if (own >= this.#at) return this;
    this.#at = own;
    this.#isOwn = true;
    this.#arm(now);
    return this;
  }

  /** Tells when it is over, unless what it was for has ended before. */
  onOver(listener: () => void): void {
    this.#listeners ??= [];
    this.#listeners.push(listener);
  }

  /** Waits for something as long as there is time, whether it heeds the signal or not. */
  within<TResult>(running: Promise<TResult>): Promise<TResult> {
    return new Promise((resolve, reject) => {
      this.onOver(() => reject(this.error(undefined)));
      running.then(resolve, reject);
      if (this.#isOver) reject(this.error(undefined));
    });
  }

  /** Ends it, because what it was for has ended. */
  done(): void {
    clearTimeout(this.#timer);
    if (this.#onSignal !== undefined) this.#options.signal?.removeEventListener('abort', this.#onSignal);
  }

  /** What to throw once it is over. */
  error(cause: unknown): BusError {
    const { what, advice, timeoutMs, signal } = this.#options;
    if (signal?.aborted === true) {
      return new BusError('CALL_ABORTED', `${what} was given up: its signal was aborted.`, {
        cause: signal.reason ?? cause,
      });
    }
    const leftMs = this.#isOwn ? timeoutMs : Math.max(0, Math.ceil(this.#inherited - this.#madeAt));
    return new BusError(
      'CALL_TIMEOUT',
      this.#isOwn
        ? `${what} took longer than ${timeoutMs} ms. Give it more time by { timeoutMs }, ${advice}.`
        : `${what} took longer than the ${leftMs} ms that were left of the request that this function is serving.`,
      { cause, data: { timeoutMs: leftMs }, retryable: true },
    );
  }

  #arm(now: number): void {
    clearTimeout(this.#timer);
    const leftMs = Math.min(Math.max(0, this.#at - now), longestTimeoutMs);
    this.#timer = setTimeout(endDeadline, leftMs, this);
    // Waiting for the end of a wait is no reason for a process to live.
    this.#timer.unref();
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.done();
    this.#controller?.abort();
    this.onabort?.();
    for (const listener of this.#listeners ?? []) listener();
  }

  /** Ends one: for its timer. */
  static end(deadline: Deadline): void {
    deadline.#end();
  }
}

/** One function for all timers. */
function endDeadline(deadline: Deadline): void {
  Deadline.end(deadline);
}
