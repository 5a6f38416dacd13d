import type { ExplanationNote, ExplanationStep, TargetExplanation } from '../../report/explanation.ts';
import type { Checking } from '../checking.ts';
import { compare } from '../schema/named-types.ts';
import type { Use } from './code-graph.ts';
import type { Reached } from './reach.ts';

/** A target that a function reaches. */
export interface FoundTarget {
  readonly does: 'calls' | 'fires';
  readonly target: string;
  /** The code that does it; undefined for what is declared. */
  readonly by?:
    | { readonly use: Use; readonly reached: Reached | undefined; readonly assumed?: string | undefined }
    | undefined;
}

/** Says why a function has each of its targets, calls before fires. */
export function explainTargets(found: readonly FoundTarget[], checking: Checking): readonly TargetExplanation[] {
  return found.map(({ does, target, by }): TargetExplanation => {
    if (by === undefined) return { does, target, because: 'uses', chain: [] };
    const chain = [...stepsTo(by.reached, checking), { what: target, ...stepAt(by.use, by.assumed, checking) }];
    return { does, target, because: chain.some(({ assumed }) => assumed !== undefined) ? 'assumed' : 'code', chain };
  });
}

function stepAt({ at, assumed }: Use, reason: string | undefined, checking: Checking): Omit<ExplanationStep, 'what'> {
  const why = reason ?? assumed;
  return { position: checking.positionOf(at), ...(why === undefined ? {} : { assumed: why }) };
}

function stepsTo(last: Reached | undefined, checking: Checking): readonly ExplanationStep[] {
  const steps: ExplanationStep[] = [];
  for (let at = last; at !== undefined; at = at.from) {
    steps.unshift({
      what: at.node.what,
      position: checking.positionOf(at.at ?? at.node.declaration),
      ...(at.assumed === undefined ? {} : { assumed: at.assumed }),
    });
  }
  return steps;
}

/** What had to be assumed, each with the targets that the function has only because of it. */
export function notesOf(explained: readonly TargetExplanation[]): readonly ExplanationNote[] {
  const notes = new Map<string, ExplanationNote & { readonly surplus: string[] }>();
  for (const { because, chain, target } of explained) {
    if (because !== 'assumed') continue;
    const step = chain.find(({ assumed }) => assumed !== undefined);
    if (step?.assumed === undefined) continue;
    const { position, assumed } = step;
    const key = `${position?.file}:${position?.line}:${position?.column} ${assumed}`;
    const known = notes.get(key);
    if (known === undefined)
      notes.set(key, { topic: 'targets', message: sentence(assumed), position, surplus: [target] });
    else if (!known.surplus.includes(target)) known.surplus.push(target);
  }
  return [...notes].sort(([a], [b]) => compare(a, b)).map(([, note]) => note);
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
