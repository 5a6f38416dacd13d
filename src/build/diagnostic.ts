import type { SourcePosition } from '../manifest/index.ts';
import type { DiagnosticCode } from './diagnostic-codes.ts';

/** One thing that is wrong with the sources, as a person and a program want to know it. */
export interface Diagnostic {
  /** Stable: branch on it, never on the message. */
  readonly code: DiagnosticCode;
  /** What is wrong, with the names and values found: one sentence. */
  readonly message: string;
  /** What to write instead: one sentence. */
  readonly hint: string;
  /** Where it stands; absent only for what has no place in the sources. */
  readonly position?: SourcePosition | undefined;
  /** How many characters from the position on to underline. @default the word that starts there */
  readonly length?: number | undefined;
  /** A second place that belongs to it, such as the first of two classes with one name. */
  readonly related?: { readonly message: string; readonly position: SourcePosition } | undefined;
}
