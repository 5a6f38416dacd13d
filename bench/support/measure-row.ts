import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare } from './compare.ts';
import { linkModules } from './link-modules.ts';
import type { RowResult } from './results.ts';
import type { Row, Samples, Subject } from './row.ts';

/** How to measure a row. */
export interface MeasureOptions {
  readonly rounds: number;
  readonly isQuick: boolean;
  log(text: string): void;
}

/** Prepares a row, runs its subjects in turn and compares what they took. */
export async function measureRow(row: Row, { rounds, isQuick, log }: MeasureOptions): Promise<RowResult> {
  const began = performance.now();
  const { name, title, note } = row;
  const measuredAt = new Date().toISOString();
  const loadAverage = loadavg().map((load) => Number(load.toFixed(2)));
  const directory = realpathSync(mkdtempSync(join(tmpdir(), `lambdabus-bench-${name}-`)));
  linkModules(directory);
  try {
    const size = (full: number, quick: number) => (isQuick ? quick : full);
    const { cleanup, ...prepared } = await row.prepare({ isQuick, directory, size, log });
    const { subjects, comparisons, versions = {}, isWarm = false } = prepared;
    try {
      const isOnce = isQuick || row.rounds === 'once';
      const wanted = isOnce ? 1 : Math.max(rounds, Number(row.rounds ?? 1));
      const samples = await takeTurns(subjects, { rounds: wanted, warmUp: !isOnce && !isWarm, log });
      const tookSeconds = Math.round((performance.now() - began) / 1000);
      return {
        name,
        title,
        note,
        measuredAt,
        loadAverage,
        tookSeconds,
        versions,
        comparisons: comparisons.map((comparison) => compare(comparison, samples)),
      };
    } finally {
      await cleanup?.();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** How subjects take turns. */
export interface TurnOptions {
  readonly rounds: number;
  /** Whether a round that does not count comes first. */
  readonly warmUp: boolean;
  log(text: string): void;
}

/** Runs each subject once a round, forwards and backwards in turn, so that what drifts falls on all alike. */
export async function takeTurns(
  subjects: readonly Subject[],
  { rounds, warmUp, log }: TurnOptions,
): Promise<ReadonlyMap<string, readonly Samples[]>> {
  const samples = new Map<string, Samples[]>(subjects.map(({ name }) => [name, []]));
  // What the first run finds cold, such as the disk's cache, is not what is compared.
  const warmed = !warmUp ? [] : subjects.filter(({ maxRounds }) => maxRounds === undefined);
  for (const subject of warmed) {
    log(`warm-up: ${subject.name}`);
    await subject.run();
  }
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? subjects : subjects.toReversed();
    for (const { name, maxRounds = Number.POSITIVE_INFINITY, run } of order) {
      if (round >= maxRounds) continue;
      log(`round ${round + 1} of ${rounds}: ${name}`);
      samples.get(name)?.push(await run());
    }
  }
  return samples;
}
