import { basename, dirname, resolve } from 'node:path';
import type { Metafile, OutputFile } from 'esbuild';
import { readContents } from './bundle-contents.ts';
import { filesRead, type RememberedFunction, reachFrom } from './bundle-memory.ts';
import { entryPrefix } from './entry-plugin.ts';
import { packageNameOf } from './external-plugin.ts';
import type { PreparedFunction } from './prepare-function.ts';
import { giveRequire } from './require-banner.ts';
import { isSdkFile, type SdkImports } from './sdk-packages.ts';
import { withoutCut } from './slice-functions.ts';

/** What the bundler gave for functions. */
export interface BundlerOutput {
  readonly files: readonly OutputFile[];
  readonly metafile: Metafile;
  readonly prepared: readonly PreparedFunction[];
  readonly sdk: SdkImports | undefined;
}

/** What it means for each of them. */
export interface ReadOutputs {
  readonly functions: ReadonlyMap<string, RememberedFunction>;
  /** The functions that would load a module twice, cut and whole: its state would be there twice. */
  readonly twice: ReadonlySet<string>;
  /** The functions that would have a part of the AWS SDK beside them and another inside: what both share would be there twice. */
  readonly sdkTwice: ReadonlySet<string>;
}

/** Reads what the bundler made. */
export function readOutputs({ files, metafile, prepared, sdk }: BundlerOutput, packageRoot: string): ReadOutputs {
  const texts = new Map(files.map((file) => [file.path, file]));
  const byName = new Map(prepared.map((one) => [one.source.name, one]));
  const functions = new Map<string, RememberedFunction>();
  const contentsOf = readContents(metafile, packageRoot);
  const twice = new Set<string>();
  const sdkTwice = new Set<string>();
  for (const [path, output] of Object.entries(metafile.outputs)) {
    if (output.entryPoint === undefined) continue;
    const file = resolve(packageRoot, path);
    const name = basename(dirname(file));
    const { sliced: { cut, notes, loadedOnly } = { notes: [], loadedOnly: [] }, made = '' } = byName.get(name) ?? {};
    const inputs = Object.entries(output.inputs)
      .filter(([input, { bytesInOutput }]) => bytesInOutput > 0 && !/^[a-z-]+:/.test(input))
      .map(([input]) => resolve(packageRoot, input));
    if (cut !== undefined && inputs.includes(cut.file)) twice.add(name);
    const besides = output.imports.filter(({ external }) => external === true).map(({ path: target }) => target);
    const sdkModules = new Map(besides.flatMap((target) => sdk?.moduleOf(target) ?? []).map((one) => [one.name, one]));
    if (sdkModules.size > 0 && inputs.some(isSdkFile)) sdkTwice.add(name);
    const { code, addedLines } = giveRequire(texts.get(file)?.text ?? '');
    const map = texts.get(`${file}.map`)?.text;
    const bundled = {
      code,
      sourceMap: map === undefined ? undefined : shiftMap(map, addedLines),
      inputs: inputs.map(withoutCut),
      parts: contentsOf(output.entryPoint),
      besides,
      sdk: [...sdkModules.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
      external: [
        ...new Set(
          output.imports.flatMap(({ external, path: target }) =>
            external === true ? (packageNameOf(target) ?? []) : [],
          ),
        ),
      ].sort(),
      notes: [
        ...notes,
        ...heldOnlyFor(loadedOnly, cut?.path, { inputs: metafile.inputs, output, packageRoot }).map(
          (specifier) => `${specifier} is loaded for what it does when it loads, though nothing of it is used.`,
        ),
      ],
    };
    const reached = filesRead(reachFrom(`${entryPrefix}${name}`, metafile.inputs), packageRoot);
    functions.set(name, { made, reached, bundled });
  }
  return { functions, twice, sdkTwice };
}

interface HeldModules {
  readonly inputs: Metafile['inputs'];
  readonly output: Metafile['outputs'][string];
  readonly packageRoot: string;
}

/**
 * Those of the imports for nothing but loading that brought something into the bundle: the bundler leaves out modules that
 * only define, and what the function reaches on other ways is there for those.
 */
function heldOnlyFor(
  specifiers: readonly string[],
  cutFile: string | undefined,
  { inputs, output, packageRoot }: HeldModules,
): readonly string[] {
  const importer = Object.keys(inputs).find((path) => resolve(packageRoot, path) === cutFile);
  const cut = importer === undefined ? undefined : inputs[importer];
  if (importer === undefined || cut === undefined || specifiers.length === 0) return [];
  const isLoading = ({ original = '' }: (typeof cut.imports)[number]) => specifiers.includes(original);
  const others = { ...cut, imports: cut.imports.filter((imported) => !isLoading(imported)) };
  const otherwise = new Set(reachFrom(output.entryPoint ?? '', { ...inputs, [importer]: others }));
  const isHere = (path: string) => !otherwise.has(path) && (output.inputs[path]?.bytesInOutput ?? 0) > 0;
  return specifiers.filter((specifier) =>
    cut.imports.some(
      ({ original, path, external }) =>
        original === specifier && (external === true || reachFrom(path, inputs).some(isHere)),
    ),
  );
}

/** Moves a source map down by the lines that were put in front of the code. */
function shiftMap(map: string, lines: number): string {
  if (lines === 0) return map;
  const content: { mappings: string } = JSON.parse(map);
  return JSON.stringify({ ...content, mappings: `${';'.repeat(lines)}${content.mappings}` });
}
