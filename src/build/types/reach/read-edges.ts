import { ts } from '../compiler.ts';
import { isPassedOn } from '../targets/passed-on.ts';
import type { CodeNode } from './code-graph.ts';
import { codeByName, pickedByName } from './dynamic-code.ts';
import type { FileCode } from './file-code.ts';
import { isHandlerArgument } from './handler-arguments.ts';
import { ClassReader, type CodeReader } from './read-classes.ts';
import { ConversionReader } from './read-conversions.ts';
import { MemberReader } from './read-members.ts';
import { NameReader } from './read-names.ts';
import type { Registry } from './registry.ts';
import { isFunction, unwrap } from './syntax.ts';
import { assumptionAt, shorten } from './value-use.ts';
import { onlyKept } from './wrappers.ts';

/** Reads what the code of one file names: each node's edges, once for the program. */
export function readFileEdges({ file, module }: FileCode, registry: Registry): void {
  new EdgeReader(registry).readChildren(file, module);
}

class EdgeReader implements CodeReader {
  readonly #registry: Registry;
  readonly #checker: ts.TypeChecker;
  readonly #names: NameReader;
  readonly #members: MemberReader;
  readonly #conversions: ConversionReader;
  readonly #classes: ClassReader;

  constructor(registry: Registry) {
    this.#registry = registry;
    this.#checker = registry.checking.checker;
    this.#names = new NameReader(registry);
    this.#members = new MemberReader(registry, this.#names);
    this.#conversions = new ConversionReader(registry);
    this.#classes = new ClassReader(registry, { code: this, names: this.#names, conversions: this.#conversions });
  }

  readChildren(node: ts.Node, current: CodeNode): void {
    ts.forEachChild(node, (child) => this.read(child, current));
  }

  read(node: ts.Node, current: CodeNode): void {
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return;
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) this.#readModuleReference(node, current);
    else if (ts.isClassLike(node)) this.#classes.read(node, current);
    else if (ts.isExpression(node) && isHandlerArgument(node, this.#registry.checking))
      this.#readHandler(node, current);
    else if (isFunction(node)) this.#readFunction(node, current);
    else if (ts.isObjectLiteralExpression(node)) this.#readLiteral(node, current);
    else {
      this.#readReference(node, current);
      if (isPassedOn(node) || isSpreadOrThrown(node)) this.#conversions.read(node, current);
      this.readChildren(node, current);
    }
  }

  #readReference(node: ts.Node, current: CodeNode): void {
    if (ts.isIdentifier(node)) this.#names.readIdentifier(node, current);
    else if (ts.isPropertyAccessExpression(node)) {
      this.#members.readAccess(node.expression, node.name.text, node.name, { at: node, current });
    } else if (ts.isElementAccessExpression(node)) this.#members.readElementAccess(node, current);
    else if (ts.isBindingElement(node)) this.#members.readBinding(node, current);
    else if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      current.edges.push(...codeByName(node, this.#registry.checking), ...pickedByName(node, this.#registry.checking));
      if (ts.isCallExpression(node) && isImport(node)) this.#readModuleReference(node, current);
    }
  }

  /** A function that stands where it is used; one with a name of its own is reached by that. */
  #readFunction(node: ts.Node, current: CodeNode): void {
    const own = this.#registry.nodes.get(node);
    if (own === undefined) return;
    const isNamed = ts.isFunctionDeclaration(node) || this.#registry.nodes.get(node.parent) === own || isHeld(node);
    if (!isNamed) {
      current.edges.push({
        at: node,
        to: 'node',
        node: own,
        assumed: assumptionAt(node, this.#registry.checking),
      });
      if (isPassedOn(node)) this.#conversions.read(node, current);
    }
    this.readChildren(node, own);
  }

  #readHandler(node: ts.Expression, current: CodeNode): void {
    const own = this.#registry.nodes.get(node);
    if (own === undefined) return;
    const value = unwrap(node);
    if (isFunction(value)) {
      this.readChildren(value, this.#registry.nodes.get(value) ?? own);
      return;
    }
    if (!ts.isCallExpression(value)) {
      this.#readValue(value, own);
      return;
    }
    // Such as `logged(async (payload) => …)`: the wrapper runs where it stands, what it is given may run only later.
    this.#readValue(value.expression, current);
    this.#readValue(value.expression, own);
    value.arguments.forEach((argument, index) => {
      this.#readValue(argument, own);
      const isCode = this.#checker.getTypeAtLocation(argument).getCallSignatures().length > 0;
      if (!isCode) this.#readValue(argument, current);
      else if (!onlyKept(value, index, this.#registry)) this.#evaluated(argument, own, current);
    });
  }

  /** Reads an expression without asking again whether it is a handler. */
  #readValue(node: ts.Node, current: CodeNode): void {
    if (isFunction(node)) this.#readFunction(node, current);
    else if (ts.isObjectLiteralExpression(node)) this.#readLiteral(node, current);
    else {
      this.#readReference(node, current);
      if (isPassedOn(node)) this.#conversions.read(node, current);
      this.readChildren(node, current);
    }
  }

  /** What an argument of a handler's wrapper names may run at once: the module's code reaches the handler then. */
  #evaluated(argument: ts.Expression, handler: CodeNode, current: CodeNode): void {
    const assumed = `${shorten(argument.getText())} is handed to a function that may call it while the module loads`;
    current.edges.push({ at: argument, to: 'node', node: handler, assumed });
  }

  #readLiteral(node: ts.ObjectLiteralExpression, current: CodeNode): void {
    const owner = this.#registry.owners.get(node);
    if (isAssignmentPattern(node)) this.#members.readPattern(node, current);
    if (owner !== undefined) {
      current.edges.push({ at: node, to: 'owner', owner });
      this.#conversions.read(node, current);
    }
    for (const property of node.properties) {
      const own = this.#registry.nodes.get(property);
      if (ts.isShorthandPropertyAssignment(property)) {
        this.#names.readSymbol(this.#checker.getShorthandAssignmentValueSymbol(property), property.name, current);
        this.#conversions.read(property.name, current);
        continue;
      }
      if (ts.isSpreadAssignment(property)) {
        this.read(property.expression, current);
        continue;
      }
      if (property.name !== undefined && ts.isComputedPropertyName(property.name)) this.read(property.name, current);
      if (!ts.isPropertyAssignment(property)) {
        if (own !== undefined) this.readMethod(property, own);
      } else if (own === undefined) this.read(property.initializer, current);
      else this.readChildren(unwrap(property.initializer), own);
    }
  }

  readMethod(member: ts.FunctionLikeDeclaration, own: CodeNode): void {
    for (const parameter of member.parameters) this.read(parameter, own);
    if (member.body !== undefined) this.read(member.body, own);
  }

  /** `import * as module`, `import('./module.ts')`: the module is an object with its exports as members. */
  #readModuleReference(node: ts.ImportDeclaration | ts.ExportDeclaration | ts.CallExpression, current: CodeNode): void {
    const specifier = ts.isCallExpression(node) ? node.arguments[0] : node.moduleSpecifier;
    const isWhole =
      ts.isCallExpression(node) ||
      (ts.isExportDeclaration(node) && node.exportClause !== undefined && ts.isNamespaceExport(node.exportClause));
    if (specifier === undefined || !isWhole) return;
    const symbol = this.#checker.getSymbolAtLocation(specifier);
    if (symbol !== undefined) this.#names.useNamespace(symbol, node, current);
  }
}

function isImport(node: ts.CallExpression): boolean {
  return (
    node.expression.kind === ts.SyntaxKind.ImportKeyword ||
    (ts.isIdentifier(node.expression) && node.expression.text === 'require')
  );
}

function isSpreadOrThrown(node: ts.Node): boolean {
  const { parent } = node;
  return (
    parent !== undefined &&
    ts.isExpression(node) &&
    (ts.isSpreadAssignment(parent) || ts.isSpreadElement(parent) || ts.isThrowStatement(parent))
  );
}

/** Whether a function is the value of a declaration that stands for it. */
function isHeld(node: ts.Node): boolean {
  let { parent } = node;
  while (parent !== undefined && unwrap(parent) === node) parent = parent.parent;
  return (
    parent !== undefined &&
    ((ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) || ts.isExportAssignment(parent))
  );
}

function isAssignmentPattern(node: ts.ObjectLiteralExpression): boolean {
  const { parent } = node;
  if (ts.isForOfStatement(parent) || ts.isForInStatement(parent)) return parent.initializer === node;
  return (
    ts.isBinaryExpression(parent) && parent.left === node && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
  );
}
