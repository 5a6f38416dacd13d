import type { Class, Node } from 'oxc-parser';
import type { ClassMember } from './class-members.ts';
import type { QuietReader } from './quiet.ts';
import { childrenOf, classOf, declarationOf, isErased, literalText, type Statement } from './syntax.ts';
import { declaredNames, exportedNames, mentionedNames } from './top-level.ts';

/** A statement of a module's top level that is no import, and leaves something at run time. */
export interface Piece {
  readonly statement: Statement;
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
export function readPieces(statements: readonly Statement[], cutClass: Class | undefined): readonly Piece[] {
  return statements.filter(isPiece).map((statement) => {
    const isCut = cutClass !== undefined && classOf(statement) === cutClass;
    const parts = isCut ? childrenOf(cutClass).filter((child) => child !== cutClass.body) : [statement];
    return {
      statement,
      declares: declaredNames(statement),
      exports: exportedNames(statement),
      mentions: new Set(parts.flatMap((part) => [...mentionedNames(part)])),
      loads: isCut ? [] : loadedIn(statement),
    };
  });
}

function isPiece(statement: Statement): boolean {
  const declaration = declarationOf(statement);
  return !(
    isErased(declaration) ||
    declaration.type === 'ImportDeclaration' ||
    declaration.type === 'ExportNamedDeclaration' ||
    declaration.type === 'ExportAllDeclaration'
  );
}

/** What a node loads when it runs, by `import()` or `require()`; undefined for any other node. */
export function loadOf(node: Node): { readonly specifier: string | undefined } | undefined {
  if (node.type === 'ImportExpression') return { specifier: literalText(node.source) };
  if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier' || node.callee.name !== 'require')
    return undefined;
  return { specifier: literalText(node.arguments[0]) };
}

/** The specifiers of `import()` and `require()` in a node. */
export function loadedIn(root: Node): readonly string[] {
  const found: string[] = [];
  const visit = (node: Node): void => {
    const specifier = loadOf(node)?.specifier;
    if (specifier !== undefined) found.push(specifier);
    for (const child of childrenOf(node)) visit(child);
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
  readonly cutClass: Class | undefined;
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
  const isCut = ({ statement }: Piece): boolean => cutClass !== undefined && classOf(statement) === cutClass;
  const add = (piece: Piece): void => {
    needed.add(piece);
    for (const name of piece.mentions) names.add(name);
    if (!isCut(piece)) return;
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
        isCut(piece) ||
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
