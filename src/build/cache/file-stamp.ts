import { type Stats, statSync } from 'node:fs';

/** What tells without reading a file that it is the same: size, times of its content and of its inode, inode. */
export type FileStamp = readonly [size: number, modifiedMs: number, changedMs: number, inode: number];

/** How far the clock of a file system may lag behind: the tick of a kernel, and of file systems that keep whole seconds. */
const tickMs = 20;
const wholeSecondMs = 2_000;

/** The stamp of a file or directory; undefined where there is neither, nor one of what a device gives. */
export function stampOfFile(path: string): FileStamp | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() || stats?.isDirectory() ? stampOf(stats) : undefined;
}

/** The stamp in a file's status. */
export function stampOf({ size, mtimeMs, ctimeMs, ino }: Stats): FileStamp {
  return [size, mtimeMs, ctimeMs, ino];
}

/** Whether two stamps are of the same state of a file. The inode's time cannot be set by hand, unlike the content's. */
export function isSameStamp(a: FileStamp, b: FileStamp | undefined): boolean {
  return b !== undefined && a[0] === b[0] && a[1] === b[1] && a[2] === b[2] && a[3] === b[3];
}

/** Whether a file was last changed before a moment, so surely that a change after it must show in the stamp. */
export function isBefore([, , changedMs]: FileStamp, momentMs: number): boolean {
  return changedMs + (changedMs % 1_000 === 0 ? wholeSecondMs : tickMs) < momentMs;
}
