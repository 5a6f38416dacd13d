import type { Class, Node } from 'oxc-parser';
import type { BaseMembers } from './base-classes.ts';
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
  /** Its own, and those of its base classes. */
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

/**
 * Reads what cutting needs of a class, or why it has to stay whole.
 *
 * @param bases the members of its base classes, or why these cannot be told
 */
export function readClass(declaration: Class, { parsed }: SliceableModule, bases: BaseMembers): SliceableClass {
  const read = readMembers(declaration);
  const none = { members: [], pieces: [] };
  if ('whole' in bases) return { ...none, doubt: bases.whole };
  if ('whole' in read) return { ...none, doubt: read.whole };
  return { members: [...read, ...bases], pieces: readPieces(parsed.statements, declaration) };
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
