import { relative, resolve } from 'node:path';
import type { BuildFailure, Message } from 'esbuild';
import type { Diagnostic } from '../diagnostic.ts';
import { isLibraryFile } from '../library.ts';

/** Where esbuild's paths start and where the diagnostics' paths start. */
export interface EsbuildPaths {
  readonly workingDirectory: string;
  readonly packageRoot: string;
}

/** Turns esbuild's messages into diagnostics. */
export function esbuildDiagnostics(messages: readonly Message[], paths: EsbuildPaths): readonly Diagnostic[] {
  const seen = new Set<string>();
  return messages.flatMap(({ text, location, notes }) => {
    const key = `${text} ${location?.file}:${location?.line}:${location?.column}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const hint = notes.map((note) => note.text).join(' ');
    const diagnostic = {
      code: 'BUNDLE_FAILED' as const,
      message: sentence(withoutLibraryPaths(text, paths)),
      hint: hint === '' ? hintFor(text) : hint,
    };
    if (location === null || (location.namespace !== '' && location.namespace !== 'file')) return [diagnostic];
    const file = resolve(paths.workingDirectory, location.file);
    // esbuild counts columns in bytes of UTF-8, from 0.
    const before = Buffer.from(location.lineText).subarray(0, location.column).toString();
    return [
      {
        ...diagnostic,
        position: {
          file: relative(paths.packageRoot, file).replaceAll('\\', '/'),
          line: location.line,
          column: before.length + 1,
        },
        length: Math.max(1, location.length),
      },
    ];
  });
}

/** What the library holds is known to its users by its name. */
function withoutLibraryPaths(text: string, { workingDirectory }: EsbuildPaths): string {
  return text.replaceAll(/in "([^"]+)"/g, (whole, path: string) =>
    isLibraryFile(resolve(workingDirectory, path)) ? 'in "lambdabus"' : whole,
  );
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function hintFor(text: string): string {
  if (text.startsWith('Could not resolve')) return 'Install the package, or correct the path.';
  if (text.startsWith('No matching export')) return 'Correct the name, or export it there.';
  if (text.startsWith('No loader')) return 'A bundle can hold TypeScript, JavaScript, JSON and text.';
  return 'Correct the syntax.';
}

/** Whether esbuild rejected with messages about the sources. */
export function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}
