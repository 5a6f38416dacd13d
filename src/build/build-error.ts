import type { Diagnostic } from './diagnostic.ts';
import { formatDiagnostics } from './report/format-diagnostics.ts';

/**
 * What `build()` rejects with: everything that is wrong with the sources, at once. Its message is the printed form of
 * the diagnostics, with the lines of source they are about.
 */
export class BuildError extends Error {
  override readonly name = 'BuildError';
  /** What is wrong, in the order of the sources. */
  readonly diagnostics: readonly Diagnostic[];
  /** The directory of the service's package.json, which the diagnostics' files are relative to. */
  readonly packageRoot: string;

  constructor(diagnostics: readonly Diagnostic[], packageRoot: string) {
    super(formatDiagnostics(diagnostics, { packageRoot }));
    this.diagnostics = diagnostics;
    this.packageRoot = packageRoot;
    // Uncaught, as in `cdk synth`, Node prints the stack and then each property: after the message neither helps anyone.
    this.stack = `${this.name}: ${this.message}`;
    for (const property of ['name', 'diagnostics', 'packageRoot']) {
      Object.defineProperty(this, property, { enumerable: false });
    }
  }
}
