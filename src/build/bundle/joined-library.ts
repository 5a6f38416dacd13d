import { BuildError } from '../build-error.ts';
import { libraryModule } from '../library.ts';
import { isBuildFailure } from './build-failure.ts';
import { loadBundler } from './bundler.ts';
import { esbuildDiagnostics } from './esbuild-diagnostics.ts';
import { libraryPlugin } from './library-plugin.ts';

/**
 * Says of what the top level of the library calls that it does nothing but define, as its package.json says of each module:
 * of a module the bundler heeds that as a whole only.
 */
function withoutEffects(code: string): string {
  return code.replaceAll(/^(?:var|let|const) [\w$]+ = (?=(?:new )?[\w$.]+\()/gm, '$&/* @__PURE__ */ ');
}

/**
 * Joins what functions use of the library into one module, with all names as they are. The bundler links every function
 * anew: one module instead of fifty halves its work, and what a function does not use is left out all the same.
 */
export async function joinLibrary(): Promise<string> {
  const { build } = loadBundler();
  const workingDirectory = import.meta.dirname;
  try {
    const { outputFiles } = await build({
      absWorkingDir: workingDirectory,
      stdin: {
        contents: ['functions/index', 'src/index']
          .map((module) => `export * from ${JSON.stringify(libraryModule(module))};`)
          .join('\n'),
        resolveDir: workingDirectory,
      },
      outdir: workingDirectory,
      write: false,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node22',
      mainFields: ['module', 'main'],
      legalComments: 'none',
      logLevel: 'silent',
      plugins: [libraryPlugin()],
    });
    return withoutEffects(outputFiles[0]?.text ?? '');
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    const paths = { workingDirectory, packageRoot: workingDirectory };
    throw new BuildError(esbuildDiagnostics(error.errors, paths), workingDirectory);
  }
}
