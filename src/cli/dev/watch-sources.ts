import { basename, extname } from 'node:path';
import { watch } from 'chokidar';

const sourceExtensions = new Set(['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json']);
/** Folders in which no sources are, or only generated ones; those that start with a dot are left out as well. */
const skippedFolders = new Set(['node_modules', 'dist', 'coverage', 'cdk.out']);
/** An editor saves several files, or one in several steps. */
const settleMs = 40;

/** Sources that are watched. */
export interface SourceWatch {
  /** Resolves when every later change is seen. */
  readonly ready: Promise<void>;
  stop(): Promise<void>;
}

/** Calls `onChange` when sources below the directories change, after they have been quiet for a moment. */
export function watchSources(directories: readonly string[], onChange: () => void): SourceWatch {
  const watcher = watch([...directories], {
    ignoreInitial: true,
    ignored: (path, stats) => {
      const name = basename(path);
      if (directories.includes(path)) return false;
      if (name.startsWith('.') || skippedFolders.has(name)) return true;
      return stats?.isFile() === true && !sourceExtensions.has(extname(name));
    },
  });
  let timer: NodeJS.Timeout | undefined;
  watcher.on('all', () => {
    clearTimeout(timer);
    timer = setTimeout(onChange, settleMs);
  });
  return {
    ready: new Promise((resolve) => watcher.once('ready', resolve)),
    stop: async () => {
      clearTimeout(timer);
      await watcher.close();
    },
  };
}
