import { setTimeout as sleep } from 'node:timers/promises';
import type { Deadline } from './deadline.ts';

const firstDelayMs = 50;
const longestDelayMs = 2_000;

/**
 * How long to wait after the given number of failures: longer each time, and never as long as others wait.
 * @see https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter
 */
export function retryDelayMs(failures: number): number {
  return Math.random() * Math.min(longestDelayMs, firstDelayMs * 2 ** failures);
}

/** What says whether something is run again. */
export interface RetryOptions {
  readonly deadline: Deadline;
  /** Whether an error may pass; `failures` counts it and those before it. */
  readonly mayPass: (error: unknown, failures: number) => boolean;
}

/** Runs something again while its failures may pass, after growing delays, as long as there is time. */
export async function withRetry<TResult>(
  run: () => Promise<TResult>,
  { deadline, mayPass }: RetryOptions,
): Promise<TResult> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await run();
    } catch (error) {
      const delay = retryDelayMs(failures);
      if (!mayPass(error, failures) || Date.now() + delay >= deadline.at) throw error;
      await sleep(delay, undefined, { signal: deadline.signal }).catch(() => {
        throw error;
      });
    }
  }
}
