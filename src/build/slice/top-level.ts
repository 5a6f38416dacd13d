import type { Expression, ImportDeclaration, Node } from 'oxc-parser';
import type { ImportedBinding } from './quiet.ts';
import { childrenOf, declarationOf, exportName, isErased, isName, type Statement } from './syntax.ts';

/** The bindings of a module's top level. */
export interface TopLevel {
  /** By local name; those of types only are left out. */
  readonly imports: ReadonlyMap<string, ImportedBinding>;
  /** Initializers of variables that are names, not patterns. */
  readonly variables: ReadonlyMap<string, Expression>;
  /** All that is declared, but imports. */
  readonly declared: ReadonlySet<string>;
}

/** Reads the bindings of a module's top level. */
export function readTopLevel(statements: readonly Statement[]): TopLevel {
  const imports = new Map<string, ImportedBinding>();
  const variables = new Map<string, Expression>();
  const declared = new Set<string>();
  for (const statement of statements) {
    if (statement.type === 'ImportDeclaration') {
      for (const [local, binding] of importedBindings(statement)) imports.set(local, binding);
    }
    for (const name of declaredNames(statement)) declared.add(name);
    const declaration = declarationOf(statement);
    // A variable that is assigned again may hold anything.
    if (declaration.type !== 'VariableDeclaration' || declaration.kind !== 'const') continue;
    for (const { id, init } of declaration.declarations) {
      if (id.type === 'Identifier' && init !== null) variables.set(id.name, init);
    }
  }
  return { imports, variables, declared };
}

/** The bindings that an import makes, by their local names. */
function importedBindings({
  importKind,
  specifiers,
  source,
}: ImportDeclaration): readonly (readonly [local: string, binding: ImportedBinding])[] {
  if (importKind === 'type') return [];
  const specifier = source.value;
  return specifiers.flatMap((imported): readonly (readonly [string, ImportedBinding])[] => {
    const local = imported.local.name;
    if (imported.type === 'ImportDefaultSpecifier') return [[local, { specifier, name: 'default' }]];
    if (imported.type === 'ImportNamespaceSpecifier') return [[local, { specifier, name: '*' }]];
    return imported.importKind === 'type' ? [] : [[local, { specifier, name: exportName(imported.imported) }]];
  });
}

/**
 * The identifiers that a node mentions. Names are compared as text, so a shadowed name keeps what nothing uses: too
 * much, never too little.
 */
export function mentionedNames(root: Node): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: Node): void => {
    if (isErased(node)) return;
    if ((node.type === 'Identifier' || node.type === 'JSXIdentifier') && !isName(node)) names.add(node.name);
    for (const child of childrenOf(node)) visit(child);
  };
  visit(root);
  return names;
}

/** The names that a statement of a module's top level declares. */
export function declaredNames(statement: Statement): readonly string[] {
  const declaration = declarationOf(statement);
  switch (declaration.type) {
    case 'VariableDeclaration':
      return declaration.declarations.flatMap(({ id }) => boundNames(id));
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
    case 'ClassDeclaration':
    case 'TSEnumDeclaration':
    case 'TSModuleDeclaration':
    case 'TSImportEqualsDeclaration':
      return declaration.id?.type === 'Identifier' ? [declaration.id.name] : [];
    default:
      return [];
  }
}

function boundNames(pattern: Node): readonly string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'AssignmentPattern':
      return boundNames(pattern.left);
    case 'RestElement':
      return boundNames(pattern.argument);
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element === null ? [] : boundNames(element)));
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        boundNames(property.type === 'RestElement' ? property : property.value),
      );
    default:
      return [];
  }
}

/** The names under which a statement exports what it declares itself, such as `export const a = 1`. */
export function exportedNames(statement: Statement): readonly string[] {
  if (statement.type === 'ExportDefaultDeclaration' || statement.type === 'TSExportAssignment') return ['default'];
  return statement.type === 'ExportNamedDeclaration' ? declaredNames(statement) : [];
}
