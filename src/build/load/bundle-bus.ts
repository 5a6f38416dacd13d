import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { join, resolve } from 'node:path';
import type { BuildOptions, BuildResult, Metafile, Plugin } from 'esbuild';
import { BuildError } from '../build-error.ts';
import { isBuildFailure } from '../bundle/build-failure.ts';
import { loadBundler } from '../bundle/bundler.ts';
import { deploymentPlugin } from '../bundle/deployment-plugin.ts';
import { esbuildDiagnostics } from '../bundle/esbuild-diagnostics.ts';
import { packageNameOf } from '../bundle/external-plugin.ts';
import { libraryPlugin } from '../bundle/library-plugin.ts';
import { createNativeNames } from '../bundle/native-module-plugin.ts';
import type { Service } from '../service.ts';
import { type ModuleGraph, readModuleGraph } from '../slice/module-graph.ts';
import { installedImports, isWholeSdkPackage } from './installed-plugin.ts';

/** The bus module as one file that plain Node can load. */
export interface BundledBus {
  readonly file: string;
  /** Which of its modules imports which. */
  readonly graph: () => ModuleGraph;
  /** What it was made from. */
  readonly metafile: Metafile;
  /** The place in the sources of a place in the file; lines and columns count from 1. */
  originalPosition(
    line: number,
    column: number,
  ): { readonly file: string; readonly line: number; readonly column: number } | undefined;
  /** Removes the file. */
  remove(): void;
}

/** CommonJS packages in the bundle ask for `require`, and for where they lie. */
const banner =
  "import{createRequire as __lambdabusRequire}from'node:module';const require=__lambdabusRequire(import.meta.url),__filename=import.meta.filename,__dirname=import.meta.dirname;";

/**
 * Bundles the bus module as the functions are bundled, so that enums, path aliases and JSON imports work alike.
 * @throws BuildError for what cannot be bundled.
 */
export async function bundleBus(service: Service): Promise<BundledBus> {
  const { code, map, metafile } = await bundle(service);
  mkdirSync(service.outDir, { recursive: true });
  removeLeftovers(service.outDir);
  const directory = mkdtempSync(join(service.outDir, 'load-'));
  const file = join(directory, 'bus.mjs');
  writeFileSync(file, code);
  // Parsed only when a problem needs a position.
  let sourceMap: SourceMap | undefined;
  return {
    file,
    graph: () => readModuleGraph(metafile, service.packageRoot),
    metafile,
    originalPosition(line, column) {
      sourceMap ??= new SourceMap(JSON.parse(map));
      const entry = sourceMap.findEntry(line - 1, column - 1);
      if (!('originalSource' in entry)) return undefined;
      return {
        file: resolve(service.outDir, entry.originalSource),
        line: entry.originalLine + 1,
        column: entry.originalColumn + 1,
      };
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** A build that was killed leaves its work behind; after an hour it is nobody's any more. */
function removeLeftovers(outDir: string): void {
  for (const name of readdirSync(outDir)) {
    if (!/^(?:load|write)-/.test(name)) continue;
    const path = join(outDir, name);
    const modifiedMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (modifiedMs !== undefined && Date.now() - modifiedMs > 3_600_000) rmSync(path, { recursive: true, force: true });
  }
}

async function bundle({
  busModule,
  packageRoot,
  outDir,
}: Service): Promise<{ readonly code: string; readonly map: string; readonly metafile: Metafile }> {
  const { build } = loadBundler();
  try {
    const settings = {
      absWorkingDir: packageRoot,
      entryPoints: [busModule],
      outfile: join(outDir, 'bus.mjs'),
      write: false,
      metafile: true,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node22',
      mainFields: ['module', 'main'],
      sourcemap: 'external',
      sourcesContent: false,
      keepNames: true,
      banner: { js: banner },
      logLevel: 'silent',
      plugins: [deploymentPlugin(), libraryPlugin(), nativePlugin()],
    } as const satisfies BuildOptions;
    const pass = async (isInstalled: (specifier: string) => boolean): Promise<BuildResult<typeof settings>> => {
      const { plugin, withSpecifiers } = installedImports(isInstalled);
      const { metafile, ...result } = await build({ ...settings, plugins: [...settings.plugins, plugin] });
      return { ...result, metafile: withSpecifiers(metafile, packageRoot) };
    };
    let result = await pass(isWholeSdkPackage);
    const native = nativePackagesIn(result.metafile, packageRoot);
    if (native.length > 0) {
      const isNative = (specifier: string) => native.includes(packageNameOf(specifier) ?? '');
      result = await pass((specifier) => isWholeSdkPackage(specifier) || isNative(specifier));
    }
    const { outputFiles, metafile } = result;
    const text = (extension: string): string => outputFiles.find(({ path }) => path.endsWith(extension))?.text ?? '';
    return { code: text('.mjs'), map: text('.mjs.map'), metafile };
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    const paths = { workingDirectory: packageRoot, packageRoot };
    throw new BuildError(esbuildDiagnostics(error.errors, paths), packageRoot);
  }
}

/** The packages in a bundle that look for their native code beside themselves, and would not find it in a bundle. */
function nativePackagesIn({ inputs }: Metafile, packageRoot: string): readonly string[] {
  const nativeName = createNativeNames();
  return [...new Set(Object.keys(inputs).flatMap((input) => nativeName(resolve(packageRoot, input)) ?? []))];
}

/** Native modules are loaded from where they lie: whether a bundle can hold them is for bundling to say. */
function nativePlugin(): Plugin {
  return {
    name: 'lambdabus-native',
    setup(build) {
      build.onResolve({ filter: /\.node$/ }, ({ path, resolveDir }) => ({
        path: resolve(resolveDir, path),
        external: true,
      }));
    },
  };
}
