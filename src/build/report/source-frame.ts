import type { SourcePosition } from '../../manifest/index.ts';
import type { Paint } from './paint.ts';

/** Longest line of source that is printed whole; of a longer one the part around the column is. */
const widestLine = 140;

/** One line of the frame as it is printed: its text and where the printed part starts in the source's line. */
interface PrintedLine {
  readonly text: string;
  readonly start: number;
}

/**
 * The lines of source around a position, with line numbers and carets under what is meant.
 *
 * ```text
 *   |
 * 4 |   static readonly meta = { name: 'Support' } as const;
 *   |                                  ^^^^^^^^^
 * ```
 */
export function sourceFrame(
  source: string,
  position: SourcePosition,
  length: number | undefined,
  paint: Paint,
): readonly string[] {
  const lines = source.split(/\r?\n/);
  const meant = lines[position.line - 1];
  if (meant === undefined) return [];
  const gutter = gutterWidth(position);
  const bar = paint.faint('|');
  const numbered = (line: number, text: string): string =>
    `${paint.faint(String(line).padStart(gutter))} ${bar}${text === '' ? '' : ` ${text}`}`;
  const empty = `${' '.repeat(gutter)} ${bar}`;

  const printed = clip(meant, position.column);
  const offset = Math.max(0, position.column - 1 - printed.start);
  const meantLength = length ?? wordLength(meant, position.column);
  const carets = '^'.repeat(Math.max(1, Math.min(meantLength, printed.text.length - offset)));
  const before = lines[position.line - 2];
  return [
    empty,
    ...(before === undefined || before.trim() === '' ? [] : [numbered(position.line - 1, clip(before, 1).text)]),
    numbered(position.line, printed.text),
    `${empty} ${' '.repeat(offset)}${paint.error(carets)}`,
  ];
}

/** The word or the string literal at a column. */
function wordLength(line: string, column: number): number {
  const [found = ''] = /^(?:[\w$]+|(['"`]).*?\1)/.exec(line.slice(column - 1)) ?? [];
  return found.length;
}

/** How many characters the line numbers of a frame take. */
export function gutterWidth(position: SourcePosition): number {
  return Math.max(3, String(position.line).length + 1);
}

function clip(line: string, column: number): PrintedLine {
  const spaced = line.replaceAll('\t', ' ').trimEnd();
  if (spaced.length <= widestLine) return { text: spaced, start: 0 };
  const start = Math.min(Math.max(0, column - 1 - widestLine / 2), spaced.length - widestLine);
  return { text: spaced.slice(start, start + widestLine), start };
}
