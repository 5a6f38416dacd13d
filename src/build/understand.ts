import { relative } from 'node:path';
import type { Metafile } from 'esbuild';
import { BuildError } from './build-error.ts';
import type { BuildParts } from './build-parts.ts';
import type { ServiceBuildOptions, ThisBuild } from './build-service.ts';
import { type BundleOptions, bundleFunctions } from './bundle/bundle-functions.ts';
import type { BundlesBefore } from './bundle/bundle-memory.ts';
import type { Diagnostic } from './diagnostic.ts';
import { foreseeFunctions } from './foresee.ts';
import { later } from './later.ts';
import { type BundledBus, bundleBus } from './load/bundle-bus.ts';
import { openLoader } from './load/bus-loader.ts';
import type { LoadAnswer, LoadProblem } from './load/loaded-bus.ts';
import type { ObservedReads } from './load/observed-reads.ts';
import { type BusPlan, planBus } from './plan.ts';
import type { PlannedFunction } from './planned-functions.ts';
import { inSourceOrder } from './report/order.ts';
import type { Service } from './service.ts';
import type { ServiceSlicer } from './slice/index.ts';
import type { CheckedService } from './type-process/checked-service.ts';

/** A service whose bus module was loaded and whose types were read. */
export interface Understood {
  readonly plan: BusPlan;
  readonly checked: CheckedService;
  readonly reads: ObservedReads;
  readonly metafile: Metafile;
  /** How its functions are bundled, as far as that is known without them. */
  readonly bundling: Omit<BundleOptions, 'external' | 'known'>;
  /** Bundles that need not be made again: of before, and those that were made while the types were read. */
  readonly known: Promise<BundlesBefore | undefined>;
}

/**
 * Loads the bus module and reads its types, and joins the two. Reading the types takes longest, and is done by a process of
 * its own; meanwhile the functions are bundled as they will most likely be.
 */
export async function understand(
  service: Service,
  parts: BuildParts,
  options: ServiceBuildOptions & ThisBuild & { readonly onForeseen: (bundles: BundlesBefore) => Promise<void> },
): Promise<Understood> {
  const { packageRoot, busModule, name } = service;
  options.onStep('load');
  const checking = later(parts.checkBus({ busModule, packageRoot, service: name }));
  const loader = openLoader(options.onOutput);
  let bundle: BundledBus | undefined;
  try {
    bundle = await bundleBus(service);
    const library = later(parts.joinLibrary());
    const loading = later(loader.load({ bundle: bundle.file, service: name, packageRoot }, options.loadTimeoutMs));
    const slicer = await parts.createSlicer(bundle.graph());
    const answer = await loading;
    options.onStep('check');
    const bundling = { packageRoot, sourceMaps: options.sourceMaps, slicer, library: await library };
    const known = later(bundleForeseen(answer, { service, slicer, bundling, before: options.before?.bundles }));
    await later(known.then((bundles) => (bundles === undefined ? undefined : options.onForeseen(bundles))));
    const checked = await checking;
    const { plan, reads } = await join(answer, checked, { service, bundle });
    const quietModules = checked.schemaModules;
    return {
      plan,
      checked,
      reads,
      metafile: bundle.metafile,
      bundling: { ...bundling, quietModules },
      known,
    };
  } finally {
    loader.close();
    bundle?.remove();
  }
}

/** The packages that functions import from their node_modules. */
export function externalOf(functions: readonly PlannedFunction[]): readonly string[] {
  return [...new Set(functions.flatMap((planned) => planned.options.external ?? []))].sort();
}

interface ForeseeContext {
  readonly service: Service;
  readonly slicer: ServiceSlicer;
  readonly bundling: Understood['bundling'];
  readonly before: BundlesBefore | undefined;
}

/** Bundles functions as they will most likely be. */
async function bundleForeseen(
  answer: LoadAnswer,
  { service, slicer, bundling, before }: ForeseeContext,
): Promise<BundlesBefore | undefined> {
  if (answer.kind === 'failed' || answer.bus.problems.length > 0) return before;
  const functions = foreseeFunctions(answer.bus, service, slicer.findClass);
  if (functions.length === 0) return before;
  try {
    const { memory, warnings } = await bundleFunctions(functions, {
      ...bundling,
      quietModules: [],
      external: externalOf(functions),
      known: before,
    });
    // What is warned of has to be warned of by the functions that there are.
    if (warnings.length > 0) return before;
    return {
      functions: new Map([...(before?.functions ?? []), ...memory.functions]),
      modules: { ...before?.modules, ...memory.modules },
      validators: before?.validators ?? new Map(),
      changed: before?.changed ?? new Set(),
    };
  } catch (error) {
    // What is wrong with functions that there are is found again; what is wrong with types comes before it.
    if (error instanceof BuildError) return before;
    throw error;
  }
}

interface JoinContext {
  readonly service: Service;
  readonly bundle: BundledBus;
}

/**
 * Joins what running the bus module shows with what its types say.
 * @throws BuildError with all that is wrong with either.
 */
async function join(
  answer: LoadAnswer,
  checked: CheckedService,
  { service: { packageRoot, busModule }, bundle }: JoinContext,
): Promise<Pick<Understood, 'plan' | 'reads'>> {
  const plan = answer.kind === 'loaded' ? planBus(answer.bus, checked) : undefined;
  const problems = answer.kind === 'loaded' ? answer.bus.problems : answer.problems;
  const seen = notSeenIn(checked.diagnostics, await positioned([...problems, ...(plan?.unseen ?? [])]));
  const diagnostics = [...checked.diagnostics, ...seen, ...(plan?.diagnostics ?? [])];
  if (answer.kind === 'failed' || plan === undefined || diagnostics.length > 0)
    throw new BuildError(inSourceOrder(diagnostics), packageRoot);
  return { plan, reads: answer.reads };

  async function positioned(found: readonly LoadProblem[]): Promise<readonly Diagnostic[]> {
    if (found.length === 0) return [];
    // It reads sources with the TypeScript parser, which only a failing build needs.
    const { diagnose } = await import('./load/diagnose.ts');
    return diagnose(found, { bundle, packageRoot, busModule: relative(packageRoot, busModule), checked });
  }
}

/** What the types say already is not said again: they show the better place. */
function notSeenIn(known: readonly Diagnostic[], found: readonly Diagnostic[]): readonly Diagnostic[] {
  return found.filter(
    ({ code, message, position }) =>
      !known.some(
        (other) =>
          (other.code === code && other.message === message) ||
          (code.startsWith('API_') &&
            other.code.startsWith('API_') &&
            other.position?.file === position?.file &&
            other.position?.line === position?.line),
      ),
  );
}
