import type { Class } from 'oxc-parser';
import type { ModuleGraph } from './module-graph.ts';
import type { ParsedSources } from './parsed-sources.ts';
import { classOf, exportName as nameOf, type Statement } from './syntax.ts';

/** A class as its module declares it. */
export interface FoundClass {
  readonly file: string;
  /** The name by which its module exports it. */
  readonly exportName: string;
  /** Names of the public methods that it declares itself. */
  readonly methods: readonly string[];
}

/**
 * Finds the class that a module exports, also what it hands on from others, by the syntax alone. Undefined for what only
 * types tell, such as a class that a function returns.
 */
export function findExportedClass(
  sources: ParsedSources,
  graph: ModuleGraph,
  { file, exportName }: { readonly file: string; readonly exportName: string },
  seen: ReadonlySet<string> = new Set(),
): FoundClass | undefined {
  if (seen.has(file) || !graph.has(file)) return undefined;
  const { statements } = sources.parse(file);
  const declaration = statements
    .filter(({ type }) => type === 'ExportNamedDeclaration')
    .map(classOf)
    .find((candidate) => candidate?.id?.name === exportName);
  if (declaration !== undefined) return { file, exportName, methods: publicMethods(declaration) };
  for (const statement of statements) {
    const { name, specifier } = handedOn(statement, exportName) ?? {};
    const target = specifier === undefined ? undefined : graph.resolve(file, specifier);
    if (name === undefined || target === undefined) continue;
    const found = findExportedClass(sources, graph, { file: target, exportName: name }, new Set([...seen, file]));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The name that an `export … from` asks its module for, to hand something on under a name. */
export function handedOn(
  statement: Statement,
  name: string,
): { readonly name: string; readonly specifier: string } | undefined {
  if (statement.type === 'ExportAllDeclaration') {
    const { exportKind, exported, source } = statement;
    // `export *` hands on all but the default.
    return exportKind === 'type' || exported !== null || name === 'default'
      ? undefined
      : { name, specifier: source.value };
  }
  if (statement.type !== 'ExportNamedDeclaration' || statement.exportKind === 'type') return undefined;
  const { specifiers, source } = statement;
  const found = specifiers.find(({ exportKind, exported }) => exportKind !== 'type' && nameOf(exported) === name);
  return found === undefined || source === null ? undefined : { name: nameOf(found.local), specifier: source.value };
}

function publicMethods({ body }: Class): readonly string[] {
  return body.body.flatMap((member) => {
    if (member.type !== 'MethodDefinition' || member.kind !== 'method' || member.value.body === null) return [];
    const isOther = member.static || member.accessibility === 'private' || member.accessibility === 'protected';
    return isOther || member.computed || member.key.type !== 'Identifier' ? [] : [member.key.name];
  });
}
