import type ts from 'typescript-checker';
import type { ImportedBinding } from './quiet.ts';
import { isErased, isName } from './syntax.ts';

/** The bindings of a module's top level. */
export interface TopLevel {
  /** By local name; those of types only are left out. */
  readonly imports: ReadonlyMap<string, ImportedBinding>;
  /** Initializers of variables that are names, not patterns. */
  readonly variables: ReadonlyMap<string, ts.Expression>;
  /** All that is declared, but imports. */
  readonly declared: ReadonlySet<string>;
}

/** Reads the bindings of a module's top level. */
export function readTopLevel(typescript: typeof ts, statements: readonly ts.Statement[]): TopLevel {
  const imports = new Map<string, ImportedBinding>();
  const variables = new Map<string, ts.Expression>();
  const declared = new Set<string>();
  for (const statement of statements) {
    if (typescript.isImportDeclaration(statement)) {
      for (const [local, binding] of importedBindings(typescript, statement)) imports.set(local, binding);
    }
    for (const name of declaredNames(typescript, statement)) declared.add(name);
    if (!typescript.isVariableStatement(statement)) continue;
    // A variable that is assigned again may hold anything.
    if ((statement.declarationList.flags & typescript.NodeFlags.Const) === 0) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (typescript.isIdentifier(name) && initializer !== undefined) variables.set(name.text, initializer);
    }
  }
  return { imports, variables, declared };
}

/** The bindings that an import makes, by their local names. */
function importedBindings(
  typescript: typeof ts,
  { importClause, moduleSpecifier }: ts.ImportDeclaration,
): ReadonlyMap<string, ImportedBinding> {
  const found = new Map<string, ImportedBinding>();
  if (importClause === undefined || importClause.isTypeOnly || !typescript.isStringLiteral(moduleSpecifier))
    return found;
  const specifier = moduleSpecifier.text;
  const { name, namedBindings } = importClause;
  if (name !== undefined) found.set(name.text, { specifier, name: 'default' });
  if (namedBindings !== undefined && typescript.isNamespaceImport(namedBindings)) {
    found.set(namedBindings.name.text, { specifier, name: '*' });
  }
  if (namedBindings !== undefined && typescript.isNamedImports(namedBindings)) {
    for (const { isTypeOnly, name: local, propertyName } of namedBindings.elements) {
      if (!isTypeOnly) found.set(local.text, { specifier, name: (propertyName ?? local).text });
    }
  }
  return found;
}

/**
 * The identifiers that a node mentions. Names are compared as text, so a shadowed name keeps what nothing uses: too
 * much, never too little.
 */
export function mentionedNames(typescript: typeof ts, root: ts.Node): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (isErased(typescript, node)) return;
    if (typescript.isIdentifier(node) && !isName(typescript, node)) names.add(node.text);
    node.forEachChild(visit);
  };
  visit(root);
  return names;
}

/** The names that a statement of a module's top level declares. */
export function declaredNames(typescript: typeof ts, statement: ts.Statement): readonly string[] {
  if (typescript.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => boundNames(typescript, name));
  }
  const isNamed =
    typescript.isFunctionDeclaration(statement) ||
    typescript.isClassDeclaration(statement) ||
    typescript.isEnumDeclaration(statement) ||
    typescript.isModuleDeclaration(statement) ||
    typescript.isImportEqualsDeclaration(statement);
  return isNamed && statement.name !== undefined ? [statement.name.text] : [];
}

function boundNames(typescript: typeof ts, name: ts.BindingName): readonly string[] {
  if (typescript.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) =>
    typescript.isOmittedExpression(element) ? [] : boundNames(typescript, element.name),
  );
}

/** The names under which a statement exports what it declares itself, such as `export const a = 1`. */
export function exportedNames(typescript: typeof ts, statement: ts.Statement): readonly string[] {
  if (typescript.isExportAssignment(statement)) return ['default'];
  const kinds = new Set(
    typescript.canHaveModifiers(statement) ? (typescript.getModifiers(statement) ?? []).map(({ kind }) => kind) : [],
  );
  if (!kinds.has(typescript.SyntaxKind.ExportKeyword)) return [];
  return kinds.has(typescript.SyntaxKind.DefaultKeyword) ? ['default'] : declaredNames(typescript, statement);
}
