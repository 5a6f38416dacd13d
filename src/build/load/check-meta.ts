import { didYouMean } from '../../definition/did-you-mean.ts';
import { type ApiClass, apiNameProblem } from '../../definition/index.ts';
import { checkOptions } from './check-options.ts';
import type { LoadProblem, Place } from './loaded-bus.ts';
import { optionRules } from './option-rules.ts';
import { isPlainObject, show } from './plain-values.ts';

/**
 * What is wrong with the meta of an API class. Codes that begin with `API_` mean that the class has no name to go by.
 */
export function metaProblems(
  apiClass: ApiClass,
  exportName: string,
  methods: readonly string[],
): readonly LoadProblem[] {
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
    ...retryProblems(meta, subject, place('retryAttempts')),
    ...(isPlainObject(meta['procedures'])
      ? procedureProblems(meta['procedures'], { apiClass, meta, exportName, methods })
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

/** A second run of what is not idempotent would do again what the first one did before it failed. */
function retryProblems(
  { retryAttempts, idempotent }: Readonly<Record<string, unknown>>,
  subject: string,
  place: Place,
): readonly LoadProblem[] {
  if (retryAttempts === undefined || retryAttempts === 0 || idempotent === true) return [];
  return [
    {
      code: 'OPTION_INVALID',
      message: `"retryAttempts" of ${subject} is ${show(retryAttempts)}, but it is not idempotent: a second run would do again what the first one did before it failed.`,
      hint: 'Set idempotent: true beside it if running twice does no harm, or leave retryAttempts out.',
      place,
    },
  ];
}

interface ProceduresOfMeta {
  readonly apiClass: ApiClass;
  readonly meta: Readonly<Record<string, unknown>>;
  readonly exportName: string;
  readonly methods: readonly string[];
}

function procedureProblems(
  procedures: Readonly<Record<string, unknown>>,
  { apiClass: { name: className }, meta, exportName, methods }: ProceduresOfMeta,
): readonly LoadProblem[] {
  return Object.entries(procedures).flatMap(([procedure, options]): readonly LoadProblem[] => {
    const path = ['meta', 'procedures', procedure];
    if (!methods.includes(procedure)) {
      return [
        {
          code: 'PROCEDURE_UNKNOWN',
          message: `The meta of ${className} has options of a procedure "${procedure}", which the class does not have.`,
          hint: didYouMean(procedure, methods),
          place: { at: 'export', name: exportName, path, part: 'name' },
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
    const subject = `${className}.${procedure}`;
    const { idempotent = meta['idempotent'], retryAttempts } = options;
    return [
      ...checkOptions(options, optionRules.procedure, { subject, exportName, path }),
      ...retryProblems({ idempotent, retryAttempts }, subject, {
        at: 'export',
        name: exportName,
        path: [...path, 'retryAttempts'],
      }),
    ];
  });
}
