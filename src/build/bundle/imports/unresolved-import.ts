import { closestName } from '../../../definition/did-you-mean.ts';
import { nearestPackage } from '../../packages/nearest-package.ts';
import { packageNameOf } from '../external-plugin.ts';
import { type ImportProblem, listed, meant, type UnresolvedImport } from './import-problem.ts';
import { missingFile } from './missing-file.ts';
import { missingPackage } from './missing-package.ts';

/** Says what an import that leads nowhere was likely meant to lead to. */
export function unresolvedImport(found: UnresolvedImport): ImportProblem {
  const { specifier } = found;
  if (/^\.{0,2}\//.test(specifier) || specifier === '.' || specifier === '..') return missingFile(found);
  if (specifier.startsWith('#')) return missingAlias(found);
  const name = packageNameOf(specifier);
  return name === undefined || !isPackageName(name) ? unknownAlias(specifier) : missingPackage(name, found);
}

function missingAlias({ specifier, importer }: UnresolvedImport): ImportProblem {
  const known = nearestPackage(importer)?.imports ?? [];
  return {
    message: `"${specifier}" is not defined in "imports" of package.json.`,
    hint: `${meant(closestName(specifier, known))}${known.length === 0 ? 'package.json defines none.' : `It defines ${listed(known)}.`}`,
  };
}

function unknownAlias(specifier: string): ImportProblem {
  return {
    message: `"${specifier}" is neither a file nor the name of a package.`,
    hint: 'Begin the path of a file with ./ or ../; an alias has to be in "paths" of the tsconfig.json that belongs to the file.',
  };
}

/** @see https://docs.npmjs.com/cli/configuring-npm/package-json#name */
function isPackageName(name: string): boolean {
  return /^(?:@[a-z0-9-~][a-z0-9-._~]*\/)?[a-z0-9-~][a-z0-9-._~]*$/.test(name);
}
