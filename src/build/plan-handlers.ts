import { isCronOver } from '../definition/cron-dates.ts';
import { readCronExpression } from '../definition/cron-expression.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { LoadedListener, LoadedSchedule } from './load/loaded-bus.ts';
import type { PlannedListener, PlannedSchedule } from './plan.ts';
import { type Findings, type SeenTypes, unseen } from './plan-findings.ts';
import type { CheckedListener, CheckedSchedule } from './types/checked-bus.ts';

/** Joins what running a listener shows with what its type says. */
export function planListener(loaded: LoadedListener, checked: SeenTypes, found: Findings): readonly PlannedListener[] {
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
  const at = { code: 'OPTION_INVALID' as const, position: source, length: name.length };
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

/** Joins what running a schedule shows with what its type says. */
export function planSchedule(loaded: LoadedSchedule, checked: SeenTypes, found: Findings): readonly PlannedSchedule[] {
  const types = checked.schedules.find(({ exportNames }) => exportNames.includes(loaded.name));
  if (types !== undefined) {
    found.warnings.push(...overProblems(loaded, types));
    return [{ loaded, checked: types }];
  }
  found.unseen.push(
    unseen(
      'schedule',
      loaded.name,
      'let its export have the type that every() and cron() return, without any or a cast',
    ),
  );
  return [];
}

/** A schedule that has ended harms nobody, and what was built once is still built: it is only said. */
function overProblems({ name, expression }: LoadedSchedule, { source }: CheckedSchedule): readonly Diagnostic[] {
  const { fields } = readCronExpression(/^cron\((.*)\)$/.exec(expression)?.[1] ?? '');
  if (fields === undefined || !isCronOver(fields, new Date())) return [];
  return [
    {
      code: 'SCHEDULE_OVER',
      message: `The last time of schedule "${name}", ${expression}, is over: it does not run any more.`,
      hint: 'Write later years, or * for each, or take it out.',
      position: source,
      length: name.length,
    },
  ];
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  const names = new Set(a);
  return names.size === new Set(b).size && b.every((name) => names.has(name));
}
