import { formatValue } from './format.ts';
import type { Measured, Results, RowResult } from './results.ts';
import type { Unit } from './row.ts';
import { headlinesTable, resultsTable } from './table.ts';

const [begin, end] = ['<!-- results: written by npm run bench -->', '<!-- /results -->'];

/** Puts the results between the markers of docs/benchmarks.md. @throws TypeError where a marker is missing. */
export function fillPage(page: string, results: Results): string {
  return fillBetween(page, resultsSection(results));
}

/** Puts the headlines between the markers of the README. @throws TypeError where a marker is missing. */
export function fillReadme(readme: string, { rows }: Results): string {
  return fillBetween(readme, headlinesTable(rows));
}

function fillBetween(text: string, section: string): string {
  const [before, rest] = split(text, begin);
  const [, after] = split(rest, end);
  return `${before}${begin}\n\n${section}\n\n${end}${after}`;
}

function split(text: string, marker: string): readonly [string, string] {
  const place = text.indexOf(marker);
  if (place < 0) throw new TypeError(`There is no line ${marker}.`);
  return [text.slice(0, place), text.slice(place + marker.length)];
}

function resultsSection({ machine, rows }: Results): string {
  const { cpu, cores, memoryGiB, os, node } = machine;
  return [
    `Measured on ${cores} × ${cpu}, ${memoryGiB} GiB, ${os}, Node ${node.replace(/^v/, '')}.`,
    '![Ratios of lambdabus to its peers, with the aims](benchmarks.svg)',
    resultsTable(rows, { hasVerdict: true }),
    '### What each row is',
    ...rows.map(rowSection),
  ].join('\n\n');
}

function rowSection(row: RowResult): string {
  const { name, title, note, measuredAt, loadAverage, versions, error, tookSeconds } = row;
  const named = Object.entries(versions).map(([peer, version]) => `${peer} ${version}`);
  const facts = [
    `Measured ${measuredAt.slice(0, 16).replace('T', ' ')} UTC in ${tookSeconds} s at a load average of ${loadAverage[0] ?? 'unknown'}`,
    ...(named.length > 0 ? [named.join(', ')] : []),
  ];
  return [
    `#### ${title} (\`${name}\`)`,
    note,
    ...(error === undefined ? [] : [`**It failed:** ${error}`]),
    ...missing(row),
    ...spreads(row),
    `${facts.join('; ')}.`,
  ].join('\n\n');
}

function missing({ comparisons }: RowResult): readonly string[] {
  const found = comparisons.flatMap(({ beside }) =>
    beside.flatMap((peer) => ('unavailable' in peer ? [`- ${peer.name} was not measured: ${peer.unavailable}`] : [])),
  );
  return found.length === 0 ? [] : [[...new Set(found)].join('\n')];
}

/** How far the rounds of each number lie apart. */
function spreads({ comparisons }: RowResult): readonly string[] {
  if (comparisons.length === 0) return [];
  const lines = comparisons.map(({ measure, unit, subject, own, beside }) => {
    const all = [{ name: subject, measured: own }, ...beside.flatMap((peer) => ('measured' in peer ? [peer] : []))];
    const shown = all.map(({ name, measured }) => `${name} ${spreadOf(measured, unit)}`);
    return `- ${measure}: ${shown.join('; ')}`;
  });
  return [lines.join('\n')];
}

function spreadOf({ rounds, quartiles, median, min, max }: Measured, unit: Unit): string {
  const [low, high] = quartiles;
  if (rounds.length === 1) return formatValue(median, unit);
  const between = (from: number, to: number) => `${formatValue(from, unit)} – ${formatValue(to, unit)}`;
  return `${between(min, max)} (quartiles ${between(low, high)}, ${rounds.length} runs)`;
}
