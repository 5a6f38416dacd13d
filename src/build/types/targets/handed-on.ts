import { ts } from '../compiler.ts';
import { isOutside } from '../reach/value-use.ts';

/** What a call gives to a place that the parameter it is written for does not name. */
export interface HandedOn {
  readonly source: ts.Type;
  readonly target: ts.Type;
  readonly at: ts.Expression;
}

/** Where a call's arguments go besides its parameters: `Object.assign`, `call`, `apply`, `bind`, an overload's implementation. */
export function handedOnBy(call: ts.CallExpression, checker: ts.TypeChecker): readonly HandedOn[] {
  const [first, ...rest] = call.arguments;
  const { expression } = call;
  if (isObjectAssign(call, checker)) {
    // What a new object is given, the type of the result tells.
    if (first === undefined || ts.isObjectLiteralExpression(first)) return [];
    const target = checker.getTypeAtLocation(first);
    return rest.flatMap((at) => sourcesOf(at, checker).map((source) => ({ source, target, at })));
  }
  if (ts.isPropertyAccessExpression(expression)) {
    const signatures = checker.getTypeAtLocation(expression.expression).getCallSignatures();
    const given = signatures.length === 0 ? undefined : argumentsOf(expression.name.text, rest);
    if (given !== undefined) return signatures.flatMap((signature) => toParameters(given, signature, checker));
  }
  return [...toImplementation(call, checker), ...toConstraints(call, checker)];
}

/** Whether a call is one of `Object.assign`. */
export function isObjectAssign({ expression }: ts.CallExpression, checker: ts.TypeChecker): boolean {
  if (!ts.isPropertyAccessExpression(expression) || expression.name.text !== 'assign') return false;
  const symbol = checker.getTypeAtLocation(expression.expression).getSymbol();
  return symbol?.name === 'ObjectConstructor' && symbol.declarations?.every(isOutside) === true;
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
    const type = checker.getTypeOfSymbol(parameter);
    const declared = parameter.valueDeclaration;
    const isRest = declared !== undefined && ts.isParameter(declared) && declared.dotDotDotToken !== undefined;
    return isRest ? (checker.getIndexTypeOfType(type, ts.IndexKind.Number) ?? type) : type;
  });
}

/** What is given, and of a list what is in it: it may be spread, or given to `apply`. */
function sourcesOf(at: ts.Expression, checker: ts.TypeChecker): readonly ts.Type[] {
  const type = checker.getTypeAtLocation(ts.isSpreadElement(at) ? at.expression : at);
  const element = checker.getIndexTypeOfType(type, ts.IndexKind.Number);
  return element === undefined ? [type] : [type, element];
}

/** An overload may say more of its parameters than the function behind it. */
function toImplementation(call: ts.CallExpression, checker: ts.TypeChecker): readonly HandedOn[] {
  const declaration = checker.getResolvedSignature(call)?.getDeclaration();
  if (declaration === undefined || isOutside(declaration)) return [];
  if (!ts.isFunctionDeclaration(declaration) && !ts.isMethodDeclaration(declaration)) return [];
  if (declaration.body !== undefined || declaration.name === undefined) return [];
  const behind = checker
    .getSymbolAtLocation(declaration.name)
    ?.declarations?.find(
      (other) => (ts.isFunctionDeclaration(other) || ts.isMethodDeclaration(other)) && other.body !== undefined,
    );
  const signature = behind && checker.getSignatureFromDeclaration(behind as ts.FunctionDeclaration);
  return signature === undefined ? [] : toParameters(call.arguments, signature, checker);
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
