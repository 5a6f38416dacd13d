import type { SourcePosition } from '../../manifest/index.ts';
import type { BundlePart } from '../bundle/bundle-contents.ts';
import type { BundleFiles } from '../bundle/write-bundles.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { FunctionContents } from './bundle-report.ts';

/** What a function's budget is, and where to say that it is exceeded. */
export interface BudgetedFunction {
  readonly name: string;
  readonly source: SourcePosition;
  readonly budgetKb: number;
}

/** The largest that Lambda takes, unzipped. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const largestBytes = 262_144_000;
const shownParts = 3;

/** Measures a bundle. */
export function measureContents(
  { name, budgetKb }: BudgetedFunction,
  files: BundleFiles,
  parts: readonly BundlePart[],
): FunctionContents {
  const sizes = new Map<string, number>();
  const sdk = sdkName([...files.keys()]);
  let codeBytes = 0;
  for (const [file, { content }] of files) {
    const { length } = content;
    const [, installed] = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file) ?? [];
    const what = file.startsWith('aws/') ? 'AWS clients' : file.startsWith('sdk/') ? sdk : (installed ?? file);
    if (file === 'index.mjs' || file === 'validators.mjs') codeBytes += length;
    if (file !== 'index.mjs') sizes.set(what, (sizes.get(what) ?? 0) + length);
  }
  const besides = [...sizes].map(([what, bytes]) => ({ what, bytes }));
  return {
    name,
    bytes: [...files.values()].reduce((sum, { content }) => sum + content.length, 0),
    codeBytes,
    budgetBytes: budgetKb * 1000,
    parts,
    besides: besides.sort((a, b) => b.bytes - a.bytes || (a.what < b.what ? -1 : 1)),
  };
}

/** `AWS SDK (client-s3 3.1169.0)`: what user code imports of it, from the names of the files beside its bundle. */
function sdkName(files: readonly string[]): string {
  const modules = files.flatMap((file) => {
    const [, name, version] = /^sdk\/(?!chunk-)(.+)-(\d[^/]*)\.mjs$/.exec(file) ?? [];
    return name === undefined ? [] : [`${name} ${version}`];
  });
  return `AWS SDK (${modules.join(', ')})`;
}

/** Says which bundles are larger than they should be, and by which imports. */
export function checkBudgets(
  functions: readonly { readonly contents: FunctionContents; readonly source: SourcePosition }[],
): { readonly errors: readonly Diagnostic[]; readonly warnings: readonly Diagnostic[] } {
  const errors: Diagnostic[] = [];
  const warnings: Diagnostic[] = [];
  for (const { contents, source } of functions) {
    const { name, bytes, codeBytes, budgetBytes } = contents;
    if (bytes > largestBytes) {
      errors.push({
        code: 'BUNDLE_TOO_LARGE',
        message: `The bundle of ${name} is ${kilobytes(bytes)}; Lambda takes ${kilobytes(largestBytes)}. Most of it: ${contents.besides
          .slice(0, shownParts)
          .map((part) => `${part.what} ${kilobytes(part.bytes)}`)
          .join(', ')}.`,
        hint: 'Leave out what is not needed at run time. See https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
        position: source,
      });
    }
    if (codeBytes <= budgetBytes) continue;
    warnings.push({
      code: 'BUNDLE_OVER_BUDGET',
      message: `The code of ${name} is ${kilobytes(codeBytes)}, and its budget ${kilobytes(budgetBytes)}: it takes longer to start. Most of it: ${contents.parts.slice(0, shownParts).map(describePart).join('; ')}.`,
      hint: `lambdabus build --why ${name} shows all of it. Import less, or raise the budget: bundleBudget among the function's options, or "lambdabus": { "bundleBudget": … } in package.json, in kB.`,
      position: source,
    });
  }
  return { errors, warnings };
}

function describePart({ what, bytes, chain }: BundlePart): string {
  return `${what} ${kilobytes(bytes)}${chain.length > 1 ? ` (${chain.join(' → ')})` : ''}`;
}

/** A size as people read it. */
export function kilobytes(bytes: number): string {
  const digits = bytes < 100_000 && bytes % 1000 !== 0 ? 1 : 0;
  return `${(bytes / 1000).toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })} kB`;
}
