import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { Metafile, Plugin } from 'esbuild';
import { stampOfFile } from '../cache/file-stamp.ts';
import { hashOf, type OutputFile } from '../output-directory.ts';
import { loadBundler } from './bundler.ts';

/** Modules that are built once and lie beside bundles. */
export interface SideFiles {
  /** The files that an entry needs, its own included, by their names. */
  filesOf(entry: string): ReadonlyMap<string, OutputFile>;
  /** What they were made from. */
  readonly inputs: readonly string[];
}

/** What to build. */
export interface SideFilesRequest {
  /** Where they are kept. */
  readonly cacheRoot: string;
  /** What the name of their directory in it begins with. */
  readonly kind: string;
  /** Paths in what is built are relative to it. */
  readonly workingDirectory: string;
  /** The source of each entry, by the name of the file that it becomes, without `.mjs`. */
  readonly entries: Readonly<Record<string, SideEntry>>;
  readonly plugins?: readonly Plugin[] | undefined;
  /**
   * Whether classes and functions keep their `name`.
   * @default false
   */
  readonly keepNames?: boolean | undefined;
}

/** A module to be built. */
export interface SideEntry {
  readonly source: string;
  /** Where its imports are looked for. */
  readonly resolveDir: string;
}

interface CacheIndex {
  /** Every file that was read, to see whether it is still the same. */
  readonly inputs: readonly (readonly [file: string, size: number, modifiedMs: number])[];
  /** The hash of each file, to see whether it is still as it was built. */
  readonly files: Readonly<Record<string, string>>;
  /** The names of the files of each entry. */
  readonly entries: Readonly<Record<string, readonly string[]>>;
}

const indexFile = 'index.json';
/** Counts up with the form of the index, and with how the files are built. */
const indexVersion = 4;

/**
 * Builds modules once, with code splitting, and keeps them in a cache. They change only with their sources or esbuild, so
 * the functions that hold them keep their bytes from build to build.
 */
export async function sideFiles(request: SideFilesRequest): Promise<SideFiles> {
  const { build, version } = loadBundler();
  const { cacheRoot, kind, workingDirectory, entries, keepNames = false } = request;
  const key = createHash('sha256')
    .update(JSON.stringify([indexVersion, workingDirectory, version, entries, keepNames]))
    .digest('hex')
    .slice(0, 16);
  const directory = join(cacheRoot, `${kind}-${key}`);
  const cached = readIndex(directory);
  if (cached !== undefined) return fromDirectory(directory, cached);

  // Not in place: another build may be reading the directory, or making it.
  const fresh = join(cacheRoot, `${kind}-${key}-${randomUUID()}`);
  const { metafile } = await build({
    absWorkingDir: workingDirectory,
    entryPoints: Object.keys(entries).map((name) => ({ in: `${namespace}:${name}`, out: name })),
    outdir: fresh,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunk-[hash]',
    metafile: true,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    mainFields: ['module', 'main'],
    minify: true,
    keepNames,
    legalComments: 'none',
    logLevel: 'error',
    plugins: [...(request.plugins ?? []), entryPlugin(entries)],
  });
  const index = indexOf(metafile, request, fresh);
  writeFileSync(join(fresh, indexFile), JSON.stringify(index));
  return fromDirectory(install(fresh, directory), index);
}

const namespace = 'lambdabus-side';

function entryPlugin(entries: SideFilesRequest['entries']): Plugin {
  return {
    name: namespace,
    setup(build) {
      build.onResolve({ filter: new RegExp(`^${namespace}:`) }, ({ path }) => ({
        path: path.slice(namespace.length + 1),
        namespace,
      }));
      build.onLoad({ filter: /.*/, namespace }, ({ path }) => ({
        contents: entries[path]?.source ?? '',
        resolveDir: entries[path]?.resolveDir,
      }));
    },
  };
}

function indexOf({ inputs, outputs }: Metafile, request: SideFilesRequest, directory: string): CacheIndex {
  const read = Object.keys(inputs)
    .filter((input) => !input.startsWith(`${namespace}:`) && !input.startsWith('(disabled):'))
    .map((input) => resolve(request.workingDirectory, input));
  const names = new Map(Object.keys(outputs).map((path) => [path, basename(path)]));
  const closure = (start: string): readonly string[] => {
    const reached = new Set([start]);
    for (const path of reached) {
      for (const target of outputs[path]?.imports ?? []) {
        if (target.external !== true) reached.add(target.path);
      }
    }
    return [...reached].map((path) => names.get(path) ?? basename(path)).sort();
  };
  const startOf = (entry: string): string => [...names].find(([, name]) => name === `${entry}.mjs`)?.[0] ?? entry;
  return {
    inputs: read.map((file) => {
      const { size, mtimeMs } = statSync(file);
      return [file, size, mtimeMs] as const;
    }),
    files: Object.fromEntries([...names.values()].map((name) => [name, hashOf(readFileSync(join(directory, name)))])),
    entries: Object.fromEntries(Object.keys(request.entries).map((entry) => [entry, closure(startOf(entry))])),
  };
}

function readIndex(directory: string): CacheIndex | undefined {
  const file = join(directory, indexFile);
  if (!existsSync(file)) return undefined;
  const index = parseIndex(readFileSync(file, 'utf8'));
  if (index === undefined) return undefined;
  const isSame = index.inputs.every(([input, size, modifiedMs]) => {
    const found = statSync(input, { throwIfNoEntry: false });
    return found?.size === size && found.mtimeMs === modifiedMs;
  });
  const isWhole = Object.entries(index.files).every(([name, content]) => {
    const path = join(directory, name);
    return existsSync(path) && hashOf(readFileSync(path)) === content;
  });
  return isSame && isWhole ? index : undefined;
}

function parseIndex(text: string): CacheIndex | undefined {
  try {
    // Written by indexOf, under a name that says which version of it.
    return JSON.parse(text) as CacheIndex;
  } catch (error) {
    // What is damaged is built again.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Puts a finished directory in its place; when another build was faster, its directory serves as well. */
function install(fresh: string, directory: string): string {
  if (readIndex(directory) === undefined) rmSync(directory, { recursive: true, force: true });
  try {
    renameSync(fresh, directory);
  } catch (error) {
    if (readIndex(directory) === undefined) throw error;
    rmSync(fresh, { recursive: true, force: true });
  }
  return directory;
}

function fromDirectory(directory: string, { entries, inputs, files }: CacheIndex): SideFiles {
  // All at once: a build that finds the sources changed replaces the directory.
  const contents = new Map(
    Object.keys(files).map((name): readonly [string, OutputFile] => {
      const file = join(directory, name);
      const stamp = stampOfFile(file);
      return [name, { content: readFileSync(file), original: stamp && { file, stamp } }];
    }),
  );
  return {
    inputs: inputs.map(([file]) => file),
    filesOf: (entry) => new Map([...contents].filter(([name]) => entries[entry]?.includes(name))),
  };
}
