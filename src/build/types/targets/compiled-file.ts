import { existsSync, readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import type { Diagnostic } from '../../diagnostic.ts';
import { isLibraryFile } from '../../library.ts';

/**
 * Refuses compiled code that makes a bus of its own: what is not in the program cannot be read, so that a function with
 * it would lack what it needs to be allowed.
 */
export function checkCompiledFile(path: string, packageRoot: string): readonly Diagnostic[] {
  if (/\.[cm]?tsx?$/.test(path) && !isLibraryFile(path) && existsSync(path)) return [notRead(path, packageRoot)];
  if (!/\.[cm]?js$/.test(path) || isLibraryFile(path) || !existsSync(path)) return [];
  const text = readFileSync(path, 'utf8');
  const call = text.search(/\bcreateBus\s*\(/);
  // It may be imported under another name.
  const at = call === -1 ? text.search(/\bcreateBus\b/) : call;
  if (at === -1 || !/['"]lambdabus['"]/.test(text)) return [];
  const before = text.slice(0, at).split('\n');
  return [
    {
      code: 'TARGET_CODE_COMPILED',
      message:
        'This compiled code makes a bus of its own, and its types do not tell what it calls and fires, so the build cannot tell what the function needs to be allowed.',
      hint: 'Let the package take the procedures that it calls as parameters, or import its TypeScript sources.',
      position: {
        file: relative(packageRoot, path).split(sep).join('/'),
        line: before.length,
        column: (before.at(-1)?.length ?? 0) + 1,
      },
      length: 'createBus'.length,
    },
  ];
}

/** A module that the bundler found and the compiler did not, such as by a pattern in `import()`. */
function notRead(path: string, packageRoot: string): Diagnostic {
  return {
    code: 'TARGET_CODE_COMPILED',
    message:
      'This module is in the bundle, but no import with a plain name leads to it, so the build cannot tell what it calls and fires.',
    hint: `Import it by its name somewhere, if only for its types: import type {} from './${relative(packageRoot, path).split(sep).join('/')}'.`,
    position: { file: relative(packageRoot, path).split(sep).join('/'), line: 1, column: 1 },
    length: 1,
  };
}
