import { existsSync, realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { BusError } from '../definition/index.ts';
import type { EventReference } from '../manifest/index.ts';
import { BuildError } from './build-error.ts';
import { isBuildFailure } from './bundle/build-failure.ts';
import { loadBundler } from './bundle/bundler.ts';
import { esbuildDiagnostics } from './bundle/esbuild-diagnostics.ts';
import { libraryPlugin } from './bundle/library-plugin.ts';
import { inSourceOrder } from './report/order.ts';

/** What a file calls and fires, whose code is no function of a bus. */
export interface FileTargets {
  /** Dotted names, sorted. */
  readonly calls: readonly string[];
  readonly fires: readonly EventReference[];
}

/**
 * Finds what a script, a test or another program's handler calls and fires: whatever it exports may run.
 *
 * @param file from the working directory
 * @throws BuildError for a file that cannot be read, and for what cannot be told from its code.
 */
export async function fileTargets(file: string): Promise<FileTargets> {
  const path = resolve(file);
  if (!existsSync(path))
    throw new BusError(
      'DEFINITION_INVALID',
      `There is no file ${path}. Give the script, test or handler whose calls to read.`,
    );
  const entry = realpathSync(path);
  const packageRoot = dirname(entry);
  const [{ createTypeReader }, files] = await Promise.all([import('./types/index.ts'), modulesOf(entry, packageRoot)]);
  // A file of no service: who may fire is for IAM to say.
  const checked = createTypeReader().check({ busModule: entry, packageRoot, service: '' });
  const found = checked.targetsOf({ name: file, entry: { kind: 'modules', files: [entry] }, files });
  const diagnostics = found.diagnostics.filter(({ code }) => code !== 'FIRE_NOT_ALLOWED');
  if (diagnostics.length > 0) throw new BuildError(inSourceOrder(diagnostics), packageRoot);
  return { calls: found.calls, fires: found.fires.map(({ event, fifo }) => ({ event, fifo })) };
}

/** The modules that run with a file. */
async function modulesOf(entry: string, packageRoot: string): Promise<readonly string[]> {
  const { build } = loadBundler();
  try {
    const { metafile } = await build({
      absWorkingDir: packageRoot,
      entryPoints: [entry],
      bundle: true,
      write: false,
      metafile: true,
      format: 'esm',
      platform: 'node',
      target: 'node22',
      external: ['@aws-sdk/*', 'aws-cdk-lib', 'vitest', 'jest'],
      logLevel: 'silent',
      outdir: packageRoot,
      plugins: [libraryPlugin()],
    });
    return Object.keys(metafile.inputs)
      .filter((input) => !/^[a-z-]+:/.test(input))
      .map((input) => resolve(packageRoot, input));
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    throw new BuildError(esbuildDiagnostics(error.errors, { workingDirectory: packageRoot, packageRoot }), packageRoot);
  }
}
