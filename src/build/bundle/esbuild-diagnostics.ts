import { extname, relative, resolve } from 'node:path';
import type { Location, Message } from 'esbuild';
import type { Diagnostic } from '../diagnostic.ts';
import { isLibraryFile } from '../library.ts';
import { missingExport } from './imports/missing-export.ts';
import { unresolvedImport } from './imports/unresolved-import.ts';
import { syntaxErrorIn } from './syntax-error.ts';

/** Where esbuild's paths start and where the diagnostics' paths start. */
export interface EsbuildPaths {
  readonly workingDirectory: string;
  readonly packageRoot: string;
}

type Said = Pick<Diagnostic, 'code' | 'message' | 'hint'>;

/** Turns what esbuild fails for into diagnostics. */
export function esbuildDiagnostics(messages: readonly Message[], paths: EsbuildPaths): readonly Diagnostic[] {
  return placedOnce(messages, paths, errorOf);
}

/** Turns esbuild's warnings into diagnostics. */
export function esbuildWarnings(messages: readonly Message[], paths: EsbuildPaths): readonly Diagnostic[] {
  return placedOnce(messages, paths, (message) => ({
    code: 'BUNDLER_WARNING',
    message: sentence(withoutLibraryPaths(message.text, paths)),
    hint: adviceOf(message) || 'See whether it is meant.',
  }));
}

function placedOnce(
  messages: readonly Message[],
  paths: EsbuildPaths,
  say: (message: Message, paths: EsbuildPaths) => Said,
): readonly Diagnostic[] {
  const seen = new Set<string>();
  return messages.flatMap((message) => {
    const { text, location, notes } = message;
    const key = `${text} ${location?.file}:${location?.line}:${location?.column}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const said = say(message, paths);
    if (location === null || !isOfFile(location)) return [said];
    // Where an import is wrong, its hint says more than esbuild's notes.
    const other =
      said.code === 'IMPORT_NOT_FOUND'
        ? undefined
        : notes.find((note) => note.location !== null && isOfFile(note.location));
    return [
      {
        ...said,
        position: positionOf(location, paths),
        length: Math.max(1, location.length),
        ...(other?.location && {
          related: { message: other.text.replace(/:$/, '.'), position: positionOf(other.location, paths) },
        }),
      },
    ];
  });
}

function isOfFile({ namespace }: Location): boolean {
  return namespace === '' || namespace === 'file';
}

function positionOf({ file, line, column, lineText }: Location, { workingDirectory, packageRoot }: EsbuildPaths) {
  // esbuild counts columns in bytes of UTF-8, from 0.
  const before = Buffer.from(lineText).subarray(0, column).toString();
  return {
    file: relative(packageRoot, resolve(workingDirectory, file)).replaceAll('\\', '/'),
    line,
    column: before.length + 1,
  };
}

function errorOf(error: Message, paths: EsbuildPaths): Said {
  const { text, location } = error;
  const absolute = (file: string): string => resolve(paths.workingDirectory, file);
  const importer = location === null || !isOfFile(location) ? undefined : absolute(location.file);
  const [, specifier] = /^Could not resolve "(.*)"$/.exec(text) ?? [];
  if (specifier !== undefined && importer !== undefined) {
    return { code: 'IMPORT_NOT_FOUND', ...unresolvedImport({ specifier, importer }) };
  }
  const [, module, name] = /^No matching export in "(.*)" for import "(.*)"$/.exec(text) ?? [];
  if (module !== undefined && name !== undefined) {
    const { packageRoot } = paths;
    return { code: 'IMPORT_NOT_FOUND', ...missingExport({ name, module: absolute(module), packageRoot }) };
  }
  const message = sentence(withoutLibraryPaths(text, paths));
  if (text.startsWith('lambdabus has no entry point')) {
    return { code: 'IMPORT_NOT_FOUND', message, hint: adviceOf(error) };
  }
  if (importer !== undefined && syntaxErrorIn(importer, error)) {
    return { code: 'SYNTAX_ERROR', message, hint: adviceOf(error) || syntaxHint(text) };
  }
  return { code: 'BUNDLE_FAILED', message, hint: adviceOf(error) || hintFor(text, location) };
}

function syntaxHint(text: string): string {
  return text.includes('has already been declared') ? 'Rename one of the two, or remove it.' : 'Correct the syntax.';
}

/** What esbuild says besides, but of other places. */
function adviceOf({ notes }: Message): string {
  return notes
    .filter(({ location }) => location === null)
    .map(({ text }) => text)
    .join(' ');
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

function hintFor(text: string, location: Location | null): string {
  if (text.startsWith('No loader')) {
    const extension = /"(\.\w+)"/.exec(text)?.[1] ?? extname(location?.file ?? '');
    return `A bundle can hold TypeScript, JavaScript, JSX, JSON and text (.txt). Let the function have the file beside its code, assets: ['**/*${extension}'] among its options, and read it when it runs.`;
  }
  return 'Correct it there.';
}
