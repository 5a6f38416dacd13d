import { createRequire } from 'node:module';
import type esbuild from 'esbuild';

/** The bundler. Its package does not say that it is CommonJS: for an import, Node would parse it first, to see. */
export function requireEsbuild(): typeof esbuild {
  return createRequire(import.meta.url)('esbuild');
}
