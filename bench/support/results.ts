import type { Machine } from './machine.ts';
import type { Unit } from './row.ts';
import type { Ratio, Summary } from './statistics.ts';

/** What a run found: `docs/benchmarks.json`. */
export interface Results {
  readonly version: 1;
  readonly machine: Machine;
  readonly rows: readonly RowResult[];
}

/** What one row found, or why it found nothing. */
export interface RowResult {
  readonly name: string;
  readonly title: string;
  readonly note: string;
  /** ISO 8601. */
  readonly measuredAt: string;
  /** Load averages of the machine over 1, 5 and 15 minutes when the row began. */
  readonly loadAverage: readonly number[];
  /** Seconds that the row took, all rounds and preparation. */
  readonly tookSeconds: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly comparisons: readonly ComparisonResult[];
  /** What went wrong; then there are no comparisons. */
  readonly error?: string | undefined;
}

/** One number beside the same number of others. */
export interface ComparisonResult {
  readonly measure: string;
  /** How the README names it; undefined for what it does not show. */
  readonly headline?: string | undefined;
  readonly unit: Unit;
  readonly better: 'lower' | 'higher';
  readonly subject: string;
  readonly own: Measured;
  readonly beside: readonly PeerResult[];
  /** The name of the peer that decides: the best of those that ran. */
  readonly best?: string | undefined;
  readonly aim?: AimResult | undefined;
}

export interface AimResult {
  readonly text: string;
  /** The worst number that meets it, in the unit of the comparison. */
  readonly limit: number;
  readonly isMet: boolean;
}

/** All rounds of one number. */
export interface Measured extends Summary {
  readonly rounds: readonly number[];
}

export type PeerResult =
  | {
      readonly name: string;
      readonly measured: Measured;
      readonly ratio: Ratio;
      /** Whether it ran fewer rounds than the row, because one takes over a minute. */
      readonly hasFewerRounds: boolean;
    }
  | { readonly name: string; readonly unavailable: string };
