import { describe, expect, it } from 'vitest';
import { ahead, atMost, atMostMore, either, ratio, timesLess } from '../../../bench/support/aim.ts';
import { compare, type Rounds } from '../../../bench/support/compare.ts';
import type { Comparison } from '../../../bench/support/row.ts';

const rounds: Rounds = new Map([
  ['ours', [{ ms: 10 }, { ms: 12 }, { ms: 11 }]],
  ['slow', [{ ms: 100 }, { ms: 100 }]],
  ['quick', [{ ms: 10 }, { ms: 10 }, { ms: 10 }]],
]);

function comparison(overrides: Partial<Comparison> = {}): Comparison {
  return { measure: 'a call', metric: 'ms', unit: 'ms', subject: 'ours', beside: ['slow', 'quick'], ...overrides };
}

describe('a comparison', () => {
  it('is decided by the best peer', () => {
    const result = compare(comparison({ aim: ratio(1.2) }), rounds);

    expect(result).toMatchObject({ best: 'quick', aim: { limit: 12, isMet: true } });
  });

  it('takes the greatest for the best where more is better', () => {
    const result = compare(comparison({ better: 'higher', aim: ratio(3, { better: 'higher' }) }), rounds);

    expect(result).toMatchObject({ best: 'slow', aim: { text: '≥ 3×', limit: 300, isMet: false } });
  });

  it('marks a peer with fewer rounds', () => {
    const { beside } = compare(comparison(), rounds);

    expect(beside).toMatchObject([
      { name: 'slow', hasFewerRounds: true },
      { name: 'quick', hasFewerRounds: false },
    ]);
  });

  it('takes another number of a subject where it says so', () => {
    const own: Rounds = new Map([['ours', [{ first: 100, later: 20 }]]]);
    const first = { name: 'the first time', subject: 'ours', metric: 'first' };

    const { beside } = compare(comparison({ metric: 'later', beside: [first] }), own);

    expect(beside).toMatchObject([{ name: 'the first time', measured: { median: 100 }, ratio: { ofMedians: 0.2 } }]);
  });

  it('passes over a peer that is not available, and names it', () => {
    const absent = { name: 'absent', unavailable: 'npm install absent' };

    const result = compare(comparison({ beside: [absent, 'slow'], aim: ahead }), rounds);

    expect(result).toMatchObject({ best: 'slow', beside: [absent, { name: 'slow' }], aim: { isMet: true } });
  });

  it('has no verdict on a ratio without a peer, but one on an amount', () => {
    const beside = [{ name: 'absent', unavailable: 'npm install absent' }];

    expect(compare(comparison({ beside, aim: ratio(2) }), rounds).aim).toBeUndefined();
    expect(compare(comparison({ beside, aim: atMost(10, 'ms') }), rounds).aim).toMatchObject({ isMet: false });
  });

  it('fails on a metric or a subject that was not measured', () => {
    expect(() => compare(comparison({ metric: 'bytes' }), rounds)).toThrow('"ours" did not measure "bytes".');
    expect(() => compare(comparison({ beside: ['missing'] }), rounds)).toThrow('No subject is called "missing".');
  });
});

describe('an aim', () => {
  it('says what it wants', () => {
    const aims = [ratio(1.05), timesLess(50), atMostMore(3, 'ms'), atMost(3000, 'bytes'), ahead];

    expect(aims.map(({ text }) => text)).toEqual(['≤ 1.05×', '≤ 1/50', '≤ +3 ms', '≤ 3,000 bytes', 'ahead']);
  });

  it('knows the worst number that meets it', () => {
    expect(timesLess(50).limit(1000)).toBe(20);
    expect(atMostMore(3, 'ms').limit(20)).toBe(23);
    expect(ahead.limit(7)).toBe(7);
  });

  it('may be the more lenient of two', () => {
    const aim = either(ratio(0.05), atMost(300, 'ms'));

    expect([aim.limit(1000), aim.limit(10_000)]).toEqual([300, 500]);
    expect(aim.text).toBe('≤ 0.05× or ≤ 300 ms');
  });
});
