import type { Checking } from '../checking.ts';
import { ts } from '../compiler.ts';
import { chainOf, lookUp, type Owner } from './code-graph.ts';
import type { FileCode } from './file-code.ts';
import { isOutside } from './value-use.ts';

/** Members that the language itself looks for: `await` for `then`, templates for `toString`. */
const implicitMembers = new Set([
  'then',
  'toString',
  'toLocaleString',
  'valueOf',
  'toJSON',
  'next',
  'return',
  'throw',
  'handleEvent',
  'toBus',
  'fromBus',
]);

/** Finds the class of the program that a class extends. */
export function addBase(
  owner: Owner,
  owners: ReadonlyMap<ts.Node, Owner>,
  { code, checking: { checker } }: { readonly code: FileCode; readonly checking: Checking },
): void {
  if (!ts.isClassLike(owner.declaration)) return;
  const extended = extendsOf(owner.declaration);
  if (extended === undefined) return;
  const symbol = checker.getSymbolAtLocation(extended);
  const resolved = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const declarations = resolved?.declarations ?? [];
  for (const declaration of declarations) {
    const file = declaration.getSourceFile();
    if (file !== code.file) code.heritage.add(file.fileName);
  }
  owner.base = declarations.flatMap((declaration) => owners.get(declaration) ?? [])[0];
  // The library's Api and the classes of platform and packages are known by their types.
  owner.hasUnknownBase = owner.base === undefined && !(declarations.length > 0 && declarations.every(isOutside));
}

function extendsOf(declaration: ts.ClassLikeDeclaration): ts.Expression | undefined {
  return declaration.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0]?.expression;
}

/** Finds the members that are used as soon as there is an instance. */
export function addAlways(owner: Owner, checking: Checking): void {
  if (owner.isApi) return;
  const names = new Set(chainOf(owner).flatMap((part) => [...part.members.keys()]));
  for (const name of names) {
    const reason = implicitMembers.has(name)
      ? `${owner.what}.${name} is a member that JavaScript itself calls`
      : isKnownOutside(owner, name, checking)
        ? `${owner.what}.${name} is declared outside of the program, where it may be called`
        : undefined;
    if (reason !== undefined) for (const node of lookUp(owner, name)) owner.always.push({ node, reason });
  }
  for (const part of chainOf(owner).slice(1)) owner.always.push(...part.always);
  // Listing an object's members, or copying them, runs its accessors.
  if (!ts.isObjectLiteralExpression(owner.declaration)) return;
  for (const node of [...owner.members.values()].flat()) {
    if (ts.isAccessor(node.declaration)) owner.always.push({ node, reason: `copying ${owner.what} runs ${node.what}` });
  }
}

/** Whether a class extends or implements something from outside of the program that has a member of this name. */
function isKnownOutside(owner: Owner, name: string, { checker }: Checking): boolean {
  return chainOf(owner).some(({ declaration }) => {
    if (!ts.isClassLike(declaration)) return false;
    const types = (declaration.heritageClauses ?? []).flatMap((clause) => clause.types);
    return types.some((type) => {
      const member = checker.getPropertyOfType(checker.getTypeAtLocation(type), name);
      return member?.declarations?.some(isOutside) === true;
    });
  });
}
