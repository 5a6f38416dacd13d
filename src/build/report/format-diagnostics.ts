import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { SourcePosition } from '../../manifest/index.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { ansiPaint, noPaint, type Paint } from './paint.ts';
import { gutterWidth, sourceFrame } from './source-frame.ts';

/** How to print diagnostics. */
export interface FormatOptions {
  /** The directory that the diagnostics' files are relative to. */
  readonly packageRoot: string;
  /**
   * Whether to use ANSI colours.
   * @default false
   */
  readonly color?: boolean | undefined;
  /**
   * The directory that printed paths are relative to, so that a terminal can open them.
   * @default process.cwd()
   */
  readonly cwd?: string | undefined;
  /**
   * What they are.
   * @default 'error'
   */
  readonly severity?: 'error' | 'warning' | undefined;
}

interface Printer {
  readonly paint: Paint;
  readonly packageRoot: string;
  readonly cwd: string;
  readonly severity: 'error' | 'warning';
}

/** Prints diagnostics for a person: what is wrong, the lines of source, and what to write instead. */
export function formatDiagnostics(diagnostics: readonly Diagnostic[], options: FormatOptions): string {
  const printer: Printer = {
    paint: options.color === true ? ansiPaint : noPaint,
    packageRoot: options.packageRoot,
    cwd: options.cwd ?? process.cwd(),
    severity: options.severity ?? 'error',
  };
  const printed = diagnostics.map((diagnostic) => formatOne(diagnostic, printer));
  if (diagnostics.length > 1) printed.push(printer.paint.error(`${diagnostics.length} ${printer.severity}s.`));
  return printed.join('\n\n');
}

function formatOne({ code, message, hint, position, length, related }: Diagnostic, printer: Printer): string {
  const { paint } = printer;
  const indent = ' '.repeat(position === undefined ? 3 : gutterWidth(position));
  return [
    `${paint.error(`${printer.severity}[${code}]`)}${paint.strong(`: ${message}`)}`,
    ...(position === undefined ? [] : place(position, length, printer)),
    ...(related === undefined
      ? []
      : [
          `${indent} ${paint.faint('=')} ${paint.strong('note')}: ${related.message}`,
          ...place(related.position, undefined, printer),
        ]),
    ...(hint === '' ? [] : [`${indent} ${paint.faint('=')} ${paint.help('help')}: ${hint}`]),
  ].join('\n');
}

function place(position: SourcePosition, length: number | undefined, printer: Printer): readonly string[] {
  const { paint } = printer;
  const file = resolve(printer.packageRoot, position.file);
  const shown = `${relative(printer.cwd, file)}:${position.line}:${position.column}`;
  const frame = sourceFrame(readSource(file), position, length, paint);
  return [`${' '.repeat(gutterWidth(position) - 1)}${paint.faint('-->')} ${paint.place(shown)}`, ...frame];
}

function readSource(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    // The file went away since it was read, or is no file at all: the position alone is printed then.
    if (error instanceof Error && 'code' in error) return '';
    throw error;
  }
}
