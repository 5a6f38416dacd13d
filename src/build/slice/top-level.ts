import type ts from 'typescript-checker';
import { isErased, isName, rootIdentifier } from './syntax.ts';

/** A piece of a module's top level that lives or dies as a whole. */
interface Piece {
  readonly statement: ts.Statement;
  /** The bindings it makes. */
  readonly declares: readonly string[];
  /** The binding that a statement such as `client.use(…)` works on: it lives as long as that. */
  readonly worksOn?: string | undefined;
  /** Whether it stays whatever is used. */
  readonly isRoot: boolean;
  /** Identifiers it mentions, in all its nodes and without the removed ones. */
  readonly before: ReadonlySet<string>;
  readonly after: ReadonlySet<string>;
}

/** What nothing uses any more once the removed nodes are gone, and something used before. */
export interface DeadCode {
  readonly statements: readonly ts.Statement[];
  /** The local names of imports. */
  readonly imports: ReadonlySet<string>;
}

/**
 * Finds the declarations and imports of a module that only the removed nodes used. Names are compared as text, so a
 * shadowed name keeps a declaration that is dead: too much, never too little.
 */
export function findDeadCode(
  typescript: typeof ts,
  module: ts.SourceFile,
  removed: ReadonlySet<ts.Node>,
  root: ts.Statement,
): DeadCode {
  const pieces = module.statements
    .filter((statement) => !typescript.isImportDeclaration(statement))
    .map((statement) => toPiece(typescript, statement, removed, root));
  const declared = new Set(pieces.flatMap(({ declares }) => declares));
  const before = alive(pieces, declared, (piece) => piece.before);
  const after = alive(pieces, declared, (piece) => piece.after);

  const imports = new Set<string>();
  for (const name of before.names) if (!after.names.has(name) && !declared.has(name)) imports.add(name);
  return {
    statements: pieces.filter((piece) => before.pieces.has(piece) && !after.pieces.has(piece)).map((p) => p.statement),
    imports,
  };
}

function toPiece(
  typescript: typeof ts,
  statement: ts.Statement,
  removed: ReadonlySet<ts.Node>,
  root: ts.Statement,
): Piece {
  const declares = declaredNames(typescript, statement);
  const worksOn = typescript.isExpressionStatement(statement)
    ? rootIdentifier(typescript, statement.expression)
    : undefined;
  const isExported =
    typescript.canHaveModifiers(statement) &&
    (typescript.getModifiers(statement) ?? []).some(({ kind }) => kind === typescript.SyntaxKind.ExportKeyword);
  return {
    statement,
    declares,
    worksOn,
    isRoot: statement === root || isExported || (declares.length === 0 && worksOn === undefined),
    before: mentioned(typescript, statement, new Set()),
    after: mentioned(typescript, statement, removed),
  };
}

function alive(
  pieces: readonly Piece[],
  declared: ReadonlySet<string>,
  mentions: (piece: Piece) => ReadonlySet<string>,
): { readonly pieces: ReadonlySet<Piece>; readonly names: ReadonlySet<string> } {
  const live = new Set<Piece>();
  const names = new Set<string>();
  for (let grown = true; grown; ) {
    grown = false;
    for (const piece of pieces) {
      const isNeeded =
        piece.isRoot ||
        piece.declares.some((name) => names.has(name)) ||
        (piece.worksOn !== undefined && (!declared.has(piece.worksOn) || names.has(piece.worksOn)));
      if (live.has(piece) || !isNeeded) continue;
      live.add(piece);
      for (const name of mentions(piece)) names.add(name);
      grown = true;
    }
  }
  return { pieces: live, names };
}

function mentioned(typescript: typeof ts, root: ts.Node, removed: ReadonlySet<ts.Node>): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (removed.has(node) || isErased(typescript, node)) return;
    if (typescript.isIdentifier(node) && !isName(typescript, node) && !isOwnDeclaration(typescript, node))
      names.add(node.text);
    node.forEachChild(visit);
  };
  visit(root);
  return names;
}

function isOwnDeclaration(typescript: typeof ts, node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (typescript.isVariableDeclaration(parent) ||
      typescript.isFunctionDeclaration(parent) ||
      typescript.isClassDeclaration(parent)) &&
    parent.name === node
  );
}

function declaredNames(typescript: typeof ts, statement: ts.Statement): readonly string[] {
  if (typescript.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => boundNames(typescript, name));
  }
  const isNamed =
    typescript.isFunctionDeclaration(statement) ||
    typescript.isClassDeclaration(statement) ||
    typescript.isEnumDeclaration(statement);
  return isNamed && statement.name !== undefined ? [statement.name.text] : [];
}

function boundNames(typescript: typeof ts, name: ts.BindingName): readonly string[] {
  if (typescript.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) =>
    typescript.isOmittedExpression(element) ? [] : boundNames(typescript, element.name),
  );
}
