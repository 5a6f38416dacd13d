import type { Class, ClassElement, MemberExpression, Node, ObjectPattern } from 'oxc-parser';
import { childrenOf, isErased, isName, keyText, literalText } from './syntax.ts';

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
export function readMemberReferences(member: ClassElement, className: string): MemberReferences {
  const instance = new Set<string>();
  const statics = new Set<string>();
  let undecidable: string | undefined;

  const visit = (node: Node, ownsThis: boolean): void => {
    if (undecidable !== undefined || isErased(node)) return;
    if (ownsThis) readOwn(node);
    if (node.type === 'Identifier' || node.type === 'JSXIdentifier') readIdentifier(node, node.name);
    else if (node.type === 'PrivateIdentifier' && node.parent !== member) instance.add(`#${node.name}`);
    if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') visitNestedClass(node, ownsThis);
    else for (const child of childrenOf(node)) visit(child, ownsThis && !bindsThis(node, member));
  };

  /** What means the instance here. */
  const readOwn = (node: Node): void => {
    if (node.type === 'ThisExpression' || (node.type === 'JSXIdentifier' && node.name === 'this')) readThis(node);
    else if (node.type === 'Super') readSuper(node);
    else if (node.type === 'MetaProperty' && node.property.name === 'target') readNewTarget(node);
  };

  // Only the base class, decorators and computed names of a nested class see this class's `this`.
  const visitNestedClass = (node: Class, ownsThis: boolean): void => {
    for (const decorator of node.decorators) visit(decorator, ownsThis);
    if (node.superClass !== null) visit(node.superClass, ownsThis);
    for (const inner of node.body.body) {
      for (const child of childrenOf(inner)) visit(child, ownsThis && 'key' in inner && inner.key === child);
    }
  };

  const readThis = (node: Node): void => {
    const { parent } = node;
    if (parent?.type === 'MemberExpression' && parent.object === node) {
      const name = nameOf(parent);
      if (name === undefined) undecidable = '`this[…]` with a computed name';
      else addInstance(name, parent);
    } else if (parent?.type === 'JSXMemberExpression' && parent.object === node) {
      addInstance(parent.property.name);
    } else if (parent?.type === 'VariableDeclarator' && parent.init === node && parent.id.type === 'ObjectPattern') {
      readPattern(parent.id);
    } else if (parent?.type === 'BinaryExpression' && parent.operator === 'in') {
      if (parent.left.type !== 'PrivateIdentifier') undecidable = '`in this`';
    } else {
      undecidable = '`this` is handed on';
    }
  };

  const addInstance = (name: string, access?: Node): void => {
    instance.add(name);
    if (!reflecting.has(name)) return;
    // `this.constructor.name` is in many log lines, and tells the class's name only.
    const parent = access?.parent;
    const asksName =
      name === 'constructor' &&
      parent?.type === 'MemberExpression' &&
      parent.object === access &&
      !parent.computed &&
      nameOf(parent) === 'name';
    if (!asksName) undecidable = `\`this.${name}\``;
  };

  const readPattern = (pattern: ObjectPattern): void => {
    for (const property of pattern.properties) {
      if (property.type === 'RestElement') {
        undecidable = 'rest destructuring of `this`';
        continue;
      }
      const { key, computed } = property;
      const name = computed || (key.type !== 'Identifier' && literalText(key) === undefined) ? undefined : keyText(key);
      if (name === undefined) undecidable = 'a computed name in destructuring `this`';
      else addInstance(name);
    }
  };

  const readSuper = ({ parent }: Node): void => {
    if (parent?.type === 'MemberExpression' && !parent.computed) addInstance(nameOf(parent) ?? '', parent);
    else if (parent?.type !== 'CallExpression') undecidable = '`super[…]`';
  };

  const readNewTarget = ({ parent }: Node): void => {
    if (parent?.type !== 'MemberExpression' || parent.computed || nameOf(parent) !== 'name')
      undecidable = '`new.target`';
  };

  const readIdentifier = (node: Node, text: string): void => {
    const { parent } = node;
    if (text === 'eval' && parent?.type === 'CallExpression' && parent.callee === node) undecidable = '`eval`';
    if (text !== className || isName(node)) return;
    const name = parent?.type === 'MemberExpression' && parent.object === node && !parent.computed && nameOf(parent);
    if (typeof name === 'string' && name !== 'prototype') statics.add(name);
    else undecidable = `\`${className}\` is used as a value`;
  };

  for (const child of childrenOf(member)) visit(child, true);
  return { instance, statics, undecidable };
}

/** The name that is picked of something, as far as it stands there. */
function nameOf({ computed, property }: MemberExpression): string | undefined {
  return computed ? literalText(property) : keyText(property);
}

/** Whether a node inside a member has a `this` of its own; the function that a method is has that of the member. */
function bindsThis({ type, parent }: Node, member: ClassElement): boolean {
  if (type === 'FunctionDeclaration') return true;
  return type === 'FunctionExpression' && !(parent === member && member.type === 'MethodDefinition');
}
