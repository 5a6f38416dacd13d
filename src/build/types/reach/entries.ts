import type { FunctionEntry } from '../checked-bus.ts';
import type { Checking } from '../checking.ts';
import { ts } from '../compiler.ts';
import { type CodeGraph, type CodeNode, chainOf, type Owner } from './code-graph.ts';
import { handlerOf } from './handler-arguments.ts';
import type { Start } from './reach.ts';
import { unwrap } from './syntax.ts';

/** Where the functions of a bus start in its code. */
export interface Entries {
  /** By the names under which the bus module exports the class. */
  readonly apis: ReadonlyMap<string, ts.Symbol>;
  /** By the names of their exports. */
  readonly handlers: ReadonlyMap<string, ts.Declaration>;
  readonly codecs: ReadonlyMap<string, ts.Symbol>;
}

/** Where one function starts: the modules of its bundle, and the code that answers its requests. */
export function startOf(
  entry: FunctionEntry,
  modules: readonly CodeNode[],
  { entries, graph, checking }: { readonly entries: Entries; readonly graph: CodeGraph; readonly checking: Checking },
): Start {
  if (entry.kind === 'modules') return startOfModules(entry.files, modules, graph);
  const codecs = (entry.codecs ?? []).flatMap((name) => ownersOf(entries.codecs.get(name), graph));
  const made = codecs.map((owner) => ({ owner, names: ['toBus', 'fromBus'] }));
  if (entry.kind === 'procedure') {
    const api = entries.apis.get(entry.exportName);
    const owners = ownersOf(api, graph).map((owner) => ({ owner, names: ['start'] }));
    const methods = ['start', entry.procedure].flatMap((name) => memberOf(api, name, graph, checking));
    return { modules, nodes: methods.map((node) => ({ node })), made: [...owners, ...made] };
  }
  const declaration = entries.handlers.get(entry.exportName);
  return { modules, nodes: declaration === undefined ? [] : handlerNodes(declaration, graph, checking), made };
}

/** A script, a test, another program's handlers: whatever its modules export may be called. */
function startOfModules(files: readonly string[], modules: readonly CodeNode[], graph: CodeGraph): Start {
  const owners = files.flatMap((file) => graph.exported.get(file)?.owners ?? []);
  return {
    modules,
    nodes: files.flatMap((file) => (graph.exported.get(file)?.nodes ?? []).map((node) => ({ node }))),
    made: owners.map((owner) => ({ owner, names: chainOf(owner).flatMap((part) => [...part.members.keys()]) })),
  };
}

/** Adds what modules export that compiled code imports: it may use all of it. */
export function exportedTo(
  imports: readonly { readonly module: ts.SourceFile; readonly importer: string }[],
  start: Start,
  graph: CodeGraph,
): Start {
  const exports = imports.map(({ module, importer }) => {
    const { nodes, made } = startOfModules([module.fileName], [], graph);
    const assumed = `it is exported to ${importer}, whose code is compiled`;
    return { nodes: nodes.map(({ node }) => ({ node, assumed })), made };
  });
  return {
    modules: start.modules,
    nodes: [...start.nodes, ...exports.flatMap(({ nodes }) => nodes)],
    made: [...start.made, ...exports.flatMap(({ made }) => made)],
  };
}

function ownersOf(symbol: ts.Symbol | undefined, { owners }: CodeGraph): readonly Owner[] {
  return (symbol?.declarations ?? []).flatMap((declaration) => owners.get(declaration) ?? []);
}

/** The method that an instance has, also where a mixin gives it. */
function memberOf(
  api: ts.Symbol | undefined,
  name: string,
  { nodes }: CodeGraph,
  { checker }: Checking,
): readonly CodeNode[] {
  const declarations = (api?.declarations ?? []).flatMap((declaration) => {
    const member = checker.getPropertyOfType(checker.getTypeAtLocation(declaration), name);
    return member?.declarations ?? [];
  });
  return declarations.flatMap((declaration) => nodes.get(declaration) ?? []);
}

/** The handler of an exported listener or schedule; where it is made elsewhere, every handler that may be it. */
function handlerNodes(declaration: ts.Declaration, graph: CodeGraph, checking: Checking): Start['nodes'] {
  const initializer = ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  const value = initializer && unwrap(initializer);
  const handler = value && ts.isCallExpression(value) ? handlerOf(value, checking) : undefined;
  const known = handler && graph.nodes.get(handler);
  if (known !== undefined) return [{ node: known }];
  const assumed = 'its handler is not written where it is exported, and may be any';
  return graph.handlers.map((node) => ({ node, assumed }));
}
