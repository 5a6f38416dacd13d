import type { Checking } from '../checking.ts';
import { ts } from '../compiler.ts';
import { isPlatform } from '../reach/value-use.ts';
import { givenTo } from './handed-on.ts';

/** The types that an expression must fit: of the annotated variable, the parameter, the assertion. */
export function targetTypes(expression: ts.Expression, checking: Checking): readonly ts.Type[] {
  const { checker } = checking;
  const asserted = assertedType(expression, checker);
  if (asserted !== undefined) return [asserted];
  const contextual = contextualType(expression, checker);
  const { parent } = expression;
  // Who catches it knows nothing of it.
  if (ts.isThrowStatement(parent)) return [checker.getUnknownType()];
  if (!ts.isCallExpression(parent) && !ts.isNewExpression(parent)) return contextual === undefined ? [] : [contextual];
  const declared = declaredTarget(expression, parent, checking);
  return [contextual, declared].filter((type) => type !== undefined);
}

/** What the place says. A pattern without a type says nothing but what it is given. */
function contextualType(expression: ts.Expression, checker: ts.TypeChecker): ts.Type | undefined {
  const { parent } = wholeLiteral(expression);
  const isOfPattern =
    (ts.isVariableDeclaration(parent) || ts.isParameter(parent)) &&
    parent.type === undefined &&
    !ts.isIdentifier(parent.name);
  return isOfPattern ? undefined : checker.getContextualType(expression);
}

/** As declared: a type argument that is inferred knows more than the function that is given the value. */
function declaredTarget(
  argument: ts.Expression,
  call: ts.CallExpression | ts.NewExpression,
  checking: Checking,
): ts.Type | undefined {
  const { checker } = checking;
  const index = call.arguments?.indexOf(argument) ?? -1;
  const declaration = checker.getResolvedSignature(call)?.getDeclaration();
  // What the platform is given comes out of it by types alone.
  if (declaration === undefined || isPlatform(declaration, checking)) return undefined;
  const { parameters } = declaration;
  const parameter = index === -1 ? undefined : parameters[Math.min(index, parameters.length - 1)];
  return parameter && givenTo(parameter, checker.getTypeAtLocation(parameter), checker);
}

/**
 * What a chain of assertions makes of a value in the end: `bus.support as unknown as Port` is a port. What was any on the
 * way is taken for that: the compiler checks nothing then.
 */
function assertedType(expression: ts.Expression, checker: ts.TypeChecker): ts.Type | undefined {
  let last: ts.Type | undefined;
  for (let node: ts.Node = expression; ; node = node.parent) {
    if (ts.isAsExpression(node.parent) || ts.isTypeAssertionExpression(node.parent)) {
      last = checker.getTypeAtLocation(node.parent);
      if (last.flags & ts.TypeFlags.Any) return last;
    } else if (!ts.isParenthesizedExpression(node.parent)) return last;
  }
}

/** The object or list, however deep, that an expression is written into; the expression itself where there is none. */
export function wholeLiteral(expression: ts.Expression): ts.Node {
  let whole: ts.Node = expression;
  while (isPartOfLiteral(whole)) whole = whole.parent;
  return whole;
}

function isPartOfLiteral({ parent }: ts.Node): boolean {
  return (
    ts.isObjectLiteralElement(parent) ||
    ts.isObjectLiteralExpression(parent) ||
    ts.isArrayLiteralExpression(parent) ||
    ts.isParenthesizedExpression(parent) ||
    (ts.isAsExpression(parent) && ts.isConstTypeReference(parent.type))
  );
}
