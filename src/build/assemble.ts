import type { DeclaredUse, FunctionOptions, PackagingOptions } from '../definition/index.ts';
import type {
  ApiEntry,
  Bundle,
  EventReference,
  JsonSchema,
  ListenerEntry,
  Manifest,
  ProcedureEntry,
  ScheduleEntry,
  SourcePosition,
} from '../manifest/index.ts';
import { manifestVersion } from '../manifest/index.ts';
import { type CodecSource, listenerEntry, procedureEntry, scheduleEntry } from './bundle/entry-source.ts';
import type { CutImport, UsedExport } from './bundle/slice-functions.ts';
import type { BusPlan, PlannedApi, PlannedListener, PlannedProcedure } from './plan.ts';
import type { Service } from './service.ts';
import type { CheckedCodec, FunctionEntry } from './types/checked-bus.ts';

/** One function of a bus: what its bundle is made of. */
export interface PlannedFunction {
  /** The name of its bundle's directory. */
  readonly name: string;
  readonly kind: 'procedure' | 'listener' | 'schedule';
  /** Makes its entry module. */
  readonly entry: (cut: CutImport | undefined) => string;
  /** What the entry uses of the service's own modules; undefined where that cannot be told by one name. */
  readonly uses: UsedExport | { readonly whole: string };
  readonly params?: JsonSchema | undefined;
  readonly result?: JsonSchema | undefined;
  readonly payloads?: Readonly<Record<string, JsonSchema>> | undefined;
  readonly validation: 'strict' | 'default' | 'off';
  readonly options: PackagingOptions & Pick<FunctionOptions, 'architecture'>;
  /** The names of the classes with codecs that its validators are given. */
  readonly codecs: readonly string[];
  /** Where it starts in the user's code. */
  readonly start: FunctionEntry;
  /** What it declares to call and fire besides. */
  readonly declared?: readonly DeclaredUse[] | undefined;
  readonly source: SourcePosition;
}

const defaultMaxReceiveCount = 5;

/** The functions of a bus. */
export function functionsOf(
  { apis, listeners, schedules }: BusPlan,
  service: Service,
  codecsOf: CodecLookup,
): readonly PlannedFunction[] {
  return [
    ...apis.flatMap((api) =>
      api.procedures.map((procedure) => procedureFunction(api, procedure, { service, codecsOf })),
    ),
    ...listeners.map((listener) => listenerFunction(listener, { service, codecsOf })),
    ...schedules.map(
      ({ loaded: { name, options }, checked }): PlannedFunction => ({
        name,
        kind: 'schedule',
        start: { kind: 'handler', exportName: name },
        declared: options.uses,
        source: checked.source,
        entry: (cut) =>
          scheduleEntry({ service: service.name, schedule: name, busModule: cut?.path ?? service.busModule }),
        uses: { file: service.busModule, exportName: name, besides: [] },
        validation: 'default',
        options,
        codecs: [],
      }),
    ),
  ];
}

/** Finds the classes with codecs that values of schemas may be of. */
export type CodecLookup = (schemas: readonly (JsonSchema | undefined)[]) => readonly CheckedCodec[];

interface FunctionContext {
  readonly service: Service;
  readonly codecsOf: CodecLookup;
}

function procedureFunction(
  api: PlannedApi,
  { checked, options }: PlannedProcedure,
  { service, codecsOf }: FunctionContext,
): PlannedFunction {
  const codecs = codecsOf([checked.params, checked.result]);
  const { declaredIn, exportNames } = api.checked;
  const file = declaredIn?.file ?? service.busModule;
  const exportName = declaredIn?.exportName ?? exportNames[0] ?? api.checked.className;
  const isRegistered = api.loaded.registered === 'by registry';
  return {
    name: `${api.name}.${checked.name}`,
    kind: 'procedure',
    start: {
      kind: 'procedure',
      exportName: exportNames[0] ?? api.checked.className,
      api: api.name,
      procedure: checked.name,
      codecs: codecs.map(({ name }) => name),
    },
    declared: options.uses,
    source: checked.source,
    entry: (cut) =>
      procedureEntry({
        service: service.name,
        api: api.name,
        procedure: checked.name,
        idempotent: options.idempotent ?? false,
        hasEvents: api.events.some((event) => cut === undefined || cut.members.has(event.checked.name)),
        codecs: codecsFrom(codecs, cut),
        instance: isRegistered
          ? { from: 'registry', busModule: service.busModule }
          : { from: 'class', file: cut?.path ?? file, exportName },
      }),
    uses: isRegistered
      ? { whole: 'registry.add() registers it, so its functions load the whole bus module' }
      : { file, exportName, member: checked.name, besides: codecs },
    params: checked.params,
    result: checked.result,
    validation: options.validation ?? 'default',
    options,
    codecs: codecs.map(({ name }) => name),
  };
}

function listenerFunction(
  { loaded, checked }: PlannedListener,
  { service, codecsOf }: FunctionContext,
): PlannedFunction {
  const codecs = codecsOf(checked.events.map(({ payload }) => payload));
  return {
    name: loaded.name,
    kind: 'listener',
    start: { kind: 'handler', exportName: loaded.name, codecs: codecs.map(({ name }) => name) },
    declared: loaded.options.uses,
    source: checked.source,
    entry: (cut) =>
      listenerEntry({
        service: service.name,
        listener: loaded.name,
        busModule: cut?.path ?? service.busModule,
        events: checked.events.map(({ event, fifo }) => ({ event, fifo })),
        several: loaded.several,
        maxReceiveCount: loaded.options.maxReceiveCount ?? defaultMaxReceiveCount,
        onError: loaded.options.onError ?? 'dead-letter',
        codecs: codecsFrom(codecs, cut),
      }),
    uses: { file: service.busModule, exportName: loaded.name, besides: codecs },
    payloads: Object.fromEntries(checked.events.map(({ event, payload }) => [event, payload])),
    validation: 'default',
    options: loaded.options,
    codecs: codecs.map(({ name }) => name),
  };
}

/** The classes with codecs, of which those of a module that is cut come from what is left of it: it is loaded once. */
function codecsFrom(codecs: readonly CodecSource[], cut: CutImport | undefined): readonly CodecSource[] {
  return codecs.map(({ name, file, exportName }) => ({
    name,
    exportName,
    file: file === cut?.file ? cut.path : file,
  }));
}

/** What the manifest is made of besides the plan. */
export interface ManifestParts {
  readonly service: Service;
  /** The bus module, relative to the package. */
  readonly busModule: string;
  readonly plan: BusPlan;
  readonly $defs: Readonly<Record<string, JsonSchema>>;
  /** By the function's name. */
  readonly bundles: ReadonlyMap<string, Bundle>;
}

/** Makes the manifest. */
export function assembleManifest({ service, busModule, plan, $defs, bundles }: ManifestParts): Manifest {
  const bundleOf = (name: string): Bundle => {
    const bundle = bundles.get(name);
    if (bundle === undefined) throw new TypeError(`The function "${name}" has no bundle.`);
    return bundle;
  };
  return {
    manifestVersion,
    service: service.name,
    busModule,
    apis: plan.apis.map((api) => apiEntry(api, bundleOf)),
    listeners: plan.listeners.map(
      ({ loaded, checked }): ListenerEntry => ({
        name: loaded.name,
        source: checked.source,
        description: checked.description,
        events: checked.events.map(({ event, fifo, payload }) => ({ event, fifo, payload })),
        several: loaded.several,
        options: loaded.options,
        bundle: bundleOf(loaded.name),
      }),
    ),
    schedules: plan.schedules.map(
      ({ loaded, checked }): ScheduleEntry => ({
        name: loaded.name,
        source: checked.source,
        description: checked.description,
        expression: loaded.expression,
        options: loaded.options,
        bundle: bundleOf(loaded.name),
      }),
    ),
    $defs: Object.fromEntries(Object.entries($defs).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function apiEntry(
  { name, loaded, checked, procedures, events }: PlannedApi,
  bundleOf: (name: string) => Bundle,
): ApiEntry {
  return {
    name,
    className: checked.className,
    source: checked.source,
    description: checked.description,
    internal: loaded.internal ? true : undefined,
    procedures: procedures.map(
      ({ checked: procedure, options }): ProcedureEntry => ({
        name: procedure.name,
        source: procedure.source,
        description: procedure.description,
        deprecated: procedure.deprecated,
        params: procedure.params,
        result: procedure.result,
        options,
        bundle: bundleOf(`${name}.${procedure.name}`),
      }),
    ),
    events: events.map(({ checked: event, maximumMessageSize, openTo }) => ({
      name: event.name,
      source: event.source,
      description: event.description,
      deprecated: event.deprecated,
      payload: event.payload,
      fifo: event.fifo,
      maximumMessageSize,
      openTo,
    })),
  };
}

/** Events without their payloads, as a bundle lists them. */
export function referencesOf(fires: readonly EventReference[]): readonly EventReference[] {
  return fires.map(({ event, fifo }) => ({ event, fifo }));
}
