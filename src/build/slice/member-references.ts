import type ts from 'typescript-checker';
import { isErased, isName } from './syntax.ts';

/** Which members of its own class a piece of the class reaches through `this`, or why that cannot be said. */
export interface MemberReferences {
  /** Names as they are written, private ones with `#`. */
  readonly instance: ReadonlySet<string>;
  /** Static members that are reached by the class's name. */
  readonly statics: ReadonlySet<string>;
  /** Why the references cannot be told, such as `this[…]`; then nothing may be removed. */
  readonly undecidable?: string | undefined;
}

/** Reads the references of one member. A nested function has a `this` of its own, an arrow function has not. */
export function readMemberReferences(typescript: typeof ts, member: ts.Node, className: string): MemberReferences {
  const instance = new Set<string>();
  const statics = new Set<string>();
  let undecidable: string | undefined;

  const visit = (node: ts.Node, ownsThis: boolean): void => {
    if (undecidable !== undefined || isErased(typescript, node)) return;
    if (node.kind === typescript.SyntaxKind.ThisKeyword && ownsThis) readThis(node);
    else if (node.kind === typescript.SyntaxKind.SuperKeyword && ownsThis) readSuper(node);
    else if (typescript.isIdentifier(node)) readIdentifier(node);
    else if (typescript.isPrivateIdentifier(node) && node.parent !== member) instance.add(node.text);
    if (node !== member && typescript.isClassLike(node)) visitNestedClass(node, ownsThis);
    else node.forEachChild((child) => visit(child, ownsThis && (node === member || !bindsThis(typescript, node))));
  };

  // Only the heritage clause and computed names of a nested class see this class's `this`.
  const visitNestedClass = (node: ts.ClassLikeDeclaration, ownsThis: boolean): void => {
    for (const clause of node.heritageClauses ?? []) visit(clause, ownsThis);
    for (const inner of node.members) {
      if (inner.name !== undefined) visit(inner.name, ownsThis);
      inner.forEachChild((child) => {
        if (child !== inner.name) visit(child, false);
      });
    }
  };

  const readThis = (node: ts.Node): void => {
    const { parent } = node;
    if (typescript.isPropertyAccessExpression(parent) && parent.expression === node) {
      instance.add(parent.name.text);
    } else if (typescript.isElementAccessExpression(parent) && parent.expression === node) {
      const { argumentExpression } = parent;
      if (typescript.isStringLiteralLike(argumentExpression)) instance.add(argumentExpression.text);
      else undecidable = '`this[…]` with a computed name';
    } else if (
      typescript.isVariableDeclaration(parent) &&
      parent.initializer === node &&
      typescript.isObjectBindingPattern(parent.name)
    ) {
      readPattern(parent.name);
    } else if (typescript.isBinaryExpression(parent) && parent.operatorToken.kind === typescript.SyntaxKind.InKeyword) {
      if (parent.left === node || !typescript.isPrivateIdentifier(parent.left)) undecidable = '`in this`';
    } else {
      undecidable = '`this` is handed on';
    }
  };

  const readPattern = (pattern: ts.ObjectBindingPattern): void => {
    for (const { dotDotDotToken, propertyName, name } of pattern.elements) {
      const key = propertyName ?? name;
      if (dotDotDotToken !== undefined) undecidable = 'rest destructuring of `this`';
      else if (typescript.isIdentifier(key) || typescript.isStringLiteralLike(key)) instance.add(key.text);
      else undecidable = 'a computed name in destructuring `this`';
    }
  };

  const readSuper = (node: ts.Node): void => {
    const { parent } = node;
    if (typescript.isPropertyAccessExpression(parent)) instance.add(parent.name.text);
    else if (!typescript.isCallExpression(parent)) undecidable = '`super[…]`';
  };

  const readIdentifier = (node: ts.Identifier): void => {
    const { parent } = node;
    if (node.text === 'eval' && typescript.isCallExpression(parent) && parent.expression === node) {
      undecidable = '`eval`';
    }
    if (node.text !== className || isName(typescript, node)) return;
    if (typescript.isPropertyAccessExpression(parent) && parent.expression === node) statics.add(parent.name.text);
    else undecidable = `\`${className}\` is used as a value`;
  };

  visit(member, true);
  return { instance, statics, undecidable };
}

/** Whether a node inside a member has a `this` of its own. */
function bindsThis(typescript: typeof ts, node: ts.Node): boolean {
  return (
    typescript.isFunctionExpression(node) ||
    typescript.isFunctionDeclaration(node) ||
    typescript.isMethodDeclaration(node) ||
    typescript.isAccessor(node)
  );
}
