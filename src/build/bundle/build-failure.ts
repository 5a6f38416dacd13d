import type { BuildFailure } from 'esbuild';

/** Whether esbuild rejected with messages about the sources. */
export function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}
