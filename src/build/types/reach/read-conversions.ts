import { ts } from '../compiler.ts';
import { calledDeclarations } from './callee.ts';
import type { CodeNode } from './code-graph.ts';
import { conversionEdges, ownersOf } from './outside.ts';
import type { Registry } from './registry.ts';
import { isOutside, isPlatform, shorten } from './value-use.ts';

/** Reads values that go to a place of another type: what has the members then is told by that type no more. */
export class ConversionReader {
  readonly #registry: Registry;
  readonly #checker: ts.TypeChecker;

  constructor(registry: Registry) {
    this.#registry = registry;
    this.#checker = registry.checking.checker;
  }

  read(node: ts.Node, current: CodeNode): void {
    if (!ts.isExpression(node)) return;
    const { checking } = this.#registry;
    const call = callOfArgument(node);
    // `this.find.bind(this)`: the method keeps the instance that it has.
    if (call !== undefined && isRebinding(call.call, node)) return;
    const source = this.#checker.getTypeAtLocation(node);
    if (this.#registry.plainTypes.isPlain(source, checking.look) && !(call && mayGoToPackage(call.call, checking)))
      return;
    const isCollection = this.#checker.isArrayLikeType(source);
    if (!isCollection && ownersOf(source, this.#registry).length === 0 && call === undefined) return;
    const contextual = this.#checker.getContextualType(node);
    const declaration = call && this.#checker.getResolvedSignature(call.call)?.getDeclaration();
    if (declaration !== undefined) checking.look(declaration);
    if (declaration !== undefined && isLibraryHolding(declaration, checking)) return;
    const parameter = call && declaration && parameterAt(declaration, call.index);
    const declared = parameter && this.#checker.getTypeAtLocation(parameter);
    const toPackage = declaration !== undefined && isOutside(declaration) && !isPlatform(declaration, checking);
    const where = call === undefined ? 'a place of another type' : `${shorten(call.call.expression.getText())}()`;
    const targets = new Set([contextual, declared].filter((type) => type !== undefined));
    for (const target of targets) {
      const conversion = { at: node, toPackage: toPackage && target === (declared ?? contextual), where };
      current.edges.push(...conversionEdges(source, target, conversion, this.#registry));
    }
    if (targets.size > 0) return;
    // Nothing says what the place is: an instance of an API that goes there is lost sight of.
    for (const owner of ownersOf(source, this.#registry)) {
      if (owner.isApi) current.edges.push({ at: node, to: 'escape', owner });
    }
  }
}

function callOfArgument(
  node: ts.Node,
): { readonly call: ts.CallExpression | ts.NewExpression; readonly index: number } | undefined {
  const { parent } = node;
  if (!ts.isCallExpression(parent) && !ts.isNewExpression(parent)) return undefined;
  const index = parent.arguments?.indexOf(node as ts.Expression) ?? -1;
  return index === -1 ? undefined : { call: parent, index };
}

/** Whether what is called may be the code of a package. */
function mayGoToPackage(call: ts.CallExpression | ts.NewExpression, checking: Registry['checking']): boolean {
  return calledDeclarations(call, checking).some(
    (declaration) => declaration !== undefined && isOutside(declaration) && !isPlatform(declaration, checking),
  );
}

function parameterAt({ parameters }: ts.SignatureDeclaration | ts.JSDocSignature, index: number): ts.Node | undefined {
  return parameters[Math.min(index, parameters.length - 1)];
}

/** `this.find.bind(this)`, `.call(this, …)`, `.apply(this, …)`. */
function isRebinding(call: ts.CallExpression | ts.NewExpression, argument: ts.Expression): boolean {
  const callee = call.expression;
  return (
    call.arguments?.[0] === argument &&
    ts.isPropertyAccessExpression(callee) &&
    ['bind', 'call', 'apply'].includes(callee.name.text) &&
    ts.isPropertyAccessExpression(callee.expression) &&
    callee.expression.expression.kind === argument.kind &&
    argument.kind === ts.SyntaxKind.ThisKeyword
  );
}

/** The library's own functions hold what they are given, and run of it what they are made for. */
function isLibraryHolding(declaration: ts.Node, { program }: Registry['checking']): boolean {
  const file = declaration.getSourceFile();
  return (
    !program.isSourceFileDefaultLibrary(file) &&
    /\/lambdabus\/|\/src\/definition\//.test(file.fileName) &&
    isOutside(declaration)
  );
}
