import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import { closestName } from '../../../definition/did-you-mean.ts';
import { installCommand } from '../../packages/install-command.ts';
import { findPackage, packageOf } from '../../packages/installed-package.ts';
import { nearestPackage } from '../../packages/nearest-package.ts';
import { type ImportProblem, listed, meant, type UnresolvedImport } from './import-problem.ts';

/** Says why a package is not found, and what to do for it. */
export function missingPackage(name: string, { specifier, importer }: UnresolvedImport): ImportProblem {
  const directory = dirname(importer);
  const installed = findPackage(name, directory);
  if (installed !== undefined) return unusablePackage(installed, name, specifier);
  const message = `The package "${name}" is not installed.`;
  const holder = packageOf(importer);
  if (holder !== undefined) {
    return {
      message: `The package "${name}", which ${holder.name} imports, is not installed.`,
      hint: `Install it: ${installCommand(name, importer)}. If ${holder.name} does without it, keep that out of the bundle: external: ['${holder.name}'] in the meta of the API or the options of the listener.`,
    };
  }
  if (findPackage(`@types/${name.replace(/^@/, '').replace('/', '__')}`, directory) !== undefined) {
    return {
      message: `The package "${name}" is not installed, only its types are.`,
      hint: `For types, write import type. For what runs, install it: ${installCommand(name, importer)}.`,
    };
  }
  if (builtinModules.includes(name)) {
    const known = builtinModules.filter((module) => module.startsWith(`${name}/`));
    return {
      message: `Node.js has no module "${specifier}".`,
      hint: `${meant(closestName(specifier, known))}It has ${listed([name, ...known])}.`,
    };
  }
  const listedIn = nearestPackage(importer);
  if (listedIn?.dependencies.includes(name) === true) {
    return { message: `${message} package.json lists it.`, hint: `Run ${installCommand(undefined, importer)}.` };
  }
  const closest =
    closestName(name, listedIn?.dependencies ?? []) ??
    closestName(name, [...installedNames(directory), ...builtinModules.filter((module) => module.length > 3)]);
  return { message, hint: `${meant(closest)}Install it: ${installCommand(name, importer)}; or correct the name.` };
}

/** A package that is there, but not what is asked of it. */
function unusablePackage(
  { directory }: { readonly directory: string },
  name: string,
  specifier: string,
): ImportProblem {
  const { types, exports } = readPackageFile(directory);
  if (specifier === name) {
    return types
      ? { message: `The package "${name}" holds types only.`, hint: 'Write import type.' }
      : {
          message: `The package "${name}" is installed, but its package.json leads to no file that is there.`,
          hint: 'If it is a package of your own, build it first; otherwise install it again.',
        };
  }
  const known = exports.map((key) => key.replace(/^\./, name));
  return {
    message: `The package "${name}" is installed, but has no "${specifier}".`,
    hint: `${meant(closestName(specifier, known))}${known.length === 0 ? 'Correct the path in the package.' : `It exports ${listed(known)}.`}`,
  };
}

function readPackageFile(directory: string): { readonly types: boolean; readonly exports: readonly string[] } {
  // npm has checked it.
  const content: Readonly<Record<string, unknown>> = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  const { exports } = content;
  const keys = typeof exports === 'object' && exports !== null ? Object.keys(exports) : [];
  const runs = exports !== undefined || (content['main'] ?? '') !== '' || content['module'] !== undefined;
  return {
    types: !runs && (content['types'] !== undefined || content['typings'] !== undefined),
    exports: keys.filter((key) => key.startsWith('.')),
  };
}

function installedNames(from: string): readonly string[] {
  for (let directory = from; ; directory = dirname(directory)) {
    const place = join(directory, 'node_modules');
    if (existsSync(place)) {
      return readdirSync(place).flatMap((name) =>
        name.startsWith('@') ? readdirSync(join(place, name)).map((inner) => `${name}/${inner}`) : [name],
      );
    }
    if (directory === dirname(directory)) return [];
  }
}
