import { ts } from '../compiler.ts';
import type { Registry } from './registry.ts';
import { isFunction, unwrap } from './syntax.ts';

/**
 * Whether a call only keeps a function that it is given, in the function that it returns: then calling it runs nothing
 * of that function. `const logged = (handler) => async (payload) => { … await handler(payload); }`.
 */
export function onlyKept(call: ts.CallExpression, index: number, { checking: { checker, look } }: Registry): boolean {
  const declaration = checker.getResolvedSignature(call)?.getDeclaration();
  if (declaration !== undefined) look(declaration);
  if (declaration === undefined || !isFunction(declaration) || declaration.asteriskToken !== undefined) return false;
  const parameter = declaration.parameters[index];
  if (parameter === undefined || !ts.isIdentifier(parameter.name) || parameter.dotDotDotToken !== undefined)
    return false;
  const returned = returnedFunctions(declaration);
  const symbol = checker.getSymbolAtLocation(parameter.name);
  let isKept = true;
  const visit = (node: ts.Node): void => {
    if (returned.has(node)) return;
    if (ts.isIdentifier(node) && node !== parameter.name && node.text === parameter.name.getText()) {
      if (checker.getSymbolAtLocation(node) === symbol || ts.isShorthandPropertyAssignment(node.parent)) isKept = false;
    }
    // `arguments` holds it as well.
    if (ts.isIdentifier(node) && node.text === 'arguments') isKept = false;
    ts.forEachChild(node, visit);
  };
  visit(declaration);
  return isKept;
}

/** The functions that stand right behind `return` or `=>` of a function, and so do not run in it. */
function returnedFunctions(declaration: ts.FunctionLikeDeclaration): ReadonlySet<ts.Node> {
  const found = new Set<ts.Node>();
  const add = (expression: ts.Node): void => {
    const value = unwrap(expression);
    if (isFunction(value)) found.add(value);
  };
  const { body } = declaration;
  if (body === undefined) return found;
  if (!ts.isBlock(body)) {
    add(body);
    return found;
  }
  const visit = (node: ts.Node): void => {
    if (ts.isReturnStatement(node) && node.expression !== undefined) add(node.expression);
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit);
  };
  ts.forEachChild(body, visit);
  return found;
}
