import { relative } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type Bundle, checkGraph, type GraphFinding, type JsonSchema, type Manifest } from '../manifest/index.ts';
import { assembleManifest, referencesOf } from './assemble.ts';
import { BuildError } from './build-error.ts';
import type { BuildParts } from './build-parts.ts';
import type { BundledFunction } from './bundle/bundle-functions.ts';
import type { BundlesBefore } from './bundle/bundle-memory.ts';
import { functionDirectory, writeBundles, writeSourceMaps } from './bundle/write-bundles.ts';
import { filesOf } from './bundle-files.ts';
import { bundleAll } from './bundle-service.ts';
import type { FinishedBuild } from './cache/build-cache.ts';
import type { BuildInputs } from './cache/build-inputs.ts';
import { inputsOf } from './cache/inputs-of-build.ts';
import type { Diagnostic } from './diagnostic.ts';
import { emptyBus } from './empty-bus.ts';
import { validatorsAhead } from './function-validators.ts';
import { later } from './later.ts';
import { assertOutDirIsFree, assertOutDirIsWritable, writeManifest } from './manifest-file.ts';
import { type OutputDirectory, type OutputState, openOutput } from './output-directory.ts';
import { createPackager, type PackagedFiles } from './packages/package-function.ts';
import { functionsOf, type PlannedFunction } from './planned-functions.ts';
import { checkBudgets, measureContents } from './report/bundle-budget.ts';
import { writeBundleReport } from './report/bundle-report.ts';
import { type FunctionExplanation, writeExplanation } from './report/explanation.ts';
import { inSourceOrder } from './report/order.ts';
import { required } from './required.ts';
import type { Service } from './service.ts';
import type { CheckedBus, CheckedCodec, CheckedTargets } from './types/checked-bus.ts';
import { type Understood, understand } from './understand.ts';
import { checkUnseenLoads } from './unseen-loads/check-loads.ts';

/** A step of a build, in the order in which they come. */
export type BuildStep = 'load' | 'check' | 'bundle' | 'write';

/** What of the build of before can be used again. */
export interface BuildBefore {
  /** Bundles that no change of a source concerns. */
  readonly bundles: BundlesBefore | undefined;
  /** Files that need not be read to be known, as long as their stamps are the same. */
  readonly outputs: ReadonlyMap<string, OutputState>;
}

/** How one build of a service is told from the others with the same options. */
export interface ThisBuild {
  /** The build of before. */
  readonly before: BuildBefore | undefined;
  /** Asked before anything is written: whether what the build read still holds. */
  readonly isStillTrue: (inputs: BuildInputs) => boolean;
}

/** How to build a service. */
export interface ServiceBuildOptions {
  readonly sourceMaps: boolean;
  readonly runsOn: 'lambda' | 'this machine';
  readonly loadTimeoutMs: number;
  readonly onStep: (step: BuildStep) => void;
  readonly onWarning: (warnings: readonly Diagnostic[]) => void;
  readonly onOutput: (text: string) => void;
}

/** A service that was built. */
export interface BuiltService {
  readonly manifest: Manifest;
  /** What it depends on, to be kept; undefined where that cannot be known. */
  readonly finished: Omit<FinishedBuild, 'startedMs' | 'types'> | undefined;
}

/**
 * Builds a service: its manifest and one bundle for each of its functions. Undefined, and nothing is written, where what
 * it read was changed meanwhile: its parts may be of different sources.
 * @throws BuildError with everything that is wrong; then nothing is written.
 */
export async function buildService(
  service: Service,
  parts: BuildParts,
  options: ServiceBuildOptions & ThisBuild,
): Promise<BuiltService | undefined> {
  assertOutDirIsWritable(service);
  assertOutDirIsFree(service);
  const output = openOutput(service.outDir, options.before?.outputs);
  try {
    return await buildInto(output, { service, parts, options });
  } finally {
    output.discardPrepared();
  }
}

interface Building {
  readonly service: Service;
  readonly parts: BuildParts;
  readonly options: ServiceBuildOptions & ThisBuild;
}

async function buildInto(
  output: OutputDirectory,
  { service, parts, options }: Building,
): Promise<BuiltService | undefined> {
  const understood = await understandAndPrepare(output, { service, parts, options });
  const { plan, checked, reads, metafile } = understood;
  options.onStep('bundle');
  const functions = functionsOf(plan, service, (schemas) => codecsIn(schemas, checked, parts));
  const known = [options.before?.bundles?.validators];
  const { $defs } = checked;
  let ahead: ReturnType<typeof validatorsAhead> | undefined;
  const bundling = await bundleAll(functions, understood, {
    service,
    parts,
    meanwhile() {
      ahead = later(validatorsAhead(functions, { parts, $defs, known }));
    },
  });
  const { bundled, targets } = bundling;
  const packaged = await packageFunctions(functions, bundled, { service, runsOn: options.runsOn });
  const context = { bundled, targets, packaged, parts, $defs, service, known: [await ahead, ...known] };
  const { files, sideFiles, validators } = await filesOf(functions, context);

  const busModule = relative(service.packageRoot, service.busModule).replaceAll('\\', '/');
  const manifestParts = { service, busModule, plan };
  const graphWarnings = checkOwnGraph(assembleManifest({ ...manifestParts, bundles: unwritten(targets) }), service);
  const contents = functions.map((planned) => ({
    source: planned.source,
    contents: measureContents(
      { ...planned, budgetKb: planned.options.bundleBudget ?? service.bundleBudgetKb },
      required(files, planned.name),
      required(bundled, planned.name).parts,
    ),
  }));
  const budgets = checkBudgets(contents);
  if (budgets.errors.length > 0) throw new BuildError(inSourceOrder(budgets.errors), service.packageRoot);
  const unseen = checkUnseenLoads(
    functions.map(({ name }) => ({
      inputs: required(bundled, name).inputs,
      files: new Set(required(packaged, name).files.keys()),
    })),
    service.packageRoot,
  );
  const found = inSourceOrder([
    ...emptyBus(plan, busModule),
    ...plan.warnings,
    ...budgets.warnings,
    ...graphWarnings,
    ...unseen,
  ]);
  const warnings = [...found, ...bundling.warnings];
  const inputs = await inputsOf(service, {
    checked,
    reads,
    modules: [metafile.inputs, ...bundling.modules],
    sideFiles,
    packaged: [...packaged.values()],
  });
  if (!options.isStillTrue(inputs)) return undefined;
  if (warnings.length > 0) options.onWarning(warnings);

  options.onStep('write');
  const written = writeBundles(output, files, (name) => required(packaged, name).programs);
  writeSourceMaps(output, bundled);
  const bundles = new Map(
    [...written].map(([name, bundle]): readonly [string, Bundle] => {
      const { platform } = required(packaged, name);
      return [name, { ...bundle, platform, ...targetsIn(required(targets, name)) }];
    }),
  );
  const explained = functions.map((planned) =>
    explain(planned, required(targets, planned.name), required(bundled, planned.name)),
  );
  const report = contents.map((measured) => measured.contents);
  writeBundleReport({ reportVersion: 1, service: service.name, functions: report }, output);
  const { readAgain } = checked;
  writeExplanation({ explanationVersion: 1, service: service.name, functions: explained, readAgain }, output);
  const manifest = writeManifest(assembleManifest({ ...manifestParts, bundles }), output);
  // What was warned of would not be again, if it were not bundled again.
  const memory = bundling.warnings.length > 0 ? undefined : { ...bundling.memory, validators };
  const finished = { inputs, environment: reads.environment, output, bundles: memory, warnings };
  return { manifest, finished: reads.ranPrograms ? undefined : finished };
}

/** Loads the bus module and reads its types; while the types are read, makes what will most likely be written. */
async function understandAndPrepare(
  output: OutputDirectory,
  { service, parts, options }: Building,
): Promise<Understood> {
  let isReading = true;
  try {
    return await understand(service, parts, {
      ...options,
      async onForeseen({ functions }) {
        for (const [name, { bundled }] of functions) {
          // What the other processes say comes first.
          await setImmediate();
          if (!isReading) return;
          const files = { 'index.mjs': bundled.code, 'validators.mjs': '' };
          const contents = Object.entries(files).map(([file, text]) => [file, Buffer.from(text)] as const);
          output.prepareDirectory(functionDirectory(name), new Map(contents));
        }
      },
    });
  } finally {
    isReading = false;
  }
}

/** Bundles as far as they are known before they are written: what they call and fire. */
function unwritten(targets: ReadonlyMap<string, CheckedTargets>): ReadonlyMap<string, Bundle> {
  return new Map([...targets].map(([name, found]) => [name, { path: '', bytes: 0, sha256: '', ...targetsIn(found) }]));
}

/** What a function does to the bus, as the manifest says it. */
function targetsIn({ calls, enqueues, fires }: CheckedTargets): Pick<Bundle, 'calls' | 'enqueues' | 'fires'> {
  return { calls, ...(enqueues.length > 0 && { enqueues }), fires: referencesOf(fires) };
}

/** Checks how the service's own functions work together; other services are checked where their manifests meet. */
function checkOwnGraph(manifest: Manifest, { packageRoot }: Service): readonly Diagnostic[] {
  const findings = checkGraph([{ manifest }]);
  const diagnostics = (severity: GraphFinding['severity']): readonly Diagnostic[] =>
    findings.filter((finding) => finding.severity === severity).map(toDiagnostic);
  if (diagnostics('error').length > 0) throw new BuildError(inSourceOrder(diagnostics('error')), packageRoot);
  return inSourceOrder(diagnostics('warning'));
}

function toDiagnostic({ code, message, hint, position }: GraphFinding): Diagnostic {
  return { code, message, hint, ...(position && { position }) };
}

/** Collects the packages and files that functions have beside their code. */
async function packageFunctions(
  functions: readonly PlannedFunction[],
  bundled: ReadonlyMap<string, BundledFunction>,
  { service, runsOn }: { readonly service: Service; readonly runsOn: ServiceBuildOptions['runsOn'] },
): Promise<ReadonlyMap<string, PackagedFiles>> {
  const packager = createPackager(service.packageRoot, runsOn);
  const packaged = new Map(
    functions.map(({ name, options: { assets = [], architecture } }) => {
      const { external } = required(bundled, name);
      return [name, packager.package({ external, assets, architecture })] as const;
    }),
  );
  // What several functions have by one option is said of the first.
  const problems = new Map(
    functions
      .toReversed()
      .flatMap((fn) =>
        required(packaged, fn.name).problems.map((problem) => [problem.message, { fn, problem }] as const),
      ),
  );
  if (problems.size === 0) return packaged;
  // It reads sources with the TypeScript parser, which only a failing build needs.
  const { toDiagnostic: placed } = await import('./packages/option-position.ts');
  const diagnostics = [...problems.values()].map(({ fn, problem }) => placed(problem, fn, service.packageRoot));
  throw new BuildError(inSourceOrder(diagnostics), service.packageRoot);
}

/** Why a function may do what it may. */
function explain(
  { name, kind }: PlannedFunction,
  { explained, notes }: CheckedTargets,
  bundled: BundledFunction,
): FunctionExplanation {
  const sliced = bundled.notes.map((message) => ({ topic: 'slice', message }) as const);
  return { name, kind, targets: explained, notes: [...notes, ...sliced] };
}

/** The classes with codecs that values of these schemas may be of. */
function codecsIn(
  schemas: readonly (JsonSchema | undefined)[],
  { $defs, codecs }: Pick<CheckedBus, '$defs' | 'codecs'>,
  { codecsOf }: BuildParts,
): readonly CheckedCodec[] {
  const names = new Set(schemas.flatMap((params) => codecsOf({ $defs, params, validation: 'default' })));
  return codecs.filter(({ name }) => names.has(name));
}
