/** What a number must keep to, given the number of the best peer. */
export interface Aim {
  /** As people read it, such as `≤ 1.05×`. */
  readonly text: string;
  /** The worst number that still meets it. */
  limit(peer: number): number;
}

/** At most so many times the peer's number: `atMost(1.05)`. Where more is better, at least so many times. */
export function ratio(times: number, { better = 'lower' }: { readonly better?: 'lower' | 'higher' } = {}): Aim {
  return { text: `${better === 'lower' ? '≤' : '≥'} ${shortNumber(times)}×`, limit: (peer) => peer * times };
}

/** So many times faster, or smaller, than the peer: `timesLess(50)`. */
export function timesLess(times: number): Aim {
  return { text: `≤ 1/${shortNumber(times)}`, limit: (peer) => peer / times };
}

/** Better than every peer, by however little. */
export const ahead: Aim = { text: 'ahead', limit: (peer) => peer };

/** At most so much more than the peer, in the comparison's unit. */
export function atMostMore(amount: number, unit: string): Aim {
  return { text: `≤ +${shortNumber(amount)} ${unit}`, limit: (peer) => peer + amount };
}

/** At most so much, whatever the peer takes. */
export function atMost(amount: number, unit: string): Aim {
  return { text: `≤ ${shortNumber(amount)} ${unit}`, limit: () => amount };
}

/** The more lenient of several. */
export function either(...aims: readonly Aim[]): Aim {
  return {
    text: aims.map(({ text }) => text).join(' or '),
    limit: (peer) => Math.max(...aims.map(({ limit }) => limit(peer))),
  };
}

function shortNumber(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 2 });
}
