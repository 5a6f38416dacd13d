import type ts from 'typescript-checker';

/** Methods of strings and lists that change nothing, also where a callback is called: it is looked at as well. */
export const valueMethods = new Set(
  'at concat endsWith flat includes indexOf join padEnd padStart repeat replace replaceAll slice split startsWith toLowerCase toUpperCase trim trimEnd trimStart'.split(
    ' ',
  ),
);

/** Whether an expression is text or a list of it, by its syntax: a literal, or a variable of the environment. */
export function isText(typescript: typeof ts, expression: ts.Expression): boolean {
  if (typescript.isParenthesizedExpression(expression) || typescript.isNonNullExpression(expression)) {
    return isText(typescript, expression.expression);
  }
  if (typescript.isBinaryExpression(expression))
    return isText(typescript, expression.left) && isText(typescript, expression.right);
  if (typescript.isCallExpression(expression)) {
    const callee = expression.expression;
    return (
      typescript.isPropertyAccessExpression(callee) &&
      valueMethods.has(callee.name.text) &&
      isText(typescript, callee.expression)
    );
  }
  if (typescript.isPropertyAccessExpression(expression) || typescript.isElementAccessExpression(expression)) {
    return expression.expression.getText() === 'process.env';
  }
  return (
    typescript.isStringLiteralLike(expression) ||
    typescript.isTemplateExpression(expression) ||
    typescript.isArrayLiteralExpression(expression)
  );
}
