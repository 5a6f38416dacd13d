import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { atMost, ratio } from '../../../bench/support/aim.ts';
import { drawChart } from '../../../bench/support/chart.ts';
import { compare } from '../../../bench/support/compare.ts';
import { formatRatio, formatSpread, formatValue } from '../../../bench/support/format.ts';
import { mergeResults } from '../../../bench/support/merge-results.ts';
import { fillPage, fillReadme } from '../../../bench/support/page.ts';
import type { Results, RowResult } from '../../../bench/support/results.ts';
import type { Comparison } from '../../../bench/support/row.ts';
import { resultsTable } from '../../../bench/support/table.ts';

const docs = resolve(import.meta.dirname, '../../../docs');
const machine = { cpu: 'Test', cores: 2, memoryGiB: 4, os: 'Linux', node: 'v24.0.0' };

function rowResult(name: string, overrides: Partial<Comparison> = {}): RowResult {
  const rounds = new Map([
    ['ours', [{ ms: 10 }, { ms: 12 }]],
    ['peer', [{ ms: 1000 }, { ms: 1200 }]],
    ['best <peer>', [{ ms: 20 }, { ms: 24 }]],
  ]);
  const comparison: Comparison = {
    measure: 'a call',
    metric: 'ms',
    unit: 'ms',
    subject: 'ours',
    beside: ['peer', 'best <peer>'],
    aim: ratio(0.75),
    ...overrides,
  };
  return {
    name,
    title: `Title of ${name}`,
    note: `Note of ${name}.`,
    measuredAt: '2026-01-02T03:04:05.678Z',
    loadAverage: [0.25, 0, 0],
    tookSeconds: 3,
    versions: { peer: '1.2.3' },
    comparisons: [compare(comparison, rounds)],
  };
}

function results(...rows: readonly RowResult[]): Results {
  return { version: 1, machine, rows };
}

describe('the table of the README', () => {
  it('has the measures with a headline, beside the best peer that ran', () => {
    const absent = { name: 'absent', unavailable: 'npm install absent' };
    const shown = rowResult('call', { headline: 'one call', beside: ['peer', 'best <peer>', absent] });

    const readme = fillReadme(
      'Before.\n<!-- results: written by npm run bench -->\n<!-- /results -->\nAfter.',
      results(shown, rowResult('other'), rowResult('alone', { headline: 'alone', beside: [absent] })),
    );

    const lines = readme.split('\n').filter((line) => line.startsWith('|'));
    expect(lines.map((line) => line.split('|').map((cell) => cell.trim()))).toEqual([
      ['', 'measured', 'lambdabus', 'beside', 'ratio', ''],
      ['', expect.stringMatching(/^-+$/), expect.anything(), expect.anything(), expect.anything(), ''],
      ['', 'one call', '11 ms', '22 ms (best <peer>)', '0.50×', ''],
    ]);
    expect(readme).toMatch(/^Before\.[\s\S]*After\.$/);
  });
});

describe('the table of the benchmark', () => {
  it('has a line for each peer and the verdict at the best one, aligned', () => {
    const lines = resultsTable([rowResult('call')], { hasVerdict: true }).split('\n');

    const cells = lines.map((line) => line.split('|').map((cell) => cell.trim()));
    expect(cells[2]?.slice(1, -1)).toEqual(['a call', '11 ms', 'peer', '1.1 s', '1/100', '1/100 – 1/100', '', '']);
    expect(cells[3]?.slice(1, -1)).toEqual([
      '',
      '',
      'best <peer>',
      '22 ms',
      '0.50×',
      '0.50× – 0.50×',
      '≤ 0.75×',
      'met',
    ]);
    expect(new Set(lines.map((line) => line.length)).size).toBe(1);
  });

  it('shows a missed aim, a peer that is not available and a row that failed', () => {
    const absent = { name: 'absent', unavailable: 'npm install absent' };
    const missed = rowResult('missed', { beside: [absent], aim: atMost(5, 'ms') });
    const failed: RowResult = { ...rowResult('failed'), comparisons: [], error: 'It broke.' };

    const table = resultsTable([missed, failed], { hasVerdict: true });

    expect(table).toMatch(/absent +\| not available .* ≤ 5 ms +\| missed/);
    expect(table).toMatch(/Title of failed +\| FAILED/);
  });

  it('has no verdict in a quick run', () => {
    expect(resultsTable([rowResult('call')], { hasVerdict: false })).not.toMatch(/met|aim/);
  });

  it.each([
    [0.0186, '1/53.8'],
    [0.974, '0.97×'],
    [12.3, '12.30×'],
  ])('writes the ratio %d as %s', (value, shown) => {
    expect(formatRatio(value)).toBe(shown);
  });

  it.each([
    [{ ofMedians: 0.181, min: 0.199, max: 0.24 }, '1/5.03 – 1/4.17'],
    [{ ofMedians: 0.25, min: 0.19, max: 0.33 }, '0.19× – 0.33×'],
    [{ ofMedians: 0.15, min: 0.1, max: 1.2 }, '0.10× – 1.20×'],
    [{ ofMedians: 0.15, min: -0.1, max: 0.3 }, '-0.10× – 0.30×'],
  ])('writes the spread %j in one form, %s', (value, shown) => {
    expect(formatSpread(value)).toBe(shown);
  });

  it.each([
    [0.4321, 'µs', '0.432 µs'],
    [1534, 'ms', '1.53 s'],
    [77_123_456, 'bytes', '77.1 MB'],
    [812, 'bytes', '812 B'],
    [2345.6, 'per second', '2,346/s'],
  ] as const)('writes %d %s as %s', (value, unit, shown) => {
    expect(formatValue(value, unit)).toBe(shown);
  });
});

describe('the chart of the benchmark', () => {
  const chart = drawChart([
    rowResult('call'),
    rowResult('rate', { better: 'higher', beside: ['peer'], aim: undefined }),
  ]);

  it('has a bar for each peer, and an aim where the best stands', () => {
    expect(
      chart.match(/<rect class="bar (none|met|missed)" x="[\d.]+" y="\d+" width="[\d.]+" height="18"/g),
    ).toHaveLength(3);
    expect(
      chart.match(/<line class="aim" x1="[\d.]+" x2="[\d.]+" y1="\d+" y2="\d+"\/>\n<text class="ratio met"/g),
    ).toHaveLength(1);
  });

  it('writes names as text', () => {
    expect(chart).toContain('best &lt;peer&gt;');
    expect(chart).not.toContain('<peer>');
  });

  it('turns a ratio round where more is better', () => {
    expect(chart).toContain('>100.00×</text>');
  });

  it('ends at the edge where a difference of two noisy times is below 0', () => {
    const rounds = new Map([
      ['ours', [{ ms: -1 }, { ms: 4 }, { ms: 5 }]],
      ['peer', [{ ms: 2 }, { ms: 2 }, { ms: 2 }]],
    ]);
    const noisy: Comparison = { measure: 'a', metric: 'ms', unit: 'ms', subject: 'ours', beside: ['peer'] };

    const drawn = drawChart([{ ...rowResult('noisy'), comparisons: [compare(noisy, rounds)] }]);

    expect(drawn).not.toMatch(/NaN|Infinity/);
    expect(drawn).toContain('<line class="spread" x1="470.0"');
  });

  it('keeps every bar between its labels and its numbers', () => {
    const bars = [...chart.matchAll(/class="bar \w+" x="([\d.]+)" y="\d+" width="([\d.]+)" height="18"/g)];

    for (const [, x, width] of bars) {
      expect(Number(x)).toBeGreaterThanOrEqual(470);
      expect(Number(x) + Number(width)).toBeLessThanOrEqual(864);
    }
  });
});

describe('the page of the benchmark', () => {
  const page = 'Before.\n<!-- results: written by npm run bench -->\nold\n<!-- /results -->\nAfter.\n';

  it('is written between its markers, again and again', () => {
    const once = fillPage(page, results(rowResult('call')));

    expect(once).toMatch(/^Before\.\n/);
    expect(once).toMatch(/\nAfter\.\n$/);
    expect(once).not.toContain('old');
    expect(once).toContain('2 × Test, 4 GiB');
    expect(once).toContain('](benchmarks.svg)');
    expect(once).toContain('Measured 2026-01-02 03:04 UTC in 3 s at a load average of 0.25; peer 1.2.3.');
    expect(fillPage(once, results(rowResult('call')))).toBe(once);
  });

  it('fails where a marker is missing', () => {
    expect(() => fillPage('Before.', results())).toThrow('There is no line');
  });

  it.runIf(existsSync(join(docs, 'benchmarks.json')))('and the chart in the docs are those of its JSON', () => {
    const read = (file: string) => readFileSync(join(docs, file), 'utf8');
    const written: Results = JSON.parse(read('benchmarks.json'));

    expect(read('benchmarks.md')).toBe(fillPage(read('benchmarks.md'), written));
    expect(read('../README.md')).toBe(fillReadme(read('../README.md'), written));
    expect(read('benchmarks.svg')).toBe(drawChart(written.rows));
  });
});

describe('results that are written', () => {
  it('replace the rows measured again and keep the others, in the order of the rows', () => {
    const known = results(rowResult('a'), rowResult('b'), rowResult('gone'));
    const again = { ...rowResult('b'), tookSeconds: 99 };

    const merged = mergeResults(known, results(again), ['a', 'b', 'c']);

    expect(merged.rows.map(({ name, tookSeconds }) => [name, tookSeconds])).toEqual([
      ['a', 3],
      ['b', 99],
    ]);
  });

  it('are not mixed with those of another machine', () => {
    const known = { ...results(rowResult('a')), machine: { ...machine, cpu: 'Other' } };

    expect(() => mergeResults(known, results(rowResult('b')), ['a', 'b'])).toThrow('measured on another machine');
    expect(mergeResults(known, results(rowResult('a')), ['a', 'b']).machine).toEqual(machine);
  });
});
