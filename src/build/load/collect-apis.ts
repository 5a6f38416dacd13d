import {
  type ApiClass,
  apiNameProblem,
  type EventOptions,
  eventOptions,
  isApiClass,
  isEvent,
  type ProcedureOptions,
  type RegisteredApi,
} from '../../definition/index.ts';
import { didYouMean } from '../did-you-mean.ts';
import type { LoadedApi, LoadProblem, Place } from './loaded-bus.ts';
import { checkOptions, isPlainObject, optionRules, show } from './option-rules.ts';
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

/** Reads the API classes among the exports and constructs each that is registered by its export, once. */
export function collectApis(
  exports: Readonly<Record<string, unknown>>,
  added: readonly RegisteredApi[],
  service: string,
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
    collectApi(api, added.find(({ apiClass }) => apiClass === api.apiClass)?.instance, service, problems),
  );
  for (const { apiClass, name } of added) {
    if (found.has(apiClass)) continue;
    problems.push({
      code: 'API_NOT_EXPORTED',
      message: `${apiClass.name} was given to registry.add() as "${name}", but the bus module does not export the class.`,
      hint: `Export ${apiClass.name} from the bus module: callers take their types from there.`,
    });
  }
  return { apis, problems: [...problems, ...duplicates(apis)] };
}

function collectApi(found: Found, added: object | undefined, service: string, problems: LoadProblem[]): LoadedApi {
  const { apiClass, exportNames } = found;
  const exportName = exportNames[0] ?? apiClass.name;
  const methods = methodNames(apiClass);
  const unregistered: LoadedApi = {
    exportNames,
    className: apiClass.name,
    name: undefined,
    registered: 'no',
    internal: false,
    methods,
    events: {},
    options: {},
    procedures: {},
  };
  // An abstract base looks like this too; the build asks the types which of the two it is.
  if (!Object.hasOwn(apiClass, 'meta')) return unregistered;
  const before = problems.length;
  problems.push(...metaProblems(apiClass, exportName, methods));
  if (problems.length > before) return unregistered;

  const { name, autoRegister, internal, procedures, ...options } = apiClass.meta;
  const described: LoadedApi = {
    ...unregistered,
    name,
    internal: internal ?? false,
    options: defined(options),
    procedures: Object.fromEntries(Object.entries(procedures ?? {}).map(([key, value]) => [key, defined(value)])),
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
  };
}

function construct(apiClass: ApiClass, exportName: string, problems: LoadProblem[]): object | undefined {
  try {
    return new apiClass();
  } catch (error) {
    problems.push(problemOfThrown(error, { doing: `constructing ${apiClass.name}`, exportName }));
    return undefined;
  }
}

function metaProblems(apiClass: ApiClass, exportName: string, methods: readonly string[]): readonly LoadProblem[] {
  const meta: unknown = apiClass.meta;
  const place = (...path: readonly string[]): Place => ({ at: 'export', name: exportName, path: ['meta', ...path] });
  if (!isPlainObject(meta)) {
    return [
      {
        code: 'API_META_INVALID',
        message: `The meta of ${apiClass.name} is ${show(meta)}; it must be an object with a name.`,
        hint: `Write static readonly meta = { name: 'support.case' } as const.`,
        place: place(),
      },
    ];
  }
  const subject = `the meta of ${apiClass.name}`;
  return [
    ...nameProblems(meta['name'], apiClass, place),
    ...checkOptions(meta, optionRules.api, { subject, exportName, path: ['meta'] }),
    ...(isPlainObject(meta['procedures'])
      ? procedureProblems(meta['procedures'], apiClass.name, exportName, methods)
      : []),
  ];
}

function nameProblems(
  name: unknown,
  apiClass: ApiClass,
  place: (...path: readonly string[]) => Place,
): readonly LoadProblem[] {
  if (typeof name !== 'string') {
    return [
      {
        code: 'API_NAME_MISSING',
        message: `The meta of ${apiClass.name} has ${name === undefined ? 'no name' : `the name ${show(name)}`}.`,
        hint: `Write static readonly meta = { name: 'support.case' } as const.`,
        place: name === undefined ? place() : place('name'),
      },
    ];
  }
  const problem = apiNameProblem(name);
  if (problem === undefined) return [];
  return [
    {
      code: 'API_NAME_INVALID',
      message: `${apiClass.name} cannot be named "${name}": ${problem}.`,
      hint: 'Use a dotted name such as support, support.case or sales.support.case.',
      place: place('name'),
    },
  ];
}

function procedureProblems(
  procedures: Readonly<Record<string, unknown>>,
  className: string,
  exportName: string,
  methods: readonly string[],
): readonly LoadProblem[] {
  return Object.entries(procedures).flatMap(([procedure, options]): readonly LoadProblem[] => {
    const path = ['meta', 'procedures', procedure];
    if (!methods.includes(procedure)) {
      return [
        {
          code: 'PROCEDURE_UNKNOWN',
          message: `The meta of ${className} has options of a procedure "${procedure}", which the class does not have.`,
          hint: didYouMean(procedure, methods),
          place: { at: 'export', name: exportName, path },
        },
      ];
    }
    if (!isPlainObject(options)) {
      return [
        {
          code: 'OPTION_INVALID',
          message: `The options of ${className}.${procedure} are ${show(options)}; they must be an object.`,
          hint: `Write procedures: { ${procedure}: { timeout: 30 } }.`,
          place: { at: 'export', name: exportName, path },
        },
      ];
    }
    return checkOptions(options, optionRules.procedure, { subject: `${className}.${procedure}`, exportName, path });
  });
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
