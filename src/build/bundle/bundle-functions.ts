import { basename, dirname, join, resolve } from 'node:path';
import type { Metafile, OutputFile, Plugin } from 'esbuild';
import { BuildError } from '../build-error.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { validatorsPath } from './entry-source.ts';
import { esbuildDiagnostics, isBuildFailure } from './esbuild-diagnostics.ts';
import { libraryPlugin } from './library-plugin.ts';
import { nativeModulePlugin } from './native-module-plugin.ts';
import { giveRequire } from './require-banner.ts';

/** One function to bundle. */
export interface FunctionSource {
  /** The name of its directory: a procedure's dotted name, or a listener's or schedule's. */
  readonly name: string;
  /** Its generated entry module. */
  readonly entry: string;
}

/** How to bundle. */
export interface BundleOptions {
  readonly packageRoot: string;
  /** Whether to make source maps. */
  readonly sourceMaps: boolean;
}

/** The code of one function. */
export interface BundledFunction {
  readonly code: string;
  readonly sourceMap?: string | undefined;
  /** The modules that gave code to it, absolute. */
  readonly inputs: readonly string[];
  /** What it imports from beside it, such as `./aws/sns.mjs`. */
  readonly besides: readonly string[];
}

/** What bundling all functions gives. */
export interface BundledFunctions {
  readonly functions: ReadonlyMap<string, BundledFunction>;
  readonly warnings: readonly Diagnostic[];
}

const entryPrefix = 'lambdabus-entry:';

/**
 * Bundles all functions in one pass: each into a file of its own, without shared chunks, so that a change of one
 * function leaves the bytes of the others alone.
 * @throws BuildError for what cannot be bundled.
 */
export async function bundleFunctions(
  sources: readonly FunctionSource[],
  { packageRoot, sourceMaps }: BundleOptions,
): Promise<BundledFunctions> {
  if (sources.length === 0) return { functions: new Map(), warnings: [] };
  const { build } = await import('esbuild');
  const paths = { workingDirectory: packageRoot, packageRoot };
  try {
    const { outputFiles, metafile, warnings } = await build({
      absWorkingDir: packageRoot,
      entryPoints: sources.map(({ name }) => ({ in: `${entryPrefix}${name}`, out: `${name}/index` })),
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
      plugins: [entryPlugin(sources, packageRoot), nativeModulePlugin(), libraryPlugin()],
    });
    return {
      functions: readOutputs(outputFiles, metafile, packageRoot),
      warnings: esbuildDiagnostics(warnings, paths),
    };
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    throw new BuildError(esbuildDiagnostics(error.errors, paths), packageRoot);
  }
}

function entryPlugin(sources: readonly FunctionSource[], packageRoot: string): Plugin {
  const entries = new Map(sources.map(({ name, entry }) => [name, entry]));
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

function readOutputs(
  files: readonly OutputFile[],
  { outputs }: Metafile,
  packageRoot: string,
): ReadonlyMap<string, BundledFunction> {
  const texts = new Map(files.map((file) => [file.path, file]));
  return new Map(
    Object.entries(outputs).flatMap(([path, output]): readonly (readonly [string, BundledFunction])[] => {
      if (output.entryPoint === undefined) return [];
      const file = resolve(packageRoot, path);
      const { code, addedLines } = giveRequire(texts.get(file)?.text ?? '');
      const map = texts.get(`${file}.map`)?.text;
      return [
        [
          basename(dirname(file)),
          {
            code,
            sourceMap: map === undefined ? undefined : shiftMap(map, addedLines),
            inputs: Object.entries(output.inputs)
              .filter(([input, { bytesInOutput }]) => bytesInOutput > 0 && !/^[a-z-]+:/.test(input))
              .map(([input]) => resolve(packageRoot, input)),
            besides: output.imports.filter(({ external }) => external === true).map(({ path: target }) => target),
          },
        ],
      ];
    }),
  );
}

/** Moves a source map down by the lines that were put in front of the code. */
function shiftMap(map: string, lines: number): string {
  if (lines === 0) return map;
  const content: { mappings: string } = JSON.parse(map);
  return JSON.stringify({ ...content, mappings: `${';'.repeat(lines)}${content.mappings}` });
}
