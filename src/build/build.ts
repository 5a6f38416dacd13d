// Node.js 20 lacks what is used of it: named, that would be a SyntaxError before assert-node.ts could say more.
import nodeModule from 'node:module';
import { join } from 'node:path';
import type { Manifest } from '../manifest/index.ts';
import type { BuildParts } from './build-parts.ts';
import type { BuildBefore, BuildStep, ServiceBuildOptions } from './build-service.ts';
import { unchangedBundles } from './bundle/bundle-memory.ts';
import { type BuildCache, type LastBuild, openBuildCache } from './cache/build-cache.ts';
import { cacheDirectory } from './cache/cache-directory.ts';
import type { LookedAt } from './cache/looked-at.ts';
import { hasChangedSince } from './cache/snapshot.ts';
import type { Diagnostic } from './diagnostic.ts';
import { observeTypes } from './inner-edit/observe-types.ts';
import { loadManifest } from './manifest-file.ts';
import { formatDiagnostics } from './report/format-diagnostics.ts';
import { takesColor } from './report/paint.ts';
import { resolveService, type Service } from './service.ts';
import type { RemoteTypeReader } from './type-process/checked-service.ts';
import { openTypeReader } from './type-process/type-readers.ts';

/** How to build. */
export interface BuildOptions {
  /**
   * The service's name: lower-case words joined by `-`.
   * @default `lambdabus.service` of the nearest package.json, else its name without scope
   */
  readonly service?: string | undefined;
  /**
   * Where the manifest and the bundles go.
   * @default `.lambdabus` beside the nearest package.json
   */
  readonly outDir?: string | undefined;
  /**
   * Whether to write source maps, into `maps` of the output directory: beside the bundles, not in them.
   * @default false
   */
  readonly sourceMaps?: boolean | undefined;
  /**
   * Where the functions will run: decides which native packages are copied for the option `external`. For
   * `this machine`, those of its own processor and system; such a build cannot be deployed.
   * @default 'lambda'
   */
  readonly runsOn?: 'lambda' | 'this machine' | undefined;
  /**
   * Longest time in milliseconds that loading the bus module may take.
   * @default 20_000
   */
  readonly loadTimeoutMs?: number | undefined;
  /**
   * Told of each step as it begins.
   * @default nothing
   */
  readonly onStep?: ((step: BuildStep) => void) | undefined;
  /**
   * Takes warnings of the bundler, which do not fail the build.
   * @default prints them on standard error
   */
  readonly onWarning?: ((warnings: readonly Diagnostic[]) => void) | undefined;
  /**
   * Takes what user code prints while the build loads it.
   * @default prints it on standard error
   */
  readonly onOutput?: ((text: string) => void) | undefined;
}

const defaultLoadTimeoutMs = 20_000;
/** A source may be changed by the very code that is built. */
const mostAttempts = 3;

/**
 * Builds the service of a bus module: writes its manifest and one bundle for each function, and returns the manifest.
 *
 * @param busModule the module whose exports are on the bus, from the working directory
 * @example
 * ```ts
 * const manifest = await build('bus.ts');
 * new BusStack(app, 'Support', { manifest, stage: 'dev' });
 * ```
 * @throws BuildError with everything that is wrong with the sources, printed with its lines; then nothing is written.
 */
export function build(busModule: string, options: BuildOptions = {}): Promise<Manifest> {
  return builderOf({ keepsPrograms: false }).build(busModule, options);
}

/** Builds again and again, and remembers the sources it has read: for watching. */
export interface Builder {
  /** Does what `build()` does; what did not change since is not parsed again. */
  build(busModule: string, options?: BuildOptions): Promise<Manifest>;
  /**
   * Tells what the last build looked at on disk, also where it found nothing: when none of it changes, neither does the
   * result. Undefined where that is not known: after a build that failed, ran other programs, or was overtaken by a change.
   */
  lookedAt(busModule: string, options?: BuildOptions): LookedAt | undefined;
}

/** Makes a builder that remembers the sources it has read. */
export function createBuilder(): Builder {
  return builderOf({ keepsPrograms: true });
}

interface Building {
  readonly service: Service;
  readonly settings: ServiceBuildOptions;
  readonly cache: BuildCache;
}

interface Begun {
  readonly last: LastBuild | undefined;
  /** When the comparing with it began, by the clock of `performance`. */
  readonly at: number;
}

function builderOf({ keepsPrograms }: { readonly keepsPrograms: boolean }): Builder {
  let reader: RemoteTypeReader | undefined;
  let library: Promise<string> | undefined;
  const caches = new Map<string, BuildCache>();
  const lookedAt = new Map<string, LookedAt>();

  function cacheFor(service: Service, settings: ServiceBuildOptions): BuildCache {
    const key = keyOf(service, settings);
    const known = caches.get(key);
    if (known !== undefined) return known;
    const cache = openBuildCache(cacheDirectory(service.packageRoot, service.outDir), service, settings);
    caches.set(key, cache);
    return cache;
  }

  /** Starts the process that reads types, where it does not run. */
  function openReader(service: Service): RemoteTypeReader {
    reader ??= openTypeReader({ keepsPrograms, compileCache: compiledDirectory(service) });
    return reader;
  }

  /** How types are read: from what is kept of the last build where that suffices, because reading them takes longest of all. */
  async function typesFor(service: Service, last: LastBuild | undefined): Promise<RemoteTypeReader['check']> {
    const read: RemoteTypeReader['check'] = (request) => openReader(service).check(request);
    // A builder that is kept keeps its own readings.
    const kept = keepsPrograms || last === undefined || last.isStructural ? undefined : last.types();
    if (last !== undefined && kept !== undefined) {
      const [{ loadBundler }, { answerFromKept }] = await Promise.all([
        import('./bundle/bundler.ts'),
        import('./inner-edit/answer-from-kept.ts'),
      ]);
      // The bundler's process starts while the edits are compared.
      loadBundler();
      const answer = answerFromKept(kept, { edited: last.sources, packageRoot: service.packageRoot, check: read });
      if (answer !== undefined) return answer;
    }
    openReader(service);
    return read;
  }

  async function buildAnew(building: Building, { last, at }: Begun, attempt = 1): Promise<Manifest> {
    const { service, settings, cache } = building;
    const nowMs = cache.now();
    // What was changed while the comparing went on may not have been seen. The clock of the disk ticks more slowly than
    // this one, so that what is certain to have changed since is told by the disk's alone.
    const startedMs = nowMs - (performance.now() - at);
    const compiled = compiledDirectory(service);
    if (compiled !== undefined) nodeModule.enableCompileCache(compiled);
    const check = await typesFor(service, last);
    const observed = keepsPrograms ? undefined : observeTypes(check);
    // Loaded when a build runs.
    const [{ buildService }, { codecsOf, generateValidators, validatorsKey }, { joinLibrary }] = await Promise.all([
      import('./build-service.ts'),
      import('./validators/index.ts'),
      import('./bundle/joined-library.ts'),
    ]);
    const parts: BuildParts = {
      checkBus: observed?.check ?? check,
      generateValidators,
      validatorsKey,
      codecsOf,
      joinLibrary() {
        library ??= joinLibrary();
        return library;
      },
      // The parser takes time to load: while the bus module is loaded, this program has nothing else to do.
      createSlicer: async (graph) => (await import('./slice/index.ts')).createSlicer(graph),
    };
    const built = await buildService(service, parts, {
      ...settings,
      before: last && usable(last),
      isStillTrue: (inputs) => attempt === mostAttempts || !hasChangedSince(inputs, nowMs),
    });
    if (built === undefined) return buildAnew(building, begin(cache), attempt + 1);
    const { manifest, finished } = built;
    const looked = finished && cache.save({ ...finished, types: await observed?.read(), startedMs });
    if (looked !== undefined) lookedAt.set(keyOf(service, settings), looked);
    return manifest;
  }

  return {
    async build(busModule, options = {}) {
      const service = resolveService(busModule, options);
      const settings = settingsOf(options, service);
      const cache = cacheFor(service, settings);
      const begun = begin(cache);
      const { last } = begun;
      lookedAt.delete(keyOf(service, settings));
      if (last?.isCurrent === true) {
        lookedAt.set(keyOf(service, settings), last.lookedAt());
        if (last.warnings.length > 0) settings.onWarning(last.warnings);
        // Whoever watches builds again soon, and is not to wait then for what can be read meanwhile.
        if (keepsPrograms && reader === undefined) {
          const { busModule, packageRoot, name } = service;
          // The build that comes reads again, and tells what is wrong.
          openReader(service)
            .check({ busModule, packageRoot, service: name })
            .catch(() => {});
        }
        return loadManifest(service.outDir);
      }
      try {
        return await buildAnew({ service, settings, cache }, begun);
      } finally {
        if (!keepsPrograms) {
          reader?.close();
          reader = undefined;
        }
      }
    },
    lookedAt(busModule, options = {}) {
      const service = resolveService(busModule, options);
      return lookedAt.get(keyOf(service, settingsOf(options, service)));
    },
  };
}

/** Compares the last build with how things are now. */
function begin(cache: BuildCache): Begun {
  const at = performance.now();
  return { last: cache.last(), at };
}

function keyOf(service: Service, settings: ServiceBuildOptions): string {
  return JSON.stringify([service, settings]);
}

/** Where Node keeps what it compiles: that of the TypeScript compiler takes as long as a small build. */
function compiledDirectory({ packageRoot, outDir }: Service): string | undefined {
  // What is not compiled anew is not measured as closely.
  if (process.env['NODE_V8_COVERAGE'] !== undefined) return undefined;
  return join(cacheDirectory(packageRoot, outDir), 'compiled');
}

function usable(last: LastBuild): BuildBefore {
  const bundles = last.bundles();
  return { outputs: last.outputs, bundles: bundles && unchangedBundles(bundles, last) };
}

function settingsOf(options: BuildOptions, { packageRoot }: Service): ServiceBuildOptions {
  return {
    sourceMaps: options.sourceMaps ?? false,
    runsOn: options.runsOn ?? 'lambda',
    loadTimeoutMs: options.loadTimeoutMs ?? defaultLoadTimeoutMs,
    onStep: options.onStep ?? (() => {}),
    onWarning: options.onWarning ?? ((warnings) => printWarnings(warnings, packageRoot)),
    onOutput: options.onOutput ?? ((text) => process.stderr.write(text)),
  };
}

function printWarnings(warnings: readonly Diagnostic[], packageRoot: string): void {
  process.stderr.write(
    `${formatDiagnostics(warnings, { packageRoot, color: takesColor(process.stderr), severity: 'warning' })}\n`,
  );
}
