import type { Checking } from '../checking.ts';
import { ts } from '../compiler.ts';
import { unwrap } from './syntax.ts';

/** What declares a function that is called. */
type CalledDeclaration = NonNullable<ReturnType<ts.Signature['getDeclaration']>>;

/**
 * What the function that is called may be declared as; undefined stands for one without a declaration. To choose among
 * overloads the compiler works out all arguments, which most questions do without.
 */
export function calledDeclarations(
  call: ts.CallExpression | ts.NewExpression,
  checking: Checking,
): readonly (CalledDeclaration | undefined)[] {
  const found = candidatesOf(call, checking);
  for (const declaration of found) if (declaration !== undefined) checking.look(declaration);
  return found;
}

function candidatesOf(
  call: ts.CallExpression | ts.NewExpression,
  { checker }: Checking,
): readonly (CalledDeclaration | undefined)[] {
  const callee = call.expression;
  const isNamed = callee.kind !== ts.SyntaxKind.SuperKeyword && callee.kind !== ts.SyntaxKind.ImportKeyword;
  // The parameters of a function that is an argument have the types that the called function gives them: these are
  // worked out with the call, before anything within is asked for.
  if (ts.isNewExpression(call) || !isNamed || call.arguments.some(takesContext)) {
    return [checker.getResolvedSignature(call)?.getDeclaration()];
  }
  const type = checker.getNonNullableType(checker.getTypeAtLocation(callee));
  return checker.getSignaturesOfType(type, ts.SignatureKind.Call).map((signature) => signature.getDeclaration());
}

/** The declaration of the function that is called. */
export function calledDeclaration(
  call: ts.CallExpression | ts.NewExpression,
  checking: Checking,
): CalledDeclaration | undefined {
  const declarations = calledDeclarations(call, checking);
  return declarations.length < 2 ? declarations[0] : checking.checker.getResolvedSignature(call)?.getDeclaration();
}

/** Whether the type of an argument may depend on the parameter that it is for. */
function takesContext(argument: ts.Node): boolean {
  const value = unwrap(argument);
  if (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) return true;
  if (ts.isObjectLiteralExpression(value)) {
    return value.properties.some(
      (property) =>
        ts.isMethodDeclaration(property) ||
        ts.isAccessor(property) ||
        (ts.isPropertyAssignment(property) && takesContext(property.initializer)) ||
        (ts.isSpreadAssignment(property) && takesContext(property.expression)),
    );
  }
  if (ts.isArrayLiteralExpression(value)) return value.elements.some(takesContext);
  if (ts.isConditionalExpression(value)) return takesContext(value.whenTrue) || takesContext(value.whenFalse);
  if (ts.isBinaryExpression(value)) return takesContext(value.left) || takesContext(value.right);
  if (ts.isCallExpression(value) || ts.isNewExpression(value)) return value.arguments?.some(takesContext) === true;
  if (ts.isSpreadElement(value) || ts.isAwaitExpression(value)) return takesContext(value.expression);
  return ts.isYieldExpression(value) || ts.isClassExpression(value);
}
