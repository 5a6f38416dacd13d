import { ts } from '../compiler.ts';

/** An expression without parentheses and type assertions around it. */
export function unwrap(node: ts.Node): ts.Node {
  let at = node;
  while (
    ts.isParenthesizedExpression(at) ||
    ts.isAsExpression(at) ||
    ts.isSatisfiesExpression(at) ||
    ts.isTypeAssertionExpression(at) ||
    ts.isNonNullExpression(at)
  ) {
    at = at.expression;
  }
  return at;
}

/** The outermost expression that is nothing but this one with parentheses and assertions around it. */
export function wrapped(node: ts.Node): ts.Node {
  let at = node;
  while (at.parent !== undefined && unwrap(at.parent) !== at.parent && unwrap(at.parent) === unwrap(node))
    at = at.parent;
  return at;
}

/** Whether a node is a function with code of its own that is not a member of a class or an object. */
export function isFunction(node: ts.Node): node is ts.FunctionDeclaration | ts.FunctionExpression | ts.ArrowFunction {
  return (
    ts.isArrowFunction(node) ||
    ts.isFunctionExpression(node) ||
    (ts.isFunctionDeclaration(node) && node.body !== undefined)
  );
}

/** The name of a member, private ones with `#`; undefined for one that only running the code can say. */
export function memberNameOf(name: ts.PropertyName | ts.BindingName, checker: ts.TypeChecker): string | undefined {
  if (ts.isIdentifier(name) || ts.isPrivateIdentifier(name)) return name.text;
  if (ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) return name.text;
  if (!ts.isComputedPropertyName(name)) return undefined;
  const type = checker.getTypeAtLocation(name.expression);
  return type.isStringLiteral() || type.isNumberLiteral() ? String(type.value) : undefined;
}
