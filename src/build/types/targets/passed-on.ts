import { ts } from '../compiler.ts';

/**
 * Whether a node is an expression whose value goes on to a place with a type of its own: an argument, an annotated
 * variable, a result, an assertion. Destructuring is none: it is read member by member.
 */
export function isPassedOn(node: ts.Node): node is ts.Expression {
  const { parent } = node;
  return parent !== undefined && goesOn(node, parent) && ts.isExpression(node) && !holdsNothing(node);
}

function goesOn(node: ts.Node, parent: ts.Node): boolean {
  switch (parent.kind) {
    case ts.SyntaxKind.ReturnStatement:
    case ts.SyntaxKind.ThrowStatement:
    case ts.SyntaxKind.YieldExpression:
    case ts.SyntaxKind.AsExpression:
    case ts.SyntaxKind.TypeAssertionExpression:
    case ts.SyntaxKind.ArrayLiteralExpression:
    case ts.SyntaxKind.ShorthandPropertyAssignment:
    case ts.SyntaxKind.TemplateSpan:
    case ts.SyntaxKind.JsxExpression:
      return true;
    default:
      return isOperand(node, parent);
  }
}

function isOperand(node: ts.Node, parent: ts.Node): boolean {
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return parent.expression !== node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent) || ts.isParameter(parent)) {
    return parent.initializer === node && parent.type !== undefined;
  }
  if (ts.isArrowFunction(parent)) return parent.body === node;
  if (!ts.isBinaryExpression(parent) || parent.right !== node) return false;
  const { kind } = parent.operatorToken;
  const isAssignment = kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
  return isAssignment && !ts.isObjectLiteralExpression(parent.left) && !ts.isArrayLiteralExpression(parent.left);
}

/** Expressions that are no part of a bus themselves; what stands within them is looked at by itself. */
function holdsNothing(node: ts.Node): boolean {
  return (
    ts.isLiteralExpression(node) ||
    ts.isTemplateExpression(node) ||
    ts.isObjectLiteralExpression(node) ||
    ts.isArrayLiteralExpression(node) ||
    ts.isFunctionLike(node) ||
    ts.isClassExpression(node)
  );
}
