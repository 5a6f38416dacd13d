import { ts } from '../compiler.ts';
import { isOutside } from '../reach/value-use.ts';

/** What a call gives to a place that the parameter it is written for does not name. */
export interface HandedOn {
  readonly source: ts.Type;
  readonly target: ts.Type;
  readonly at: ts.Expression;
}

/** Where a call's arguments go besides its parameters: `Object.assign`, `call`, `apply`, `bind`. */
export function handedOnBy(call: ts.CallExpression, checker: ts.TypeChecker): readonly HandedOn[] {
  const [first, ...rest] = call.arguments;
  const { expression } = call;
  if (isObjectAssign(call, checker)) {
    // What a new object is given, the type of the result tells.
    if (first === undefined || ts.isObjectLiteralExpression(first)) return [];
    const target = checker.getTypeAtLocation(first);
    return rest.flatMap((at) => sourcesOf(at, checker).map((source) => ({ source, target, at })));
  }
  const method = methodName(expression);
  if (method !== undefined) {
    const signatures = checker.getTypeAtLocation(method.of).getCallSignatures();
    const given = signatures.length === 0 ? undefined : argumentsOf(method.name, rest);
    if (given !== undefined) return signatures.flatMap((signature) => toParameters(given, signature, checker));
  }
  return toConstraints(call, checker);
}

/** `helper.call`, `helper['call']`. */
function methodName(callee: ts.Expression): { readonly of: ts.Expression; readonly name: string } | undefined {
  if (ts.isPropertyAccessExpression(callee)) return { of: callee.expression, name: callee.name.text };
  if (!ts.isElementAccessExpression(callee) || !ts.isStringLiteralLike(callee.argumentExpression)) return undefined;
  return { of: callee.expression, name: callee.argumentExpression.text };
}

/** Whether a call is one of `Object.assign`, by whatever name. */
export function isObjectAssign(call: ts.CallExpression, checker: ts.TypeChecker): boolean {
  if (call.arguments.length < 2) return false;
  return checker
    .getTypeAtLocation(call.expression)
    .getCallSignatures()
    .some((signature) => {
      const declaration: ts.Node | undefined = signature.getDeclaration();
      return (
        declaration !== undefined &&
        ts.isMethodSignature(declaration) &&
        ts.isInterfaceDeclaration(declaration.parent) &&
        declaration.parent.name.text === 'ObjectConstructor' &&
        declaration.name.getText() === 'assign' &&
        isOutside(declaration)
      );
    });
}

function argumentsOf(method: string, rest: readonly ts.Expression[]): readonly ts.Expression[] | undefined {
  if (method === 'call' || method === 'bind') return rest;
  const [list] = rest;
  if (method !== 'apply' || list === undefined) return undefined;
  return ts.isArrayLiteralExpression(list) ? list.elements : [list];
}

function toParameters(
  given: readonly ts.Expression[],
  signature: ts.Signature,
  checker: ts.TypeChecker,
): readonly HandedOn[] {
  const isList = given.some((at) => ts.isSpreadElement(at) || checker.isArrayLikeType(checker.getTypeAtLocation(at)));
  return given.flatMap((at, index) => {
    const sources = sourcesOf(at, checker);
    const targets = isList
      ? parametersFrom(signature, 0, checker)
      : parametersFrom(signature, index, checker).slice(0, 1);
    return targets.flatMap((target) => sources.map((source) => ({ source, target, at })));
  });
}

/** The types of a signature's parameters from an index on; of a rest parameter that of its elements. */
export function parametersFrom(
  { parameters }: ts.Signature,
  index: number,
  checker: ts.TypeChecker,
): readonly ts.Type[] {
  return parameters.slice(Math.min(index, Math.max(parameters.length - 1, 0))).map((parameter) => {
    return givenTo(parameter.valueDeclaration, checker.getTypeOfSymbol(parameter), checker);
  });
}

/** What one argument for a parameter is: of a rest parameter an element. */
export function givenTo(parameter: ts.Node | undefined, type: ts.Type, checker: ts.TypeChecker): ts.Type {
  if (!isRestParameter(parameter)) return type;
  return checker.getIndexTypeOfType(type, ts.IndexKind.Number) ?? type;
}

/** `...ports`. */
export function isRestParameter(parameter: ts.Node | undefined): boolean {
  return parameter !== undefined && ts.isParameter(parameter) && parameter.dotDotDotToken !== undefined;
}

/** What is given, and of a list what is in it: it may be spread, or given to `apply`. */
function sourcesOf(at: ts.Expression, checker: ts.TypeChecker): readonly ts.Type[] {
  const type = checker.getTypeAtLocation(ts.isSpreadElement(at) ? at.expression : at);
  const element = checker.getIndexTypeOfType(type, ts.IndexKind.Number);
  return element === undefined ? [type] : [type, element];
}

/** `into<T extends object, U extends T>(one: T, other: U)`: what is given as U may be used as T. */
function toConstraints(call: ts.CallExpression, checker: ts.TypeChecker): readonly HandedOn[] {
  const declaration = checker.getResolvedSignature(call)?.getDeclaration();
  if (declaration?.typeParameters === undefined) return [];
  const types = declaration.parameters.map((parameter) => checker.getTypeAtLocation(parameter));
  return call.arguments.flatMap((at, index) => {
    const bound = declaration.typeParameters?.find(
      (own) => checker.getTypeAtLocation(own) === types[index],
    )?.constraint;
    const other = bound === undefined ? -1 : types.indexOf(checker.getTypeAtLocation(bound));
    const place = other === -1 || other === index ? undefined : call.arguments[other];
    if (place === undefined) return [];
    return [{ source: checker.getTypeAtLocation(at), target: checker.getTypeAtLocation(place), at }];
  });
}
