import { formatRatio, formatSpread, formatValue, formatVerdict, peerName } from './format.ts';
import type { ComparisonResult, RowResult } from './results.ts';

const head = ['measure', 'lambdabus', 'beside', 'takes', 'ratio', 'of single rounds', 'aim', ''];

/** The results as a table that is aligned in a terminal and is Markdown as well. */
export function resultsTable(rows: readonly RowResult[], { hasVerdict }: { readonly hasVerdict: boolean }): string {
  const lines = rows.flatMap((row) =>
    row.error === undefined
      ? row.comparisons.flatMap((comparison) => comparisonLines(comparison, hasVerdict))
      : [[row.title, 'FAILED', '', '', '', '', '', '']],
  );
  const columns = hasVerdict ? head.length : head.length - 2;
  return markdownTable([head, ...lines].map((line) => line.slice(0, columns)));
}

/** What the README shows: a line for each measure with a headline, beside its best peer. */
export function headlinesTable(rows: readonly RowResult[]): string {
  const lines = rows.flatMap(({ comparisons }) =>
    comparisons.flatMap(({ headline, unit, own, beside, best }) => {
      const peer = beside.find(({ name }) => name === best);
      if (headline === undefined || peer === undefined || 'unavailable' in peer) return [];
      const { measured, ratio } = peer;
      const shown = [own, measured].map(({ median }) => formatValue(median, unit));
      return [[headline, shown[0] ?? '', `${shown[1]} (${peer.name})`, formatRatio(ratio.ofMedians)]];
    }),
  );
  return markdownTable([['measured', 'lambdabus', 'beside', 'ratio'], ...lines]);
}

/** A line for each peer; the measure and the verdict stand where the best peer does. */
function comparisonLines(comparison: ComparisonResult, hasVerdict: boolean): readonly (readonly string[])[] {
  const { measure, unit, own, beside, best, aim } = comparison;
  const ownShown = formatValue(own.median, unit);
  const verdict = [hasVerdict ? (aim?.text ?? '') : '', formatVerdict(comparison)];
  if (beside.length === 0) return [[measure, ownShown, '', '', '', '', ...verdict]];
  return beside.map((peer, index) => {
    const first = index === 0 ? [measure, ownShown] : ['', ''];
    const decides = best === undefined ? index === 0 : peer.name === best;
    const last = decides ? verdict : ['', ''];
    if ('unavailable' in peer) return [...first, peer.name, 'not available', '', '', ...last];
    const { measured, ratio } = peer;
    return [
      ...first,
      peerName(peer),
      formatValue(measured.median, unit),
      formatRatio(ratio.ofMedians),
      measured.rounds.length > 1 ? formatSpread(ratio) : '',
      ...last,
    ];
  });
}

function markdownTable([header = [], ...lines]: readonly (readonly string[])[]): string {
  const widths = header.map((_, column) =>
    Math.max(...[header, ...lines].map((line) => (line[column] ?? '').length), 3),
  );
  const shown = (line: readonly string[]) =>
    `| ${widths.map((width, column) => (line[column] ?? '').padEnd(width)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [shown(header), rule, ...lines.map(shown)].join('\n');
}
