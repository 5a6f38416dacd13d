import type ts from 'typescript-checker';

/** Whether a node leaves no trace at run time: a type, but not the base class of a class, which parses as one. */
export function isErased(typescript: typeof ts, node: ts.Node): boolean {
  if (typescript.isInterfaceDeclaration(node) || typescript.isTypeAliasDeclaration(node)) return true;
  if (!typescript.isTypeNode(node)) return false;
  return !(
    typescript.isExpressionWithTypeArguments(node) &&
    typescript.isHeritageClause(node.parent) &&
    node.parent.token === typescript.SyntaxKind.ExtendsKeyword
  );
}

/** Whether an identifier is the name of a property or member rather than a reference to a binding. */
export function isName(typescript: typeof ts, node: ts.Identifier): boolean {
  const { parent } = node;
  if (typescript.isPropertyAccessExpression(parent)) return parent.name === node;
  if (typescript.isQualifiedName(parent)) return parent.right === node;
  if (typescript.isPropertyAssignment(parent)) return parent.name === node;
  if (typescript.isBindingElement(parent)) return parent.propertyName === node;
  if (typescript.isImportSpecifier(parent) || typescript.isExportSpecifier(parent)) return parent.propertyName === node;
  return typescript.isClassElement(parent) && parent.name === node;
}
