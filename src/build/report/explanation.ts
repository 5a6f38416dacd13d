import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SourcePosition } from '../../manifest/index.ts';
import type { OutputDirectory } from '../output-directory.ts';

/** The name of the explanation's file in the build's output directory, beside the manifest. */
const explanationFile = 'explain.json';

/**
 * Why a build gave each function what it has. It is for people who ask: nothing that is deployed depends on it, so it
 * lies beside the manifest and not in it. The same sources give the same bytes.
 */
export interface Explanation {
  readonly explanationVersion: 1;
  readonly service: string;
  /** By name. */
  readonly functions: readonly FunctionExplanation[];
  /** Why every edit has all types read again, where the build cannot go on with those that it has read. */
  readonly readAgain?: { readonly message: string; readonly position: SourcePosition } | undefined;
}

/** Why one function may call and fire what it may, and what else is to be said of its bundle. */
export interface FunctionExplanation {
  /** A procedure's dotted name, or the name of a listener or schedule. */
  readonly name: string;
  readonly kind: 'procedure' | 'listener' | 'schedule';
  /** Calls before fires, each by name. */
  readonly targets: readonly TargetExplanation[];
  readonly notes: readonly ExplanationNote[];
}

/** Why a function may call one procedure or fire one event. */
export interface TargetExplanation {
  readonly does: 'calls' | 'fires';
  /** The dotted name. */
  readonly target: string;
  /** `code`: the code leads there; `assumed`: it may, and the build cannot tell; `uses`: it was declared. */
  readonly because: 'code' | 'assumed' | 'uses';
  /** The way from the function to the place that names the target. */
  readonly chain: readonly ExplanationStep[];
}

/** One step of the way to a target. */
export interface ExplanationStep {
  /** What is reached: `OrderApi.place`, `module src/orders.ts`, or the target itself. */
  readonly what: string;
  /** Where the step before names it. */
  readonly position?: SourcePosition | undefined;
  /** Why the build had to assume this step, when it did. */
  readonly assumed?: string | undefined;
}

/** Something that the build decided for a function and that a person may want to change. */
export interface ExplanationNote {
  /** Which decision: `targets` of what it may call and fire, `slice` of what its bundle holds. */
  readonly topic: 'targets' | 'slice';
  /** One sentence. */
  readonly message: string;
  readonly position?: SourcePosition | undefined;
  /** The targets that the function has only because of this. */
  readonly surplus?: readonly string[] | undefined;
}

/** Writes the explanation beside the manifest. */
export function writeExplanation(explanation: Explanation, output: OutputDirectory): void {
  const text = `${JSON.stringify(explanation, null, 2)}\n`;
  output.write(explanationFile, { content: Buffer.from(text) });
}

/** Reads the explanation of the last build into a directory; undefined where there is none. */
export function readExplanation(outDir: string): Explanation | undefined {
  const file = join(outDir, explanationFile);
  if (!existsSync(file)) return undefined;
  // Only build() writes this file, in this form.
  return JSON.parse(readFileSync(file, 'utf8')) as Explanation;
}
