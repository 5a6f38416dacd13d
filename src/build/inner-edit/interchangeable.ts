import type { Node } from 'oxc-parser';
import { isInert, type KnownNames } from './inert-code.ts';

const arithmetic: ReadonlySet<string> = new Set(['-', '*', '/', '%', '**', '|', '&', '^', '<<', '>>', '>>>']);
const comparing: ReadonlySet<string> = new Set(['==', '!=', '===', '!==', '<', '<=', '>', '>=']);

/** Whether two expressions are of one type whatever they say, and neither leads to the bus nor tells what does. */
export function isInterchangeable(a: Node, b: Node, names: KnownNames): boolean {
  return (
    isSameKind(a, b) &&
    isInert(a, names) &&
    isInert(b, names) &&
    [a, b].every((node) => !isLiteral(node) || isOnlyGiven(node, names))
  );
}

function isSameKind(a: Node, b: Node): boolean {
  // What is thrown, given to the caller or left alone says nothing to what comes after it.
  const isLast =
    a.parent !== null && a.parent !== undefined && a.parent.type === b.parent?.type && last.has(a.parent.type);
  return isLast || (kindOf(a) !== undefined && kindOf(a) === kindOf(b));
}

const last: ReadonlySet<string> = new Set(['ThrowStatement', 'ReturnStatement', 'ExpressionStatement']);

/**
 * Whether a literal is only given to something: what it is compared with, what is picked by it and what is declared or
 * assigned as it is of another type with another one.
 */
function isOnlyGiven(node: Node, names: KnownNames): boolean {
  const { parent } = node;
  switch (parent?.type) {
    case 'CallExpression':
    case 'NewExpression':
    case 'ArrayExpression':
    case 'TemplateLiteral':
    case 'ReturnStatement':
    case 'ThrowStatement':
    case 'ExpressionStatement':
      return true;
    case 'BinaryExpression':
      return !comparing.has(parent.operator) && parent.operator !== 'in';
    case 'Property':
      // What is told apart by its kind may hold the bus beside it.
      return parent.value === node && parent.parent?.type === 'ObjectExpression' && isInert(parent.parent, names);
    case 'ParenthesizedExpression':
      return isOnlyGiven(parent, names);
    case 'UnaryExpression':
      return parent.operator !== 'typeof' && isOnlyGiven(parent, names);
    default:
      return false;
  }
}

function isLiteral({ type }: Node): boolean {
  return type === 'Literal' || type === 'TemplateLiteral';
}

function kindOf(node: Node): string | undefined {
  switch (node.type) {
    case 'Literal':
      // Keys of types, such as of `Order['id']`, are inside of what is not compared.
      return node.value === null ? undefined : typeof node.value;
    case 'TemplateLiteral':
      return 'string';
    case 'BinaryExpression':
      if (comparing.has(node.operator)) return 'boolean';
      return arithmetic.has(node.operator) ? 'arithmetic' : undefined;
    default:
      return undefined;
  }
}
