import { ts } from '../compiler.ts';
import { isOpaque } from '../reach/outside.ts';
import type { TargetSink } from './target-sink.ts';

/**
 * Notes where a value of which nothing is known is taken for something that can be used: an assertion, a type predicate, a
 * call of any, a function that answers with whatever type it is asked for.
 */
export function readRecast(node: ts.Node, sink: TargetSink): void {
  switch (node.kind) {
    case ts.SyntaxKind.AsExpression:
    case ts.SyntaxKind.TypeAssertionExpression:
      readAssertion(node as ts.AssertionExpression, sink);
      return;
    case ts.SyntaxKind.CallExpression:
      readCall(node as ts.CallExpression, sink);
      return;
    case ts.SyntaxKind.FunctionDeclaration:
    case ts.SyntaxKind.MethodDeclaration:
    case ts.SyntaxKind.ArrowFunction:
    case ts.SyntaxKind.FunctionExpression:
      readPredicate(node as ts.FunctionLikeDeclaration, sink);
  }
}

function readAssertion(node: ts.AssertionExpression, sink: TargetSink): void {
  const { checker } = sink.reader.checking;
  const { parent } = node;
  // Of a chain of assertions the last one says what it is taken for.
  if (ts.isAsExpression(parent) || ts.isTypeAssertionExpression(parent)) return;
  const type = checker.getTypeAtLocation(node);
  if (!sink.losses.offersUnnamed(type)) return;
  if (isOpaque(checker.getTypeAtLocation(firstOf(node)))) sink.recast(node);
}

/** What stands before a chain of assertions. */
function firstOf(node: ts.Expression): ts.Expression {
  let at = node;
  while (ts.isAsExpression(at) || ts.isTypeAssertionExpression(at) || ts.isParenthesizedExpression(at))
    at = at.expression;
  return at;
}

function readCall(node: ts.CallExpression, sink: TargetSink): void {
  const { checker } = sink.reader.checking;
  const { kind } = node.expression;
  if (kind === ts.SyntaxKind.SuperKeyword || kind === ts.SyntaxKind.ImportKeyword) return;
  const callee = checker.getTypeAtLocation(node.expression);
  if (callee.flags & ts.TypeFlags.Any || callee.getSymbol()?.name === 'Function') {
    sink.recast(node);
    return;
  }
  const isFree = callee.getCallSignatures().some((signature) => answersAnything(signature));
  if (isFree && sink.losses.offersUnnamed(checker.getTypeAtLocation(node))) sink.recast(node);
}

/** `get<T>(key: string): T`: only who calls it says what it answers with. */
function answersAnything(signature: ts.Signature): boolean {
  const { typeParameters } = signature;
  if (typeParameters === undefined) return false;
  const declaration = signature.getDeclaration();
  const answer = declaration?.type?.getText() ?? '';
  return typeParameters.some(({ symbol: { name } }) => {
    const named = new RegExp(`\\b${name}\\b`);
    return (
      named.test(answer) && !declaration.parameters.some(({ type }) => type !== undefined && named.test(type.getText()))
    );
  });
}

/** `(value: unknown): value is Port`. */
function readPredicate(node: ts.FunctionLikeDeclaration, sink: TargetSink): void {
  const { type } = node;
  if (type === undefined || !ts.isTypePredicateNode(type) || type.type === undefined) return;
  if (sink.losses.offersUnnamed(sink.reader.checking.checker.getTypeAtLocation(type.type))) sink.recast(node);
}
