import type { Checking } from '../checking.ts';
import { ts } from '../compiler.ts';
import { type CodeGraph, type CodeNode, chainOf, type Exported, type Owner } from './code-graph.ts';
import { type FileCode, forgetEdges } from './file-code.ts';
import { addAlways, addBase } from './heritage.ts';
import { createPlainTypes } from './plain-types.ts';
import { readFileEdges } from './read-edges.ts';
import { registerFile } from './register.ts';
import { type Registered, registryFor } from './registry.ts';

/** What the graph of before has of files that are the same, when what can be seen of the edited ones is, too. */
export interface KeptGraph {
  readonly graph: CodeGraph;
  /** The paths of the files that were edited. */
  readonly edited: ReadonlySet<string>;
}

/**
 * Reads the code of a program's files into a graph. What is kept of the one before is taken over and changed: that one is
 * not to be used any more.
 */
export function createCodeGraph(
  files: readonly ts.SourceFile[],
  checking: Checking,
  kept?: KeptGraph | undefined,
): CodeGraph {
  const stale = kept && staleFiles(kept);
  const codes = files.map((file) => {
    const known = stale?.has(file.fileName) === false ? kept?.graph.files.get(file.fileName) : undefined;
    return { isKnown: known !== undefined, code: known ?? registerFile(file, checking) };
  });
  const nodes = new Map(codes.flatMap(({ code }) => [...code.nodes]));
  const owners = new Map(codes.flatMap(({ code }) => [...code.owners]));
  const all: Registered = { nodes, owners, plainTypes: createPlainTypes(owners, checking) };
  const added = codes.filter(({ isKnown }) => !isKnown).map(({ code }) => code);
  for (const code of added) for (const owner of ownersIn(code)) addBase(owner, owners, { code, checking });
  for (const code of added) for (const owner of ownersIn(code)) addAlways(owner, checking);
  const byFile = new Map(codes.map(({ code }) => [code.file.fileName, code]));
  for (const path of new Set(codes.flatMap(({ code }) => [...code.namespaces]))) {
    const code = byFile.get(path);
    const known = code && kept?.graph.owners.get(code.file);
    const owner = code && namespaceOf(code, all, { checking, known });
    if (owner !== undefined) owners.set(owner.declaration, owner);
  }
  for (const { code, isKnown } of codes) {
    if (isKnown && stale !== undefined && !isConcerned(code, stale)) continue;
    if (isKnown) forgetEdges(code);
    for (const owner of ownersIn(code)) owner.making?.edges.push({ at: owner.declaration, to: 'owner', owner });
    readFileEdges(code, registryFor(code, all, checking));
  }
  return {
    files: byFile,
    modules: new Map(codes.map(({ code }) => [code.file.fileName, code.module])),
    nodes,
    owners,
    handlers: codes.flatMap(({ code }) => code.handlers),
    exported: { get: (file: string) => exportedFrom(file, all, checking) },
    fits: (owner, node) =>
      checking.checker.isTypeAssignableTo(instanceOf(owner, checking), checking.checker.getTypeAtLocation(node)),
    byMember: indexMembers(new Set(owners.values())),
  };
}

/** The files that were edited, and those with classes that extend a class of one. */
function staleFiles({ graph, edited }: KeptGraph): ReadonlySet<string> {
  const stale = new Set(edited);
  for (let before = -1; before !== stale.size; ) {
    before = stale.size;
    for (const [path, { heritage }] of graph.files) if (hasAny(heritage, stale)) stale.add(path);
  }
  return stale;
}

/** Whether what a file's code names may be something else than it was. */
function isConcerned({ looked, targets }: FileCode, stale: ReadonlySet<string>): boolean {
  return targets === undefined || targets.isReadAgain || hasAny(looked, stale);
}

function hasAny(paths: ReadonlySet<string>, wanted: ReadonlySet<string>): boolean {
  return [...wanted].some((path) => paths.has(path));
}

function ownersIn({ owners }: FileCode): ReadonlySet<Owner> {
  return new Set(owners.values());
}

function instanceOf({ declaration }: Owner, { checker }: Checking): ts.Type {
  return checker.getTypeAtLocation(declaration);
}

/** A module as an object with its exports as members; `known` is what it was before. */
function namespaceOf(
  { file, module: { what } }: FileCode,
  { nodes, owners }: Registered,
  { checking: { checker }, known }: { readonly checking: Checking; readonly known: Owner | undefined },
): Owner | undefined {
  const symbol = checker.getSymbolAtLocation(file);
  if (symbol === undefined) return undefined;
  const isSame = known !== undefined && known.declaration === file;
  const members = isSame ? known.members : new Map<string, CodeNode[]>();
  members.clear();
  for (const exported of checker.getExportsOfModule(symbol)) {
    const resolved = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const found = (resolved.declarations ?? []).flatMap(
      (declaration) => owners.get(declaration)?.making ?? nodes.get(declaration) ?? [],
    );
    if (found.length > 0) members.set(exported.name, found);
  }
  return isSame ? known : { what, declaration: file, members, always: [], isApi: false, hasUnknownBase: false };
}

function exportedFrom(
  fileName: string,
  { nodes, owners }: Registered,
  { checker, program }: Checking,
): Exported | undefined {
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
