import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { hashOf, type OutputState } from '../output-directory.ts';
import { isSameStamp, stampOf } from './file-stamp.ts';

/** Folders of the output directory that hold nothing but what a build wrote. */
const ownFolders = ['functions', 'maps'];

/** Whether an output directory is as a build left it: nothing deleted, edited or added. */
export function isOutputCurrent(outDir: string, files: ReadonlyMap<string, OutputState>): boolean {
  // Files that are links to one are read once.
  const read = new Map<string, string>();
  for (const [name, state] of files) if (!isFileCurrent(join(outDir, name), state, read)) return false;
  const expected = expectedEntries(files);
  for (const folder of ownFolders)
    if (!expected.has(folder) && entriesOf(join(outDir, folder)).length > 0) return false;
  for (const [folder, names] of expected) {
    const found = entriesOf(join(outDir, folder));
    if (found.length !== names.size || !found.every((name) => names.has(name))) return false;
  }
  return true;
}

function isFileCurrent(file: string, { content, stamp }: OutputState, read: Map<string, string>): boolean {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined || !stats.isFile()) return false;
  if (isSameStamp(stamp, stampOf(stats))) return true;
  const inode = `${stats.dev}:${stats.ino}`;
  const found = read.get(inode) ?? hashOf(readFileSync(file));
  read.set(inode, found);
  return found === content;
}

/** What the own folders and those below them hold, by their paths. */
function expectedEntries(files: ReadonlyMap<string, OutputState>): ReadonlyMap<string, ReadonlySet<string>> {
  const folders = new Map<string, Set<string>>();
  for (const name of files.keys()) {
    const segments = name.split('/');
    if (!ownFolders.includes(segments[0] ?? '')) continue;
    let folder = '';
    for (const segment of segments) {
      if (folder !== '') folders.set(folder, (folders.get(folder) ?? new Set()).add(segment));
      folder = folder === '' ? segment : `${folder}/${segment}`;
    }
  }
  return folders;
}

function entriesOf(directory: string): readonly string[] {
  return statSync(directory, { throwIfNoEntry: false })?.isDirectory() === true ? readdirSync(directory) : [];
}
