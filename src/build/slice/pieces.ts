import type ts from 'typescript-checker';
import type { ClassMember } from './class-members.ts';
import type { QuietReader } from './quiet.ts';
import { isErased } from './syntax.ts';
import { declaredNames, exportedNames, mentionedNames } from './top-level.ts';

/** A statement of a module's top level that is no import, and leaves something at run time. */
export interface Piece {
  readonly statement: ts.Statement;
  readonly declares: readonly string[];
  readonly exports: readonly string[];
  /** Identifiers that it mentions; of a class that is cut, without its members. */
  readonly mentions: ReadonlySet<string>;
  /** Specifiers of what it loads when it runs, by `import()` and `require()`; of a class with its members. */
  readonly loads: readonly string[];
}

/** What a slice needs of a module. */
export interface Needed {
  readonly pieces: ReadonlySet<Piece>;
  /** All identifiers that these mention. */
  readonly names: ReadonlySet<string>;
}

/** Reads the pieces of a module. The members of one class are left to {@link ClassMember}. */
export function readPieces(
  typescript: typeof ts,
  statements: readonly ts.Statement[],
  cutClass: ts.ClassDeclaration | undefined,
): readonly Piece[] {
  return statements
    .filter((statement) => isPiece(typescript, statement))
    .map((statement) => {
      const isCut = statement === cutClass;
      const mentions = new Set<string>();
      statement.forEachChild((child) => {
        if (isCut && typescript.isClassElement(child)) return;
        for (const name of mentionedNames(typescript, child)) mentions.add(name);
      });
      return {
        statement,
        declares: declaredNames(typescript, statement),
        exports: exportedNames(typescript, statement),
        mentions,
        loads: isCut ? [] : loadedIn(typescript, statement),
      };
    });
}

function isPiece(typescript: typeof ts, statement: ts.Statement): boolean {
  return (
    !isErased(typescript, statement) &&
    !typescript.isImportDeclaration(statement) &&
    !typescript.isExportDeclaration(statement)
  );
}

/** The specifiers of `import()` and `require()` in a node. */
export function loadedIn(typescript: typeof ts, root: ts.Node): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (typescript.isCallExpression(node)) {
      const [first] = node.arguments;
      const { expression } = node;
      const isLoad =
        expression.kind === typescript.SyntaxKind.ImportKeyword ||
        (typescript.isIdentifier(expression) && expression.text === 'require');
      if (isLoad && first !== undefined && typescript.isStringLiteralLike(first)) found.push(first.text);
    }
    node.forEachChild(visit);
  };
  visit(root);
  return found;
}

/** Where {@link findNeeded} starts. */
export interface NeededFrom {
  /** The names of the exports that are used. */
  readonly exports: ReadonlySet<string>;
  /** The local names that are used, as those of `export { local as exported }`. */
  readonly names: readonly string[];
  readonly cutClass: ts.ClassDeclaration | undefined;
  readonly members: ReadonlySet<ClassMember>;
  readonly quiet: QuietReader;
}

/** Finds the pieces that are used, and those that do something when the module loads. */
export function findNeeded(
  pieces: readonly Piece[],
  { exports, names: used, cutClass, members, quiet }: NeededFrom,
): Needed {
  const needed = new Set<Piece>();
  const names = new Set(used);
  const add = (piece: Piece): void => {
    needed.add(piece);
    for (const name of piece.mentions) names.add(name);
    if (piece.statement !== cutClass) return;
    for (const { mentions } of members) for (const name of mentions) names.add(name);
  };
  const waiting = pieces.map((piece) => ({
    piece,
    worksOn: quiet.worksOn(piece.statement),
    isQuiet: quiet.isQuietStatement(piece.statement),
  }));
  for (let grown = true; grown; ) {
    grown = false;
    for (const { piece, worksOn, isQuiet } of waiting) {
      if (needed.has(piece)) continue;
      const isUsed =
        piece.statement === cutClass ||
        piece.exports.some((name) => exports.has(name)) ||
        piece.declares.some((name) => names.has(name)) ||
        (worksOn === undefined ? !isQuiet : names.has(worksOn));
      if (!isUsed) continue;
      add(piece);
      grown = true;
    }
  }
  return { pieces: needed, names };
}
