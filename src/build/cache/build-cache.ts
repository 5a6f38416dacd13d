import { hash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../diagnostic.ts';
import { libraryModule } from '../library.ts';
import type { OutputDirectory, OutputState } from '../output-directory.ts';
import type { Service } from '../service.ts';
import type { BuildInputs } from './build-inputs.ts';
import { type EnvironmentState, environmentState, isEnvironmentCurrent } from './environment-state.ts';
import { isOutputCurrent } from './output-check.ts';
import { isSnapshotCurrent, type Snapshot, takeSnapshot, withStampsOfNow } from './snapshot.ts';

/** A build as the cache keeps it: what it was made from, and what it made. */
export interface CachedBuild {
  readonly inputs: Snapshot;
  readonly environment: EnvironmentState;
  readonly outputs: ReadonlyMap<string, OutputState>;
  /** What the build warned of: a build that is not run warns of it too. */
  readonly warnings: readonly Diagnostic[];
}

/** A build that is to be kept. */
export interface FinishedBuild {
  readonly inputs: BuildInputs;
  /** The variables of the environment that user code read while it was loaded. */
  readonly environment: EnvironmentState['names'];
  readonly output: OutputDirectory;
  readonly warnings: readonly Diagnostic[];
  readonly startedMs: number;
}

/** The builds of one service with one set of options. */
export interface BuildCache {
  /** The last build, whether or not it is still good. */
  read(): CachedBuild | undefined;
  /** Whether building now would make what lies there already. */
  isCurrent(build: CachedBuild): boolean;
  /** The time by the clock of the disk, which tells what is changed after it. */
  now(): number;
  /** Keeps a build, unless an input was changed while it ran. */
  save(build: FinishedBuild): void;
}

/** Counts up with the form of what is kept. */
const formatVersion = 1;
/** Other options and other working directories are other builds; this many are kept. */
const mostEntries = 32;

/**
 * Opens the cache of a service's builds.
 *
 * @param directory where it lies
 * @param options those of the build that its result depends on
 */
export function openBuildCache(directory: string, service: Service, options: object): BuildCache {
  const file = join(directory, `build-${keyOf(service, options)}.json`);

  function write(build: CachedBuild): void {
    const text = JSON.stringify({ ...build, outputs: [...build.outputs] });
    replaceFile(directory, file, `${hash('sha256', text, 'base64url')}\n${text}`);
  }

  function read(): CachedBuild | undefined {
    if (!existsSync(file)) return undefined;
    const content = readFileSync(file, 'utf8');
    const line = content.indexOf('\n');
    const text = content.slice(line + 1);
    // Half a file, or one that was edited, is no build.
    if (line === -1 || hash('sha256', text, 'base64url') !== content.slice(0, line)) return undefined;
    // The hash says that it was written here, and the name by which version.
    const kept = JSON.parse(text) as Omit<CachedBuild, 'outputs'> & { readonly outputs: [string, OutputState][] };
    return { ...kept, outputs: new Map(kept.outputs) };
  }

  return {
    read,
    isCurrent(build) {
      let hasRead = false;
      const noteRead = (): void => {
        hasRead = true;
      };
      const isCurrent =
        isEnvironmentCurrent(build.environment) &&
        isOutputCurrent(service.outDir, build.outputs) &&
        isSnapshotCurrent(build.inputs, noteRead);
      const inputs = isCurrent && hasRead ? withStampsOfNow(build.inputs, Date.now()) : undefined;
      if (inputs !== undefined) write({ ...build, inputs });
      return isCurrent;
    },
    now() {
      mkdirSync(directory, { recursive: true });
      const probe = join(directory, `time-${randomUUID()}`);
      writeFileSync(probe, '');
      const { ctimeMs } = statSync(probe);
      rmSync(probe);
      return ctimeMs;
    },
    save({ inputs, environment, output, warnings, startedMs }) {
      const snapshot = takeSnapshot(inputs, startedMs, read()?.inputs);
      if (snapshot === undefined) return;
      write({ inputs: snapshot, environment: environmentState(environment), outputs: output.files, warnings });
      removeOldest(directory);
    },
  };
}

function keyOf(service: Service, options: object): string {
  const { name, busModule, packageRoot, outDir } = service;
  const { NODE_PATH, TZ } = process.env;
  const { version, platform, arch } = process;
  const parts = [name, busModule, packageRoot, outDir, options, libraryModule('src/index'), process.cwd()];
  const key = JSON.stringify([formatVersion, ...parts, version, platform, arch, NODE_PATH, TZ]);
  return hash('sha256', key, 'hex').slice(0, 24);
}

function replaceFile(directory: string, file: string, content: string): void {
  mkdirSync(directory, { recursive: true });
  const temporary = join(directory, `write-${randomUUID()}`);
  writeFileSync(temporary, content);
  renameSync(temporary, file);
}

function removeOldest(directory: string): void {
  const entries = readdirSync(directory)
    .filter((name) => name.startsWith('build-'))
    .flatMap((name) => {
      const stats = statSync(join(directory, name), { throwIfNoEntry: false });
      return stats === undefined ? [] : [{ name, modifiedMs: stats.mtimeMs }];
    })
    .sort((a, b) => b.modifiedMs - a.modifiedMs);
  for (const { name } of entries.slice(mostEntries)) rmSync(join(directory, name), { force: true });
}
