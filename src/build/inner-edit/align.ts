import { type Node, visitorKeys } from 'oxc-parser';
import { childrenOf } from '../slice/syntax.ts';
import { isInert, type KnownNames, mayLeave } from './inert-code.ts';
import { isInterchangeable } from './interchangeable.ts';

/** A version of a source: its text, and the tree of it. */
export interface Version {
  readonly text: string;
  readonly root: Node;
}

/** Text that stands in two versions of a source. */
export interface Run {
  readonly before: number;
  readonly after: number;
  readonly length: number;
}

/** What two versions of a node have in common. */
export interface Alignment {
  readonly runs: readonly Run[];
  /** Whether code came or went that may end more than itself. */
  readonly leaves: boolean;
  /** Statements that stand in both, but are not written the same: from and to, in the first. */
  readonly altered: readonly (readonly [from: number, to: number])[];
}

/**
 * Finds what of a node stands in another version of it. Undefined where they differ in more than code that does nothing to
 * the bus, and cannot change what the code around it does.
 */
export function align(
  before: readonly [version: Version, node: Node],
  after: readonly [version: Version, node: Node],
  names: KnownNames,
): Alignment | undefined {
  const altered: (readonly [number, number])[] = [];
  let leaves = false;
  const [{ text: textBefore }] = before;
  const [{ text: textAfter }] = after;

  function isSame(a: Node, b: Node): boolean {
    return textBefore.slice(a.start, a.end) === textAfter.slice(b.start, b.end);
  }

  function areInert(statements: readonly Node[]): boolean {
    if (!statements.every((node) => isInert(node, names))) return false;
    leaves ||= statements.some(mayLeave);
    return true;
  }

  function alignNodes(a: Node, b: Node): readonly Run[] | undefined {
    if (isSame(a, b)) return [{ before: a.start, after: b.start, length: a.end - a.start }];
    if (isInterchangeable(a, b, names)) return [];
    // What stands in both ends what it ended before, which two statements that only both do nothing need not.
    const inside = alignInside(a, b);
    if (inside !== undefined) return inside;
    return isStatement(a) && isStatement(b) && areInert([a, b]) ? [] : undefined;
  }

  function alignInside(a: Node, b: Node): readonly Run[] | undefined {
    if (a.type === 'BlockStatement' && b.type === 'BlockStatement') return alignLists(a.body, b.body, [a, b]);
    if (a.type === 'SwitchCase' && b.type === 'SwitchCase') {
      const test = alignAll(a.test === null ? [] : [a.test], b.test === null ? [] : [b.test]);
      const rest = alignLists(a.consequent, b.consequent, [a, b]);
      return test && rest && [...test, ...rest];
    }
    // Types say what everything around them is.
    if (a.type !== b.type || (a.type.startsWith('TS') && !lasting.has(a.type)) || !hasSameForm(a, b)) return undefined;
    const inside = alignAll(childrenOf(a), childrenOf(b));
    if (inside === undefined) return undefined;
    if (isStatement(a)) altered.push([a.start, a.end]);
    return [startOf(a, b), ...inside];
  }

  function alignAll(a: readonly Node[], b: readonly Node[]): readonly Run[] | undefined {
    if (a.length !== b.length) return undefined;
    const runs: Run[] = [];
    for (const [index, node] of a.entries()) {
      const other = b[index];
      const found = other && alignNodes(node, other);
      if (found === undefined) return undefined;
      runs.push(...found);
    }
    return runs;
  }

  function alignLists(
    a: readonly Node[],
    b: readonly Node[],
    [around, aroundAfter]: readonly [Node, Node],
  ): readonly Run[] | undefined {
    const most = Math.min(a.length, b.length);
    const sameAt = (indexBefore: number, indexAfter: number): boolean => {
      const [node, other] = [a.at(indexBefore), b.at(indexAfter)];
      return node !== undefined && other !== undefined && isSame(node, other);
    };
    let first = 0;
    while (first < most && sameAt(first, first)) first += 1;
    let last = 0;
    while (last < most - first && sameAt(-1 - last, -1 - last)) last += 1;
    const [middle, middleAfter] = [a.slice(first, a.length - last), b.slice(first, b.length - last)];
    const ends = alignAll(
      [...a.slice(0, first), ...a.slice(a.length - last)],
      [...b.slice(0, first), ...b.slice(b.length - last)],
    );
    const inside = alignAll(middle, middleAfter) ?? (areInert([...middle, ...middleAfter]) ? [] : undefined);
    return ends && inside && [startOf(around, aroundAfter), ...ends, ...inside];
  }

  const runs = alignNodes(before[1], after[1]);
  return runs && { runs, leaves, altered };
}

function startOf(a: Node, b: Node): Run {
  return { before: a.start, after: b.start, length: 0 };
}

function isStatement({ type }: Node): boolean {
  return type.endsWith('Statement') || type === 'VariableDeclaration' || type === 'FunctionDeclaration';
}

/** TypeScript's syntax that only stands around a value. */
const lasting: ReadonlySet<string> = new Set(['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression']);

/** Whether two nodes are the same but for the nodes within them. */
function hasSameForm(a: Node, b: Node): boolean {
  return JSON.stringify(formOf(a)) === JSON.stringify(formOf(b));
}

function formOf(node: Node): readonly unknown[] {
  const inside = visitorKeys[node.type] ?? [];
  return Object.entries(node).map(([key, value]) => {
    if (positional.has(key)) return null;
    if (!inside.includes(key)) return [key, typeof value === 'bigint' ? String(value) : value];
    // What is absent makes another form: `return;` and `return value;`.
    return [key, value === null || value === undefined ? null : Array.isArray(value) ? value.map(isThere) : true];
  });
}

function isThere(value: unknown): boolean {
  return value !== null;
}

const positional: ReadonlySet<string> = new Set(['start', 'end', 'range', 'loc', 'parent']);
