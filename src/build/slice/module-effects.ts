import type ts from 'typescript-checker';
import { rootIdentifier } from './syntax.ts';

/** A module of the user's with what it imports, as the bundler resolved it. */
export interface ModuleNode {
  readonly source: string;
  /** The modules of the user's that it imports, by their paths; packages are left out. */
  readonly imports: readonly string[];
}

/**
 * Whether loading a module does something besides making its own bindings: it patches a global, registers itself
 * somewhere, or loads a module that does. Packages are taken to do nothing, as TypeScript takes them when it leaves
 * out an import that is used for types only; an `import 'package'` without bindings is never left out anyway.
 */
export function createEffectScanner(
  typescript: typeof ts,
  modules: ReadonlyMap<string, ModuleNode>,
): (path: string) => boolean {
  const own = new Map<string, boolean>();

  return (path) => {
    const reached = new Set([path]);
    for (const current of reached) {
      const node = modules.get(current);
      if (node === undefined) continue;
      const found = own.get(current) ?? hasOwnEffects(typescript, current, node.source);
      own.set(current, found);
      if (found) return true;
      for (const imported of node.imports) reached.add(imported);
    }
    return false;
  };
}

function hasOwnEffects(typescript: typeof ts, path: string, source: string): boolean {
  const module = typescript.createSourceFile(path, source, typescript.ScriptTarget.Latest, false);
  const own = new Set<string>();
  for (const statement of module.statements) {
    if (!typescript.isVariableStatement(statement)) continue;
    for (const { name } of statement.declarationList.declarations)
      if (typescript.isIdentifier(name)) own.add(name.text);
  }
  return module.statements.some((statement) => !isQuiet(typescript, statement, own));
}

/** Whether a statement only makes bindings of its module, or works on one of them. */
function isQuiet(typescript: typeof ts, statement: ts.Statement, own: ReadonlySet<string>): boolean {
  if (typescript.isExpressionStatement(statement)) {
    if (typescript.isStringLiteral(statement.expression)) return true;
    const root = rootIdentifier(typescript, statement.expression);
    return root !== undefined && own.has(root);
  }
  if (typescript.isImportDeclaration(statement)) {
    // A package imported for its effects; a module of the user's is asked itself.
    return statement.importClause !== undefined || isRelative(typescript, statement.moduleSpecifier);
  }
  if (typescript.isClassDeclaration(statement))
    return !statement.members.some(typescript.isClassStaticBlockDeclaration);
  return (
    typescript.isVariableStatement(statement) ||
    typescript.isFunctionDeclaration(statement) ||
    typescript.isExportDeclaration(statement) ||
    typescript.isExportAssignment(statement) ||
    typescript.isInterfaceDeclaration(statement) ||
    typescript.isTypeAliasDeclaration(statement) ||
    typescript.isEnumDeclaration(statement) ||
    typescript.isModuleDeclaration(statement) ||
    typescript.isEmptyStatement(statement)
  );
}

function isRelative(typescript: typeof ts, specifier: ts.Expression): boolean {
  return typescript.isStringLiteral(specifier) && specifier.text.startsWith('.');
}
