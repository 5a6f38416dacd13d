import { ts } from '../compiler.ts';
import { typeOfProperty } from '../library-types.ts';
import { memberNameOf } from '../reach/syntax.ts';

/** One of several values that a place may have. */
export interface Reduced {
  readonly value: ts.Expression;
  readonly source: ts.Type;
  /** The type of the place. */
  target(): ts.Type | undefined;
}

/**
 * The values of which a node is any one. The compiler gives a choice between two values the wider type where one fits the
 * other: `fake ?? bus.support` is what `fake` is, and any where that is any.
 */
export function reducedAt(node: ts.Node, checker: ts.TypeChecker): readonly Reduced[] {
  const to = (value: ts.Expression, target: () => ts.Type | undefined): Reduced => ({
    value,
    source: checker.getTypeAtLocation(value),
    target,
  });
  if (ts.isConditionalExpression(node)) {
    return [node.whenTrue, node.whenFalse].map((value) => to(value, () => checker.getTypeAtLocation(node)));
  }
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    const isEither = kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken;
    if (!isEither && kind !== ts.SyntaxKind.AmpersandAmpersandToken) return [];
    return (isEither ? [node.left, node.right] : [node.right]).map((value) =>
      to(value, () => checker.getTypeAtLocation(node)),
    );
  }
  if (ts.isArrayLiteralExpression(node)) {
    if (node.elements.length < 2) return [];
    const element = () => {
      const type = checker.getTypeAtLocation(node);
      return checker.isTupleType(type) ? undefined : checker.getIndexTypeOfType(type, ts.IndexKind.Number);
    };
    return node.elements.flatMap((value) => (ts.isSpreadElement(value) ? [] : [to(value, element)]));
  }
  if (ts.isBindingElement(node)) return defaulted(node, checker);
  if (ts.isReturnStatement(node) && node.expression !== undefined) {
    return [to(node.expression, () => returnType(node, checker))];
  }
  return [];
}

/** `const { port = fake } = held`: what is held, where there is something. */
function defaulted(node: ts.BindingElement, checker: ts.TypeChecker): readonly Reduced[] {
  const { initializer, parent } = node;
  if (initializer === undefined || !ts.isIdentifier(node.name)) return [];
  const holder = checker.getTypeAtLocation(parent);
  const name = ts.isObjectBindingPattern(parent)
    ? memberNameOf(node.propertyName ?? node.name, checker)
    : String(parent.elements.indexOf(node));
  const source = name === undefined ? undefined : typeOfProperty(holder, name, checker);
  if (source === undefined) return [];
  return [{ value: initializer, source, target: () => checker.getTypeAtLocation(node.name) }];
}

/** What the function that a value is returned from gives by its types, where it is not written. */
function returnType(node: ts.ReturnStatement, checker: ts.TypeChecker): ts.Type | undefined {
  const code = ts.findAncestor(node, ts.isFunctionLike);
  if (code === undefined || code.type !== undefined || !('body' in code)) return undefined;
  const isGenerator = 'asteriskToken' in code && code.asteriskToken !== undefined;
  const type = isGenerator ? undefined : checker.getSignatureFromDeclaration(code)?.getReturnType();
  const isAsync = ts.getCombinedModifierFlags(code) & ts.ModifierFlags.Async;
  return type && isAsync ? checker.getAwaitedType(type) : type;
}
