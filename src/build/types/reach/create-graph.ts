import type { Checking } from '../checking.ts';
import { ts } from '../compiler.ts';
import { type CodeGraph, type CodeNode, chainOf, type Exported, lookUp, type Owner } from './code-graph.ts';
import { createPlainTypes } from './plain-types.ts';
import { readFileEdges } from './read-edges.ts';
import { type Registry, registerFile } from './register.ts';
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

/** Reads the code of a program's files into a graph. */
export function createCodeGraph(files: readonly ts.SourceFile[], checking: Checking): CodeGraph {
  const owners: Registry['owners'] = new Map();
  const registry: Registry = {
    checking,
    modules: new Map(),
    nodes: new Map(),
    owners,
    plainTypes: createPlainTypes({ owners, checking }),
    namespaces: new Set(),
    handlers: [],
  };
  for (const file of files) registerFile(file, registry);
  const registered = new Set(owners.values());
  for (const owner of registered) addBase(owner, registry);
  for (const owner of registered) {
    addAlways(owner, checking);
    owner.making?.edges.push({ at: owner.declaration, to: 'owner', owner });
  }
  for (const file of registry.namespaces) addNamespace(file, registry);
  for (const file of files) readFileEdges(file, registry);
  const exported = { get: (file: string) => exportedFrom(file, registry) };
  const fits = (owner: Owner, type: ts.Type) => checking.checker.isTypeAssignableTo(instanceOf(owner, checking), type);
  return { ...registry, exported, fits, byMember: indexMembers(new Set(registry.owners.values())) };
}

function instanceOf({ declaration }: Owner, { checker }: Checking): ts.Type {
  return checker.getTypeAtLocation(declaration);
}

function addBase(owner: Owner, { owners, checking: { checker } }: Registry): void {
  if (!ts.isClassLike(owner.declaration)) return;
  const extended = extendsOf(owner.declaration);
  if (extended === undefined) return;
  const symbol = checker.getSymbolAtLocation(extended);
  const resolved = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const declarations = resolved?.declarations ?? [];
  owner.base = declarations.flatMap((declaration) => owners.get(declaration) ?? [])[0];
  // The library's Api and the classes of platform and packages are known by their types.
  owner.hasUnknownBase = owner.base === undefined && !(declarations.length > 0 && declarations.every(isOutside));
}

function extendsOf(declaration: ts.ClassLikeDeclaration): ts.Expression | undefined {
  return declaration.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0]?.expression;
}

/** Finds the members that are used as soon as there is an instance. */
function addAlways(owner: Owner, checking: Checking): void {
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

/** A module as an object with its exports as members. */
function addNamespace(file: ts.SourceFile, registry: Registry): void {
  const { nodes, owners, checking } = registry;
  const { checker } = checking;
  const symbol = checker.getSymbolAtLocation(file);
  if (symbol === undefined) return;
  const members = new Map<string, CodeNode[]>();
  for (const exported of checker.getExportsOfModule(symbol)) {
    const resolved = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const found = (resolved.declarations ?? []).flatMap(
      (declaration) => owners.get(declaration)?.making ?? nodes.get(declaration) ?? [],
    );
    if (found.length > 0) members.set(exported.name, found);
  }
  const what = registry.modules.get(file.fileName)?.what ?? file.fileName;
  owners.set(file, { what, declaration: file, members, always: [], isApi: false, hasUnknownBase: false });
}

function exportedFrom(fileName: string, { nodes, owners, checking }: Registry): Exported | undefined {
  const { checker, program } = checking;
  const file = program.getSourceFile(fileName);
  const symbol = file && checker.getSymbolAtLocation(file);
  if (symbol === undefined) return undefined;
  const declarations = checker.getExportsOfModule(symbol).flatMap((exported) => {
    const resolved = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const held =
      resolved.valueDeclaration === undefined
        ? []
        : (checker.getTypeOfSymbol(resolved).getSymbol()?.declarations ?? []);
    return [...(resolved.declarations ?? []), ...held];
  });
  return {
    nodes: declarations.flatMap((declaration) => (owners.has(declaration) ? [] : (nodes.get(declaration) ?? []))),
    owners: declarations.flatMap((declaration) => owners.get(declaration) ?? []),
  };
}

function indexMembers(owners: ReadonlySet<Owner>): ReadonlyMap<string, readonly Owner[]> {
  const index = new Map<string, Owner[]>();
  for (const owner of owners) {
    for (const name of new Set(chainOf(owner).flatMap((part) => [...part.members.keys()]))) {
      const known = index.get(name);
      if (known === undefined) index.set(name, [owner]);
      else known.push(owner);
    }
  }
  return index;
}
