import { ts } from '../compiler.ts';
import type { Owner } from './code-graph.ts';
import type { Registry } from './registry.ts';
import { unwrap } from './syntax.ts';

/**
 * What an expression is for certain, whatever its type lets it be: an object literal or an instance that a constant
 * holds, a class that is named. Two objects with members of the same names are told apart by it.
 */
export function knownHolder(expression: ts.Expression, registry: Registry): Owner | undefined {
  const value = unwrap(expression);
  if (ts.isNewExpression(value)) return classOf(value.expression, registry);
  if (!ts.isIdentifier(value) && !ts.isPropertyAccessExpression(value)) return undefined;
  const declaration = declarationOf(value, registry);
  if (declaration === undefined) return undefined;
  if (ts.isClassLike(declaration)) return registry.owners.get(declaration);
  return isConstant(declaration) ? heldBy(declaration.initializer, registry) : undefined;
}

/** Whether a declaration keeps the value that it is given where it stands. */
function isConstant(declaration: ts.Declaration): declaration is ts.VariableDeclaration | ts.PropertyDeclaration {
  if (ts.isVariableDeclaration(declaration)) {
    return (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Constant) !== 0 && ts.isIdentifier(declaration.name);
  }
  if (!ts.isPropertyDeclaration(declaration) || !ts.isClassLike(declaration.parent)) return false;
  // A constructor may give a field another value still.
  return (
    (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Readonly) !== 0 &&
    !declaration.parent.members.some(ts.isConstructorDeclaration)
  );
}

function heldBy(initializer: ts.Expression | undefined, registry: Registry): Owner | undefined {
  const value = initializer && unwrap(initializer);
  if (value === undefined) return undefined;
  if (ts.isObjectLiteralExpression(value)) return registry.owners.get(value);
  return ts.isNewExpression(value) ? classOf(value.expression, registry) : undefined;
}

/** The class that a name stands for; one whose constructor may return something else is not known. */
function classOf(expression: ts.Expression, registry: Registry): Owner | undefined {
  const named = unwrap(expression);
  const declaration = ts.isExpression(named) ? declarationOf(named, registry) : undefined;
  const owner = declaration && ts.isClassDeclaration(declaration) ? registry.owners.get(declaration) : undefined;
  if (owner === undefined || owner.hasUnknownBase) return undefined;
  for (let at: Owner | undefined = owner; at !== undefined; at = at.base) {
    if (!ts.isClassLike(at.declaration) || at.declaration.members.some(returnsSomething)) return undefined;
  }
  return owner;
}

function returnsSomething(member: ts.ClassElement): boolean {
  if (!ts.isConstructorDeclaration(member) || member.body === undefined) return false;
  let found = false;
  const visit = (node: ts.Node): void => {
    if (ts.isReturnStatement(node) && node.expression !== undefined) found = true;
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit);
  };
  ts.forEachChild(member.body, visit);
  return found;
}

function declarationOf(
  expression: ts.Expression,
  { checking: { checker, look } }: Registry,
): ts.Declaration | undefined {
  const symbol = checker.getSymbolAtLocation(ts.isPropertyAccessExpression(expression) ? expression.name : expression);
  const resolved = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  for (const declaration of resolved?.declarations ?? []) look(declaration);
  return resolved?.declarations?.length === 1 ? resolved.valueDeclaration : undefined;
}
