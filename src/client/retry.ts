import { setTimeout as sleep } from 'node:timers/promises';
import type { Deadline } from './deadline.ts';

const firstDelayMs = 50;
const longestDelayMs = 2_000;

/**
 * Runs something again while its failures may pass, after delays that grow and vary, as long as there is time.
 * @see https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter
 */
export async function withRetry<TResult>(
  run: () => Promise<TResult>,
  { deadline, mayPass }: { readonly deadline: Deadline; readonly mayPass: (error: unknown) => boolean },
): Promise<TResult> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      const delay = Math.random() * Math.min(longestDelayMs, firstDelayMs * 2 ** attempt);
      if (!mayPass(error) || Date.now() + delay >= deadline.at) throw error;
      await sleep(delay, undefined, { signal: deadline.signal }).catch(() => {
        throw error;
      });
    }
  }
}
