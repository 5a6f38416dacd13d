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

/** What every object has, and tells of its other members or hands the object on. */
const reflecting = new Set(
  '__defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__ __proto__ constructor hasOwnProperty isPrototypeOf propertyIsEnumerable valueOf'.split(
    ' ',
  ),
);

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
    else if (typescript.isMetaProperty(node) && node.name.text === 'target' && ownsThis) readNewTarget(node);
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
      addInstance(parent.name.text, parent);
    } else if (typescript.isElementAccessExpression(parent) && parent.expression === node) {
      const { argumentExpression } = parent;
      if (typescript.isStringLiteralLike(argumentExpression)) addInstance(argumentExpression.text, parent);
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

  const addInstance = (name: string, access?: ts.Node): void => {
    instance.add(name);
    if (!reflecting.has(name)) return;
    // `this.constructor.name` is in many log lines, and tells the class's name only.
    const { parent } = access ?? {};
    const asksName =
      name === 'constructor' &&
      parent !== undefined &&
      typescript.isPropertyAccessExpression(parent) &&
      parent.expression === access &&
      parent.name.text === 'name';
    if (!asksName) undecidable = `\`this.${name}\``;
  };

  const readPattern = (pattern: ts.ObjectBindingPattern): void => {
    for (const { dotDotDotToken, propertyName, name } of pattern.elements) {
      const key = propertyName ?? name;
      if (dotDotDotToken !== undefined) undecidable = 'rest destructuring of `this`';
      else if (typescript.isIdentifier(key) || typescript.isStringLiteralLike(key)) addInstance(key.text);
      else undecidable = 'a computed name in destructuring `this`';
    }
  };

  const readSuper = (node: ts.Node): void => {
    const { parent } = node;
    if (typescript.isPropertyAccessExpression(parent)) addInstance(parent.name.text, parent);
    else if (!typescript.isCallExpression(parent)) undecidable = '`super[…]`';
  };

  const readNewTarget = ({ parent }: ts.MetaProperty): void => {
    if (!typescript.isPropertyAccessExpression(parent) || parent.name.text !== 'name') undecidable = '`new.target`';
  };

  const readIdentifier = (node: ts.Identifier): void => {
    const { parent } = node;
    if (node.text === 'eval' && typescript.isCallExpression(parent) && parent.expression === node) {
      undecidable = '`eval`';
    }
    if (node.text !== className || isName(typescript, node)) return;
    const isAccess = typescript.isPropertyAccessExpression(parent) && parent.expression === node;
    if (isAccess && parent.name.text !== 'prototype') statics.add(parent.name.text);
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
