import { ts } from '../compiler.ts';
import { parametersFrom } from './handed-on.ts';

/** A parameter of an overload, and what the code behind it takes that for. */
export interface Overloaded {
  readonly source: ts.Type;
  readonly target: ts.Type;
  readonly at: ts.Node;
}

/**
 * What the code of an overloaded function takes the parameters of its overloads for: whoever calls it, or has it as a
 * value, knows but the overloads.
 */
export function overloadsOf(node: ts.Node, checker: ts.TypeChecker): readonly Overloaded[] {
  if (!isImplementation(node)) return [];
  const overloads = overloadsOn(node, checker);
  const behind = overloads.length === 0 ? undefined : checker.getSignatureFromDeclaration(node);
  if (behind === undefined) return [];
  return overloads.flatMap((overload) => {
    const signature = checker.getSignatureFromDeclaration(overload);
    return (signature?.parameters ?? []).flatMap((_, index) => {
      const [source] = signature === undefined ? [] : parametersFrom(signature, index, checker);
      const [target] = parametersFrom(behind, index, checker);
      return source === undefined || target === undefined ? [] : [{ source, target, at: node.name ?? node }];
    });
  });
}

type Implementation = ts.FunctionDeclaration | ts.MethodDeclaration | ts.ConstructorDeclaration;

function isImplementation(node: ts.Node): node is Implementation {
  return isOverloadable(node) && node.body !== undefined && node.parameters.length > 0;
}

function isOverloadable(node: ts.Node): node is Implementation {
  return ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isConstructorDeclaration(node);
}

function overloadsOn(node: Implementation, checker: ts.TypeChecker): readonly Implementation[] {
  if (ts.isConstructorDeclaration(node))
    return node.parent.members
      .filter((member) => ts.isConstructorDeclaration(member))
      .filter((other) => other !== node);
  const symbol = node.name && checker.getSymbolAtLocation(node.name);
  return (symbol?.declarations ?? []).filter(
    (other): other is Implementation => isOverloadable(other) && other !== node && other.body === undefined,
  );
}
