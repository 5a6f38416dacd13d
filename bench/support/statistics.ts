/** Several measurements of one thing. */
export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** The quarter below which a quarter of them lies, and the one above which a quarter lies. */
  readonly quartiles: readonly [number, number];
}

/** @throws RangeError without values, or with one that is no finite number */
export function summarise(values: readonly number[]): Summary {
  const wrong = values.find((value) => !Number.isFinite(value));
  if (values.length === 0 || wrong !== undefined) throw new RangeError(`Not measured: ${wrong ?? 'no values'}`);
  return {
    median: quantile(values, 0.5),
    min: Math.min(...values),
    max: Math.max(...values),
    quartiles: [quantile(values, 0.25), quantile(values, 0.75)],
  };
}

/** The value below which a part of all lies, between two values where it falls there (as R and NumPy do by default). */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * part;
  const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  if (below === undefined || above === undefined) throw new RangeError('There is no quantile of nothing.');
  return below + (above - below) * (place - Math.floor(place));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** How two measurements relate. */
export interface Ratio {
  /** The one median over the other. */
  readonly ofMedians: number;
  /** The least and the greatest ratio of a single round: what the noise of the machine does to it. */
  readonly min: number;
  readonly max: number;
}

/**
 * Puts one series beside another that was measured in the same rounds. Where one has more rounds, those both had give the
 * spread, and each median is of all that were measured.
 */
export function ratioOf(own: readonly number[], peer: readonly number[]): Ratio {
  const rounds = Math.min(own.length, peer.length);
  const { min, max } = summarise(Array.from({ length: rounds }, (_, round) => (own[round] ?? 0) / (peer[round] ?? 0)));
  return { ofMedians: median(own) / median(peer), min, max };
}
