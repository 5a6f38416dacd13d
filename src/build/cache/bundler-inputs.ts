import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, extname, isAbsolute, join, resolve, sep } from 'node:path';
import type { Metafile } from 'esbuild';
import { withoutCut } from '../bundle/slice-functions.ts';
import { addName, type BuildInputs } from './build-inputs.ts';

/**
 * Adds what a bundling pass read: its modules, and what was looked at to find them. The bundler only tells the former;
 * the latter follows from how Node's packages and paths without extension are resolved, rather too much than too little.
 */
export function addBundlerInputs(inputs: BuildInputs, modules: Metafile['inputs'], workingDirectory: string): void {
  const settled = new Set<string>();
  const packages = new Set<string>();
  for (const [input, { imports }] of Object.entries(modules)) {
    if (isVirtual(input)) continue;
    const file = resolve(workingDirectory, withoutCut(input));
    const directory = dirname(file);
    inputs.sources.add(file);
    addPlace(inputs, file);
    addSettings(inputs, directory, settled);
    for (const { path, original, external } of imports) {
      if (original === undefined) continue;
      if (external === true) {
        // Loaded from where it is installed; what else is external is looked for by whoever packs it.
        if (path.startsWith('file:') || isAbsolute(path))
          addPackage(inputs, directory, packageName(original), packages);
        continue;
      }
      if (isVirtual(path)) continue;
      if (/^\.{0,2}(?:\/|$)/.test(original)) addRelative(inputs, resolve(directory, original), path, workingDirectory);
      else addPackage(inputs, directory, packageName(original), packages);
    }
  }
}

/** Modules that exist only in the build have a namespace. */
function isVirtual(path: string): boolean {
  return /^[a-z][a-z-]+:/.test(path) || path.startsWith('(disabled):') || path.startsWith('<');
}

/** The names that would be found instead of a file: beside it, and beside its directory. */
function addPlace(inputs: BuildInputs, file: string): void {
  addName(inputs, dirname(file), stemOf(file));
  addName(inputs, dirname(dirname(file)), basename(dirname(file)));
}

function addRelative(inputs: BuildInputs, target: string, path: string, workingDirectory: string): void {
  addName(inputs, dirname(target), stemOf(target));
  const found = resolve(workingDirectory, withoutCut(path));
  // Reached through a link, which may be made to lead elsewhere.
  if (!found.startsWith(target.slice(0, target.length - extname(target).length))) {
    inputs.links.add(target);
    inputs.links.add(dirname(target));
  }
}

/** Where a package was looked for: in each node_modules on the way up. */
function addPackage(inputs: BuildInputs, from: string, name: string, seen: Set<string>): void {
  for (let directory = from; ; directory = dirname(directory)) {
    const place = join(directory, 'node_modules', name);
    if (seen.has(place)) return;
    seen.add(place);
    // What lies there counts, a link or not; where nothing does, that.
    if (existsSync(place)) {
      inputs.links.add(place);
      addSettings(inputs, realpathSync(place), new Set());
      return;
    }
    inputs.kinds.add(place);
    if (directory === dirname(directory)) return;
  }
}

/** The package.json and tsconfig.json that a directory's modules are under: the nearest ones, and that none is nearer. */
function addSettings(inputs: BuildInputs, directory: string, settled: Set<string>): void {
  const isInPackage = directory.includes(`${sep}node_modules${sep}`);
  for (const names of isInPackage ? [['package.json']] : [['package.json'], ['tsconfig.json', 'jsconfig.json']]) {
    for (let at = directory; ; at = dirname(at)) {
      const files = names.map((name) => join(at, name));
      if (files.every((file) => settled.has(file))) break;
      for (const file of files) {
        settled.add(file);
        inputs.settings.add(file);
      }
      if (files.some((file) => existsSync(file)) || at === dirname(at)) break;
    }
  }
}

function packageName(specifier: string): string {
  const [first = '', second = ''] = specifier.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}

function stemOf(file: string): string {
  return basename(file, extname(file));
}
