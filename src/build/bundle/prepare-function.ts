import type { CutModule, ModuleSlicer } from '../slice/index.ts';
import type { BundleOptions, FunctionSource } from './bundle-functions.ts';
import { hashOfMade, type RememberedSlice } from './bundle-memory.ts';
import { type CutImport, cutPath, isSliceConcerned, sliceFor } from './slice-functions.ts';

/** A function of which it is known what is made for it. */
export interface KnownFunction {
  readonly source: FunctionSource;
  /** A hash of its entry, and its module as it was cut. */
  readonly made: string;
  readonly slice: RememberedSlice | undefined;
}

/** A function whose entry is made, and whose module is cut. */
export interface PreparedFunction extends KnownFunction {
  readonly sliced: SlicedFunction;
  readonly entry: string;
}

/** A module as it was cut for a function, and what is to be said of it. */
interface SlicedFunction {
  readonly cut?: (CutImport & { readonly module: CutModule }) | undefined;
  readonly notes: readonly string[];
  /** What the cut module imports for what it does when it loads, and uses nothing of. */
  readonly loadedOnly: readonly string[];
}

/** Whether a function's entry is made and its module cut, rather than both being known only by their hash. */
export function isPrepared(known: KnownFunction): known is PreparedFunction {
  return 'entry' in known;
}

/** Cuts the module of a function, and makes its entry. */
export function prepare(source: FunctionSource, options: BundleOptions): PreparedFunction {
  const { slicer, sourceMaps } = options;
  const sliced = sliceOne(source, slicer);
  const entry = source.entry(sliced.cut);
  const { module } = sliced.cut ?? {};
  const slice: RememberedSlice = {
    uses: hashOfMade(source.uses),
    code: hashOfMade(module?.code ?? null, sourceMaps ? (module?.map() ?? null) : null),
    members: module && [...module.members],
    notes: [...sliced.notes, ...sliced.loadedOnly],
  };
  return { source, sliced, entry, made: hashOfFunction(entry, slice, options), slice };
}

/** Tells what cutting would make for a function, where it was cut before and nothing that decides on it has changed. */
export function prepareAgain(source: FunctionSource, options: BundleOptions): KnownFunction | undefined {
  const { slicer, known } = options;
  const slice = known?.functions.get(source.name)?.slice;
  const { uses, name } = source;
  if (slicer === undefined || known === undefined || slice === undefined || 'whole' in uses) return undefined;
  if (slice.uses !== hashOfMade(uses) || isSliceConcerned(slicer, uses, known.changed)) return undefined;
  const cut = slice.members && { path: cutPath(uses.file, name), file: uses.file, members: new Set(slice.members) };
  return { source, made: hashOfFunction(source.entry(cut), slice, options), slice };
}

/** The function with its module as it is. */
export function keptWhole({ source }: PreparedFunction, options: BundleOptions): PreparedFunction {
  return prepare({ ...source, uses: { whole: 'another module of its bundle imports its module' } }, options);
}

function hashOfFunction(
  entry: string,
  { code, notes }: RememberedSlice,
  { external, quietModules }: BundleOptions,
): string {
  return hashOfMade(entry, [external, quietModules ?? []], notes, code);
}

function sliceOne({ name, uses }: FunctionSource, slicer: ModuleSlicer | undefined): SlicedFunction {
  if (slicer === undefined) return { notes: [], loadedOnly: [] };
  if ('whole' in uses) return { notes: [`${name} is kept whole: ${uses.whole}.`], loadedOnly: [] };
  const { file, exportName } = uses;
  const slice = sliceFor(slicer, uses);
  if (slice.kind === 'whole') return { notes: [`${exportName} is kept whole: ${slice.reason}.`], loadedOnly: [] };
  return {
    cut: { path: cutPath(file, name), file, members: slice.members, module: slice },
    notes: [],
    loadedOnly: slice.keptForEffects,
  };
}
