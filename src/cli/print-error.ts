import { styleText } from 'node:util';
import type { BuildError } from '../build/build-error.ts';
import type { Diagnostic } from '../build/diagnostic.ts';

/** Errors that the library throws on purpose; their messages say what to do, so that a stack would only be in the way. */
const expected = new Set(['BusError', 'LocalBusError']);

/** Prints why a command failed on standard error: a build's diagnostics with their lines of source, else a message. */
export async function printError(error: unknown, { verbose }: { readonly verbose: boolean }): Promise<void> {
  if (isBuildError(error)) {
    await printDiagnostics(error.diagnostics, error.packageRoot);
    return;
  }
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const label = styleText(['bold', 'red'], 'error', { stream: process.stderr });
  process.stderr.write(`${label} ${message}\n`);
  if (verbose) process.stderr.write(`${stack}\n${causes(error)}`);
  else if (!expected.has(name)) process.stderr.write(`${name}; run it again with --verbose for the stack.\n`);
}

/** Prints everything that is wrong with the sources. */
async function printDiagnostics(diagnostics: readonly Diagnostic[], packageRoot: string): Promise<void> {
  const { formatDiagnostics, takesColor } = await import('../build/index.ts');
  const color = takesColor(process.stderr);
  process.stderr.write(`${formatDiagnostics(diagnostics, { packageRoot, color })}\n`);
}

/** Whether an error is what a build found wrong. Known by its name: the build is loaded only when something is built. */
export function isBuildError(error: unknown): error is BuildError {
  return error instanceof Error && error.name === 'BuildError' && 'diagnostics' in error && 'packageRoot' in error;
}

function causes(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause === undefined) return '';
  return `caused by ${cause instanceof Error ? cause.stack : String(cause)}\n${causes(cause)}`;
}
