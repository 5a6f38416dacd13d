import { hash } from 'node:crypto';
import { resolve } from 'node:path';
import type { Metafile } from 'esbuild';
import type { Difference } from '../cache/snapshot.ts';
import type { BundledFunction } from './bundle-functions.ts';
import { withoutCut } from './slice-functions.ts';

/** A function as it was bundled, with all that its bytes depend on besides the bundler's settings. */
export interface RememberedFunction {
  /** A hash of what the build made for it: its entry, and its module as it was cut. */
  readonly made: string;
  /** How its module was cut; undefined where it is not to be. */
  readonly slice?: RememberedSlice | undefined;
  /** Every module that its entry leads to and that was read as it is, whether or not any of it is left; absolute. */
  readonly reached: readonly string[];
  readonly bundled: BundledFunction;
}

/** A module as it was cut for a function, without its code. */
export interface RememberedSlice {
  /** A hash of what it was cut for. */
  readonly uses: string;
  /** A hash of its code and source map. */
  readonly code: string;
  /** Names of the class's members that are left; undefined where the module is kept whole. */
  readonly members?: readonly string[] | undefined;
  readonly notes: readonly string[];
}

/** Validators of before: the same request gives the same code. */
export interface RememberedValidators {
  /** What they were asked for by. */
  readonly key: string;
  readonly code: string;
}

/** Bundles of before: a function that no change concerns has the same bytes, and need not be bundled again. */
export interface BundleMemory {
  readonly functions: ReadonlyMap<string, RememberedFunction>;
  /** The modules of all of them, as the bundler told of them. */
  readonly modules: Metafile['inputs'];
  /** By the function's name. */
  readonly validators: ReadonlyMap<string, RememberedValidators>;
}

/** Bundles of before, and the sources that changed since. */
export interface BundlesBefore extends BundleMemory {
  readonly changed: ReadonlySet<string>;
}

/** What is left of bundles of before: the functions that are as they were, as far as sources and packages go. */
export function unchangedBundles(
  { functions, ...memory }: BundleMemory,
  { isStructural, sources }: Difference,
): BundlesBefore | undefined {
  if (isStructural) return undefined;
  const unchanged = [...functions].filter(([, { reached }]) => !reached.some((file) => sources.has(file)));
  return { ...memory, functions: new Map(unchanged), changed: sources };
}

/** The hash by which {@link RememberedFunction.made} tells whether the same was made. */
export function hashOfMade(...parts: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(parts), 'base64url');
}

/** Finds every module that an entry leads to, as the bundler names it. */
export function reachFrom(entry: string, modules: Metafile['inputs']): readonly string[] {
  const paths = new Set([entry]);
  for (const path of paths) {
    for (const { path: target, external } of modules[path]?.imports ?? []) {
      if (external !== true && modules[target] !== undefined) paths.add(target);
    }
  }
  return [...paths];
}

/** The files among modules that were read as they are: what was cut or made for one function is no file. */
export function filesRead(paths: readonly string[], packageRoot: string): readonly string[] {
  return paths
    .filter((path) => withoutCut(path) === path && !/^[a-z][a-z-]+:/.test(path))
    .map((path) => resolve(packageRoot, path));
}
