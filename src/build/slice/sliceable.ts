import type ts from 'typescript-checker';
import { type ClassMember, readMembers } from './class-members.ts';
import { type Piece, readPieces } from './pieces.ts';
import { type ImportStatement, readImports } from './slice-imports.ts';
import { readTopLevel, type TopLevel } from './top-level.ts';
import { isLocalExport } from './write-slice.ts';

/** A module as cutting sees it. */
export interface SliceableModule {
  readonly parsed: ts.SourceFile;
  readonly top: TopLevel;
  readonly imports: readonly ImportStatement[];
  readonly pieces: readonly Piece[];
  /** What makes it unclear what the module refers to. */
  readonly doubt?: string | undefined;
}

/** A class of such a module. */
export interface SliceableClass {
  readonly members: readonly ClassMember[];
  /** Those of the module, the class's without its members. */
  readonly pieces: readonly Piece[];
  readonly doubt?: string | undefined;
}

/** Reads what cutting needs of a module. */
export function readModule(typescript: typeof ts, parsed: ts.SourceFile): SliceableModule {
  return {
    parsed,
    top: readTopLevel(typescript, parsed.statements),
    imports: readImports(typescript, parsed.statements),
    pieces: readPieces(typescript, parsed.statements, undefined),
    doubt: findDoubt(typescript, parsed),
  };
}

function findDoubt(typescript: typeof ts, parsed: ts.SourceFile): string | undefined {
  let doubt: string | undefined;
  const visit = (node: ts.Node): void => {
    if (typescript.isCallExpression(node)) {
      const { expression, arguments: given } = node;
      if (typescript.isIdentifier(expression) && expression.text === 'eval') doubt = 'its module uses `eval`';
      const isLoad =
        expression.kind === typescript.SyntaxKind.ImportKeyword ||
        (typescript.isIdentifier(expression) && expression.text === 'require');
      if (isLoad && (given[0] === undefined || !typescript.isStringLiteralLike(given[0]))) {
        doubt = 'its module loads a path that is computed';
      }
    }
    if (typescript.isImportEqualsDeclaration(node) || (typescript.isExportAssignment(node) && node.isExportEquals)) {
      doubt = 'its module is written as CommonJS';
    }
    node.forEachChild(visit);
  };
  visit(parsed);
  return doubt;
}

/** Reads what cutting needs of a class, or why it has to stay whole. */
export function readClass(
  typescript: typeof ts,
  declaration: ts.ClassDeclaration,
  { parsed, top }: SliceableModule,
): SliceableClass {
  const read = readMembers(typescript, declaration);
  const none = { members: [], pieces: [] };
  const doubt = foreignBase(typescript, declaration, top);
  if (doubt !== undefined) return { ...none, doubt };
  if ('whole' in read) return { ...none, doubt: read.whole };
  return { members: read, pieces: readPieces(typescript, parsed.statements, declaration) };
}

/** Only a class right below the library's Api is known not to be called by its base class. */
function foreignBase(
  typescript: typeof ts,
  { heritageClauses }: ts.ClassDeclaration,
  { imports }: TopLevel,
): string | undefined {
  const base = heritageClauses?.find(({ token }) => token === typescript.SyntaxKind.ExtendsKeyword)?.types[0]
    ?.expression;
  if (base === undefined || !typescript.isIdentifier(base)) return 'its base class is an expression';
  const imported = imports.get(base.text);
  if (imported?.specifier === 'lambdabus' && imported.name === 'Api') return undefined;
  return `its base class ${base.text} is not Api of lambdabus, and may call any of its members`;
}

/** The class that a module declares and exports under a name. */
export function findClass(
  typescript: typeof ts,
  { statements }: ts.SourceFile,
  exportName: string,
): ts.ClassDeclaration | undefined {
  const local = localName(typescript, statements, exportName);
  return statements.filter(typescript.isClassDeclaration).find((declaration) => {
    const modifiers = (typescript.getModifiers(declaration) ?? []).map(({ kind }) => kind);
    if (modifiers.includes(typescript.SyntaxKind.DefaultKeyword)) return exportName === 'default';
    return declaration.name?.text === local;
  });
}

/** The name that a module has for what it exports under another. */
export function localName(typescript: typeof ts, statements: readonly ts.Statement[], exportName: string): string {
  for (const statement of statements) {
    if (typescript.isExportAssignment(statement) && exportName === 'default') {
      return typescript.isIdentifier(statement.expression) ? statement.expression.text : exportName;
    }
    if (!isLocalExport(typescript, statement)) continue;
    const found = statement.exportClause.elements.find(({ name }) => name.text === exportName);
    if (found !== undefined) return (found.propertyName ?? found.name).text;
  }
  return exportName;
}
