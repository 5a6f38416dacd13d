import type { ComparisonResult, Measured, PeerResult } from './results.ts';
import type { Comparison, Samples } from './row.ts';
import { ratioOf, summarise } from './statistics.ts';

/** Subject → its samples, a round each. */
export type Rounds = ReadonlyMap<string, readonly Samples[]>;

/** Turns the rounds' samples into medians, ratios and a verdict. */
export function compare(comparison: Comparison, rounds: Rounds): ComparisonResult {
  const { measure, headline, metric, unit, better = 'lower', subject, aim } = comparison;
  const own = measured(rounds, subject, metric);
  const beside = comparison.beside.map((peer): PeerResult => {
    if (typeof peer !== 'string' && 'unavailable' in peer) return peer;
    const { name, ...of } = typeof peer === 'string' ? { name: peer, subject: peer, metric } : peer;
    const found = measured(rounds, of.subject, of.metric);
    return {
      name,
      measured: found,
      ratio: ratioOf(own.rounds, found.rounds),
      hasFewerRounds: found.rounds.length < own.rounds.length,
    };
  });
  const sign = better === 'lower' ? 1 : -1;
  const [best] = beside
    .flatMap((peer) => ('measured' in peer ? [{ name: peer.name, median: peer.measured.median }] : []))
    .toSorted((a, b) => sign * (a.median - b.median));
  const named = { measure, ...(headline === undefined ? {} : { headline }) };
  const result = { ...named, unit, better, subject, own, beside, best: best?.name };
  // Without a peer, only an absolute aim has a limit.
  const limit = aim?.limit(best?.median ?? Number.NaN) ?? Number.NaN;
  if (aim === undefined || Number.isNaN(limit)) return result;
  return { ...result, aim: { text: aim.text, limit, isMet: sign * (limit - own.median) >= 0 } };
}

function measured(rounds: Rounds, subject: string, metric: string): Measured {
  const samples = rounds.get(subject);
  if (samples === undefined) throw new TypeError(`No subject is called "${subject}".`);
  const values = samples.map((sample) => {
    const value = sample[metric];
    if (value === undefined) throw new TypeError(`"${subject}" did not measure "${metric}".`);
    return value;
  });
  return { rounds: values, ...summarise(values) };
}
