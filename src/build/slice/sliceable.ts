import type { Class, Node } from 'oxc-parser';
import { type ClassMember, readMembers } from './class-members.ts';
import type { ParsedModule } from './parsed-sources.ts';
import { loadOf, type Piece, readPieces } from './pieces.ts';
import { type ImportStatement, readImports } from './slice-imports.ts';
import { childrenOf, classOf, isDefaultExpression, exportName as nameOf, type Statement } from './syntax.ts';
import { readTopLevel, type TopLevel } from './top-level.ts';
import { isLocalExport } from './write-slice.ts';

/** A module as cutting sees it. */
export interface SliceableModule {
  readonly parsed: ParsedModule;
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
export function readModule(parsed: ParsedModule): SliceableModule {
  const { statements } = parsed;
  return {
    parsed,
    top: readTopLevel(statements),
    imports: readImports(parsed),
    pieces: readPieces(statements, undefined),
    doubt: parsed.isUnread ? 'its module has syntax that is not known here' : findDoubt(statements),
  };
}

function findDoubt(statements: readonly Statement[]): string | undefined {
  let doubt: string | undefined;
  const visit = (node: Node): void => {
    if (node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === 'eval') {
      doubt = 'its module uses `eval`';
    }
    const load = loadOf(node);
    if (load !== undefined && load.specifier === undefined) doubt = 'its module loads a path that is computed';
    if (node.type === 'TSImportEqualsDeclaration' || node.type === 'TSExportAssignment') {
      doubt = 'its module is written as CommonJS';
    }
    for (const child of childrenOf(node)) visit(child);
  };
  for (const statement of statements) visit(statement);
  return doubt;
}

/** Reads what cutting needs of a class, or why it has to stay whole. */
export function readClass(declaration: Class, { parsed, top }: SliceableModule): SliceableClass {
  const read = readMembers(declaration);
  const none = { members: [], pieces: [] };
  const doubt = foreignBase(declaration, top);
  if (doubt !== undefined) return { ...none, doubt };
  if ('whole' in read) return { ...none, doubt: read.whole };
  return { members: read, pieces: readPieces(parsed.statements, declaration) };
}

/** Only a class right below the library's Api is known not to be called by its base class. */
function foreignBase({ superClass: base }: Class, { imports }: TopLevel): string | undefined {
  if (base?.type !== 'Identifier') return 'its base class is an expression';
  const imported = imports.get(base.name);
  if (imported?.specifier === 'lambdabus' && imported.name === 'Api') return undefined;
  return `its base class ${base.name} is not Api of lambdabus, and may call any of its members`;
}

/** The class that a module declares and exports under a name. */
export function findClass({ statements }: ParsedModule, exportName: string): Class | undefined {
  const local = localName(statements, exportName);
  const found = statements.find((statement) => {
    if (statement.type === 'ExportDefaultDeclaration') return exportName === 'default' && classOf(statement);
    return classOf(statement)?.id?.name === local;
  });
  return found && classOf(found);
}

/** The name that a module has for what it exports under another. */
export function localName(statements: readonly Statement[], exportName: string): string {
  for (const statement of statements) {
    if (exportName === 'default' && statement.type === 'ExportDefaultDeclaration' && isDefaultExpression(statement)) {
      const { declaration } = statement;
      return declaration.type === 'Identifier' ? declaration.name : exportName;
    }
    if (!isLocalExport(statement)) continue;
    const found = statement.specifiers.find(({ exported }) => nameOf(exported) === exportName);
    if (found !== undefined) return nameOf(found.local);
  }
  return exportName;
}
