import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { closestName } from '../../../definition/did-you-mean.ts';
import { isLibraryFile } from '../../library.ts';
import { requireEsbuild } from '../../required-esbuild.ts';
import { type ImportProblem, listed, meant } from './import-problem.ts';

/** An import of a name that a module does not export. */
export interface MissingExport {
  readonly name: string;
  /** The module that lacks it, absolute. */
  readonly module: string;
  readonly packageRoot: string;
}

/** Says what a module exports instead of what is imported from it. */
export function missingExport({ name, module, packageRoot }: MissingExport): ImportProblem {
  const shown = isLibraryFile(module) ? '"lambdabus"' : relative(packageRoot, module).replaceAll('\\', '/');
  const source = existsSync(module) ? readFileSync(module, 'utf8') : '';
  if (new RegExp(`\\bexport\\s+(?:declare\\s+)?(?:interface|type)\\s+${name}\\b`).test(source)) {
    return {
      message: `${shown} exports ${name} as a type only, which does not exist when the code runs.`,
      hint: `Write import type { ${name} }.`,
    };
  }
  const known = exportsOf(module).filter((each) => each !== 'default');
  const has = known.length === 0 ? `Correct the name, or export it there.` : `It exports ${listed(known)}.`;
  if (name === 'default') {
    return {
      message: `${shown} has no default export.`,
      hint:
        known.length === 0 ? 'Export something there.' : `Import by name, with braces: import { ${known[0]} }. ${has}`,
    };
  }
  return { message: `${shown} exports no ${name}.`, hint: `${meant(closestName(name, known))}${has}` };
}

/** The names that a module exports itself. */
function exportsOf(module: string): readonly string[] {
  if (!existsSync(module)) return [];
  const { metafile } = requireEsbuild().buildSync({
    entryPoints: [module],
    outdir: '.',
    write: false,
    metafile: true,
    format: 'esm',
    logLevel: 'silent',
  });
  return Object.values(metafile.outputs).flatMap(({ exports }) => exports);
}
