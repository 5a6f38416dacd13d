import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The files of one bundle: contents by name, with `/`. */
export type BundleFiles = ReadonlyMap<string, Uint8Array>;

/** What the manifest says of a bundle's files. */
export interface WrittenBundle {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** The folder of the bundles in the output directory. */
const functionsFolder = 'functions';

/** Writes the bundles, touching only what changed, and removes those of functions that are no more. */
export function writeBundles(
  outDir: string,
  bundles: ReadonlyMap<string, BundleFiles>,
): ReadonlyMap<string, WrittenBundle> {
  const root = join(outDir, functionsFolder);
  mkdirSync(root, { recursive: true });
  removeOthers(root, new Set(bundles.keys()));
  const written = [...bundles].map(([name, files]) => {
    const directory = join(root, name);
    for (const [file, content] of files) writeIfChanged(join(directory, file), content, outDir);
    removeOtherFiles(directory, '', files);
    return [name, { path: `${functionsFolder}/${name}`, ...measure(files) }] as const;
  });
  return new Map(written);
}

/** Writes the source maps of the bundles that have one, apart from the bundles; without any, removes those of before. */
export function writeSourceMaps(
  outDir: string,
  bundles: ReadonlyMap<string, { readonly sourceMap?: string | undefined }>,
): void {
  const root = join(outDir, 'maps');
  const maps = [...bundles].flatMap(([name, { sourceMap }]) =>
    sourceMap === undefined ? [] : [[`${name}.mjs.map`, sourceMap] as const],
  );
  if (maps.length === 0) {
    rmSync(root, { recursive: true, force: true });
    return;
  }
  mkdirSync(root, { recursive: true });
  removeOthers(root, new Set(maps.map(([name]) => name)));
  for (const [name, map] of maps) writeIfChanged(join(root, name), Buffer.from(map), outDir);
}

/**
 * Writes a file under its name at once, so that no reader sees half of it; a file that is the same stays untouched.
 * It is written in `workDirectory` first, on the same disk.
 */
export function writeIfChanged(file: string, content: Uint8Array, workDirectory: string): void {
  if (existsSync(file) && Buffer.compare(readFileSync(file), content) === 0) return;
  mkdirSync(dirname(file), { recursive: true });
  const temporary = join(workDirectory, `write-${randomUUID()}`);
  writeFileSync(temporary, content);
  renameSync(temporary, file);
}

function measure(files: BundleFiles): { readonly bytes: number; readonly sha256: string } {
  const hash = createHash('sha256');
  let bytes = 0;
  for (const [name, content] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${name}\0${content.length}\0`).update(content);
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
