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

/** Whether a class or one of its members has a decorator. */
export function isDecorated(typescript: typeof ts, node: ts.ClassLikeDeclaration): boolean {
  const decorates = (part: ts.Node): boolean =>
    typescript.canHaveDecorators(part) && (typescript.getDecorators(part) ?? []).length > 0;
  return (
    decorates(node) ||
    node.members.some(
      (member) =>
        decorates(member) || (typescript.isFunctionLike(member) && member.parameters.some((given) => decorates(given))),
    )
  );
}

/** Whether a statement only declares: `declare const x: string`. */
export function isAmbient(typescript: typeof ts, statement: ts.Statement): boolean {
  return (
    typescript.canHaveModifiers(statement) &&
    (typescript.getModifiers(statement) ?? []).some(({ kind }) => kind === typescript.SyntaxKind.DeclareKeyword)
  );
}

/** Whether an operator assigns. */
export function isAssignment({ operatorToken }: ts.BinaryExpression): boolean {
  return operatorToken.getText().endsWith('=') && !/^(?:[=!]==?|[<>]=)$/.test(operatorToken.getText());
}

/** Whether a comment marks a call as one without effects: `@__PURE__`. */
export function isMarkedPure(typescript: typeof ts, node: ts.Node): boolean {
  const text = node.getSourceFile().text;
  return (typescript.getLeadingCommentRanges(text, node.pos) ?? []).some(({ pos, end }) =>
    /[@#]__PURE__/.test(text.slice(pos, end)),
  );
}
