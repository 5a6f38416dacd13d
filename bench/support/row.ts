import type { Aim } from './aim.ts';

/**
 * One row of the benchmark: what lambdabus does and what users would take instead, measured in turn in one run. A module
 * `bench/rows/<name>.ts` exports it as `row`; it runs in a process of its own.
 */
export interface Row {
  /** Its file's name, by which `--only` picks it. */
  readonly name: string;
  /** What is measured: a heading. */
  readonly title: string;
  /** How it is measured and what of it cannot be compared: shown under the table. */
  readonly note: string;
  /**
   * Fewest rounds, for what is short and noisy; `once` for what does not vary, such as sizes.
   * @default what the command line says
   */
  readonly rounds?: number | 'once' | undefined;
  /**
   * Longest time that the row may take, in minutes.
   * @default 10
   */
  readonly timeoutMinutes?: number | undefined;
  /** Makes what all rounds need. Not measured. */
  prepare(context: RowContext): Promise<PreparedRow>;
}

/** What a row is given. */
export interface RowContext {
  /** Whether only to show that the row works: one round, small sizes, no verdict. */
  readonly isQuick: boolean;
  /** A directory of the row's own, from which dependencies of the repository can be imported. It is removed afterwards. */
  readonly directory: string;
  /** Picks the full size, or the small one of a quick run. */
  size(full: number, quick: number): number;
  /** Tells on standard error what goes on. */
  log(text: string): void;
}

/** A row that is ready to be measured. */
export interface PreparedRow {
  /** What takes turns: one after the other in a round, in the opposite order in the next. */
  readonly subjects: readonly Subject[];
  readonly comparisons: readonly Comparison[];
  /**
   * Whether `prepare` did already what is measured, so that no warm-up is needed.
   * @default false
   */
  readonly isWarm?: boolean | undefined;
  /** Versions of peers to name in the results, by name. */
  readonly versions?: Readonly<Record<string, string>> | undefined;
  /** Ends what `prepare` began. Called after a failure too. */
  cleanup?(): Promise<void> | void;
}

/** Something measured: lambdabus, or a peer. */
export interface Subject {
  readonly name: string;
  /**
   * Most rounds: 2 for a peer that takes over a minute a run; it is marked in the results and gets no warm-up.
   * @default as many as the row
   */
  readonly maxRounds?: number | undefined;
  /** Does once what is measured, and says what it took, by metric. */
  run(): Promise<Samples> | Samples;
}

/** A peer that cannot run here: named in the results, with what would make it run. */
export interface UnavailableSubject {
  readonly name: string;
  /** Why, and how to install it. */
  readonly unavailable: string;
}

/** Another number of a subject to stand beside, with a name of its own. */
export interface PeerMetric {
  readonly name: string;
  readonly subject: string;
  readonly metric: string;
}

/** What one run took: metric → number in the unit of the comparison that reads it. */
export type Samples = Readonly<Record<string, number>>;

/** A number of one subject beside the same number of others. */
export interface Comparison {
  readonly measure: string;
  readonly metric: string;
  readonly unit: Unit;
  /**
   * Which is better.
   * @default 'lower'
   */
  readonly better?: 'lower' | 'higher' | undefined;
  readonly subject: string;
  /** Who stands beside it, by name where its metric is the same; the best of them decides. */
  readonly beside: readonly (string | PeerMetric | UnavailableSubject)[];
  /**
   * How the README names it, for the few measures that it shows.
   * @default not in the README
   */
  readonly headline?: string | undefined;
  /** @default none: the number is only shown */
  readonly aim?: Aim | undefined;
}

export type Unit = 'ms' | 'µs' | 'bytes' | 'MB' | 'per second';
