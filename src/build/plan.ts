import type { ProcedureOptions } from '../definition/index.ts';
import type { JsonSchema, SourcePosition } from '../manifest/index.ts';
import type { Diagnostic } from './diagnostic.ts';
import type {
  LoadedApi,
  LoadedBus,
  LoadedListener,
  LoadedSchedule,
  LoadedSchema,
  LoadProblem,
} from './load/loaded-bus.ts';
import type {
  CheckedApi,
  CheckedBus,
  CheckedEvent,
  CheckedListener,
  CheckedProcedure,
  CheckedSchedule,
  CheckedSchema,
} from './types/checked-bus.ts';
import { wireShape } from './wire-shape.ts';

/** A bus as running it and reading its types show it, joined. */
export interface BusPlan {
  readonly apis: readonly PlannedApi[];
  readonly listeners: readonly PlannedListener[];
  readonly schedules: readonly PlannedSchedule[];
  /** The named types, and what the schemas of libraries refer to. */
  readonly $defs: Readonly<Record<string, JsonSchema>>;
  /** What does not fit together. */
  readonly diagnostics: readonly Diagnostic[];
  /** What is worth knowing and no mistake. */
  readonly warnings: readonly Diagnostic[];
  /** What runs but has no type that shows it, so that the types know no place of it. */
  readonly unseen: readonly LoadProblem[];
}

/** An API on the bus. */
export interface PlannedApi {
  readonly name: string;
  readonly loaded: LoadedApi;
  readonly checked: CheckedApi;
  /** By name. */
  readonly procedures: readonly PlannedProcedure[];
  /** By name. */
  readonly events: readonly PlannedEvent[];
}

/** A procedure on the bus. */
export interface PlannedProcedure {
  readonly checked: CheckedProcedure;
  /** The API's options and its own. */
  readonly options: ProcedureOptions;
  /** What the manifest says of its parameters and result: where they have Standard Schemas, those say it too. */
  readonly described: { readonly params?: JsonSchema | undefined; readonly result?: JsonSchema | undefined };
}

/** An event on the bus. */
interface PlannedEvent {
  readonly checked: CheckedEvent;
  readonly maximumMessageSize: number | undefined;
  readonly renamedFrom: string | undefined;
  readonly openTo: readonly string[];
  /** What the manifest says of its payload. */
  readonly described: JsonSchema;
}

/** A listener on the bus. */
export interface PlannedListener {
  readonly loaded: LoadedListener;
  readonly checked: CheckedListener;
}

/** A schedule on the bus. */
interface PlannedSchedule {
  readonly loaded: LoadedSchedule;
  readonly checked: CheckedSchedule;
}

interface Findings {
  readonly diagnostics: Diagnostic[];
  readonly warnings: Diagnostic[];
  readonly unseen: LoadProblem[];
  readonly $defs: Record<string, JsonSchema>;
}

/** What of the types a plan is made of. */
export type SeenTypes = Pick<CheckedBus, 'apis' | 'listeners' | 'schedules' | '$defs' | 'diagnostics' | 'warnings'>;

/** Joins what running a bus module shows with what its types say. */
export function planBus(loaded: LoadedBus, checked: SeenTypes): BusPlan {
  const found: Findings = { diagnostics: [], warnings: [...checked.warnings], unseen: [], $defs: { ...checked.$defs } };
  const apis = loaded.apis.flatMap((api) => planApi(api, checked, found)).sort((a, b) => compare(a.name, b.name));
  const listeners = loaded.listeners.flatMap((listener) => planListener(listener, checked, found));
  const schedules = loaded.schedules.flatMap((schedule) => planSchedule(schedule, checked, found));
  return {
    apis,
    listeners: listeners.sort((a, b) => compare(a.loaded.name, b.loaded.name)),
    schedules: schedules.sort((a, b) => compare(a.loaded.name, b.loaded.name)),
    ...found,
    diagnostics: found.diagnostics.filter(
      ({ message }) => !checked.diagnostics.some((seen) => seen.message === message),
    ),
  };
}

function planApi(loaded: LoadedApi, checked: SeenTypes, found: Findings): readonly PlannedApi[] {
  const types = checked.apis.find(({ exportNames }) => exportNames.some((name) => loaded.exportNames.includes(name)));
  // The types leave out abstract classes, which are bases and not on the bus.
  if (types === undefined && loaded.name === undefined) return [];
  if (types === undefined) {
    found.unseen.push(
      unseen(
        'API class',
        loaded.exportNames[0] ?? loaded.className,
        'write export class … extends Api, without any or a cast; an abstract base has no meta of its own',
      ),
    );
    return [];
  }
  if (loaded.name === undefined) {
    // What else is wrong with a meta was said where it was read.
    if (!loaded.hasMeta && types.name !== undefined) found.diagnostics.push(metaOnlyDeclared(types));
    return [];
  }
  if (loaded.registered === 'no') return [];
  const name = loaded.name;
  if (types.name !== undefined && types.name !== name)
    found.diagnostics.push(nameDiffers(loaded.className, name, types));
  return [
    {
      name,
      loaded,
      checked: types,
      procedures: types.procedures
        .map((procedure) => planProcedure(procedure, loaded, found))
        .sort((a, b) => compare(a.checked.name, b.checked.name)),
      events: planEvents(loaded, types, found),
    },
  ];
}

function planProcedure(checked: CheckedProcedure, loaded: LoadedApi, found: Findings): PlannedProcedure {
  const { source, name, schemas } = checked;
  const library = loaded.schemas.procedures[name];
  const subject = `${loaded.className}.${name}`;
  const described = {
    params: describe(
      checked.params,
      { subject: `the parameters of ${subject}`, source, length: name.length },
      { library: library?.params, checked: schemas?.params },
      found,
    ),
    result: describe(
      checked.result,
      { subject: `the result of ${subject}`, source, length: name.length },
      { library: library?.result, checked: schemas?.result },
      found,
    ),
  };
  if (!loaded.methods.includes(checked.name)) {
    found.diagnostics.push({
      code: 'TYPES_AND_CODE_DIFFER',
      message: `By its type ${loaded.className} has the procedure "${checked.name}", but the class that runs has no such method.`,
      hint: 'Write it as a method of the class: declared-only members and functions assigned to fields are no procedures.',
      position: checked.source,
      length: checked.name.length,
    });
  }
  return { checked, options: { ...loaded.options, ...loaded.procedures[checked.name] }, described };
}

interface Described {
  readonly subject: string;
  readonly source: SourcePosition;
  readonly length: number;
}

/** What the manifest says of something: its type, joined with what the library of its Standard Schema says. */
function describe<TSchema extends JsonSchema | undefined>(
  type: TSchema,
  { subject, source, length }: Described,
  schema: { readonly library: LoadedSchema | undefined; readonly checked: CheckedSchema | undefined },
  found: Findings,
): TSchema | JsonSchema {
  const { library, checked } = schema;
  if (library === undefined || type === undefined) return type;
  if (checked === undefined) {
    found.diagnostics.push({
      code: 'SCHEMA_NOT_EXPORTED',
      message: `The schema of ${subject} is not an exported constant, so that no function can import it.`,
      hint: 'Write export const CaseCreated = z.object({ … }) at the top of a module, and name it where it is used.',
      position: source,
      length,
    });
    return type;
  }
  if (library.jsonSchema === undefined) {
    found.warnings.push({
      code: 'SCHEMA_NOT_DESCRIBED',
      message: `${library.vendor} gives no JSON Schema for ${subject} (${library.reason}), so the manifest describes it by its TypeScript type, without further limits.`,
      hint:
        library.vendor === 'valibot'
          ? 'Install @valibot/to-json-schema beside valibot.'
          : 'Nothing has to be done: the schema itself validates all the same.',
      position: source,
      length,
    });
  }
  const shape = wireShape({ type, library, $defs: found.$defs, name: checked.path.join('_') });
  Object.assign(found.$defs, shape.$defs);
  return shape.schema;
}

function planEvents(loaded: LoadedApi, types: CheckedApi, found: Findings): readonly PlannedEvent[] {
  for (const name of Object.keys(loaded.events)) {
    if (types.events.some((event) => event.name === name)) continue;
    found.diagnostics.push({
      code: 'TYPES_AND_CODE_DIFFER',
      message: `${loaded.className} has the event "${name}" when it runs, but its type does not show it.`,
      hint: `Make it public and readonly: readonly ${name} = event<{ … }>().`,
      position: types.source,
      length: loaded.className.length,
    });
  }
  return types.events
    .map((event) => {
      if (loaded.events[event.name] === undefined) {
        found.diagnostics.push({
          code: 'TYPES_AND_CODE_DIFFER',
          message: `By its type ${loaded.className} has the event "${event.name}", but an instance of it has none.`,
          hint: `Initialise the field where it stands: readonly ${event.name} = event<{ … }>().`,
          position: event.source,
          length: event.name.length,
        });
      }
      const { name, source, payload, schema } = event;
      const library = loaded.schemas.events[name];
      const subject = `${loaded.className}.${name}`;
      const described = describe(
        payload,
        { subject, source, length: name.length },
        { library, checked: schema },
        found,
      );
      const { maximumMessageSize, renamedFrom, openTo = [] } = loaded.events[name] ?? {};
      return { checked: event, maximumMessageSize, renamedFrom, openTo: [...openTo].sort(), described };
    })
    .sort((a, b) => compare(a.checked.name, b.checked.name));
}

function planListener(loaded: LoadedListener, checked: SeenTypes, found: Findings): readonly PlannedListener[] {
  const types = checked.listeners.find(({ exportNames }) => exportNames.includes(loaded.name));
  if (types === undefined) {
    found.unseen.push(
      unseen('listener', loaded.name, 'let its export have the type that .listen() returns, without any or a cast'),
    );
    return [];
  }
  const typed = types.events.map(({ event }) => event);
  // A type that shows no event was reported where it was read.
  if (typed.length > 0 && !sameNames(loaded.events, typed)) {
    found.diagnostics.push({
      code: 'TYPES_AND_CODE_DIFFER',
      message: `When it runs, listener "${loaded.name}" listens to ${loaded.events.join(', ')}; by its type to ${typed.join(', ')}.`,
      hint: 'Name its events through the typed bus, and do not cast them.',
      position: types.source,
      length: loaded.name.length,
    });
  }
  if (types.events.some(({ fifo }) => fifo)) found.diagnostics.push(...fifoProblems(loaded, types));
  return [{ loaded, checked: types }];
}

/** The limits of FIFO queues, of which the options alone do not tell. */
function fifoProblems({ name, options }: LoadedListener, { source }: CheckedListener): readonly Diagnostic[] {
  const { batchSize = 10, batchWindow = 0 } = options;
  const at = { code: 'OPTION_INVALID', position: source, length: name.length };
  const page = 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html';
  return [
    ...(batchWindow === 0
      ? []
      : [
          {
            ...at,
            message: `Listener "${name}" has a batchWindow of ${batchWindow}, but FIFO queues take none.`,
            hint: `Leave out batchWindow. See ${page}`,
          },
        ]),
    ...(batchSize <= 10
      ? []
      : [
          {
            ...at,
            message: `Listener "${name}" has a batchSize of ${batchSize}, but FIFO queues take 10 messages at most.`,
            hint: `Set a batchSize of 10 at most. See ${page}`,
          },
        ]),
  ];
}

function planSchedule(loaded: LoadedSchedule, checked: SeenTypes, found: Findings): readonly PlannedSchedule[] {
  const types = checked.schedules.find(({ exportNames }) => exportNames.includes(loaded.name));
  if (types !== undefined) return [{ loaded, checked: types }];
  found.unseen.push(
    unseen(
      'schedule',
      loaded.name,
      'let its export have the type that every() and cron() return, without any or a cast',
    ),
  );
  return [];
}

function unseen(kind: string, name: string, advice: string): LoadProblem {
  return {
    code: 'TYPES_AND_CODE_DIFFER',
    message: `The bus module exports the ${kind} ${name} when it runs, but the TypeScript checker does not see it as one.`,
    hint: `Export it so that its type shows: ${advice}.`,
    place: { at: 'export', name, path: [] },
  };
}

function metaOnlyDeclared({ className, source }: CheckedApi): Diagnostic {
  return {
    code: 'TYPES_AND_CODE_DIFFER',
    message: `By its type ${className} has a static meta, but the class that runs has none of its own.`,
    hint: "Write it with its value, without declare: static readonly meta = { name: 'support.case' } as const.",
    position: source,
    length: className.length,
  };
}

function nameDiffers(className: string, name: string, { name: typed, source }: CheckedApi): Diagnostic {
  return {
    code: 'TYPES_AND_CODE_DIFFER',
    message: `When it runs, ${className} is named "${name}"; by the type of its meta "${typed}".`,
    hint: 'Write the name as a literal: callers find the API by the name in its type.',
    position: source,
    length: className.length,
  };
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  const names = new Set(a);
  return names.size === new Set(b).size && b.every((name) => names.has(name));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
