import { readCronExpression } from '../../definition/cron-expression.ts';
import {
  type AnyListenerDefinition,
  handlerPattern,
  isListener,
  isSchedule,
  type ListenerOptions,
  listenerState,
  type NotedDefinition,
  reservedHandlers,
  type ScheduleDefinition,
  scheduleState,
} from '../../definition/index.ts';
import { intervalProblem } from '../../definition/interval.ts';
import { checkOptions } from './check-options.ts';
import type { LoadedListener, LoadedSchedule, LoadProblem } from './loaded-bus.ts';
import type { OptionRules } from './option-rule.ts';
import { optionRules } from './option-rules.ts';
import { isPlainObject, show } from './plain-values.ts';
import { sentences } from './thrown.ts';

/** Messages of a batch that Lambda gathers without a window, which is also the most of a FIFO queue. */
const mostWithoutWindow = 10;

/** What collecting the listeners and schedules of a bus module gives. */
export interface CollectedHandlers {
  readonly listeners: readonly LoadedListener[];
  readonly schedules: readonly LoadedSchedule[];
  readonly problems: readonly LoadProblem[];
}

type Handler = AnyListenerDefinition | ScheduleDefinition;

/** Reads the listeners and schedules among the exports, and finds those that were made but not exported. */
export function collectHandlers(
  exports: Readonly<Record<string, unknown>>,
  noted: readonly NotedDefinition[],
): CollectedHandlers {
  const names = new Map<Handler, string[]>();
  for (const [name, value] of Object.entries(exports)) {
    if (!isListener(value) && !isSchedule(value)) continue;
    names.set(value, [...(names.get(value) ?? []), name]);
  }
  const listeners: LoadedListener[] = [];
  const schedules: LoadedSchedule[] = [];
  const problems: LoadProblem[] = [];
  for (const [definition, [name = '', ...others]] of names) {
    const kind = isListener(definition) ? 'listener' : 'schedule';
    const found = [...nameProblems(kind, name, others)];
    if (isListener(definition)) {
      const { events, several, options, handler } = listenerState(definition);
      found.push(
        ...handlerProblems(kind, name, handler),
        ...optionProblems(kind, name, options, optionRules.listener),
        ...batchProblems(name, options),
      );
      if (found.length === 0) listeners.push({ name, events, several, options: defined(options) });
    } else {
      const { expression, interval, options, handler } = scheduleState(definition);
      found.push(
        ...handlerProblems(kind, name, handler),
        ...optionProblems(kind, name, options, optionRules.schedule),
        ...expressionProblems(name, expression, interval),
      );
      if (found.length === 0) schedules.push({ name, expression, options: defined(options) });
    }
    problems.push(...found);
  }
  return { listeners, schedules, problems: [...problems, ...notExported(names, noted)] };
}

function nameProblems(kind: string, name: string, others: readonly string[]): readonly LoadProblem[] {
  const place = { at: 'export', name, path: [] } as const;
  if (others.length > 0) {
    return [
      {
        code: 'EXPORTED_TWICE',
        message: `The ${kind} "${name}" is exported again as ${others.map((other) => `"${other}"`).join(' and ')}.`,
        hint: `Keep one export: its name is the ${kind}'s name in AWS.`,
        place,
      },
    ];
  }
  if ((reservedHandlers as readonly string[]).includes(name)) {
    return [
      {
        code: 'HANDLER_NAME_RESERVED',
        message: `A ${kind} cannot be named "${name}".`,
        hint:
          name === 'default'
            ? `Give it a name: export const ${kind === 'listener' ? 'notifyAgents' : 'report'} = …; the name of its export is the ${kind}'s name in AWS.`
            : `Rename the export; ${reservedHandlers.slice(1).join(', ')} name the queues beside a listener.`,
        place,
      },
    ];
  }
  if (handlerPattern.test(name)) return [];
  return [
    {
      code: 'HANDLER_NAME_INVALID',
      message: `A ${kind} cannot be named "${name}": it does not match [A-Za-z][A-Za-z0-9_]*.`,
      hint: 'Rename the export: a letter first, then letters, digits and _.',
      place,
    },
  ];
}

function handlerProblems(kind: string, name: string, handler: unknown): readonly LoadProblem[] {
  if (typeof handler === 'function') return [];
  return [
    {
      code: 'HANDLER_INVALID',
      message: `The handler of ${kind} "${name}" is ${show(handler)}, not a function.`,
      hint:
        kind === 'listener'
          ? 'Write .listen(async (payload) => { … }).'
          : 'Write every({ hours: 1 }, async () => { … }).',
      place: { at: 'export', name, path: [] },
    },
  ];
}

function optionProblems(kind: string, name: string, options: unknown, rules: OptionRules): readonly LoadProblem[] {
  if (isPlainObject(options)) {
    return checkOptions(options, rules, { subject: `${kind} "${name}"`, exportName: name, path: ['options'] });
  }
  return [
    {
      code: 'OPTION_INVALID',
      message: `The options of ${kind} "${name}" are ${show(options)}; they must be an object.`,
      hint: 'Write them as { timeout: 30 }, or leave them out.',
      place: { at: 'export', name, path: ['options'] },
    },
  ];
}

function expressionProblems(name: string, expression: string, interval: unknown): readonly LoadProblem[] {
  const text = /^cron\((.*)\)$/.exec(expression)?.[1];
  const problem = text === undefined ? intervalProblem(interval) : readCronExpression(text).problem;
  if (problem === undefined) return [];
  const written = text === undefined ? `every(${JSON.stringify(interval)})` : `cron(${JSON.stringify(text)})`;
  const { first, rest } = sentences(`${written} ${problem}`);
  return [
    {
      code: 'DEFINITION_INVALID',
      message: first,
      hint: rest,
      place: { at: 'export', name, path: ['expression'] },
    },
  ];
}

/** A large batch takes time to gather, and Lambda wants to know how much. */
function batchProblems(name: string, options: ListenerOptions): readonly LoadProblem[] {
  const { batchSize, batchWindow = 0 } = isPlainObject(options) ? options : {};
  if (!Number.isInteger(batchSize) || Number(batchSize) <= mostWithoutWindow || Number(batchWindow) >= 1) return [];
  return [
    {
      code: 'OPTION_INVALID',
      message: `"batchSize" of listener "${name}" is ${show(batchSize)}, with a batchWindow of ${show(batchWindow)}; more than ${mostWithoutWindow} messages need a batchWindow of 1 second at least, and events that are not FIFO.`,
      hint: 'Set batchWindow: 1 beside it, or a batchSize of 10 at most. See https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html',
      place: { at: 'export', name, path: ['options', 'batchSize'] },
    },
  ];
}

function notExported(
  exported: ReadonlyMap<object, unknown>,
  noted: readonly NotedDefinition[],
): readonly LoadProblem[] {
  return noted
    .filter(({ definition }) => !exported.has(definition))
    .map(({ definition, stack }) => {
      const kind = isListener(definition) ? 'listener' : 'schedule';
      return {
        code: kind === 'listener' ? 'LISTENER_NOT_EXPORTED' : 'SCHEDULE_NOT_EXPORTED',
        message: `This ${kind} is not exported from the bus module, so it would never run.`,
        hint: `Write export const … = in front of it, and export it from the bus module: its export names it.`,
        place: { at: 'stack', stack },
      };
    });
}

function defined<TOptions extends object>(options: TOptions): TOptions {
  // Dropping members that are undefined leaves the type of optional members as it is.
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as TOptions;
}
