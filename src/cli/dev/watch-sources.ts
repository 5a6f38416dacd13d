import { existsSync } from 'node:fs';
import { basename, dirname, extname, join, relative, sep } from 'node:path';
import { watch } from 'chokidar';
import { concerns, type LookedAt } from '../../build/index.ts';
import { isLibraryFile } from '../../build/library.ts';

const sourceExtensions = new Set(['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json']);
/** Folders in which no sources are, or only generated ones, unless a build reads some; those that start with a dot are left out as well. */
const skippedFolders = new Set(['node_modules', 'dist', 'coverage', 'cdk.out']);
/** What package managers write into node_modules last of all: packages are there. */
const installed = new Set(['.package-lock.json', '.modules.yaml', '.yarn-integrity', '.yarn-state.yml']);
/** An editor saves several files, or one in several steps. */
const settleMs = 40;

/** Sources that are watched. */
export interface SourceWatch {
  /** Resolves when every later change is seen. */
  readonly ready: Promise<void>;
  /** Watches as well what a build looked at elsewhere, such as the sources of another package. */
  add(lookedAt: LookedAt | undefined): void;
  stop(): Promise<void>;
}

/** What is watched, and what for. */
export interface WatchOptions {
  /** The directories of the services' packages. */
  readonly packageRoots: readonly string[];
  /** What builds looked at; undefined for one whose next build may depend on any source. */
  readonly lookedAt: () => readonly (LookedAt | undefined)[];
  /** Called when something changed that a build looked at, after it has been quiet for a moment. */
  readonly onChange: () => void;
}

/** Watches the sources of services. */
export function watchSources({ packageRoots, lookedAt, onChange }: WatchOptions): SourceWatch {
  const modules = new Set(packageRoots.flatMap(modulesOf));
  /** Places outside, or in folders that are left out, that builds looked at. */
  const added = new Set<string>();
  const watcher = watch([...packageRoots, ...modules], {
    ignoreInitial: true,
    ignored: (path, stats) => {
      if (packageRoots.includes(path) || modules.has(path) || added.has(path)) return false;
      if (modules.has(dirname(path))) return !installed.has(basename(path));
      if (isSkipped(basename(path))) return true;
      return stats?.isFile() === true && !isSource(path) && !added.has(dirname(path));
    },
  });
  let timer: NodeJS.Timeout | undefined;
  watcher.on('all', (_event, path) => {
    const hasInstalled = modules.has(dirname(path));
    if (!hasInstalled && !lookedAt().some((looked) => looked === undefined || concerns(looked, path))) return;
    clearTimeout(timer);
    timer = setTimeout(onChange, settleMs);
  });
  return {
    ready: new Promise((resolve) => watcher.once('ready', resolve)),
    add(looked) {
      if (looked === undefined) return;
      const { files, listed } = looked;
      const others = [...files, ...listed].filter(
        (path) =>
          !added.has(path) &&
          !added.has(dirname(path)) &&
          !path.includes(`${sep}node_modules${sep}`) &&
          !isLibraryFile(path) &&
          !packageRoots.some((root) => isWatchedIn(root, path)),
      );
      for (const path of others) {
        // New files beside a source are seen too; a directory that holds a whole package is not gone through for one file.
        const directory = dirname(path);
        const isAbove = packageRoots.some((root) => `${root}${sep}`.startsWith(`${directory}${sep}`));
        added.add(isAbove || listed.has(path) ? path : directory);
      }
      watcher.add(others.map((path) => (added.has(path) ? path : dirname(path))));
    },
    stop: async () => {
      clearTimeout(timer);
      await watcher.close();
    },
  };
}

function isSource(path: string): boolean {
  return sourceExtensions.has(extname(path));
}

function isSkipped(name: string): boolean {
  return name.startsWith('.') || skippedFolders.has(name);
}

/** Whether a file is seen because its package is watched. */
function isWatchedIn(packageRoot: string, path: string): boolean {
  if (!path.startsWith(`${packageRoot}${sep}`) || !isSource(path)) return false;
  return !relative(packageRoot, path).split(sep).some(isSkipped);
}

/** The node_modules that a package's imports are looked for in, as far as they are there; its own may be still to come. */
function modulesOf(packageRoot: string): readonly string[] {
  const found = [join(packageRoot, 'node_modules')];
  for (let directory = packageRoot; directory !== dirname(directory); ) {
    directory = dirname(directory);
    const modules = join(directory, 'node_modules');
    if (existsSync(modules)) found.push(modules);
  }
  return found;
}
