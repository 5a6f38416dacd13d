import type { SourcePosition } from '../../manifest/index.ts';
import type { InnerEdit } from './inner-edit.ts';

/**
 * What was told of sources, with the places where things stand after edits of them. Undefined where one of them is gone.
 *
 * @param edits by the file as positions have it
 */
export function movePositions<TValue>(value: TValue, edits: ReadonlyMap<string, InnerEdit>): TValue | undefined {
  const movers = new Map([...edits].map(([file, edit]) => [file, moverOf(edit)]));
  const changesLines = [...edits.values()].some(
    ({ before, after }) => lineStarts(before).length !== lineStarts(after).length,
  );
  let isWhole = true;

  function move(part: unknown): unknown {
    if (typeof part === 'string') {
      if (changesLines && namesLine.test(part)) isWhole = false;
      return part;
    }
    if (typeof part !== 'object' || part === null || part instanceof Set || part instanceof Map) return part;
    if (Array.isArray(part)) return part.map(move);
    if (isPosition(part)) {
      const mover = movers.get(part.file);
      const moved = mover === undefined ? part : mover(part);
      if (moved === undefined) isWhole = false;
      return moved;
    }
    if (quotesAltered(part)) isWhole = false;
    return Object.fromEntries(
      Object.entries(part).map(([key, inner]) => [key, schemas.has(key) ? inner : move(inner)]),
    );
  }

  /** Why something is assumed quotes the code at its place. */
  function quotesAltered(part: object): boolean {
    if (!('position' in part) || typeof part.position !== 'object' || part.position === null) return false;
    if (!isPosition(part.position) || !('message' in part || 'assumed' in part)) return false;
    const edit = edits.get(part.position.file);
    return edit?.isAltered(offsetOf(part.position, lineStarts(edit.before))) === true;
  }

  // It has the form that it had: only positions are others.
  const moved = move(value) as TValue;
  return isWhole ? moved : undefined;
}

/** Members that hold schemas, in which there are no positions. */
const schemas: ReadonlySet<string> = new Set(['$defs', 'params', 'result', 'payload']);

/** Text that tells of a line, such as `src/orders.ts:12`. */
const namesLine = /\bline \d|\.[cm]?[jt]sx?:\d/;

function isPosition(part: object): part is SourcePosition {
  return (
    'file' in part &&
    typeof part.file === 'string' &&
    'line' in part &&
    typeof part.line === 'number' &&
    'column' in part &&
    typeof part.column === 'number'
  );
}

function moverOf({ before, after, moved }: InnerEdit): (position: SourcePosition) => SourcePosition | undefined {
  const starts = lineStarts(before);
  const startsAfter = lineStarts(after);
  return ({ file, line, column }) => {
    const offset = moved(offsetOf({ line, column }, starts));
    if (offset === undefined) return undefined;
    const lineAfter = startsAfter.findLastIndex((each) => each <= offset);
    return { file, line: lineAfter + 1, column: offset - (startsAfter[lineAfter] ?? 0) + 1 };
  };
}

function offsetOf({ line, column }: Pick<SourcePosition, 'line' | 'column'>, starts: readonly number[]): number {
  return (starts[line - 1] ?? Number.NaN) + column - 1;
}

/** Where the lines of a text start, as the compiler counts them. */
function lineStarts(text: string): readonly number[] {
  return [0, ...[...text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)].map(({ index, 0: end }) => index + end.length)];
}
