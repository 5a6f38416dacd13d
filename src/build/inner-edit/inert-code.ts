import type { Node } from 'oxc-parser';
import { childrenOf } from '../slice/syntax.ts';
import type { ReachingNames } from '../types/checked-bus.ts';

/** The names by which code can come to the bus, to look things up in. */
export interface KnownNames {
  readonly roots: ReadonlySet<string>;
  readonly members: ReadonlySet<string>;
  readonly keys: ReadonlySet<string>;
  readonly choosing: ReadonlySet<string>;
}

/** Makes sets of names. */
export function knownNames({ roots, members, keys, choosing }: ReachingNames): KnownNames {
  return {
    roots: new Set(roots),
    members: new Set(members),
    keys: new Set([...keys, ...members]),
    choosing: new Set(choosing),
  };
}

/** Members of the platform that end the process: the compiler knows that nothing comes after them. */
const ending: ReadonlySet<string> = new Set(['exit', 'abort', 'reallyExit']);

/** What comes to anything, or to code that nobody reads. */
const boundless: ReadonlySet<string> = new Set([
  ...['globalThis', 'global', 'eval', 'Function', 'Reflect', 'Proxy', 'arguments'],
  ...['require', 'createRequire', 'module', 'exports', 'Object'],
]);

const boundlessSyntax: ReadonlySet<string> = new Set([
  ...['ThisExpression', 'Super', 'ImportExpression', 'MetaProperty', 'WithStatement', 'YieldExpression', 'Decorator'],
  ...['ClassDeclaration', 'ClassExpression', 'TSEnumDeclaration', 'TSModuleDeclaration', 'TSImportEqualsDeclaration'],
  ...['TSAnyKeyword', 'TSImportType', 'TSInterfaceDeclaration', 'TSTypeAliasDeclaration', 'JSXElement', 'JSXFragment'],
  ...['TSMethodSignature', 'TSCallSignatureDeclaration', 'TSConstructSignatureDeclaration', 'TSFunctionType'],
  ...['TSConstructorType'],
]);

/** Whether code does nothing to the bus, whatever stands around it. */
export function isInert(node: Node, names: KnownNames): boolean {
  return isInertItself(node, names) && childrenOf(node).every((child) => isInert(child, names));
}

function isInertItself(node: Node, { roots, members, keys }: KnownNames): boolean {
  if (boundlessSyntax.has(node.type)) return false;
  switch (node.type) {
    case 'MemberExpression':
      return !node.computed || node.property.type === 'Literal';
    case 'Literal':
      return !(typeof node.value === 'string' || typeof node.value === 'number') || !holdsAny(String(node.value), keys);
    case 'TemplateElement':
      return !holdsAny(node.value.raw, keys);
    case 'Property':
      return !node.computed && (node.key.type !== 'Identifier' || !keys.has(node.key.name));
    case 'PrivateIdentifier':
      return false;
    case 'Identifier':
      return isNameOfMember(node)
        ? !(members.has(node.name) || ending.has(node.name))
        : !(roots.has(node.name) || boundless.has(node.name));
    default:
      return true;
  }
}

/** Whether code may end more than itself: what comes after it knows more of types then, or less. */
export function mayLeave(node: Node): boolean {
  if (leaving.has(node.type)) return true;
  const isFunction = node.type.endsWith('FunctionExpression') || node.type === 'FunctionDeclaration';
  return !isFunction && childrenOf(node).some(mayLeave);
}

const leaving: ReadonlySet<string> = new Set([
  'ReturnStatement',
  'ThrowStatement',
  'BreakStatement',
  'ContinueStatement',
]);

/** Whether what code picks or calls may depend on the types of other code around it. */
export function isChoosing(node: Node, names: KnownNames): boolean {
  if (node.type === 'Identifier' && names.choosing.has(node.name)) return true;
  if (node.type === 'MemberExpression' && node.computed && node.property.type !== 'Literal') {
    if (!isInert(node.object, names)) return true;
  }
  if (node.type === 'Property' && node.computed && node.parent?.type === 'ObjectPattern') return true;
  return childrenOf(node).some((child) => isChoosing(child, names));
}

/** Whether an identifier names a member of what stands before it. */
function isNameOfMember(node: Node): boolean {
  const { parent } = node;
  if (parent?.type === 'MemberExpression') return parent.property === node && !parent.computed;
  return parent?.type === 'Property' && parent.key === node && !parent.shorthand;
}

/** Whether one of the words of a text, such as the parts of a dotted name, is among some. */
function holdsAny(text: string, names: ReadonlySet<string>): boolean {
  return text.split(/[^\p{L}\p{N}_$]+/u).some((word) => names.has(word));
}
