import { existsSync, globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { PackageProblem } from './package-problem.ts';

/** Files that a function gets beside its code. */
export interface AssetFiles {
  /** Contents by path in the bundle's directory, which is their path in the package. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The absolute paths of what was read. */
  readonly inputs: readonly string[];
  /** The absolute paths of the directories that were searched: a new file there may match. */
  readonly searched: readonly string[];
  readonly problems: readonly PackageProblem[];
}

/** Collects the files that match patterns, which start at the package's directory. */
export function collectAssets(patterns: readonly string[], packageRoot: string): AssetFiles {
  const files = new Map<string, Uint8Array>();
  const inputs: string[] = [];
  const problems: PackageProblem[] = [];
  const searched = new Set<string>();
  for (const pattern of patterns) {
    const found = globSync(pattern, { cwd: packageRoot })
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => statSync(join(packageRoot, path)).isFile())
      .sort();
    for (const directory of directoriesOf(pattern, packageRoot)) searched.add(directory);
    if (found.length === 0) problems.push(nothingMatches(pattern));
    for (const path of found) {
      if (/^(?:index\.mjs|validators\.mjs|aws\/.*)$/.test(path)) problems.push(inTheWay(path, pattern));
      inputs.push(join(packageRoot, path));
      files.set(path, readFileSync(join(packageRoot, path)));
    }
  }
  return { files, inputs, searched: [...searched], problems };
}

/** The directories below the part of a pattern that is fixed. */
function directoriesOf(pattern: string, packageRoot: string): readonly string[] {
  if (!/[*?[{(]/.test(pattern)) return [];
  const fixed = pattern.split('/').slice(
    0,
    pattern.split('/').findIndex((part) => /[*?[{(]/.test(part)),
  );
  const base = join(packageRoot, ...fixed);
  if (!existsSync(base)) return [];
  const below = readdirSync(base, { withFileTypes: true, recursive: true });
  return [base, ...below.filter((entry) => entry.isDirectory()).map(({ parentPath, name }) => join(parentPath, name))];
}

function nothingMatches(pattern: string): PackageProblem {
  return {
    option: 'assets',
    value: pattern,
    code: 'ASSET_NOT_FOUND',
    message: `No file matches "${pattern}", which the option "assets" names.`,
    hint: 'Patterns start at the directory of package.json: "templates/**", "data/*.json".',
  };
}

function inTheWay(path: string, pattern: string): PackageProblem {
  return {
    option: 'assets',
    value: pattern,
    code: 'ASSET_IN_THE_WAY',
    message: `The asset "${path}" has the name of a file that the build makes.`,
    hint: 'Put it into a folder: index.mjs, validators.mjs and aws are taken.',
  };
}
