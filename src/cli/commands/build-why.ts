import { kilobytes } from '../../build/report/bundle-budget.ts';
import { type FunctionContents, readBundleReport } from '../../build/report/bundle-report.ts';
import { didYouMean } from '../../definition/did-you-mean.ts';
import { BusError } from '../../definition/index.ts';

const shownParts = 12;
const shownOfEach = 3;

/** Tells what the bundles of the last build are made of: of all functions, or of one in full. */
export function whyText(
  outDir: string,
  { name, json }: { readonly name: string | undefined; readonly json: boolean },
): string {
  const functions = readBundleReport(outDir)?.functions ?? [];
  const found = name === undefined ? functions : functions.filter((contents) => contents.name === name);
  if (name !== undefined && found.length === 0) {
    const known = functions.map((contents) => contents.name);
    throw new BusError('DEFINITION_INVALID', `There is no function "${name}". ${didYouMean(name, known)}`);
  }
  if (json) return JSON.stringify(found, null, 2);
  return found.map((contents) => formatContents(contents, name === undefined ? shownOfEach : shownParts)).join('\n\n');
}

function formatContents({ name, codeBytes, budgetBytes, parts, besides }: FunctionContents, most: number): string {
  const left = parts.slice(most);
  const rows = [
    ...parts
      .slice(0, most)
      .map(({ what, bytes, chain }) => [kilobytes(bytes), what, chain.length > 1 ? chain.join(' → ') : '']),
    ...(left.length === 0
      ? []
      : [[kilobytes(left.reduce((sum, { bytes }) => sum + bytes, 0)), `${left.length} more`, '']]),
    ...besides
      .slice(0, most)
      .map(({ what, bytes }) => [
        kilobytes(bytes),
        what,
        what === 'validators.mjs' ? 'checks its data' : 'beside the code',
      ]),
  ];
  const widths = [0, 1].map((column) => Math.max(0, ...rows.map((cells) => cells[column]?.length ?? 0)));
  const lines = rows.map(([size = '', what = '', why = '']) =>
    `  ${size.padStart(widths[0] ?? 0)}  ${what.padEnd(widths[1] ?? 0)}  ${why}`.trimEnd(),
  );
  return [`${name}: ${kilobytes(codeBytes)} of code, budget ${kilobytes(budgetBytes)}`, ...lines].join('\n');
}
