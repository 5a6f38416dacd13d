import type { ProcedureOptions } from '../definition/index.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { LoadedApi, LoadedBus, LoadedListener, LoadedSchedule } from './load/loaded-bus.ts';
import type {
  CheckedApi,
  CheckedBus,
  CheckedEvent,
  CheckedListener,
  CheckedProcedure,
  CheckedSchedule,
} from './types/checked-bus.ts';

/** A bus as running it and reading its types show it, joined. */
export interface BusPlan {
  readonly apis: readonly PlannedApi[];
  readonly listeners: readonly PlannedListener[];
  readonly schedules: readonly PlannedSchedule[];
  /** What does not fit together. */
  readonly diagnostics: readonly Diagnostic[];
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
}

/** An event on the bus. */
export interface PlannedEvent {
  readonly checked: CheckedEvent;
  readonly openTo: readonly string[];
}

/** A listener on the bus. */
export interface PlannedListener {
  readonly loaded: LoadedListener;
  readonly checked: CheckedListener;
}

/** A schedule on the bus. */
export interface PlannedSchedule {
  readonly loaded: LoadedSchedule;
  readonly checked: CheckedSchedule;
}

/** Joins what running a bus module shows with what its types say. */
export function planBus(loaded: LoadedBus, checked: CheckedBus): BusPlan {
  const diagnostics: Diagnostic[] = [];
  const apis = loaded.apis.flatMap((api) => planApi(api, checked, diagnostics)).sort((a, b) => compare(a.name, b.name));
  const listeners = loaded.listeners.flatMap((listener) => planListener(listener, checked, diagnostics));
  const schedules = loaded.schedules.flatMap((schedule) => planSchedule(schedule, checked, diagnostics));
  return {
    apis,
    listeners: listeners.sort((a, b) => compare(a.loaded.name, b.loaded.name)),
    schedules: schedules.sort((a, b) => compare(a.loaded.name, b.loaded.name)),
    diagnostics: [...diagnostics, ...nextSegments(apis)],
  };
}

function planApi(loaded: LoadedApi, checked: CheckedBus, diagnostics: Diagnostic[]): readonly PlannedApi[] {
  const types = checked.apis.find(({ exportNames }) => exportNames.some((name) => loaded.exportNames.includes(name)));
  // The types leave out abstract classes, which are bases and not on the bus.
  if (types === undefined && loaded.name === undefined) return [];
  if (types === undefined) {
    diagnostics.push(unseen('API class', loaded.className, 'write it as export class … extends Api'));
    return [];
  }
  if (loaded.name === undefined) {
    // When its meta is there but wrong, the loading process said so.
    if (types.name === undefined) diagnostics.push(metaMissing(loaded, types));
    return [];
  }
  if (loaded.registered === 'no') return [];
  const name = loaded.name;
  if (types.name !== undefined && types.name !== name) diagnostics.push(nameDiffers(loaded.className, name, types));
  return [
    {
      name,
      loaded,
      checked: types,
      procedures: types.procedures
        .map((procedure) => planProcedure(procedure, loaded, diagnostics))
        .sort((a, b) => compare(a.checked.name, b.checked.name)),
      events: planEvents(loaded, types, diagnostics),
    },
  ];
}

function planProcedure(checked: CheckedProcedure, loaded: LoadedApi, diagnostics: Diagnostic[]): PlannedProcedure {
  if (!loaded.methods.includes(checked.name)) {
    diagnostics.push({
      code: 'TYPES_AND_CODE_DIFFER',
      message: `By its type ${loaded.className} has the procedure "${checked.name}", but the class that runs has no such method.`,
      hint: 'Write it as a method of the class: declared-only members and functions assigned to fields are no procedures.',
      position: checked.source,
      length: checked.name.length,
    });
  }
  return { checked, options: { ...loaded.options, ...loaded.procedures[checked.name] } };
}

function planEvents(loaded: LoadedApi, types: CheckedApi, diagnostics: Diagnostic[]): readonly PlannedEvent[] {
  for (const name of Object.keys(loaded.events)) {
    if (types.events.some((event) => event.name === name)) continue;
    diagnostics.push({
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
        diagnostics.push({
          code: 'TYPES_AND_CODE_DIFFER',
          message: `By its type ${loaded.className} has the event "${event.name}", but an instance of it has none.`,
          hint: `Initialise the field where it stands: readonly ${event.name} = event<{ … }>().`,
          position: event.source,
          length: event.name.length,
        });
      }
      return { checked: event, openTo: [...(loaded.events[event.name]?.openTo ?? [])].sort() };
    })
    .sort((a, b) => compare(a.checked.name, b.checked.name));
}

function planListener(
  loaded: LoadedListener,
  checked: CheckedBus,
  diagnostics: Diagnostic[],
): readonly PlannedListener[] {
  const types = checked.listeners.find(({ exportNames }) => exportNames.includes(loaded.name));
  if (types === undefined) {
    diagnostics.push(unseen('listener', loaded.name, 'let its export have the type that .listen() returns'));
    return [];
  }
  const typed = types.events.map(({ event }) => event);
  if (!sameNames(loaded.events, typed)) {
    diagnostics.push({
      code: 'TYPES_AND_CODE_DIFFER',
      message: `When it runs, listener "${loaded.name}" listens to ${loaded.events.join(', ')}; by its type to ${typed.join(', ') || 'nothing'}.`,
      hint: 'Name its events through the typed bus, and do not cast them.',
      position: types.source,
      length: loaded.name.length,
    });
  }
  if (types.events.some(({ fifo }) => fifo) && (loaded.options.batchWindow ?? 0) > 0) {
    diagnostics.push({
      code: 'OPTION_INVALID',
      message: `Listener "${loaded.name}" has a batchWindow of ${loaded.options.batchWindow}, but FIFO queues take none.`,
      hint: 'Leave out batchWindow. See https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html',
      position: types.source,
      length: loaded.name.length,
    });
  }
  return [{ loaded, checked: types }];
}

function planSchedule(
  loaded: LoadedSchedule,
  checked: CheckedBus,
  diagnostics: Diagnostic[],
): readonly PlannedSchedule[] {
  const types = checked.schedules.find(({ exportNames }) => exportNames.includes(loaded.name));
  if (types !== undefined) return [{ loaded, checked: types }];
  diagnostics.push(unseen('schedule', loaded.name, 'let its export have the type that every() and cron() return'));
  return [];
}

/** APIs may share a prefix, but `support.case` cannot be an API and a procedure of `support` at once. */
function nextSegments(apis: readonly PlannedApi[]): readonly Diagnostic[] {
  const members = new Map<
    string,
    { readonly kind: string; readonly api: PlannedApi; readonly member: CheckedProcedure | CheckedEvent }
  >();
  for (const api of apis) {
    for (const { checked } of api.procedures)
      members.set(`${api.name}.${checked.name}`, { kind: 'procedure', api, member: checked });
    for (const { checked } of api.events)
      members.set(`${api.name}.${checked.name}`, { kind: 'event', api, member: checked });
  }
  return apis.flatMap((api) => {
    const segments = api.name.split('.');
    return segments.flatMap((_, index): readonly Diagnostic[] => {
      const prefix = segments.slice(0, index + 1).join('.');
      const taken = members.get(prefix);
      if (taken === undefined) return [];
      return [
        {
          code: 'API_NAME_SHADOWED',
          message: `"${prefix}" is a ${taken.kind} of ${taken.api.checked.className}, and the beginning of the name of API "${api.name}".`,
          hint: `Rename the ${taken.kind} or the API: bus.${prefix} can be only one of the two.`,
          position: taken.member.source,
          length: taken.member.name.length,
          related: { message: `${api.checked.className} is named "${api.name}".`, position: api.checked.source },
        },
      ];
    });
  });
}

function unseen(kind: string, name: string, advice: string): Diagnostic {
  return {
    code: 'TYPES_AND_CODE_DIFFER',
    message: `The bus module exports the ${kind} ${name} when it runs, but the TypeScript checker does not see it as one.`,
    hint: `Export it so that its type shows: ${advice}, without any or a cast.`,
  };
}

function metaMissing({ className }: LoadedApi, { source }: CheckedApi): Diagnostic {
  return {
    code: 'API_META_MISSING',
    message: `${className} has no meta of its own, so it has no name on the bus.`,
    hint: "Write static readonly meta = { name: 'support.case' } as const; or make the class abstract when it is only a base.",
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
