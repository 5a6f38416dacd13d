import { hash } from 'node:crypto';
import { type Dirent, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type { BuildInputs } from './build-inputs.ts';
import { type FileStamp, isBefore, isSameStamp, stampOfFile } from './file-stamp.ts';

/** A file, what it held (a hash, or that there is none), and its stamp where that is to be relied on. */
export type ContentState = readonly [path: string, content: string, stamp: FileStamp | null];

/** How the inputs of a build were. */
export interface Snapshot {
  readonly sources: readonly ContentState[];
  readonly settings: readonly ContentState[];
  readonly kinds: readonly (readonly [path: string, kind: string])[];
  readonly names: readonly (readonly [directory: string, stems: readonly string[], found: string])[];
  readonly declarations: readonly (readonly [directory: string, files: string, directories: readonly string[]])[];
  readonly links: readonly (readonly [path: string, target: string])[];
}

/** How all was that decides which files there are to read, and how. */
export type Structure = Omit<Snapshot, 'sources'>;

/** What differs from a snapshot. */
export interface Difference {
  /** Whether something changed that may concern everything: which file an import means, or how it is built. */
  readonly isStructural: boolean;
  /** The sources that changed. */
  readonly sources: ReadonlySet<string>;
}

/** How a path is noted at which nothing lies. */
export const absent = 'absent';
const listing = 'directory ';

/**
 * Notes how the inputs are now. Undefined when one of them was changed after the build began: what the build read may
 * be something else.
 */
export function takeSnapshot(inputs: BuildInputs, startedMs: number, before?: Snapshot): Snapshot | undefined {
  const known = new Map([...(before?.sources ?? []), ...(before?.settings ?? [])].map((state) => [state[0], state]));
  const sources = contentsOf(inputs.sources, known, startedMs);
  const settings = contentsOf(inputs.settings, known, startedMs);
  if (sources === undefined || settings === undefined) return undefined;
  const places = placesOf(inputs);
  if (places.names.some(([directory, stems]) => hasNewName(directory, stems, inputs, startedMs))) return undefined;
  return { ...places, sources, settings };
}

/** Whether one of the files that were read was changed for certain after a moment. */
export function hasChangedSince({ sources, settings }: BuildInputs, momentMs: number): boolean {
  return [...sources, ...settings].some((path) => {
    const stamp = stampOfFile(path);
    return stamp !== undefined && stamp[2] > momentMs;
  });
}

/**
 * Compares a snapshot with how things are now.
 *
 * @param onRead told of each file whose stamp is no longer what it was, so that it had to be read
 */
export function compareSnapshot(snapshot: Snapshot, onRead: (path: string) => void): Difference {
  return {
    isStructural: isStructureChanged(snapshot, onRead),
    sources: new Set(snapshot.sources.filter((state) => !isUnchanged(state, onRead)).map(([path]) => path)),
  };
}

/**
 * A current snapshot with the stamps that its files have now, so that those which only look changed need not be read
 * each time; undefined where it has them already.
 */
export function withStampsOfNow(snapshot: Snapshot, nowMs: number): Snapshot | undefined {
  let hasOthers = false;
  const restamp = (state: ContentState): ContentState => {
    const [path, content, stamp] = state;
    const found = stampOfFile(path);
    if (found === undefined || (stamp !== null && isSameStamp(stamp, found)) || !isBefore(found, nowMs)) return state;
    // Read after its stamp: what it was compared by may have been a moment earlier.
    if (contentOf(path) !== content) return state;
    hasOthers = true;
    return [path, content, found];
  };
  const sources = snapshot.sources.map(restamp);
  const settings = snapshot.settings.map(restamp);
  return hasOthers ? { ...snapshot, sources, settings } : undefined;
}

/** The hash of a file's content, or what else lies there. A device, such as `/dev/null`, keeps none. */
function contentOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory()) return `${listing}${readdirSync(path).sort().join('/')}`;
  if (!stats?.isFile()) return absent;
  return hash('sha256', readFileSync(path), 'base64url');
}

/** Whether the content that was noted is the names in a directory. */
export function isListing(content: string): boolean {
  return content.startsWith(listing);
}

/** Notes how all is that decides which files there are to read, and how. */
export function takeStructure(inputs: BuildInputs, before?: Structure): Structure {
  const known = new Map(before?.settings.map((state) => [state[0], state]));
  const nowMs = Date.now();
  const settings = [...inputs.settings].sort().map((path): ContentState => {
    const stamp = stampOfFile(path);
    if (stamp === undefined) return [path, absent, null];
    const state = contentState(path, stamp, known);
    return isBefore(stamp, nowMs) ? state : [path, state[1], null];
  });
  return { ...placesOf(inputs), settings };
}

function placesOf(inputs: BuildInputs): Omit<Structure, 'settings'> {
  return {
    names: [...inputs.names].sort(byFirst).map(([directory, stems]) => {
      const sorted = [...stems].sort();
      return [directory, sorted, namesIn(directory, sorted)] as const;
    }),
    kinds: kindsOf(inputs),
    declarations: [...inputs.declarations]
      .sort()
      .map((directory) => [directory, ...declarationsIn(directory)] as const),
    links: [...inputs.links].sort().map((path) => [path, linkOf(path)] as const),
  };
}

/** Whether an import could mean another file now, or files are to be read in another way. */
export function isStructureChanged(
  { settings, kinds, names, declarations, links }: Structure,
  onRead?: (path: string) => void,
): boolean {
  return !(
    settings.every((state) => isUnchanged(state, onRead)) &&
    kinds.every(([path, kind]) => kindOf(path) === kind) &&
    names.every(([directory, stems, found]) => namesIn(directory, stems) === found) &&
    links.every(([path, target]) => linkOf(path) === target) &&
    declarations.every(([directory, files, directories]) => {
      const [filesNow, directoriesNow] = declarationsIn(directory);
      return (
        filesNow === files &&
        directoriesNow.every((name) => directories.includes(name) || !holdsDeclarations(join(directory, name)))
      );
    })
  );
}

function isUnchanged([path, content, stamp]: ContentState, onRead?: (path: string) => void): boolean {
  const found = stampOfFile(path);
  if (found === undefined) return content === absent;
  if (stamp !== null && isSameStamp(stamp, found)) return true;
  onRead?.(path);
  return contentOf(path) === content;
}

function contentsOf(
  paths: ReadonlySet<string>,
  known: ReadonlyMap<string, ContentState>,
  startedMs: number,
): readonly ContentState[] | undefined {
  const states: ContentState[] = [];
  for (const path of [...paths].sort()) {
    const stamp = stampOfFile(path);
    if (stamp === undefined) states.push([path, absent, null]);
    else if (!isBefore(stamp, startedMs)) return undefined;
    else states.push(contentState(path, stamp, known));
  }
  return states;
}

/** The state of a file that has a stamp; it is read unless it had the same before. */
function contentState(path: string, stamp: FileStamp, known: ReadonlyMap<string, ContentState>): ContentState {
  const before = known.get(path);
  const isKnown = before?.[2] != null && isSameStamp(before[2], stamp);
  return [path, isKnown ? before[1] : contentOf(path), stamp];
}

/** Where a directory is missing, all in it is: that it is missing is enough to know. */
function kindsOf({ kinds, sources, settings }: BuildInputs): Snapshot['kinds'] {
  const known = new Map<string, string>();
  const kindIn = (path: string): string => {
    const found = known.get(path) ?? kindOf(path);
    known.set(path, found);
    return found;
  };
  const noted = new Map<string, string>();
  for (const path of kinds) {
    // What these hold is known, so that they are there too.
    if (sources.has(path) || settings.has(path)) continue;
    const kind = kindIn(path);
    let at = path;
    if (kind === absent) while (at !== dirname(at) && kindIn(dirname(at)) === absent) at = dirname(at);
    noted.set(at, kind);
  }
  return [...noted].sort(byFirst);
}

function kindOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return absent;
  return stats.isDirectory() ? 'directory' : 'file';
}

function entriesOf(directory: string): readonly Dirent[] {
  return kindOf(directory) === 'directory' ? readdirSync(directory, { withFileTypes: true }) : [];
}

/** The names in a directory that an import could mean: `x`, `x.ts`, `x.d.ts`, a directory `x/`. */
function namesIn(directory: string, stems: readonly string[]): string {
  const found = entriesOf(directory)
    .filter(({ name }) => isMeant(name, stems))
    .map((entry) => `${entry.name}${entry.isDirectory() ? '/' : ''}`);
  return found.sort().join('\n');
}

/** Whether a name in a directory is one that an import could mean. */
export function isMeant(name: string, stems: readonly string[]): boolean {
  return stems.some((stem) => stem === '*' || name === stem || name.startsWith(`${stem}.`));
}

/** Whether a name came into a directory after the build began, which may have looked before or after it came. */
function hasNewName(
  directory: string,
  stems: readonly string[],
  { sources, settings }: BuildInputs,
  startedMs: number,
): boolean {
  const stamp = stampOfFile(directory);
  if (stamp === undefined || isBefore(stamp, startedMs)) return false;
  return entriesOf(directory).some(({ name }) => {
    const path = join(directory, name);
    if (!isMeant(name, stems) || sources.has(path) || settings.has(path)) return false;
    // A directory of which something was read was there; that its own time is later says that the build wrote into it.
    if ([...sources].some((source) => source.startsWith(`${path}${sep}`))) return false;
    const found = stampOfFile(path);
    return found !== undefined && !isBefore(found, startedMs);
  });
}

function declarationsIn(directory: string): readonly [files: string, directories: readonly string[]] {
  const entries = entriesOf(directory);
  return [
    entries
      .filter(({ name }) => isDeclaration(name))
      .map(({ name }) => name)
      .sort()
      .join('\n'),
    entries
      .filter((entry) => entry.isDirectory() && isSearched(entry.name))
      .map(({ name }) => name)
      .sort(),
  ];
}

function holdsDeclarations(directory: string): boolean {
  return entriesOf(directory).some(
    (entry) =>
      isDeclaration(entry.name) ||
      (entry.isDirectory() && isSearched(entry.name) && holdsDeclarations(join(directory, entry.name))),
  );
}

/** Whether a file declares types only. */
export function isDeclaration(name: string): boolean {
  return /\.d\.(?:[^.]+\.)?[cm]?ts$/.test(name);
}

/** TypeScript searches neither packages nor directories whose names start with a dot. */
function isSearched(name: string): boolean {
  return name !== 'node_modules' && !name.startsWith('.');
}

function linkOf(path: string): string {
  return kindOf(path) === absent ? absent : realpathSync.native(path);
}

function byFirst([a]: readonly [string, ...unknown[]], [b]: readonly [string, ...unknown[]]): number {
  return a < b ? -1 : Number(a > b);
}
