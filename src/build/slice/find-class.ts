import type ts from 'typescript-checker';
import type { ModuleGraph } from './module-graph.ts';
import type { ParsedSources } from './parsed-sources.ts';

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
  const { typescript } = sources;
  const { statements } = sources.parse(file);
  const declaration = statements
    .filter(typescript.isClassDeclaration)
    .find((candidate) => candidate.name?.text === exportName && isExportedByName(typescript, candidate));
  if (declaration !== undefined) return { file, exportName, methods: publicMethods(typescript, declaration) };
  for (const statement of statements) {
    if (!typescript.isExportDeclaration(statement) || statement.isTypeOnly) continue;
    const { moduleSpecifier, exportClause } = statement;
    if (moduleSpecifier === undefined || !typescript.isStringLiteral(moduleSpecifier)) continue;
    const name = handedOn(typescript, exportClause, exportName);
    const target = name === undefined ? undefined : graph.resolve(file, moduleSpecifier.text);
    if (name === undefined || target === undefined) continue;
    const found = findExportedClass(sources, graph, { file: target, exportName: name }, new Set([...seen, file]));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The name that an `export … from` asks its module for, to hand something on under a name. */
function handedOn(typescript: typeof ts, clause: ts.NamedExportBindings | undefined, name: string): string | undefined {
  // `export *` hands on all but the default.
  if (clause === undefined) return name === 'default' ? undefined : name;
  if (!typescript.isNamedExports(clause)) return undefined;
  const element = clause.elements.find((candidate) => !candidate.isTypeOnly && candidate.name.text === name);
  return element && (element.propertyName ?? element.name).text;
}

function isExportedByName(typescript: typeof ts, declaration: ts.ClassDeclaration): boolean {
  const kinds = (typescript.getModifiers(declaration) ?? []).map(({ kind }) => kind);
  return kinds.includes(typescript.SyntaxKind.ExportKeyword) && !kinds.includes(typescript.SyntaxKind.DefaultKeyword);
}

function publicMethods(typescript: typeof ts, { members }: ts.ClassDeclaration): readonly string[] {
  const { PrivateKeyword, ProtectedKeyword, StaticKeyword } = typescript.SyntaxKind;
  return members.flatMap((member) => {
    if (!typescript.isMethodDeclaration(member) || member.body === undefined) return [];
    const isOther = (typescript.getModifiers(member) ?? []).some(({ kind }) =>
      [PrivateKeyword, ProtectedKeyword, StaticKeyword].includes(kind),
    );
    return isOther || !typescript.isIdentifier(member.name) ? [] : [member.name.text];
  });
}
