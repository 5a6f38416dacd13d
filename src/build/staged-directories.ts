import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Directories that are made apart, where nobody reads them, to be put in their places as a whole. */
export interface StagedDirectories {
  /**
   * Makes a directory ahead, as it will most likely be: making a file takes longer than writing into it.
   *
   * @param name of the directory, from the output directory on
   */
  prepare(name: string, files: ReadonlyMap<string, Uint8Array>): void;
  /** Where a directory is made, with the files that were prepared. */
  open(name: string): StagedDirectory;
  /** Removes what was prepared and not placed. */
  discard(): void;
}

/** A directory before it is in its place. */
export interface StagedDirectory {
  readonly path: string;
  /** What its files hold. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /**
   * Puts it in its place.
   *
   * @param kept the names of the files that it shall have
   * @returns whether it could be: not where something is by now
   */
  place(kept: ReadonlySet<string>): boolean;
}

/** Stages directories below an output directory, in one that a later build removes if this one is killed. */
export function stageDirectories(outDir: string): StagedDirectories {
  const root = join(outDir, `write-${randomUUID()}`);
  const prepared = new Map<string, ReadonlyMap<string, Uint8Array>>();
  const parents = new Set<string>();
  const pathOf = (name: string): string => join(root, name.replaceAll('/', '+'));

  return {
    prepare(name, files) {
      if (existsSync(join(outDir, name))) return;
      const path = pathOf(name);
      mkdirSync(path, { recursive: true });
      for (const [file, content] of files) writeFileSync(join(path, file), content);
      prepared.set(name, files);
    },
    open(name) {
      const path = pathOf(name);
      if (!prepared.has(name)) mkdirSync(path, { recursive: true });
      const files = prepared.get(name) ?? new Map<string, Uint8Array>();
      return {
        path,
        files,
        place(kept) {
          for (const file of files.keys()) if (!kept.has(file)) rmSync(join(path, file));
          const target = join(outDir, name);
          const parent = dirname(target);
          if (!parents.has(parent)) mkdirSync(parent, { recursive: true });
          parents.add(parent);
          return isMoved(path, target);
        },
      };
    },
    discard() {
      if (existsSync(root)) rmSync(root, { recursive: true, force: true });
    },
  };
}

function isMoved(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOTEMPTY' || error.code === 'EEXIST'))
      return false;
    throw error;
  }
}
