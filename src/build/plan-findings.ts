import type { JsonSchema } from '../manifest/index.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { LoadProblem } from './load/loaded-bus.ts';
import type { CheckedBus } from './types/checked-bus.ts';

/** What is noted while a plan is made. */
export interface Findings {
  readonly diagnostics: Diagnostic[];
  readonly warnings: Diagnostic[];
  readonly unseen: LoadProblem[];
  readonly $defs: Record<string, JsonSchema>;
}

/** What of the types a plan is made of. */
export type SeenTypes = Pick<CheckedBus, 'apis' | 'listeners' | 'schedules' | '$defs' | 'diagnostics' | 'warnings'>;

/** What runs but has no type that shows it. */
export function unseen(kind: string, name: string, advice: string): LoadProblem {
  return {
    code: 'TYPES_AND_CODE_DIFFER',
    message: `The bus module exports the ${kind} ${name} when it runs, but the TypeScript checker does not see it as one.`,
    hint: `Export it so that its type shows: ${advice}.`,
    place: { at: 'export', name, path: [] },
  };
}

/** Orders by names, the same on every machine. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
