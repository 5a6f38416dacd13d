import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, extname, relative, resolve } from 'node:path';
import { closestName } from '../../../definition/did-you-mean.ts';
import { type ImportProblem, listed, type UnresolvedImport } from './import-problem.ts';

/** Says which file an import of a path was likely meant to lead to. */
export function missingFile({ specifier, importer }: UnresolvedImport): ImportProblem {
  const path = resolve(dirname(importer), specifier);
  const shown = (file: string): string => relative(dirname(importer), file).replaceAll('\\', '/') || '.';
  if (existsSync(path) && statSync(path).isDirectory()) {
    return {
      message: `"${specifier}" is a directory without an index module.`,
      hint: `Name the module in it, such as "${specifier.replace(/\/$/, '')}/${moduleIn(path) ?? 'index.ts'}".`,
    };
  }
  const directory = dirname(path);
  const message = `There is no file "${specifier}" to import.`;
  if (!existsSync(directory)) return { message, hint: `Correct the path: there is no directory ${shown(directory)}.` };
  const names = readdirSync(directory).filter((name) => !/^\.|^node_modules$/.test(name));
  const wanted = basename(path);
  const stem = (name: string): string => basename(name, extname(name));
  const closest =
    names.find((name) => stem(name) === stem(wanted)) ?? closestName(wanted, names) ?? closestStem(wanted, names);
  if (closest === undefined) {
    return {
      message,
      hint: `Correct the path: ${shown(directory) === '.' ? 'its directory' : shown(directory)} has ${listed(names) || 'nothing in it'}.`,
    };
  }
  const way = specifier.slice(0, specifier.lastIndexOf('/') + 1) || './';
  return { message, hint: `Did you mean "${way}${closest}"?` };

  function closestStem(text: string, all: readonly string[]): string | undefined {
    const found = closestName(stem(text), all.map(stem));
    return all.find((name) => stem(name) === found);
  }
}

function moduleIn(directory: string): string | undefined {
  return readdirSync(directory).find((name) => /\.[cm]?[jt]sx?$/.test(name));
}
