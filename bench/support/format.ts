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

/** A ratio as people say it: `0.97×`, `1/54`. */
export function formatRatio(ratio: number): string {
  return ratio > 0 && ratio < 0.2 ? `1/${digits(1 / ratio)}` : `${ratio.toFixed(2)}×`;
}

export function formatSpread({ min, max }: Ratio): string {
  return `${formatRatio(min)} – ${formatRatio(max)}`;
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
