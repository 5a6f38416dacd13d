import { hash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { BundleMemory } from '../bundle/bundle-memory.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { KeptTypes, ReadTypes } from '../inner-edit/observe-types.ts';
import { libraryModule } from '../library.ts';
import type { OutputDirectory, OutputState } from '../output-directory.ts';
import type { Service } from '../service.ts';
import type { BuildInputs } from './build-inputs.ts';
import { type EnvironmentState, environmentState, isEnvironmentCurrent } from './environment-state.ts';
import { findBundles, type KeptBundles, keepBundles } from './kept-bundles.ts';
import { type LookedAt, lookedAtIn } from './looked-at.ts';
import { isOutputCurrent } from './output-check.ts';
import { compareSnapshot, type Difference, type Snapshot, takeSnapshot, withStampsOfNow } from './snapshot.ts';
import { readTypes, typesContent } from './types-file.ts';

/** A build as it is kept: what it was made from, and what it made. */
interface CachedBuild {
  /** Tells it from others. */
  readonly id: string;
  readonly inputs: Snapshot;
  readonly environment: EnvironmentState;
  readonly outputs: ReadonlyMap<string, OutputState>;
  /** What the build warned of: a build that is not run warns of it too. */
  readonly warnings: readonly Diagnostic[];
}

interface KeptBuild {
  readonly build: CachedBuild;
  readonly bundles: BundleMemory | undefined;
}

/** A build that is to be kept. */
export interface FinishedBuild {
  readonly inputs: BuildInputs;
  /** The variables of the environment that user code read while it was loaded. */
  readonly environment: EnvironmentState['names'];
  readonly output: OutputDirectory;
  /** Undefined where they are not to be used again. */
  readonly bundles: BundleMemory | undefined;
  readonly warnings: readonly Diagnostic[];
  /** Undefined where they are not to be used again. */
  readonly types: ReadTypes | undefined;
  readonly startedMs: number;
}

/** The last build of one service with one set of options, as far as it can be relied on. */
export interface LastBuild extends Difference {
  /** Whether building now would make what lies there already. */
  readonly isCurrent: boolean;
  readonly warnings: readonly Diagnostic[];
  /** What it put into the output directory. */
  readonly outputs: ReadonlyMap<string, OutputState>;
  /** Its bundles, as they lie there. */
  bundles(): BundleMemory | undefined;
  /** What was read of its types. */
  types(): KeptTypes | undefined;
  lookedAt(): LookedAt;
}

/** The builds of one service with one set of options. */
export interface BuildCache {
  /** Compares the last build with how things are now. */
  last(): LastBuild | undefined;
  /** The time by the clock of the disk, which tells what is changed after it. */
  now(): number;
  /** Keeps a build, and tells what it looked at; undefined, and not kept, when an input was changed while it ran. */
  save(build: FinishedBuild): LookedAt | undefined;
}

/** Counts up with the form of what is kept. */
const formatVersion = 7;
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

  /** What this process has built last; others find it in the file. */
  let inMemory: KeptBuild | undefined;

  function write({ build, bundles }: KeptBuild): void {
    const text = `${JSON.stringify({ ...build, outputs: [...build.outputs] })}\n${bundles === undefined ? '' : JSON.stringify(keepBundles(bundles))}`;
    replaceFile(directory, file, `${hash('sha256', text, 'base64url')}\n${text}`);
  }

  function read(): (Omit<KeptBuild, 'bundles'> & { readonly bundles: () => BundleMemory | undefined }) | undefined {
    if (inMemory !== undefined) {
      const { build, bundles } = inMemory;
      return { build, bundles: () => bundles };
    }
    if (!existsSync(file)) return undefined;
    const [hashed = '', text = '', bundlesText = ''] = readFileSync(file, 'utf8').split('\n');
    // Half a file, or one that was edited, is no build.
    if (hash('sha256', `${text}\n${bundlesText}`, 'base64url') !== hashed) return undefined;
    // The hash says that it was written here, and the name by which version.
    const kept = JSON.parse(text) as Omit<CachedBuild, 'outputs'> & { readonly outputs: [string, OutputState][] };
    const build = { ...kept, outputs: new Map(kept.outputs) };
    const bundles = (): BundleMemory | undefined =>
      bundlesText === ''
        ? undefined
        : findBundles(JSON.parse(bundlesText) as KeptBundles, service.outDir, build.outputs);
    return { build, bundles };
  }

  return {
    last() {
      const found = read();
      if (found === undefined) return undefined;
      const { build, bundles } = found;
      let hasRead = false;
      const difference = compareSnapshot(build.inputs, () => {
        hasRead = true;
      });
      const isCurrent =
        !difference.isStructural &&
        difference.sources.size === 0 &&
        isEnvironmentCurrent(build.environment) &&
        isOutputCurrent(service.outDir, build.outputs);
      const inputs = isCurrent && hasRead ? withStampsOfNow(build.inputs, Date.now()) : undefined;
      if (inputs !== undefined) write({ build: { ...build, inputs }, bundles: bundles() });
      const { warnings, outputs } = build;
      return {
        ...difference,
        isCurrent,
        bundles,
        warnings,
        outputs,
        types: () => readTypes(typesFileOf(file), build.id),
        lookedAt: () => lookedAtIn(build.inputs),
      };
    },
    now() {
      mkdirSync(directory, { recursive: true });
      const probe = join(directory, `time-${randomUUID()}`);
      writeFileSync(probe, '');
      const { ctimeMs } = statSync(probe);
      rmSync(probe);
      return ctimeMs;
    },
    save({ inputs, environment, output, bundles, warnings, types, startedMs }) {
      const before = read()?.build.inputs;
      inMemory = undefined;
      const snapshot = takeSnapshot(inputs, startedMs, before);
      if (snapshot === undefined) return undefined;
      const state = environmentState(environment);
      const id = randomUUID();
      inMemory = { build: { id, inputs: snapshot, environment: state, outputs: output.files, warnings }, bundles };
      write(inMemory);
      const sources = types && sourcesOf(types, snapshot);
      if (types !== undefined && sources !== undefined) {
        replaceFile(directory, typesFileOf(file), typesContent(id, { ...types, sources }));
      }
      removeOldest(directory);
      return lookedAtIn(snapshot);
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

/** The texts of the sources that types were read from; undefined where one was changed since. */
function sourcesOf({ checked }: ReadTypes, { sources }: Snapshot): ReadonlyMap<string, string> | undefined {
  const known = new Map(sources.map(([path, content]) => [path, content]));
  const texts = checked.files.map((path) => [path, readFileSync(path, 'utf8')] as const);
  const isSame = texts.every(([path, text]) => known.get(path) === hash('sha256', text, 'base64url'));
  return isSame ? new Map(texts) : undefined;
}

/** Where what a build has read of types lies: beside it, because few builds want it. */
function typesFileOf(file: string): string {
  return join(dirname(file), basename(file, '.json').replace('build-', 'types-'));
}

function replaceFile(directory: string, file: string, content: string | Uint8Array): void {
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
  for (const { name } of entries.slice(mostEntries)) {
    for (const file of [join(directory, name), typesFileOf(join(directory, name))]) rmSync(file, { force: true });
  }
}
