import type { Node } from 'oxc-parser';
import { parseModule } from '../slice/parsed-sources.ts';
import type { ReachingNames } from '../types/checked-bus.ts';
import { type Alignment, align, type Run, type Version } from './align.ts';
import { hiddenBodies } from './function-bodies.ts';
import { isChoosing, isInert, type KnownNames, knownNames } from './inert-code.ts';

/** An edit of a source of which nothing shows in types, and that does not change what its code does to the bus. */
export interface InnerEdit {
  /** Where something stands now; undefined where it is gone, or may be another thing. Offsets from 0. */
  moved(offset: number): number | undefined;
  /** Whether what stands at a place is written in another way now. */
  isAltered(offset: number): boolean;
  readonly before: string;
  readonly after: string;
}

/**
 * Compares a TypeScript module with what it was. Undefined where they differ in more than the inside of functions, or where
 * that may do something to the bus: then the types are to be read.
 */
export function readInnerEdit(
  path: string,
  before: string,
  after: string,
  reachingNames: ReachingNames,
): InnerEdit | undefined {
  if (!/\.[cm]?tsx?$/.test(path) || /\.d\.(?:[^.]+\.)?[cm]?ts$/.test(path)) return undefined;
  const names = knownNames(reachingNames);
  const versions = [versionOf(path, before), versionOf(path, after)] as const;
  const [old, edited] = versions;
  if (old === undefined || edited === undefined) return undefined;
  const bodies = hiddenBodies(old.root);
  const bodiesAfter = hiddenBodies(edited.root);
  if (bodies.length !== bodiesAfter.length) return undefined;
  const runs: Run[] = [];
  const altered: (readonly [number, number])[] = [];
  let [end, endAfter] = [0, 0];
  for (const [index, body] of bodies.entries()) {
    const bodyAfter = bodiesAfter[index];
    if (bodyAfter === undefined) return undefined;
    const around = commonRun([end, body.start], [endAfter, bodyAfter.start]);
    const inside = alignBodies([old, body], [edited, bodyAfter], names);
    if (around === undefined || inside === undefined) return undefined;
    runs.push(around, ...inside.runs);
    altered.push(...inside.altered);
    [end, endAfter] = [body.end, bodyAfter.end];
  }
  const rest = commonRun([end, before.length], [endAfter, after.length]);
  if (rest === undefined) return undefined;
  runs.push(rest);
  return {
    before,
    after,
    moved(offset) {
      const run = runs.find(
        (each) => offset === each.before || (offset > each.before && offset < each.before + each.length),
      );
      return run && run.after + offset - run.before;
    },
    isAltered: (offset) => altered.some(([from, to]) => offset >= from && offset < to),
  };

  function commonRun([from, to]: Range, [fromAfter, toAfter]: Range): Run | undefined {
    return before.slice(from, to) === after.slice(fromAfter, toAfter)
      ? { before: from, after: fromAfter, length: to - from }
      : undefined;
  }
}

type Range = readonly [from: number, to: number];

function versionOf(path: string, text: string): Version | undefined {
  // The compiler takes the mark at the beginning of a file off, and counts without it.
  if (text.startsWith('\uFEFF')) return undefined;
  const { statements, isUnread } = parseModule(path, text);
  const root = statements[0]?.parent;
  return isUnread || root === undefined || root === null ? undefined : { text, root };
}

function alignBodies(
  before: readonly [version: Version, body: Node],
  after: readonly [version: Version, body: Node],
  names: KnownNames,
): Alignment | undefined {
  const alignment = align(before, after, names);
  const isWhole = alignment?.runs.length === 1 && alignment.runs[0]?.length === before[1].end - before[1].start;
  if (alignment === undefined || isWhole) return alignment;
  const bodies = [before[1], after[1]];
  // What is chosen by types is chosen by code that may stand elsewhere in the body.
  if (bodies.some((body) => isChoosing(body, names))) return undefined;
  if (alignment.leaves && bodies.some((body) => !isInert(body, names))) return undefined;
  return alignment;
}
