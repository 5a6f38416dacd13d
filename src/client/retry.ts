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

/** Waits before something is run again; throws the failure itself where no time is left. */
export async function pauseAfter(failure: unknown, failures: number, deadline: Deadline): Promise<void> {
  const delay = retryDelayMs(failures);
  if (Date.now() + delay >= deadline.at) throw failure;
  await sleep(delay, undefined, { signal: deadline.signal }).catch(() => {
    throw failure;
  });
}
