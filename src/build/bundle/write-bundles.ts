import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { hashOf, type OutputDirectory, type OutputFile } from '../output-directory.ts';

/** The files of one bundle: contents by name, with `/`. */
export type BundleFiles = ReadonlyMap<string, OutputFile>;

/** What the manifest says of a bundle's files. */
export interface WrittenBundle {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** The folder of the bundles in the output directory. */
const functionsFolder = 'functions';
const mapsFolder = 'maps';

/** The directory of a function's bundle, from the output directory on. */
export function functionDirectory(name: string): string {
  return `${functionsFolder}/${name}`;
}

/**
 * Writes the bundles, touching only what changed, and removes those of functions that are no more.
 *
 * @param programsOf the files of a function's bundle that can be run
 */
export function writeBundles(
  output: OutputDirectory,
  bundles: ReadonlyMap<string, BundleFiles>,
  programsOf: (name: string) => readonly string[] = () => [],
): ReadonlyMap<string, WrittenBundle> {
  const root = join(output.path, functionsFolder);
  mkdirSync(root, { recursive: true });
  removeOthers(root, new Set(bundles.keys()));
  const written = [...bundles].map(([name, files]) => {
    const path = functionDirectory(name);
    const programs = new Set(programsOf(name));
    if (existsSync(join(output.path, path))) {
      removeOtherFiles(join(output.path, path), '', files);
      for (const [file, one] of files) output.write(`${path}/${file}`, one, programs.has(file));
    } else output.writeDirectory(path, files, programs);
    return [name, { path, ...measure(files) }] as const;
  });
  return new Map(written);
}

/** Writes the source maps of the bundles that have one, apart from the bundles; without any, removes those of before. */
export function writeSourceMaps(
  output: OutputDirectory,
  bundles: ReadonlyMap<string, { readonly sourceMap?: string | undefined }>,
): void {
  const root = join(output.path, mapsFolder);
  const maps = [...bundles].flatMap(([name, { sourceMap }]) =>
    sourceMap === undefined ? [] : [[`${name}.mjs.map`, sourceMap] as const],
  );
  if (maps.length === 0) {
    rmSync(root, { recursive: true, force: true });
    return;
  }
  mkdirSync(root, { recursive: true });
  removeOthers(root, new Set(maps.map(([name]) => name)));
  for (const [name, map] of maps) output.write(`${mapsFolder}/${name}`, { content: Buffer.from(map) });
}

function measure(files: BundleFiles): { readonly bytes: number; readonly sha256: string } {
  const hash = createHash('sha256');
  let bytes = 0;
  for (const [name, { content }] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${name}\0${hashOf(content)}\0`);
    bytes += content.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}

function removeOthers(directory: string, kept: ReadonlySet<string>): void {
  for (const name of readdirSync(directory)) {
    if (!kept.has(name)) rmSync(join(directory, name), { recursive: true, force: true });
  }
}

function removeOtherFiles(root: string, folder: string, files: BundleFiles): void {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    const isNeeded = entry.isDirectory()
      ? [...files.keys()].some((file) => file.startsWith(`${name}/`))
      : files.has(name);
    if (!isNeeded) rmSync(join(root, name), { recursive: true, force: true });
    else if (entry.isDirectory()) removeOtherFiles(root, name, files);
  }
}
