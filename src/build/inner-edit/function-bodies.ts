import type { ArrowFunctionExpression, BlockStatement, Function as FunctionNode, Node } from 'oxc-parser';
import { childrenOf } from '../slice/syntax.ts';

/**
 * The bodies of functions of which nothing shows outside, in their order and without those within another: the type of
 * what the function gives is written, or it gives nothing.
 */
export function hiddenBodies(root: Node): readonly BlockStatement[] {
  const body = hiddenBody(root);
  return body === undefined ? childrenOf(root).flatMap(hiddenBodies) : [body];
}

function hiddenBody(node: Node): BlockStatement | undefined {
  const written = functionOf(node);
  if (written === undefined || written.generator) return undefined;
  const { body, returnType } = written;
  // A class with overloads or none has no body here.
  if (body?.type !== 'BlockStatement') return undefined;
  const isKnown = returnType !== null && returnType !== undefined;
  return isKnown || (givesNothingKnown(node) && !givesValue(body)) ? body : undefined;
}

/** The function that a node makes, where its body is not what gives a class or an object its type. */
function functionOf(node: Node): FunctionNode | ArrowFunctionExpression | undefined {
  if (node.type === 'MethodDefinition' || (node.type === 'Property' && node.method)) {
    const isMethod = node.type === 'Property' || node.kind === 'method';
    return isMethod && node.value.type === 'FunctionExpression' ? node.value : undefined;
  }
  const { parent } = node;
  const isOfMember = parent?.type === 'MethodDefinition' || (parent?.type === 'Property' && parent.kind !== 'init');
  if (isOfMember) return undefined;
  return node.type === 'FunctionDeclaration' ||
    node.type === 'FunctionExpression' ||
    node.type === 'ArrowFunctionExpression'
    ? node
    : undefined;
}

/**
 * Whether a function without a written type gives `void` where it gives no value. The compiler takes others for `never`
 * where their ends are not reached; it does not matter to whom a handler is handed.
 */
function givesNothingKnown(node: Node): boolean {
  if (node.type === 'MethodDefinition' || node.type === 'FunctionDeclaration') return true;
  return node.parent?.type === 'CallExpression' && node.parent.arguments.some((argument) => argument === node);
}

function givesValue(node: Node): boolean {
  if (node.type === 'ReturnStatement') return node.argument !== null;
  return childrenOf(node).some((child) => functionOf(child) === undefined && givesValue(child));
}
