import { relative, sep } from 'node:path';
import type { Checking } from '../checking.ts';
import { ts } from '../compiler.ts';
import { declaresApi } from '../library-types.ts';
import type { CodeNode, Owner } from './code-graph.ts';
import { emptyFileCode, type FileCode } from './file-code.ts';
import { isHandlerArgument } from './handler-arguments.ts';
import { isFunction, memberNameOf, unwrap } from './syntax.ts';

interface Registration extends FileCode {
  readonly checking: Checking;
}

/** Makes the nodes and owners of one file: this much is syntax alone. */
export function registerFile(file: ts.SourceFile, checking: Checking): FileCode {
  const shown = relative(checking.packageRoot, file.fileName).split(sep).join('/');
  const code = emptyFileCode(file, createNode(file, `module ${shown}`));
  visit(file, '', { ...code, checking });
  return code;
}

function visit(node: ts.Node, within: string, registry: Registration): void {
  if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return;
  let inside = within;
  registerNamespace(node, registry);
  if (ts.isClassLike(node)) inside = registerClass(node, within, registry);
  else if (ts.isObjectLiteralExpression(node)) inside = registerLiteral(node, within, registry);
  else if (isFunction(node) && !registry.nodes.has(node)) {
    inside = nameOfFunction(node, within, registry.checking);
    const declared = addNode(node, inside, registry);
    const holder = holderOf(node);
    if (holder !== undefined) registry.nodes.set(holder, declared);
  }
  if (ts.isExpression(node) && isHandlerArgument(node, registry.checking)) {
    // What handles messages is run by the function it belongs to, and not by the module that defines it.
    const what = `handler of ${within || exportNameAt(node)}`;
    registry.handlers.push(registry.nodes.get(node) ?? addNode(node, what, registry));
  }
  ts.forEachChild(node, (child) => visit(child, inside, registry));
}

/** `import * as module`, `export * as module`, `import('./module.ts')`. */
function registerNamespace(node: ts.Node, { checking, namespaces }: Registration): void {
  const specifier =
    ts.isImportDeclaration(node) && node.importClause?.namedBindings?.kind === ts.SyntaxKind.NamespaceImport
      ? node.moduleSpecifier
      : ts.isExportDeclaration(node) && node.exportClause?.kind === ts.SyntaxKind.NamespaceExport
        ? node.moduleSpecifier
        : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
          ? node.arguments[0]
          : undefined;
  const file = specifier && checking.checker.getSymbolAtLocation(specifier)?.declarations?.find(ts.isSourceFile);
  if (file !== undefined && !file.isDeclarationFile) namespaces.add(file.fileName);
}

/** The declaration that a function is the value of: a reference to it is one to the function. */
function holderOf(node: ts.Node): ts.Node | undefined {
  let value = node;
  while (value.parent !== undefined && unwrap(value.parent) === node && value.parent !== node) value = value.parent;
  const { parent } = value;
  if (parent === undefined) return undefined;
  if (ts.isVariableDeclaration(parent) && parent.initializer === value && ts.isIdentifier(parent.name)) return parent;
  if (ts.isExportAssignment(parent) && parent.expression === value) return parent;
  return undefined;
}

const unnamed = 'a function';

function nameOfFunction(node: ts.Node, within: string, checking: Checking): string {
  const holder = holderOf(node);
  const name =
    (holder !== undefined && ts.isVariableDeclaration(holder) ? holder.name.getText() : undefined) ??
    (ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node) ? node.name?.text : undefined);
  if (name !== undefined) return name;
  if (ts.isExpression(node) && isHandlerArgument(node, checking)) return `handler of ${within || exportNameAt(node)}`;
  // Where it stands is said beside its name, and would change it with every line before.
  if (within.startsWith(unnamed)) return within;
  return within === '' ? unnamed : `${unnamed} in ${within}`;
}

function exportNameAt(node: ts.Node): string {
  for (let at: ts.Node | undefined = node; at !== undefined; at = at.parent) {
    if (ts.isVariableDeclaration(at)) return at.name.getText();
  }
  return 'a listener';
}

function registerClass(node: ts.ClassLikeDeclaration, within: string, registry: Registration): string {
  const holder = holderOf(node);
  const name =
    node.name?.text ??
    (holder !== undefined && ts.isVariableDeclaration(holder) ? holder.name.getText() : undefined) ??
    (within === '' ? 'class' : `class in ${within}`);
  const owner: Owner = {
    what: name,
    declaration: node,
    members: new Map(),
    always: [],
    making: addNode(node, `new ${name}`, registry),
    isApi: extendsApi(node, registry.checking),
    hasUnknownBase: false,
  };
  registry.owners.set(node, owner);
  if (holder !== undefined) registry.owners.set(holder, owner);
  for (const member of node.members) registerMember(member, owner, registry);
  return name;
}

function registerLiteral(node: ts.ObjectLiteralExpression, within: string, registry: Registration): string {
  const hasFunctions = node.properties.some(
    (property) =>
      ts.isMethodDeclaration(property) ||
      ts.isAccessor(property) ||
      (ts.isPropertyAssignment(property) && isFunction(unwrap(property.initializer))),
  );
  if (!hasFunctions) return within;
  const { parent } = node;
  const name =
    ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) ? parent.name.text : within || 'an object';
  const owner: Owner = {
    what: name,
    declaration: node,
    members: new Map(),
    always: [],
    isApi: false,
    hasUnknownBase: false,
  };
  registry.owners.set(node, owner);
  for (const property of node.properties) registerMember(property, owner, registry);
  return name;
}

function registerMember(
  member: ts.ClassElement | ts.ObjectLiteralElementLike,
  owner: Owner,
  registry: Registration,
): void {
  const value = memberFunction(member);
  if (value === undefined) return;
  const name = member.name === undefined ? undefined : memberNameOf(member.name, registry.checking.checker);
  const node = addNode(member, `${owner.what}.${name ?? member.name?.getText()}`, registry);
  registry.nodes.set(value, node);
  if (name === undefined) {
    owner.always.push({ node, reason: `${member.name?.getText()} of ${owner.what} has a name that is computed` });
    return;
  }
  owner.members.set(name, [...(owner.members.get(name) ?? []), node]);
  if (ts.canHaveDecorators(member) && (ts.getDecorators(member) ?? []).length > 0) {
    owner.always.push({ node, reason: `${owner.what}.${name} is given to a decorator` });
  }
}

/** The function that a member is: a method, an accessor, or the value of a property. */
function memberFunction(member: ts.ClassElement | ts.ObjectLiteralElementLike): ts.Node | undefined {
  if (ts.isMethodDeclaration(member) || ts.isAccessor(member)) return member.body === undefined ? undefined : member;
  if ((ts.isPropertyDeclaration(member) || ts.isPropertyAssignment(member)) && member.initializer !== undefined) {
    const value = unwrap(member.initializer);
    return isFunction(value) ? value : undefined;
  }
  return undefined;
}

/** Whether a class is an API: the library's `Api` is among its base classes. */
function extendsApi(node: ts.ClassLikeDeclaration, { checker }: Checking): boolean {
  const seen = new Set<ts.Node>();
  const isBelow = (type: ts.Type): boolean =>
    (type.getSymbol()?.declarations ?? []).some((declaration) => {
      if (seen.has(declaration)) return false;
      seen.add(declaration);
      return declaresApi(declaration) || (type.getBaseTypes() ?? []).some(isBelow);
    }) ||
    (type.isIntersection() && type.types.some(isBelow));
  const type = checker.getTypeAtLocation(node);
  return (type.getBaseTypes() ?? []).some(isBelow);
}

function addNode(declaration: ts.Node, what: string, { nodes }: Registration): CodeNode {
  const node = createNode(declaration, what);
  nodes.set(declaration, node);
  return node;
}

function createNode(declaration: ts.Node, what: string): CodeNode {
  return { what, declaration, edges: [], uses: [], findings: [], recasts: [] };
}
