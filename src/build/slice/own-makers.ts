import type { Expression, Node } from 'oxc-parser';
import { handedOn } from './find-class.ts';
import { isPackageModule, type ModuleGraph } from './module-graph.ts';
import type { ParsedSources } from './parsed-sources.ts';
import type { ImportedBinding } from './quiet.ts';
import { localName } from './sliceable.ts';
import { childrenOf, declarationOf, type Statement } from './syntax.ts';
import { exportedNames, readTopLevel } from './top-level.ts';

/** Where the modules of the service are looked up. */
export interface OwnModules {
  readonly sources: ParsedSources;
  readonly graph: ModuleGraph;
}

interface Declared {
  readonly file: string;
  readonly node: Node;
}

/** Whether something imported is a bus that another module of the service makes: what is made with it makes a value only. */
export function isOwnBus(importer: string, binding: ImportedBinding, modules: OwnModules): boolean {
  const found = findImported(importer, binding, modules);
  const made = found && unwrapped(found.node);
  if (found === undefined || made?.type !== 'CallExpression' || made.callee.type !== 'Identifier') return false;
  const { imports } = readTopLevel(modules.sources.parse(found.file).statements);
  const maker = imports.get(made.callee.name);
  return maker?.specifier === 'lambdabus' && maker.name === 'createBus';
}

/**
 * Whether a name of a module is a function of the service that does nothing but make a function, as
 * `const logged = (handler) => async (payload) => { … }`: to call it runs none of what it is given.
 */
export function isWrapper(file: string, name: string, modules: OwnModules): boolean {
  const { imports } = readTopLevel(modules.sources.parse(file).statements);
  const binding = imports.get(name);
  const found = binding === undefined ? findDeclared(file, name, modules) : findImported(file, binding, modules);
  return found !== undefined && makesFunctionOnly(unwrapped(found.node));
}

function findImported(
  importer: string,
  { specifier, name }: ImportedBinding,
  modules: OwnModules,
  seen: ReadonlySet<string> = new Set(),
): Declared | undefined {
  const file = modules.graph.resolve(importer, specifier);
  if (file === undefined || isPackageModule(file) || name === '*' || seen.has(file)) return undefined;
  const { statements } = modules.sources.parse(file);
  const local = localName(statements, name);
  const isOwn = local !== name || statements.some((statement) => exportedNames(statement).includes(name));
  if (isOwn) return findDeclared(file, local, modules);
  for (const statement of statements) {
    const next = handedOn(statement, name);
    const found = next && findImported(file, next, modules, new Set([...seen, file]));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What a constant or a function of a module's top level is; undefined for what may become something else. */
function findDeclared(file: string, name: string, { sources }: OwnModules): Declared | undefined {
  const { statements } = sources.parse(file);
  const constant = readTopLevel(statements).variables.get(name);
  if (constant !== undefined) return { file, node: constant };
  const declared = statements
    .map(declarationOf)
    .filter((declaration) => declaration.type === 'FunctionDeclaration' && declaration.id?.name === name);
  const [node] = declared;
  return node === undefined || declared.length > 1 || isAssigned(statements, name) ? undefined : { file, node };
}

/** Whether a function's name is given another value, anywhere in its module. */
function isAssigned(statements: readonly Statement[], name: string): boolean {
  let found = false;
  const visit = (node: Node): void => {
    if (node.type === 'AssignmentExpression' || node.type === 'ForOfStatement' || node.type === 'ForInStatement') {
      // A pattern may hold the name as well.
      const target = node.left;
      const names = (inner: Node): boolean =>
        (inner.type === 'Identifier' && inner.name === name) || childrenOf(inner).some(names);
      if (names(target)) found = true;
    }
    for (const child of childrenOf(node)) visit(child);
  };
  for (const statement of statements) visit(statement);
  return found;
}

function makesFunctionOnly(node: Node): boolean {
  if (
    node.type !== 'ArrowFunctionExpression' &&
    node.type !== 'FunctionExpression' &&
    node.type !== 'FunctionDeclaration'
  )
    return false;
  // A default may call something, a pattern run an accessor.
  if (node.async || node.generator || node.body === null) return false;
  if (!node.params.every((parameter: Node) => parameter.type === 'Identifier')) return false;
  if (node.body.type !== 'BlockStatement') return isFunction(unwrapped(node.body));
  const [only, ...others] = node.body.body;
  return (
    others.length === 0 &&
    only?.type === 'ReturnStatement' &&
    only.argument !== null &&
    isFunction(unwrapped(only.argument))
  );
}

function isFunction({ type }: Node): boolean {
  return type === 'ArrowFunctionExpression' || type === 'FunctionExpression';
}

/** An expression without parentheses and types around it. */
function unwrapped(node: Node): Node {
  let at: Node | Expression = node;
  while (
    at.type === 'ParenthesizedExpression' ||
    at.type === 'TSAsExpression' ||
    at.type === 'TSSatisfiesExpression' ||
    at.type === 'TSNonNullExpression'
  ) {
    at = at.expression;
  }
  return at;
}
