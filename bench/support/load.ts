import { median, quantile } from './statistics.ts';

/** How long things took one at a time, in milliseconds. */
export interface Latencies {
  readonly p50: number;
  readonly p99: number;
}

/** Runs something again and again, the next when the last has ended. */
export async function oneAtATime(times: number, run: (index: number) => Promise<unknown>): Promise<Latencies> {
  const durations: number[] = [];
  for (let index = 0; index < times; index += 1) {
    const began = performance.now();
    await run(index);
    durations.push(performance.now() - began);
  }
  return { p50: median(durations), p99: quantile(durations, 0.99) };
}

/** Runs something many times, so many at once. Gives how many ended in a second. */
export async function atOnce(count: number, times: number, run: (index: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const runSome = async (): Promise<void> => {
    while (next < times) {
      next += 1;
      await run(next);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: count }, runSome));
  return times / ((performance.now() - began) / 1000);
}
