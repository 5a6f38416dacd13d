import { basename, dirname } from 'node:path';
import { absent, isDeclaration, isListing, isMeant, type Snapshot } from './snapshot.ts';

/** What a build looked at on disk, by what of it matters: plain data, so that it can be sent to another thread. */
export interface LookedAt {
  /** Files that were read. */
  readonly files: ReadonlySet<string>;
  /** Other files and directories of which only mattered whether they were there, or where they led. */
  readonly places: ReadonlySet<string>;
  /** Paths at which nothing was: whatever comes to lie there or below matters. */
  readonly missing: ReadonlySet<string>;
  /** Directories that were listed. */
  readonly listed: ReadonlySet<string>;
  /** Directories, and the names in them, up to their extension, that an import could mean; `*` is any. */
  readonly names: ReadonlyMap<string, readonly string[]>;
  /** Directories that are searched for declaration files, with those below them. */
  readonly declarations: ReadonlySet<string>;
}

/** Tells what the build of a snapshot looked at. */
export function lookedAtIn({ sources, settings, kinds, names, declarations, links }: Snapshot): LookedAt {
  const contents = [...sources, ...settings];
  const missing = [...contents, ...kinds, ...links].filter(([, found]) => found === absent);
  return {
    files: new Set(contents.filter(([, content]) => content !== absent && !isListing(content)).map(pathOf)),
    places: new Set([...kinds, ...links].map(pathOf)),
    missing: new Set(missing.map(pathOf)),
    listed: new Set(contents.filter(([, content]) => isListing(content)).map(pathOf)),
    names: new Map(names.map(([directory, stems]) => [directory, stems])),
    declarations: new Set(declarations.map(pathOf)),
  };
}

/** Whether a build would perhaps make something else because a file or directory was changed, deleted or is new. */
export function concerns(lookedAt: LookedAt, path: string): boolean {
  const { files, places, missing, listed, names, declarations } = lookedAt;
  const name = basename(path);
  const directory = dirname(path);
  return (
    [files, places, missing, listed].some((paths) => paths.has(path)) ||
    listed.has(directory) ||
    isMeant(name, names.get(directory) ?? []) ||
    isBelow(path, missing) ||
    (isDeclaration(name) && isBelow(path, declarations))
  );
}

function isBelow(path: string, directories: ReadonlySet<string>): boolean {
  for (let at = dirname(path); ; at = dirname(at)) {
    if (directories.has(at)) return true;
    if (at === dirname(at)) return false;
  }
}

function pathOf([path]: readonly [string, ...unknown[]]): string {
  return path;
}
