import { relative } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Metafile } from 'esbuild';
import { type Bundle, checkGraph, type GraphFinding, type JsonSchema, type Manifest } from '../manifest/index.ts';
import {
  assembleManifest,
  describedPayload,
  functionsOf,
  type PlannedFunction,
  referencesOf,
  schemaExports,
  schemaSource,
} from './assemble.ts';
import { BuildError } from './build-error.ts';
import { type AwsClientName, awsClients } from './bundle/aws-clients.ts';
import { type BundledFunction, bundleFunctions, type FunctionSource } from './bundle/bundle-functions.ts';
import type { BundleMemory, BundlesBefore, RememberedValidators } from './bundle/bundle-memory.ts';
import type { SchemaSource } from './bundle/entry-source.ts';
import { awsClientPath } from './bundle/library-plugin.ts';
import { SdkFiles } from './bundle/sdk-packages.ts';
import type { SideFiles } from './bundle/side-files.ts';
import { type BundleFiles, writeBundles, writeSourceMaps } from './bundle/write-bundles.ts';
import type { FinishedBuild } from './cache/build-cache.ts';
import { cacheDirectory } from './cache/cache-directory.ts';
import { inputsOf } from './cache/inputs-of-build.ts';
import type { Diagnostic } from './diagnostic.ts';
import { bundleBus } from './load/bundle-bus.ts';
import { loadBus } from './load/load-bus.ts';
import type { LoadProblem } from './load/loaded-bus.ts';
import type { ObservedReads } from './load/observed-reads.ts';
import { assertOutDirIsFree, writeManifest } from './manifest-file.ts';
import { type OutputFile, type OutputState, openOutput } from './output-directory.ts';
import { createPackager, type PackagedFiles } from './packages/package-function.ts';
import { type BusPlan, planBus } from './plan.ts';
import { checkBudgets, measureContents } from './report/bundle-budget.ts';
import { writeBundleReport } from './report/bundle-report.ts';
import { type FunctionExplanation, writeExplanation } from './report/explanation.ts';
import { inSourceOrder } from './report/order.ts';
import type { Service } from './service.ts';
import type { ModuleGraph, ModuleSlicer } from './slice/index.ts';
import type { CheckedBus, CheckedCodec, CheckedFire, CheckedTargets, CheckRequest } from './types/checked-bus.ts';
import type { ValidatorsRequest } from './validators/index.ts';

/** The parts of the build that others make, so that a test can stand in for them. */
export interface BuildParts {
  checkBus(request: CheckRequest): CheckedBus | Promise<CheckedBus>;
  generateValidators(request: ValidatorsRequest): string | Promise<string>;
  /** A hash of all that the module for a request depends on. */
  validatorsKey(request: ValidatorsRequest): string;
  /** The names of the classes with codecs that the module for a request must be given. */
  codecsOf(request: ValidatorsRequest): readonly string[];
  createSlicer(graph: ModuleGraph): ModuleSlicer | Promise<ModuleSlicer>;
  /** What functions use of the library as one module. */
  joinLibrary(): Promise<string>;
}

/** A step of a build, in the order in which they come. */
export type BuildStep = 'load' | 'check' | 'bundle' | 'write';

/** What of the build of before can be used again. */
export interface BuildBefore {
  /** Bundles that no change of a source concerns. */
  readonly bundles: BundlesBefore | undefined;
  /** Files that need not be read to be known, as long as their stamps are the same. */
  readonly outputs: ReadonlyMap<string, OutputState>;
}

/** How to build a service. */
export interface ServiceBuildOptions {
  readonly sourceMaps: boolean;
  readonly runsOn: 'lambda' | 'this machine';
  readonly loadTimeoutMs: number;
  /** The build of before. */
  readonly before?: BuildBefore | undefined;
  readonly onStep: (step: BuildStep) => void;
  readonly onWarning: (warnings: readonly Diagnostic[]) => void;
  readonly onOutput: (text: string) => void;
}

/** A service that was built. */
export interface BuiltService {
  readonly manifest: Manifest;
  /** What it depends on, to be kept; undefined where that cannot be known. */
  readonly finished: Omit<FinishedBuild, 'startedMs'> | undefined;
}

interface Understood {
  readonly plan: BusPlan;
  readonly checked: CheckedBus;
  readonly graph: ModuleGraph;
  readonly reads: ObservedReads;
  readonly metafile: Metafile;
}

/**
 * Builds a service: its manifest and one bundle for each of its functions.
 * @throws BuildError with everything that is wrong; then nothing is written.
 */
export async function buildService(
  service: Service,
  parts: BuildParts,
  options: ServiceBuildOptions,
): Promise<BuiltService> {
  assertOutDirIsFree(service);
  const { plan, checked, graph, reads, metafile } = await understand(service, parts, options);
  options.onStep('bundle');
  const functions = functionsOf(plan, service, (schemas) => codecsIn(schemas, checked, parts));
  const bundling = await bundleAll(functions, { plan, checked }, { service, parts, options, graph });
  const { bundled, targets } = bundling;
  const packaged = await packageFunctions(functions, bundled, { service, runsOn: options.runsOn });
  const before = options.before?.bundles?.validators;
  const context = { bundled, targets, packaged, parts, $defs: checked.$defs, service, before };
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
  const warnings = [...inSourceOrder([...plan.warnings, ...budgets.warnings, ...graphWarnings]), ...bundling.warnings];
  if (warnings.length > 0) options.onWarning(warnings);

  options.onStep('write');
  const output = openOutput(service.outDir, options.before?.outputs);
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
  writeExplanation({ explanationVersion: 1, service: service.name, functions: explained }, output);
  const manifest = writeManifest(assembleManifest({ ...manifestParts, bundles }), output);
  const inputs = await inputsOf(service, {
    checked,
    reads,
    modules: [metafile.inputs, ...bundling.modules],
    sideFiles,
    packaged: [...packaged.values()],
  });
  // What was warned of would not be again, if it were not bundled again.
  const memory = bundling.warnings.length > 0 ? undefined : { ...bundling.memory, validators };
  const finished = { inputs, environment: reads.environment, output, bundles: memory, warnings };
  return { manifest, finished: reads.ranPrograms ? undefined : finished };
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

/** Loads the bus module and reads its types, and joins the two. */
async function understand(service: Service, parts: BuildParts, options: ServiceBuildOptions): Promise<Understood> {
  const { packageRoot, busModule, name } = service;
  options.onStep('load');
  const bundle = await bundleBus(service);
  try {
    const [answer, checked] = await Promise.all([
      loadBus(
        { bundle: bundle.file, service: name, packageRoot },
        { timeoutMs: options.loadTimeoutMs, onOutput: options.onOutput },
      ),
      // The child starts before the checker takes this thread: both work at once.
      setImmediate().then(() => {
        options.onStep('check');
        return parts.checkBus({ busModule, packageRoot, service: name });
      }),
    ]);
    const plan = answer.kind === 'loaded' ? planBus(answer.bus, checked) : undefined;
    const problems = answer.kind === 'loaded' ? answer.bus.problems : answer.problems;
    const unseen = plan?.unseen ?? [];
    const seen = notSeenIn(checked.diagnostics, await positioned([...problems, ...unseen]));
    const diagnostics = [...checked.diagnostics, ...seen, ...(plan?.diagnostics ?? [])];
    if (answer.kind === 'failed' || plan === undefined || diagnostics.length > 0)
      throw new BuildError(inSourceOrder(diagnostics), packageRoot);
    return { plan, checked, reads: answer.reads, metafile: bundle.metafile, graph: bundle.graph() };

    async function positioned(found: readonly LoadProblem[]): Promise<readonly Diagnostic[]> {
      if (found.length === 0) return [];
      // It reads sources with the TypeScript parser, which only a failing build needs.
      const { diagnose } = await import('./load/diagnose.ts');
      return diagnose(found, { bundle, packageRoot, busModule: relative(packageRoot, busModule), checked });
    }
  } finally {
    bundle.remove();
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

interface Bundled {
  readonly bundled: ReadonlyMap<string, BundledFunction>;
  readonly targets: ReadonlyMap<string, CheckedTargets>;
  readonly warnings: readonly Diagnostic[];
  /** What the bundler told of the modules, of each pass. */
  readonly modules: readonly Metafile['inputs'][];
  /** Of the functions whose bundles are of the first pass: what a second one is made for follows from the first. */
  readonly memory: Omit<BundleMemory, 'validators'>;
}

interface BundlingContext {
  readonly service: Service;
  readonly parts: BuildParts;
  readonly options: ServiceBuildOptions;
  readonly graph: ModuleGraph;
}

/**
 * Bundles all functions, and sees what they call and fire. Those that turn out to fire an event with a Standard Schema
 * through a client, rather than as a field of its class, are bundled again with that schema.
 */
async function bundleAll(
  functions: readonly PlannedFunction[],
  { plan, checked }: Pick<Understood, 'plan' | 'checked'>,
  { service, parts, options, graph }: BundlingContext,
): Promise<Bundled> {
  const bundling = {
    packageRoot: service.packageRoot,
    sourceMaps: options.sourceMaps,
    slicer: await parts.createSlicer(graph),
    library: await parts.joinLibrary(),
    external: [...new Set(functions.flatMap((planned) => planned.options.external ?? []))].sort(),
    quietModules: checked.schemaModules,
  };
  const known = options.before?.bundles;
  const first = await bundleFunctions(functions, { ...bundling, known });
  const targets = findTargets(functions, first.functions, checked, service);
  const again = functions.filter(({ name }) => required(targets, name).fires.some(needsSchema));
  if (again.length === 0) {
    const { functions: bundled, warnings, memory } = first;
    return { bundled, targets, warnings, modules: [memory.modules], memory };
  }
  const second = await bundleFunctions(
    again.map((planned): FunctionSource => {
      const fired = firedBy(planned, required(targets, planned.name), checked.$defs, parts);
      const fires = Object.fromEntries(
        fired.flatMap(({ event, payload, schema }): readonly [string, SchemaSource][] =>
          schema === undefined
            ? []
            : [[event, schemaSource(schema, [payload, describedPayload(event, plan)], plan.$defs)]],
        ),
      );
      const { uses } = planned;
      return {
        name: planned.name,
        entry: (cut) => planned.entry(cut, fires),
        uses: 'whole' in uses ? uses : { ...uses, besides: [...uses.besides, ...schemaExports({ fires })] },
      };
    }),
    bundling,
  );
  const bundled = new Map([...first.functions, ...second.functions]);
  return {
    bundled,
    targets: findTargets(functions, bundled, checked, service),
    warnings: [...first.warnings, ...second.warnings],
    modules: [first.memory.modules, second.memory.modules],
    memory: {
      ...first.memory,
      functions: new Map([...first.memory.functions].filter(([name]) => !second.functions.has(name))),
    },
  };
}

/** Whether a function must be given the Standard Schema of an event that it fires. */
function needsSchema({ schema, byFieldOnly }: CheckedFire): boolean {
  return schema !== undefined && !byFieldOnly;
}

/** An event that a function fires and checks before. */
type CheckedBefore = CheckedFire & { readonly payload: JsonSchema };

/**
 * What a function fires and checks before: not what a field of its class checks itself, nor what is of an unknown type or
 * may hold classes that the function does not, which is checked where it arrives.
 */
function firedBy(
  { codecs }: PlannedFunction,
  { fires }: CheckedTargets,
  $defs: Readonly<Record<string, JsonSchema>>,
  parts: BuildParts,
): readonly CheckedBefore[] {
  return fires.filter((fire): fire is CheckedBefore => {
    if (fire.payload === undefined || (fire.schema !== undefined && !needsSchema(fire))) return false;
    const needed = parts.codecsOf({ $defs, params: fire.payload, validation: 'default' });
    return needed.every((codec) => codecs.includes(codec));
  });
}

/** Asks for each function what its code may call and fire. */
function findTargets(
  functions: readonly PlannedFunction[],
  bundled: ReadonlyMap<string, BundledFunction>,
  checked: CheckedBus,
  { packageRoot }: Service,
): ReadonlyMap<string, CheckedTargets> {
  const targets = new Map(
    functions.map(({ name, start, declared, source }) => {
      const files = required(bundled, name).inputs.toSorted();
      return [name, checked.targetsOf({ name, entry: start, files, uses: declared, source })] as const;
    }),
  );
  const diagnostics = [...targets.values()].flatMap((found) => found.diagnostics);
  if (diagnostics.length > 0) throw new BuildError(inSourceOrder(diagnostics), packageRoot);
  return targets;
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
  { $defs, codecs }: CheckedBus,
  { codecsOf }: BuildParts,
): readonly CheckedCodec[] {
  const names = new Set(schemas.flatMap((params) => codecsOf({ $defs, params, validation: 'default' })));
  return codecs.filter(({ name }) => names.has(name));
}

interface FilesContext {
  readonly bundled: ReadonlyMap<string, BundledFunction>;
  readonly targets: ReadonlyMap<string, CheckedTargets>;
  readonly packaged: ReadonlyMap<string, PackagedFiles>;
  readonly parts: BuildParts;
  readonly $defs: Readonly<Record<string, JsonSchema>>;
  readonly service: Service;
  /** Validators of the build of before, by the function's name. */
  readonly before: ReadonlyMap<string, RememberedValidators> | undefined;
}

interface MadeFiles {
  readonly files: ReadonlyMap<string, BundleFiles>;
  /** What was built once, and lies beside several. */
  readonly sideFiles: readonly SideFiles[];
  readonly validators: ReadonlyMap<string, RememberedValidators>;
}

/** Makes the files of every bundle: its code, its validators, the AWS clients it uses. */
async function filesOf(
  functions: readonly PlannedFunction[],
  { bundled, targets, packaged, parts, $defs, service, before }: FilesContext,
): Promise<MadeFiles> {
  const generated = new Map<string, RememberedValidators>();
  const cacheRoot = cacheDirectory(service.packageRoot, service.outDir);
  const sdk = new SdkFiles(cacheRoot, service.packageRoot);
  const sideFiles = new Set<SideFiles>();
  let clients: Promise<SideFiles> | undefined;
  const bundles = functions.map(async (planned): Promise<readonly [string, BundleFiles]> => {
    const { name, kind, params, result, payloads, validation, validationOfEvents, schemas } = planned;
    const { calls, fires } = required(targets, name);
    const checked = firedBy(planned, required(targets, name), $defs, parts);
    // Where a Standard Schema rules, what is generated only casts.
    const ruled = [...Object.keys(schemas.payloads ?? {}), ...checked.filter(needsSchema).map(({ event }) => event)];
    const firedPayloads = Object.fromEntries(checked.map(({ event, payload }) => [event, payload] as const));
    const request: ValidatorsRequest = {
      $defs,
      params,
      result,
      payloads,
      fires: firedPayloads,
      validation,
      modes: {
        params: schemas.params === undefined ? validation : 'off',
        events: { ...validationOfEvents, ...Object.fromEntries(ruled.map((event) => [event, 'off'] as const)) },
      },
    };
    const key = parts.validatorsKey(request);
    const known = before?.get(name);
    const validators = known?.key === key ? known.code : await parts.generateValidators(request);
    generated.set(name, { key, code: validators });
    const files = new Map<string, OutputFile>([
      ...[...required(packaged, name).files].map(([file, content]) => [file, { content }] as const),
      ['index.mjs', { content: Buffer.from(required(bundled, name).code) }],
      ['validators.mjs', { content: Buffer.from(validators) }],
    ]);
    const used: readonly AwsClientName[] = [
      ...(calls.length > 0 ? (['lambda'] as const) : []),
      ...(fires.length > 0 ? (['sns'] as const) : []),
      // A listener sends what it cannot handle to its dead-letter queue itself.
      ...(kind === 'listener' ? (['sqs'] as const) : []),
    ].filter((client) => required(bundled, name).besides.includes(awsClientPath(client)));
    for (const client of used) {
      clients ??= awsClients(cacheRoot);
      const made = await clients;
      sideFiles.add(made);
      for (const [name, file] of made.filesOf(client)) files.set(`aws/${name}`, file);
    }
    const imported = required(bundled, name).sdk;
    if (imported.length > 0) {
      const made = await sdk.build(imported);
      sideFiles.add(made);
      for (const { name: module } of imported) {
        for (const [file, content] of made.filesOf(module)) files.set(`sdk/${file}`, content);
      }
    }
    return [name, files];
  });
  return { files: new Map(await Promise.all(bundles)), sideFiles: [...sideFiles], validators: generated };
}

function required<TValue>(map: ReadonlyMap<string, TValue>, name: string): TValue {
  const value = map.get(name);
  if (value === undefined) throw new TypeError(`The build lost the function "${name}".`);
  return value;
}
