import {
  type ApiClass,
  type EventOptions,
  eventOptions,
  eventSchema,
  isApiClass,
  isEvent,
  type ProcedureMeta,
  type ProcedureOptions,
  type RegisteredApi,
} from '../../definition/index.ts';
import { metaProblems } from './check-meta.ts';
import { checkOptions } from './check-options.ts';
import { describeSchema } from './describe-schema.ts';
import type { LoadedApi, LoadedSchema, LoadedSchemas, LoadProblem, Place } from './loaded-bus.ts';
import { optionRules } from './option-rules.ts';
import { isPlainObject, show } from './plain-values.ts';
import { problemOfThrown } from './thrown.ts';

/** What collecting the APIs of a bus module gives. */
export interface CollectedApis {
  readonly apis: readonly LoadedApi[];
  readonly problems: readonly LoadProblem[];
}

interface Found {
  readonly apiClass: ApiClass;
  readonly exportNames: string[];
}

/** What is loaded for. */
export interface CollectContext {
  readonly service: string;
  readonly packageRoot: string;
}

/** Reads the API classes among the exports and constructs each that is registered by its export, once. */
export function collectApis(
  exports: Readonly<Record<string, unknown>>,
  added: readonly RegisteredApi[],
  context: CollectContext,
): CollectedApis {
  const found = new Map<unknown, Found>();
  for (const [name, value] of Object.entries(exports)) {
    if (!isApiClass(value)) continue;
    const known = found.get(value);
    if (known === undefined) found.set(value, { apiClass: value, exportNames: [name] });
    else known.exportNames.push(name);
  }
  const problems: LoadProblem[] = [];
  const apis = [...found.values()].map((api) =>
    collectApi(api, added.find(({ apiClass }) => apiClass === api.apiClass)?.instance, context, problems),
  );
  for (const { apiClass, name } of added) {
    if (found.has(apiClass)) continue;
    problems.push({
      code: 'API_NOT_EXPORTED',
      message: `${apiClass.name} was given to registry.add() as "${name}", but the bus module does not export the class.`,
      hint: `Export ${apiClass.name} from the bus module: callers take their types from there.`,
      place: { at: 'export', name: apiClass.name, path: [] },
    });
  }
  return { apis, problems: [...problems, ...duplicates(apis)] };
}

function collectApi(
  found: Found,
  added: object | undefined,
  { service, packageRoot }: CollectContext,
  problems: LoadProblem[],
): LoadedApi {
  const { apiClass, exportNames } = found;
  const exportName = exportNames[0] ?? apiClass.name;
  const methods = methodNames(apiClass);
  const unregistered: LoadedApi = {
    exportNames,
    className: apiClass.name,
    hasMeta: Object.hasOwn(apiClass, 'meta'),
    name: undefined,
    registered: 'no',
    internal: false,
    renamedFrom: undefined,
    methods,
    events: {},
    options: {},
    procedures: {},
    schemas: { events: {}, procedures: {} },
  };
  // An abstract base looks like this too; the build asks the types which of the two it is.
  if (!unregistered.hasMeta) return unregistered;
  const wrong = metaProblems(apiClass, exportName, methods);
  problems.push(...wrong);
  if (wrong.some(({ code }) => code.startsWith('API_'))) return unregistered;

  const { name, autoRegister, internal, procedures, renamedFrom, ...options } = apiClass.meta;
  const described: LoadedApi = {
    ...unregistered,
    name,
    internal: internal ?? false,
    // What is wrong may be anything, also what cannot leave this process.
    ...(wrong.length > 0
      ? {}
      : {
          renamedFrom,
          options: defined(options),
          procedures: Object.fromEntries(
            Object.entries(procedures ?? {}).map(([key, { params, result, ...own }]) => [key, defined(own)]),
          ),
          schemas: { events: {}, procedures: proceduresSchemas(procedures ?? {}, packageRoot) },
        }),
  };
  if (added !== undefined && autoRegister !== false) {
    problems.push({
      code: 'API_REGISTERED_TWICE',
      message: `${apiClass.name} is registered by its export and again by registry.add().`,
      hint: 'Write autoRegister: false in its meta, or leave out registry.add().',
      place: { at: 'export', name: exportName, path: ['meta'] },
    });
  }
  if (added === undefined && autoRegister === false) return described;
  const instance = added ?? construct(apiClass, exportName, problems);
  if (instance === undefined) return described;
  return {
    ...described,
    registered: added === undefined ? 'by export' : 'by registry',
    events: collectEvents(instance, exportName, service, problems),
    schemas: { ...described.schemas, events: eventSchemas(instance, packageRoot) },
  };
}

function proceduresSchemas(
  procedures: Readonly<Record<string, ProcedureMeta>>,
  packageRoot: string,
): LoadedSchemas['procedures'] {
  return Object.fromEntries(
    Object.entries(procedures).flatMap(([name, { params, result }]) => {
      // Callers send what the schema takes, and get what it makes.
      const schemas = {
        ...(params && { params: describeSchema(params, 'input', packageRoot) }),
        ...(result && { result: describeSchema(result, 'output', packageRoot) }),
      };
      return Object.keys(schemas).length === 0 ? [] : [[name, schemas]];
    }),
  );
}

function eventSchemas(instance: object, packageRoot: string): LoadedSchemas['events'] {
  return Object.fromEntries(
    Object.entries(instance).flatMap(([name, value]): readonly (readonly [string, LoadedSchema])[] => {
      const schema = isEvent(value) ? eventSchema(value) : undefined;
      // What is fired travels; listeners make of it what the schema says.
      return schema === undefined ? [] : [[name, describeSchema(schema, 'input', packageRoot)]];
    }),
  );
}

function construct(apiClass: ApiClass, exportName: string, problems: LoadProblem[]): object | undefined {
  try {
    return new apiClass();
  } catch (error) {
    problems.push(problemOfThrown(error, { doing: `constructing ${apiClass.name}`, exportName }));
    return undefined;
  }
}

function collectEvents(
  instance: object,
  exportName: string,
  service: string,
  problems: LoadProblem[],
): Readonly<Record<string, EventOptions>> {
  const events: Record<string, EventOptions> = {};
  for (const [name, value] of Object.entries(instance)) {
    if (!isEvent(value)) continue;
    events[name] = {};
    const options: unknown = eventOptions(value);
    if (!isPlainObject(options)) {
      problems.push({
        code: 'OPTION_INVALID',
        message: `The options of event "${name}" are ${show(options)}; they must be an object.`,
        hint: 'Write event<T>() or event<T>({ fifo: true }).',
        place: { at: 'export', name: exportName, path: [name] },
      });
      continue;
    }
    const found = checkOptions(options, optionRules.event, { subject: `event "${name}"`, exportName, path: [name] });
    problems.push(...found);
    // What the rules let pass is what EventOptions says.
    const accepted = found.length === 0 ? defined(options as EventOptions) : {};
    if (accepted.openTo?.includes(service) === true) {
      problems.push({
        code: 'OPTION_INVALID',
        message: `Event "${name}" is open to "${service}", the service that owns it.`,
        hint: 'List other services only: the owner may always fire its events.',
        place: { at: 'export', name: exportName, path: [name, 'openTo'] },
      });
    }
    events[name] = accepted;
  }
  return events;
}

/** Functions on the prototypes below Api. */
function methodNames(apiClass: ApiClass): readonly string[] {
  const names = new Set<string>();
  for (let holder: unknown = apiClass.prototype; isBelowApi(holder); holder = Object.getPrototypeOf(holder)) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(holder))) {
      if (name !== 'constructor' && typeof value === 'function') names.add(name);
    }
  }
  return [...names].sort();
}

/** Whether this is the prototype of a class below `Api`, of whichever copy of the library: `Api` itself owns the mark. */
function isBelowApi(holder: unknown): holder is object {
  return (
    typeof holder === 'object' &&
    holder !== null &&
    holder !== Object.prototype &&
    !Object.hasOwn(holder.constructor, '~api')
  );
}

function duplicates(apis: readonly LoadedApi[]): readonly LoadProblem[] {
  const byName = new Map<string, LoadedApi>();
  const problems: LoadProblem[] = [];
  for (const api of apis) {
    if (api.name === undefined || api.registered === 'no') continue;
    const first = byName.get(api.name);
    byName.set(api.name, first ?? api);
    if (first === undefined) continue;
    problems.push({
      code: 'API_NAME_TAKEN',
      message: `API "${api.name}" is already registered by ${first.className}, now again by ${api.className}.`,
      hint: 'Give one of the two classes another meta.name.',
      place: namePlace(api),
      related: { message: `${first.className} has the name here.`, place: namePlace(first) },
    });
  }
  return problems;
}

function namePlace(api: LoadedApi): Place {
  return { at: 'export', name: api.exportNames[0] ?? api.className, path: ['meta', 'name'] };
}

function defined<TOptions extends ProcedureOptions | EventOptions>(options: TOptions): TOptions {
  // Dropping members that are undefined leaves the type of optional members as it is.
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as TOptions;
}
