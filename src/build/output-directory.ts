import { hash, randomUUID } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type FileStamp, isSameStamp, stampOf, stampOfFile } from './cache/file-stamp.ts';
import { stageDirectories } from './staged-directories.ts';

/** A file that a build has written or found as it should be: its hash, and its stamp from before anyone else saw it. */
export interface OutputState {
  readonly content: string;
  readonly stamp: FileStamp;
}

/** A file to put into an output directory. */
export interface OutputFile {
  readonly content: Uint8Array;
  /** A file that holds it already, as it was when it was read: it is linked, which writes nothing. */
  readonly original?: { readonly file: string; readonly stamp: FileStamp } | undefined;
}

/** The directory that a build writes into. */
export interface OutputDirectory {
  readonly path: string;
  /** What this build has put there, by path from the directory on. */
  readonly files: ReadonlyMap<string, OutputState>;
  /**
   * Puts a file in its place at once, so that no reader sees half of it; a file that is the same stays untouched.
   *
   * @param name from the directory on, with `/`
   * @param isProgram whether it can be run
   */
  write(name: string, file: OutputFile, isProgram?: boolean): void;
  /**
   * Puts a directory in its place at once, where there is none.
   *
   * @param name from the directory on, with `/`
   * @param files by their paths in it, with `/`
   * @param programs those that can be run
   */
  writeDirectory(name: string, files: ReadonlyMap<string, OutputFile>, programs: ReadonlySet<string>): void;
  /** Makes a directory ahead for {@link writeDirectory}, where nobody reads it. */
  prepareDirectory(name: string, files: ReadonlyMap<string, Uint8Array>): void;
  /** Removes what was made ahead and not put in its place. */
  discardPrepared(): void;
}

/** Opens an output directory. What is known of its files from a build before need not be read again. */
export function openOutput(
  path: string,
  known: ReadonlyMap<string, OutputState> = new Map<string, OutputState>(),
): OutputDirectory {
  const files = new Map<string, OutputState>();
  const made = new Set<string>();
  const staged = stageDirectories(path);

  function makeDirectory(directory: string): void {
    if (made.has(directory)) return;
    mkdirSync(directory, { recursive: true });
    made.add(directory);
  }

  return {
    path,
    files,
    prepareDirectory: staged.prepare,
    discardPrepared: staged.discard,
    writeDirectory(name, contents, programs) {
      const directory = staged.open(name);
      const states = new Map<string, OutputState>();
      const folders = new Set(['.']);
      for (const [file, { content, original }] of contents) {
        const target = join(directory.path, file);
        const isPrepared = directory.files.get(file);
        let isLink = false;
        if (isPrepared === undefined || Buffer.compare(isPrepared, content) !== 0) {
          const folder = dirname(file);
          // Asked for each file, the system takes as long to say that it is there as to make it.
          if (!folders.has(folder)) mkdirSync(dirname(target), { recursive: true });
          folders.add(folder);
          isLink = isPrepared === undefined && original !== undefined && canLink(original.file, target);
          if (!isLink) writeFileSync(target, content, programs.has(file) ? { mode: 0o755 } : {});
        }
        states.set(`${name}/${file}`, {
          content: hashOf(content),
          // The next link to the same file changes the time of its inode: no stamp of now will be true.
          stamp: isLink && original !== undefined ? unreliable(original.stamp) : stampOf(statSync(target)),
        });
      }
      if (directory.place(new Set(contents.keys()))) {
        for (const [file, state] of states) files.set(file, state);
        return;
      }
      // Someone made it meanwhile.
      for (const [file, content] of contents) this.write(`${name}/${file}`, content, programs.has(file));
    },
    write(name, { content, original }, isProgram = false) {
      const file = join(path, name);
      const hashed = hashOf(content);
      const before = known.get(name);
      const stamp =
        (before?.content === hashed ? unchangedStamp(file, before) : undefined) ??
        (original === undefined ? undefined : linkedStamp(file, original.stamp)) ??
        stampIfEqual(file, content);
      if (stamp !== undefined) {
        files.set(name, { content: hashed, stamp });
        return;
      }
      makeDirectory(path);
      makeDirectory(dirname(file));
      const temporary = join(path, `write-${randomUUID()}`);
      if (original === undefined || !canLink(original.file, temporary)) {
        writeFileSync(temporary, content, isProgram ? { mode: 0o755 } : {});
      }
      const written = stampOf(statSync(temporary));
      renameSync(temporary, file);
      const isOriginal = original !== undefined && isSameContent(written, original.stamp);
      const isOwn = original === undefined || written[3] !== original.stamp[3];
      const placed = stampOfFile(file);
      // Only the file that was written, as it was written, has this content for certain.
      const isCertain = (isOwn || isOriginal) && placed !== undefined && isSameContent(placed, written);
      files.set(name, { content: hashed, stamp: isCertain ? placed : unreliable(written) });
    },
  };
}

/** A stamp that is never the same, so that the file is read. */
function unreliable([size, modifiedMs, , inode]: FileStamp): FileStamp {
  return [size, modifiedMs, Number.NaN, inode];
}

/** Whether a file could be linked: not across file systems, nor more often than they allow. */
function canLink(original: string, path: string): boolean {
  try {
    linkSync(original, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}

/** Whether two stamps are of the same content: links change the inode's own time. */
function isSameContent([size, modifiedMs, , inode]: FileStamp, other: FileStamp): boolean {
  return size === other[0] && modifiedMs === other[1] && inode === other[3];
}

/** The stamp of a file that is a link to the original already. */
function linkedStamp(file: string, original: FileStamp): FileStamp | undefined {
  const stamp = stampOfFile(file);
  return stamp !== undefined && isSameContent(stamp, original) ? stamp : undefined;
}

const hashes = new WeakMap<Uint8Array, string>();

/** The hash of a file's content; the AWS clients are the same content in every function, and hashed once. */
export function hashOf(content: Uint8Array): string {
  const known = hashes.get(content);
  if (known !== undefined) return known;
  const hashed = hash('sha256', content, 'base64url');
  hashes.set(content, hashed);
  return hashed;
}

function unchangedStamp(file: string, { stamp }: OutputState): FileStamp | undefined {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats !== undefined && isSameStamp(stamp, stampOf(stats)) ? stamp : undefined;
}

/** The stamp of a file that holds this content, from before it was read: a change after that shows. */
function stampIfEqual(file: string, content: Uint8Array): FileStamp | undefined {
  if (statSync(file, { throwIfNoEntry: false })?.size !== content.length) return undefined;
  const descriptor = openSync(file, 'r');
  try {
    const stamp = stampOf(fstatSync(descriptor));
    return Buffer.compare(readFileSync(descriptor), content) === 0 ? stamp : undefined;
  } finally {
    closeSync(descriptor);
  }
}
