import type { DeclaredUse, FunctionOptions, PackagingOptions, ValidationMode } from '../definition/index.ts';
import type { JsonSchema, SourcePosition } from '../manifest/index.ts';
import {
  type CodecSource,
  listenerEntry,
  procedureEntry,
  type SchemaSource,
  type SchemaSources,
  scheduleEntry,
} from './bundle/entry-source.ts';
import type { CutImport, UsedExport } from './bundle/slice-functions.ts';
import type { BusPlan, PlannedApi, PlannedListener, PlannedProcedure } from './plan.ts';
import { secretNames } from './secret-names.ts';
import type { Service } from './service.ts';
import type { CheckedCodec, CheckedSchema, FunctionEntry } from './types/checked-bus.ts';

/** One function of a bus: what its bundle is made of. */
export interface PlannedFunction {
  /** The name of its bundle's directory. */
  readonly name: string;
  readonly kind: 'procedure' | 'listener' | 'schedule';
  /** Makes its entry module, with the Standard Schemas of events that it turned out to fire through a client of the bus. */
  readonly entry: (cut: CutImport | undefined, fires?: SchemaSources['fires']) => string;
  /** What the entry uses of the service's own modules; undefined where that cannot be told by one name. */
  readonly uses: UsedExport | { readonly whole: string };
  /** The Standard Schemas that rule in it. */
  readonly schemas: SchemaSources;
  readonly params?: JsonSchema | undefined;
  readonly result?: JsonSchema | undefined;
  readonly payloads?: Readonly<Record<string, JsonSchema>> | undefined;
  readonly validation: ValidationMode;
  /** How payloads are checked, by the event's dotted name, where its API's meta says so. */
  readonly validationOfEvents: Readonly<Record<string, ValidationMode>>;
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
export function functionsOf(plan: BusPlan, service: Service, codecsOf: CodecLookup): readonly PlannedFunction[] {
  const context: FunctionContext = { service, codecsOf, plan, validationOfEvents: validationOfEvents(plan) };
  return [
    ...plan.apis.flatMap((api) => api.procedures.map((procedure) => procedureFunction(api, procedure, context))),
    ...plan.listeners.map((listener) => listenerFunction(listener, context)),
    ...plan.schedules.map(({ loaded: { name, options }, checked }): PlannedFunction => {
      return {
        name,
        kind: 'schedule',
        start: { kind: 'handler', exportName: name },
        declared: options.uses,
        source: checked.source,
        entry: (cut, fires) =>
          scheduleEntry({
            service: service.name,
            schedule: name,
            busModule: cut?.path ?? service.busModule,
            schemas: schemasFrom({ fires }, cut),
          }),
        uses: { file: service.busModule, exportName: name, besides: [] },
        schemas: {},
        validation: 'default',
        options,
        validationOfEvents: context.validationOfEvents,
        codecs: [],
      };
    }),
  ];
}

/** Finds the classes with codecs that values of schemas may be of. */
export type CodecLookup = (schemas: readonly (JsonSchema | undefined)[]) => readonly CheckedCodec[];

interface FunctionContext {
  readonly service: Service;
  readonly codecsOf: CodecLookup;
  readonly plan: BusPlan;
  readonly validationOfEvents: Readonly<Record<string, ValidationMode>>;
}

/** What an API's meta says of validation holds for its events too, where they are fired and in its service's listeners. */
function validationOfEvents({ apis }: BusPlan): Readonly<Record<string, ValidationMode>> {
  return Object.fromEntries(
    apis.flatMap(({ name, loaded, events }) => {
      const { validation } = loaded.options;
      return validation === undefined
        ? []
        : events.map(({ checked }): [string, ValidationMode] => [`${name}.${checked.name}`, validation]);
    }),
  );
}

/** A Standard Schema as an entry imports it. */
export function schemaSource(
  schema: CheckedSchema,
  described: readonly (JsonSchema | undefined)[],
  $defs: Readonly<Record<string, JsonSchema>>,
): SchemaSource {
  return { ...schema, secrets: secretNames(described, $defs) };
}

function procedureFunction(
  api: PlannedApi,
  { checked, options, described }: PlannedProcedure,
  { service, codecsOf, plan: { $defs }, validationOfEvents: ofEvents }: FunctionContext,
): PlannedFunction {
  const { params, result } = checked.schemas ?? {};
  const schemas: SchemaSources = {
    params: params && schemaSource(params, [checked.params, described.params], $defs),
    result: result && schemaSource(result, [checked.result, described.result], $defs),
  };
  // What a Standard Schema makes of the parameters and takes of the result never travels.
  const codecs = codecsOf([checked.params, result === undefined ? checked.result : undefined]);
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
    entry: (cut, fires) => {
      const events = api.events.filter((event) => cut === undefined || cut.members.has(event.checked.name));
      return procedureEntry({
        service: service.name,
        api: api.name,
        procedure: checked.name,
        idempotent: options.idempotent ?? false,
        hasEvents: events.length > 0,
        hasStart: api.loaded.methods.includes('start'),
        secretsOfEvents: secretsOfEvents(api.name, events, $defs),
        codecs: codecsFrom(codecs, cut),
        schemas: schemasFrom({ ...schemas, fires }, cut),
        instance: isRegistered
          ? { from: 'registry', busModule: service.busModule }
          : { from: 'class', file: cut?.path ?? file, exportName },
      });
    },
    uses: isRegistered
      ? { whole: 'registry.add() registers it, so its functions load the whole bus module' }
      : { file, exportName, member: checked.name, besides: [...codecs, ...schemaExports(schemas)] },
    schemas,
    params: checked.params,
    result: result === undefined ? checked.result : undefined,
    validation: options.validation ?? 'default',
    options,
    validationOfEvents: ofEvents,
    codecs: codecs.map(({ name }) => name),
  };
}

function listenerFunction(
  { loaded, checked }: PlannedListener,
  { service, codecsOf, plan, validationOfEvents: ofEvents }: FunctionContext,
): PlannedFunction {
  const codecs = codecsOf(checked.events.map(({ payload }) => payload));
  const schemas: SchemaSources = {
    payloads: Object.fromEntries(
      checked.events.flatMap(({ event, payload, schema }): readonly [string, SchemaSource][] =>
        schema === undefined
          ? []
          : [[event, schemaSource(schema, [payload, describedPayload(event, plan)], plan.$defs)]],
      ),
    ),
  };
  return {
    name: loaded.name,
    kind: 'listener',
    start: { kind: 'handler', exportName: loaded.name, codecs: codecs.map(({ name }) => name) },
    declared: loaded.options.uses,
    source: checked.source,
    entry: (cut, fires) =>
      listenerEntry({
        service: service.name,
        listener: loaded.name,
        busModule: cut?.path ?? service.busModule,
        events: checked.events.map(({ event, fifo }) => ({ event, fifo })),
        several: loaded.several,
        maxReceiveCount: loaded.options.maxReceiveCount ?? defaultMaxReceiveCount,
        onError: loaded.options.onError ?? 'dead-letter',
        codecs: codecsFrom(codecs, cut),
        schemas: schemasFrom({ ...schemas, fires }, cut),
      }),
    uses: { file: service.busModule, exportName: loaded.name, besides: [...codecs, ...schemaExports(schemas)] },
    schemas,
    payloads: Object.fromEntries(checked.events.map(({ event, payload }) => [event, payload])),
    validation: 'default',
    options: loaded.options,
    validationOfEvents: ofEvents,
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

/** The Standard Schemas of a function, of which those of a module that is cut come from what is left of it. */
function schemasFrom(
  { params, result, payloads = {}, fires = {} }: SchemaSources,
  cut: CutImport | undefined,
): SchemaSources {
  const from = (source: SchemaSource): SchemaSource =>
    cut !== undefined && source.module === cut.file ? { ...source, module: cut.path } : source;
  const all = (sources: Readonly<Record<string, SchemaSource>>) =>
    Object.fromEntries(Object.entries(sources).map(([event, source]) => [event, from(source)]));
  return { params: params && from(params), result: result && from(result), payloads: all(payloads), fires: all(fires) };
}

/** The exports of the service's modules that hold the Standard Schemas of a function. */
export function schemaExports({ params, result, payloads = {}, fires = {} }: SchemaSources): UsedExport['besides'] {
  const sources = [params, result, ...Object.values(payloads), ...Object.values(fires)];
  return sources.flatMap((source) =>
    source === undefined ? [] : [{ file: source.module, exportName: source.path[0] }],
  );
}

/** What must not be shown of the events of a class that have Standard Schemas; undefined when none has. */
function secretsOfEvents(
  api: string,
  events: PlannedApi['events'],
  $defs: Readonly<Record<string, JsonSchema>>,
): Readonly<Record<string, readonly string[]>> | undefined {
  const withSchema = events.filter(({ checked }) => checked.schema !== undefined);
  if (withSchema.length === 0) return undefined;
  return Object.fromEntries(
    withSchema.map(({ checked, described }) => [
      `${api}.${checked.name}`,
      secretNames([checked.payload, described], $defs),
    ]),
  );
}

/** What the manifest says of the payload of one of the service's own events. */
export function describedPayload(event: string, { apis }: BusPlan): JsonSchema | undefined {
  const api = apis.find(({ name }) => event.startsWith(`${name}.`) && !event.slice(name.length + 1).includes('.'));
  return api?.events.find(({ checked }) => `${api.name}.${checked.name}` === event)?.described;
}
