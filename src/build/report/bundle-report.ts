import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BundlePart } from '../bundle/bundle-contents.ts';
import type { OutputDirectory } from '../output-directory.ts';

/** The name of the report's file in the build's output directory, beside the manifest. */
const bundleReportFile = 'contents.json';

/** What each bundle is made of. Nothing that is deployed depends on it. The same sources give the same bytes. */
export interface BundleReport {
  readonly reportVersion: 1;
  readonly service: string;
  readonly functions: readonly FunctionContents[];
}

/** What one function's bundle is made of. */
export interface FunctionContents {
  readonly name: string;
  /** Bytes of all its files. */
  readonly bytes: number;
  /** Bytes of its code and validators, which its budget is for. */
  readonly codeBytes: number;
  /** How large they should be at most. */
  readonly budgetBytes: number;
  /** Of the code: packages and modules, the largest first. */
  readonly parts: readonly BundlePart[];
  /** Of the files beside it: AWS clients, packages and assets, the largest first. */
  readonly besides: readonly { readonly what: string; readonly bytes: number }[];
}

/** Writes the report beside the manifest. */
export function writeBundleReport(report: BundleReport, output: OutputDirectory): void {
  output.write(bundleReportFile, { content: Buffer.from(`${JSON.stringify(report, null, 2)}\n`) });
}

/** Reads the report of the last build into a directory; undefined where there is none. */
export function readBundleReport(outDir: string): BundleReport | undefined {
  const file = join(outDir, bundleReportFile);
  if (!existsSync(file)) return undefined;
  // Only build() writes this file, in this form.
  return JSON.parse(readFileSync(file, 'utf8')) as BundleReport;
}
