import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { BuildError } from '../build-error.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { ModuleSlicer } from '../slice/index.ts';
import { isBuildFailure } from './build-failure.ts';
import type { BundlePart } from './bundle-contents.ts';
import { type BundleMemory, type BundlesBefore, type RememberedFunction, reachFrom } from './bundle-memory.ts';
import { loadBundler } from './bundler.ts';
import { readOutputs } from './bundler-output.ts';
import { entryPlugin, entryPrefix } from './entry-plugin.ts';
import { esbuildDiagnostics, esbuildWarnings } from './esbuild-diagnostics.ts';
import { externalPlugin } from './external-plugin.ts';
import { libraryPlugin } from './library-plugin.ts';
import { nativeModulePlugin, nativePackages } from './native-module-plugin.ts';
import { isPrepared, keptWhole, type PreparedFunction, prepare, prepareAgain } from './prepare-function.ts';
import { isWorthTelling, quietModulePlugin } from './quiet-module-plugin.ts';
import { type SdkModule, sdkImports } from './sdk-packages.ts';
import { type CutImport, slicePlugin, type UsedExport } from './slice-functions.ts';

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

const sdkInsideNote =
  'The AWS SDK is inside the bundle, not beside it: a package asks for a part of it by require, or it is a very large client.';

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
    const told = [...inside.functions].map(([name, { bundled, ...one }]): [string, RememberedFunction] => [
      name,
      { ...one, bundled: { ...bundled, notes: [...bundled.notes, sdkInsideNote] } },
    ]);
    return {
      functions: new Map([...outputs.functions, ...told]),
      modules: { ...metafile.inputs, ...inside.modules },
      warnings: [...esbuildWarnings(warnings.filter(isWorthTelling), paths), ...inside.warnings],
    };
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    throw new BuildError(esbuildDiagnostics(error.errors, paths), packageRoot);
  }
}
