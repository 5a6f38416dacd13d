import { formatRatio, formatValue, peerName } from './format.ts';
import type { ComparisonResult, PeerResult, RowResult } from './results.ts';

type RanPeer = Extract<PeerResult, { readonly measured: unknown }>;

interface Bar {
  readonly label: string;
  readonly beside: string;
  readonly value: string;
  /** Ours over the peer's, or the other way round where more is better: below 1 is ahead of the peer. */
  readonly ratio: number;
  readonly min: number;
  readonly max: number;
  readonly aim?: { readonly ratio: number; readonly isMet: boolean } | undefined;
}

const layout = { width: 960, labels: 470, right: 96, top: 66, bar: 30, group: 12, bottom: 42 };

/**
 * Draws every ratio to a peer as a bar on a logarithmic axis: from the peer, at 1, to lambdabus. To the left is ahead. A
 * tick marks the aim, a thin line the ratios of the single rounds.
 */
export function drawChart(rows: readonly RowResult[]): string {
  const groups = rows.flatMap(({ comparisons }) => comparisons.map(barsOf)).filter((bars) => bars.length > 0);
  const bars = groups.flat();
  // A difference of two noisy times may be below 0, where there is no logarithm: its line ends at the edge.
  const extent = bars
    .flatMap(({ ratio, min, max, aim }) => [ratio, min, max, aim?.ratio ?? 1])
    .filter((end) => end > 0);
  const low = Math.floor(Math.log10(Math.min(0.1, ...extent)));
  const high = Math.max(0.5, Math.ceil(Math.log10(Math.max(1, ...extent)) * 4) / 4);
  const plot = layout.width - layout.labels - layout.right;
  const x = (ratio: number) => layout.labels + ((Math.log10(Math.max(ratio, 10 ** low)) - low) / (high - low)) * plot;
  const height = layout.top + bars.length * layout.bar + Math.max(0, groups.length - 1) * layout.group + layout.bottom;

  let y = layout.top;
  const drawn = groups.map((group) => {
    const lines = group.map((bar) => {
      const line = drawBar(bar, y, x);
      y += layout.bar;
      return line;
    });
    y += layout.group;
    return lines.join('\n');
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${layout.width} ${height}" width="${layout.width}" height="${height}" role="img" aria-label="lambdabus beside what would be used instead, as ratios">`,
    `<style>${style}</style>`,
    `<rect class="ground" width="${layout.width}" height="${height}" rx="6"/>`,
    `<text class="title" x="16" y="26">lambdabus beside what would be used instead</text>`,
    legend(),
    axis({ low, high, x, bottom: height - layout.bottom }),
    ...drawn,
    '</svg>',
    '',
  ].join('\n');
}

function barsOf(comparison: ComparisonResult): readonly Bar[] {
  const { measure, unit, better, own, beside, best, aim } = comparison;
  const turn = (ratio: number) => (better === 'lower' ? ratio : 1 / ratio);
  return beside
    .filter((peer): peer is RanPeer => 'measured' in peer)
    .map((peer, index) => {
      const { measured, ratio } = peer;
      const ends = [turn(ratio.min), turn(ratio.max)];
      return {
        label: index === 0 ? measure : '',
        beside: peerName(peer),
        value: `${formatValue(own.median, unit)} : ${formatValue(measured.median, unit)}`,
        ratio: turn(ratio.ofMedians),
        min: Math.min(...ends),
        max: Math.max(...ends),
        ...(aim !== undefined && peer.name === best
          ? { aim: { ratio: turn(aim.limit / measured.median), isMet: aim.isMet } }
          : {}),
      };
    });
}

function drawBar({ label, beside, value, ratio, min, max, aim }: Bar, y: number, x: (ratio: number) => number): string {
  const middle = y + layout.bar / 2;
  const [from, to] = [Math.min(x(ratio), x(1)), Math.max(x(ratio), x(1))];
  const kind = aim === undefined ? 'none' : aim.isMet ? 'met' : 'missed';
  return [
    ...(label === '' ? [] : [`<text class="label" x="16" y="${middle - 2}">${escapeXml(label)}</text>`]),
    `<text class="beside" x="16" y="${label === '' ? middle + 4 : middle + 11}">beside ${escapeXml(beside)}, ${escapeXml(value)}</text>`,
    `<rect class="bar ${kind}" x="${from.toFixed(1)}" y="${y + 6}" width="${Math.max(1, to - from).toFixed(1)}" height="${layout.bar - 12}"/>`,
    `<line class="spread" x1="${x(min).toFixed(1)}" x2="${x(max).toFixed(1)}" y1="${middle}" y2="${middle}"/>`,
    ...(aim === undefined
      ? []
      : [
          `<line class="aim" x1="${x(aim.ratio).toFixed(1)}" x2="${x(aim.ratio).toFixed(1)}" y1="${y + 1}" y2="${y + layout.bar - 1}"/>`,
        ]),
    `<text class="ratio ${kind}" x="${layout.width - 16}" y="${middle + 4}">${formatRatio(ratio)}</text>`,
  ].join('\n');
}

function axis(options: {
  readonly low: number;
  readonly high: number;
  readonly x: (ratio: number) => number;
  readonly bottom: number;
}): string {
  const { low, high, x, bottom } = options;
  const ticks = Array.from({ length: Math.floor(high) - low + 1 }, (_, index) => 10 ** (low + index));
  return ticks
    .map((tick) => {
      const label = tick < 1 ? `1/${Math.round(1 / tick)}` : `${tick}×`;
      const kind = tick === 1 ? 'one' : 'grid';
      return `<line class="${kind}" x1="${x(tick).toFixed(1)}" x2="${x(tick).toFixed(1)}" y1="${layout.top - 4}" y2="${bottom + 4}"/>\n<text class="tick" x="${x(tick).toFixed(1)}" y="${bottom + 20}">${label}</text>`;
    })
    .join('\n');
}

function legend(): string {
  return [
    '<text class="beside" x="16" y="46">From the peer (1×) to lambdabus, logarithmic. To the left is ahead; rates are turned round.</text>',
    `<rect class="bar met" x="540" y="36" width="12" height="11"/><text class="beside" x="557" y="46">aim met</text>`,
    `<rect class="bar missed" x="612" y="36" width="12" height="11"/><text class="beside" x="629" y="46">missed</text>`,
    `<rect class="bar none" x="680" y="36" width="12" height="11"/><text class="beside" x="697" y="46">no aim</text>`,
    `<line class="aim" x1="752" x2="752" y1="34" y2="48"/><text class="beside" x="760" y="46">aim</text>`,
    `<line class="spread" x1="796" x2="820" y1="42" y2="42"/><text class="beside" x="826" y="46">single rounds</text>`,
  ].join('\n');
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const style = `
text { font: 12px ui-sans-serif, system-ui, 'Segoe UI', Helvetica, Arial, sans-serif; fill: #1f2328 }
.ground { fill: #ffffff } .title { font-size: 16px; font-weight: 600 } .label { font-weight: 600 }
.beside, .tick { fill: #59636e; font-size: 11px } .tick { text-anchor: middle } .ratio { text-anchor: end; font-weight: 600 }
.grid { stroke: #d1d9e0 } .one { stroke: #59636e; stroke-width: 1.5 }
.bar { fill: #8c959f } .bar.met { fill: #2da44e } .bar.missed { fill: #d4a72c }
.spread { stroke: #1f2328; stroke-width: 1.5 } .aim { stroke: #0969da; stroke-width: 2.5 }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc } .ground { fill: #0d1117 } .beside, .tick { fill: #9198a1 }
  .grid { stroke: #3d444d } .one { stroke: #9198a1 } .bar { fill: #656c76 } .bar.met { fill: #238636 } .bar.missed { fill: #9e6a03 }
  .spread { stroke: #f0f6fc } .aim { stroke: #58a6ff }
}`;
