import { basename, dirname, join, resolve } from 'node:path';
import type { Metafile, OutputFile, Plugin } from 'esbuild';
import { BuildError } from '../build-error.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { ModuleSlicer } from '../slice/index.ts';
import { type BundlePart, readContents } from './bundle-contents.ts';
import {
  type BundleMemory,
  type BundlesBefore,
  filesRead,
  type RememberedFunction,
  reachFrom,
} from './bundle-memory.ts';
import { loadBundler } from './bundler.ts';
import { validatorsPath } from './entry-source.ts';
import { esbuildDiagnostics, isBuildFailure } from './esbuild-diagnostics.ts';
import { externalPlugin, packageNameOf } from './external-plugin.ts';
import { libraryPlugin } from './library-plugin.ts';
import { nativeModulePlugin, nativePackages } from './native-module-plugin.ts';
import { isPrepared, keptWhole, type PreparedFunction, prepare, prepareAgain } from './prepare-function.ts';
import { isWorthTelling, quietModulePlugin } from './quiet-module-plugin.ts';
import { giveRequire } from './require-banner.ts';
import { isSdkFile, type SdkImports, type SdkModule, sdkImports } from './sdk-packages.ts';
import { type CutImport, slicePlugin, type UsedExport, withoutCut } from './slice-functions.ts';

/** One function to bundle. */
export interface FunctionSource {
  /** The name of its directory: a procedure's dotted name, or a listener's or schedule's. */
  readonly name: string;
  /** Makes its entry module, of the module that it uses as it was cut. */
  readonly entry: (cut: CutImport | undefined) => string;
  /** What the entry uses of the service's own modules; or why that is not to be cut, to follow "… is kept whole: ". */
  readonly uses: UsedExport | { readonly whole: string };
}

/** How to bundle. */
export interface BundleOptions {
  readonly packageRoot: string;
  /** Whether to make source maps. */
  readonly sourceMaps: boolean;
  /** Packages that bundles import from their node_modules. */
  readonly external: readonly string[];
  /** Cuts the modules that entries use down to what they use; undefined leaves all whole. */
  readonly slicer?: ModuleSlicer | undefined;
  /** Modules that only define, absolute: where nothing of them is used they are left out. */
  readonly quietModules?: readonly string[] | undefined;
  /** What functions use of the library as one module; undefined leaves it as its own modules. */
  readonly library?: string | undefined;
  /**
   * Whether the AWS SDK that user code imports is put into the bundles, rather than beside them.
   * @default false
   */
  readonly sdkInside?: boolean | undefined;
  /** Functions of before that no change of a source concerns: where the same is made for one, it is not bundled again. */
  readonly known?: BundlesBefore | undefined;
}

/** The code of one function. */
export interface BundledFunction {
  readonly code: string;
  readonly sourceMap?: string | undefined;
  /** The modules that gave code to it, absolute. */
  readonly inputs: readonly string[];
  /** What it imports from beside it, such as `./aws/sns.mjs`. */
  readonly besides: readonly string[];
  /** The packages that it imports from its node_modules, by name. */
  readonly external: readonly string[];
  /** The modules of the AWS SDK that its own code imports from beside it, by name. */
  readonly sdk: readonly SdkModule[];
  /** What its code is made of, the largest part first. */
  readonly parts: readonly BundlePart[];
  /** Why it holds more than it uses, one sentence each. */
  readonly notes: readonly string[];
}

/** What bundling all functions gives. */
export interface BundledFunctions {
  readonly functions: ReadonlyMap<string, BundledFunction>;
  readonly warnings: readonly Diagnostic[];
  /** To be given to the next time. */
  readonly memory: Omit<BundleMemory, 'validators'>;
}

const entryPrefix = 'lambdabus-entry:';

/**
 * Bundles all functions in one pass: each into a file of its own, without shared chunks, so that a change of one
 * function leaves the bytes of the others alone.
 * @throws BuildError for what cannot be bundled.
 */
export async function bundleFunctions(
  sources: readonly FunctionSource[],
  options: BundleOptions,
): Promise<BundledFunctions> {
  const known = options.known?.functions ?? new Map<string, RememberedFunction>();
  const prepared = sources.map((source) => prepareAgain(source, options) ?? prepare(source, options));
  const stale = prepared.filter(({ source, made }) => known.get(source.name)?.made !== made);
  const fresh = await bundlePrepared(
    stale.map((one) => (isPrepared(one) ? one : prepare(one.source, options))),
    options,
  );
  const functions = new Map<string, RememberedFunction>();
  for (const { source, made, slice } of prepared) {
    const remembered = fresh.functions.get(source.name) ?? known.get(source.name);
    if (remembered !== undefined) functions.set(source.name, { ...remembered, made, slice });
  }
  const modules = { ...options.known?.modules, ...fresh.modules };
  const reached = new Set([...functions.keys()].flatMap((name) => reachFrom(`${entryPrefix}${name}`, modules)));
  return {
    functions: new Map([...functions].map(([name, { bundled }]) => [name, bundled])),
    warnings: fresh.warnings,
    memory: {
      functions,
      modules: Object.fromEntries(Object.entries(modules).filter(([path]) => reached.has(path))),
    },
  };
}

interface FreshBundles {
  readonly functions: ReadonlyMap<string, RememberedFunction>;
  readonly modules: Metafile['inputs'];
  readonly warnings: readonly Diagnostic[];
}

async function bundlePrepared(prepared: readonly PreparedFunction[], options: BundleOptions): Promise<FreshBundles> {
  if (prepared.length === 0) return { functions: new Map(), modules: {}, warnings: [] };
  const { packageRoot, sourceMaps } = options;
  const cuts = new Map(
    prepared.flatMap(({ sliced: { cut } }) => (cut === undefined ? [] : [[cut.path, cut.module] as const])),
  );
  const entries = new Map(prepared.map(({ source, entry }) => [source.name, entry]));
  const sdk = options.sdkInside === true ? undefined : sdkImports();
  const { build } = loadBundler();
  const paths = { workingDirectory: packageRoot, packageRoot };
  let importsOthers = false;
  const joined =
    options.library === undefined
      ? undefined
      : {
          code: options.library,
          onOther: () => {
            importsOthers = true;
          },
        };
  try {
    const { outputFiles, metafile, warnings } = await build({
      absWorkingDir: packageRoot,
      entryPoints: prepared.map(({ source: { name } }) => ({ in: `${entryPrefix}${name}`, out: `${name}/index` })),
      outdir: join(packageRoot, 'functions'),
      outExtension: { '.js': '.mjs' },
      write: false,
      metafile: true,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node22',
      mainFields: ['module', 'main'],
      minify: true,
      // Names of error classes reach callers (`this.name = this.constructor.name`) and alarms.
      keepNames: true,
      legalComments: 'none',
      ...(sourceMaps ? { sourcemap: 'external', sourcesContent: false } : {}),
      logLevel: 'silent',
      plugins: [
        entryPlugin(entries, packageRoot),
        slicePlugin(cuts, { sourceMaps }),
        externalPlugin(options.external),
        nativeModulePlugin(),
        libraryPlugin(joined),
        ...(sdk === undefined ? [] : [sdk.plugin]),
        quietModulePlugin(options.quietModules ?? []),
      ],
    });
    if (importsOthers) return await bundlePrepared(prepared, { ...options, library: undefined });
    const outputs = readOutputs({ files: outputFiles, metafile, prepared, sdk }, packageRoot);
    const bundles = new Map([...outputs.functions].map(([name, { bundled }]) => [name, bundled]));
    const native = nativePackages(bundles, metafile, packageRoot);
    if (native.length > 0) throw new BuildError(native, packageRoot);
    if (outputs.twice.size > 0) {
      const again = prepared.map((one) => (outputs.twice.has(one.source.name) ? keptWhole(one, options) : one));
      return await bundlePrepared(again, options);
    }
    const inside = await bundlePrepared(
      prepared.filter(({ source }) => outputs.sdkTwice.has(source.name)),
      { ...options, sdkInside: true },
    );
    return {
      functions: new Map([...outputs.functions, ...inside.functions]),
      modules: { ...metafile.inputs, ...inside.modules },
      warnings: [...esbuildDiagnostics(warnings.filter(isWorthTelling), paths), ...inside.warnings],
    };
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    throw new BuildError(esbuildDiagnostics(error.errors, paths), packageRoot);
  }
}

function entryPlugin(entries: ReadonlyMap<string, string>, packageRoot: string): Plugin {
  const namespace = 'lambdabus-entry';
  return {
    name: namespace,
    setup(build) {
      build.onResolve({ filter: new RegExp(`^${entryPrefix}`) }, ({ path }) => ({
        path: path.slice(entryPrefix.length),
        namespace,
      }));
      build.onResolve({ filter: /^\.\/validators\.mjs$/, namespace }, () => ({ path: validatorsPath, external: true }));
      build.onLoad({ filter: /.*/, namespace }, ({ path }) => ({
        contents: entries.get(path) ?? '',
        loader: 'js',
        resolveDir: packageRoot,
      }));
    },
  };
}

interface BundlerOutput {
  readonly files: readonly OutputFile[];
  readonly metafile: Metafile;
  readonly prepared: readonly PreparedFunction[];
  readonly sdk: SdkImports | undefined;
}

interface ReadOutputs {
  readonly functions: ReadonlyMap<string, RememberedFunction>;
  /** The functions that would load a module twice, cut and whole: its state would be there twice. */
  readonly twice: ReadonlySet<string>;
  /** The functions that would have a part of the AWS SDK beside them and another inside: what both share would be there twice. */
  readonly sdkTwice: ReadonlySet<string>;
}

function readOutputs({ files, metafile, prepared, sdk }: BundlerOutput, packageRoot: string): ReadOutputs {
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
