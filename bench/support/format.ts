import type { ComparisonResult, PeerResult } from './results.ts';
import type { Unit } from './row.ts';
import type { Ratio } from './statistics.ts';

/** A number with its unit, in three significant digits: `12.4 ms`, `1.35 s`, `77 kB`. */
export function formatValue(value: number, unit: Unit): string {
  if (unit === 'ms' && Math.abs(value) >= 1000) return `${digits(value / 1000)} s`;
  if (unit === 'bytes') {
    if (value >= 1e6) return `${digits(value / 1e6)} MB`;
    return value >= 1e3 ? `${digits(value / 1e3)} kB` : `${value} B`;
  }
  return unit === 'per second' ? `${digits(value)}/s` : `${digits(value)} ${unit}`;
}

/** Ratios that are written alike: `0.97×`, or `1/54` of what is much less. */
type RatioForm = 'times' | 'part';

/** From this on a ratio is written as a part. */
const mostOfPart = 0.2;

/** A ratio as people say it: `0.97×`, `1/54`. */
export function formatRatio(ratio: number): string {
  return formatAs(ratio, ratio > 0 && ratio < mostOfPart ? 'part' : 'times');
}

/** The ratios of single rounds, both in the form of the one of the medians, so that they can be compared. */
export function formatSpread({ ofMedians, min, max }: Ratio): string {
  // A part of more than one, or of less than nothing, is no way to say it.
  const form = ofMedians < mostOfPart && min > 0 && max < 1 ? 'part' : 'times';
  return `${formatAs(min, form)} – ${formatAs(max, form)}`;
}

function formatAs(ratio: number, form: RatioForm): string {
  return form === 'part' ? `1/${digits(1 / ratio)}` : `${ratio.toFixed(2)}×`;
}

export function formatVerdict({ aim }: ComparisonResult): string {
  if (aim === undefined) return '';
  return aim.isMet ? 'met' : 'missed';
}

/** A peer's name, marked where it ran fewer rounds. */
export function peerName(peer: PeerResult): string {
  if ('unavailable' in peer) return peer.name;
  return peer.hasFewerRounds ? `${peer.name} (${peer.measured.rounds.length} runs)` : peer.name;
}

function digits(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: Math.abs(value) >= 100 ? 4 : 3 });
}
