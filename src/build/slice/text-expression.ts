import type { Expression } from 'oxc-parser';
import { keyText, literalText } from './syntax.ts';

/** Methods of strings and lists that change nothing, also where a callback is called: it is looked at as well. */
export const valueMethods = new Set(
  'at concat endsWith flat includes indexOf join padEnd padStart repeat replace replaceAll slice split startsWith toLowerCase toUpperCase trim trimEnd trimStart'.split(
    ' ',
  ),
);

/** Whether an expression is text or a list of it, by its syntax: a literal, or a variable of the environment. */
export function isText(expression: Expression): boolean {
  switch (expression.type) {
    case 'ParenthesizedExpression':
    case 'TSNonNullExpression':
    case 'ChainExpression':
      return isText(expression.expression);
    case 'BinaryExpression':
    case 'LogicalExpression':
      return expression.left.type !== 'PrivateIdentifier' && isText(expression.left) && isText(expression.right);
    case 'CallExpression': {
      const { callee } = expression;
      return (
        callee.type === 'MemberExpression' &&
        !callee.computed &&
        valueMethods.has(keyText(callee.property) ?? '') &&
        isText(callee.object)
      );
    }
    case 'MemberExpression':
      return isEnvironment(expression.object);
    default:
      return (
        literalText(expression) !== undefined ||
        expression.type === 'TemplateLiteral' ||
        expression.type === 'ArrayExpression'
      );
  }
}

/** `process.env` */
function isEnvironment(expression: Expression): boolean {
  return (
    expression.type === 'MemberExpression' &&
    !expression.computed &&
    expression.object.type === 'Identifier' &&
    expression.object.name === 'process' &&
    keyText(expression.property) === 'env'
  );
}
