import { relative, sep } from 'node:path';
import type { SourcePosition } from '../../manifest/index.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { DiagnosticCode } from '../diagnostic-codes.ts';
import { isLibraryFile } from '../library.ts';
import { ts } from './compiler.ts';
import { rememberingChecker } from './remembering-checker.ts';

/** What a rule says about a node: the place is added by {@link Checking.report}. */
export interface Finding {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly hint: string;
  readonly related?: { readonly message: string; readonly node: ts.Node } | undefined;
}

/** One program while it is being read: its checker, and what is found wrong. */
export interface Checking {
  readonly program: ts.Program;
  readonly checker: ts.TypeChecker;
  readonly packageRoot: string;
  /** What was found wrong so far. */
  diagnostics(): readonly Diagnostic[];
  /** What is likely not meant, but fails nothing. */
  warnings(): readonly Diagnostic[];
  /** Notes what is wrong at a node; the same thing is noted once. */
  report(finding: Finding, node: ts.Node | undefined): void;
  /** Notes what is likely not meant at a node; the same thing is noted once. */
  warn(finding: Finding, node: ts.Node | undefined): void;
  /** Notes a diagnostic that has its place already. */
  add(diagnostic: Diagnostic): void;
  positionOf(node: ts.Node): SourcePosition;
  /** Whether a file is source of the user's, rather than of a package, the library or the compiler. */
  isUserFile(file: ts.SourceFile): boolean;
  /** Notes that what is read depends on a declaration, beyond what other files can see of it. */
  look(declaration: ts.Node): void;
  /** How a type is written, shortened to one line that fits an error. */
  show(type: ts.Type): string;
}

const shownLength = 80;

/** Starts reading a program. */
export function createChecking(program: ts.Program, packageRoot: string): Checking {
  const checker = rememberingChecker(program.getTypeChecker());
  const userFiles = new Map<ts.SourceFile, boolean>();
  const positionOf = (node: ts.Node) => positionAt(node.getSourceFile(), node.getStart(), packageRoot);
  return {
    program,
    checker,
    packageRoot,
    ...createNotes(positionOf),
    positionOf,
    look() {},
    isUserFile(file) {
      const known = userFiles.get(file);
      if (known !== undefined) return known;
      const isUsers =
        !program.isSourceFileDefaultLibrary(file) &&
        !file.fileName.includes('/node_modules/') &&
        !isLibraryFile(file.fileName);
      userFiles.set(file, isUsers);
      return isUsers;
    },
    show(type) {
      const text = checker
        .typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation)
        .replaceAll(/\s+/g, ' ')
        .replaceAll(/import\("[^"]*"\)\./g, '');
      return text.length > shownLength ? `${text.slice(0, shownLength - 1)}…` : text;
    },
  };
}

/** The same program, with what is found wrong noted apart. */
export function notedApart(checking: Checking): Checking {
  return { ...checking, ...createNotes(checking.positionOf) };
}

/** The same program, with the files noted whose declarations are looked at, but the one that is read. */
export function lookingFrom(file: ts.SourceFile, looked: Set<string>, checking: Checking): Checking {
  return {
    ...checking,
    look(declaration) {
      const other = declaration.getSourceFile();
      if (other !== file) looked.add(other.fileName);
    },
  };
}

/** Where what is found wrong is noted, each thing once. */
function createNotes(
  positionOf: Checking['positionOf'],
): Pick<Checking, 'diagnostics' | 'warnings' | 'report' | 'warn' | 'add'> {
  const diagnostics = new Map<string, Diagnostic>();
  const warnings = new Map<string, Diagnostic>();

  function add(diagnostic: Diagnostic, to = diagnostics): void {
    const { code, message, position } = diagnostic;
    const key = [position?.file, position?.line, position?.column, code, message].join('\n');
    if (!to.has(key)) to.set(key, diagnostic);
  }

  function placed({ related, ...finding }: Finding, node: ts.Node | undefined): Diagnostic {
    return {
      ...finding,
      ...(node === undefined ? {} : { position: positionOf(node), length: lengthOf(node) }),
      ...(related === undefined ? {} : { related: { message: related.message, position: positionOf(related.node) } }),
    };
  }

  return {
    diagnostics: () => [...diagnostics.values()],
    warnings: () => [...warnings.values()],
    add: (diagnostic) => add(diagnostic),
    report: (finding, node) => add(placed(finding, node)),
    warn: (finding, node) => add(placed(finding, node), warnings),
  };
}

/** A place in a file as diagnostics and the manifest give it. */
export function positionAt(file: ts.SourceFile, offset: number, packageRoot: string): SourcePosition {
  const { line, character } = file.getLineAndCharacterOfPosition(offset);
  return {
    file: relative(packageRoot, file.fileName).split(sep).join('/'),
    line: line + 1,
    column: character + 1,
  };
}

/** Whether a node is written in JavaScript, where types are comments. */
export function isJavaScript(node: ts.Node): boolean {
  return /\.[cm]?jsx?$/.test(node.getSourceFile().fileName);
}

/** How much of its first line a node takes. */
function lengthOf(node: ts.Node): number {
  const text = node.getText();
  const end = text.search(/\r?\n/);
  return Math.max(1, end === -1 ? text.length : end);
}
