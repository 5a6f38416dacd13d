import { BusError } from '../definition/index.ts';
import { currentRequest } from '../wire/index.ts';

/** The wait for a call or fire, in milliseconds, when nothing says another. */
export const defaultTimeoutMs = 10_000;

/** How long something may take, and why it stopped. */
export interface Deadline {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly signal: AbortSignal;
  /** What to throw once the signal is aborted. */
  error(cause: unknown): BusError;
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
 */
export function startDeadline({ what, timeoutMs, signal }: DeadlineOptions): Deadline {
  const now = Date.now();
  const inherited = currentRequest()?.deadline ?? Number.POSITIVE_INFINITY;
  const at = Math.min(now + timeoutMs, inherited);
  const isInherited = inherited < now + timeoutMs;
  const timeout = AbortSignal.timeout(Math.max(0, at - now));
  const deadline: Deadline = {
    at,
    signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    error: (cause) =>
      signal?.aborted === true
        ? new BusError('CALL_ABORTED', `${what} was given up: its signal was aborted.`, {
            cause: signal.reason ?? cause,
          })
        : new BusError(
            'CALL_TIMEOUT',
            isInherited
              ? `${what} took longer than the ${Math.max(0, at - now)} ms that were left of the request that this function is serving.`
              : `${what} took longer than ${timeoutMs} ms. Give it more time by { timeoutMs }, or the function less to do.`,
            { cause, data: { timeoutMs: Math.max(0, at - now) }, retryable: true },
          ),
  };
  if (signal?.aborted === true || at <= now) throw deadline.error(undefined);
  return deadline;
}
