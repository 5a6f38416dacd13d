import { BusError } from '../definition/index.ts';
import { currentRequest } from '../wire/index.ts';

/** The wait for a call or fire, in milliseconds, when nothing says another. */
export const defaultTimeoutMs = 10_000;

/** Longer waits do not fit into a timer of JavaScript: 24 days. */
const longestTimeoutMs = 2_147_483_647;

/** How long something may take, and why it stopped. */
export interface Deadline {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly signal: AbortSignal;
  /** What to throw once the signal is aborted. */
  error(cause: unknown): BusError;
  /** Waits for something as long as there is time, whether it heeds the signal or not. */
  within<TResult>(running: Promise<TResult>): Promise<TResult>;
}

/** What decides a deadline. */
export interface DeadlineOptions {
  /** What is waited for, as the message says it: `The call of support.case.get`. */
  readonly what: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * The deadline of a call or fire: its own timeout, or what is left of the request that this function is serving.
 * @throws BusError `CALL_ABORTED` or `CALL_TIMEOUT` when there is no time at all.
 * @throws RangeError for a timeout that no timer takes.
 */
export function startDeadline({ what, timeoutMs, signal }: DeadlineOptions): Deadline {
  if (!(timeoutMs > 0 && timeoutMs <= longestTimeoutMs)) {
    throw new RangeError(`timeoutMs is a number of milliseconds above 0 up to ${longestTimeoutMs}, got ${timeoutMs}.`);
  }
  const now = Date.now();
  const inherited = currentRequest()?.deadline ?? Number.POSITIVE_INFINITY;
  const at = Math.min(now + timeoutMs, inherited);
  const leftMs = Math.max(0, Math.ceil(at - now));
  const timeout = AbortSignal.timeout(leftMs);
  const given = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);

  const deadline: Deadline = {
    at,
    signal: given,
    error: (cause) =>
      signal?.aborted === true
        ? new BusError('CALL_ABORTED', `${what} was given up: its signal was aborted.`, {
            cause: signal.reason ?? cause,
          })
        : new BusError(
            'CALL_TIMEOUT',
            inherited < now + timeoutMs
              ? `${what} took longer than the ${leftMs} ms that were left of the request that this function is serving.`
              : `${what} took longer than ${timeoutMs} ms. Give it more time by { timeoutMs }, or the function less to do.`,
            { cause, data: { timeoutMs: leftMs }, retryable: true },
          ),
    within: (running) =>
      new Promise((resolve, reject) => {
        const onAbort = (): void => reject(deadline.error(given.reason));
        given.addEventListener('abort', onAbort, { once: true });
        running.then(resolve, reject).finally(() => given.removeEventListener('abort', onAbort));
        if (given.aborted) onAbort();
      }),
  };
  if (signal?.aborted === true || at <= now) throw deadline.error(undefined);
  return deadline;
}
