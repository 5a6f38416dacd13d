import type ts from 'typescript-checker';
import type { EffectScanner } from './load-effects.ts';
import { isPackageModule, type ModuleGraph } from './module-graph.ts';
import type { ParsedSources } from './parsed-sources.ts';
import { exportedNames } from './top-level.ts';

/** What a module imports or hands on from another. */
export interface ImportStatement {
  readonly statement: ts.ImportDeclaration | ts.ExportDeclaration;
  readonly specifier: string;
  /** Local names of what it imports; undefined where it imports nothing and is there for what it does. */
  readonly locals?: readonly string[] | undefined;
  /** Names under which it hands on; `*` for all there are. */
  readonly exports: readonly string[];
}

/** What becomes of each import: those that are not in it go. */
export type KeptImports = ReadonlyMap<ts.Statement, 'as it is' | 'for effects'>;

/** Reads what a module imports; types are left out, for they leave nothing. */
export function readImports(typescript: typeof ts, statements: readonly ts.Statement[]): readonly ImportStatement[] {
  return statements.flatMap((statement): readonly ImportStatement[] => {
    if (typescript.isImportDeclaration(statement) && typescript.isStringLiteral(statement.moduleSpecifier)) {
      const { importClause, moduleSpecifier } = statement;
      const specifier = moduleSpecifier.text;
      if (importClause === undefined) return [{ statement, specifier, exports: [] }];
      if (importClause.isTypeOnly) return [];
      return [{ statement, specifier, locals: localNames(typescript, importClause), exports: [] }];
    }
    if (!typescript.isExportDeclaration(statement) || statement.isTypeOnly) return [];
    const { moduleSpecifier, exportClause } = statement;
    if (moduleSpecifier === undefined || !typescript.isStringLiteral(moduleSpecifier)) return [];
    const exports =
      exportClause === undefined
        ? ['*']
        : typescript.isNamespaceExport(exportClause)
          ? [exportClause.name.text]
          : exportClause.elements.filter(({ isTypeOnly }) => !isTypeOnly).map(({ name }) => name.text);
    return [{ statement, specifier: moduleSpecifier.text, locals: [], exports }];
  });
}

function localNames(typescript: typeof ts, { name, namedBindings }: ts.ImportClause): readonly string[] {
  const first = name === undefined ? [] : [name.text];
  if (namedBindings === undefined) return first;
  if (typescript.isNamespaceImport(namedBindings)) return [...first, namedBindings.name.text];
  return [
    ...first,
    ...namedBindings.elements.filter(({ isTypeOnly }) => !isTypeOnly).map((element) => element.name.text),
  ];
}

/** What {@link keepImports} goes by. */
export interface ImportsContext {
  readonly file: string;
  readonly sources: ParsedSources;
  readonly graph: ModuleGraph;
  readonly effects: EffectScanner;
}

/** What is used. */
export interface UsedNames {
  readonly names: ReadonlySet<string>;
  readonly exports: ReadonlySet<string>;
  /** The exports that the module does not declare itself. */
  readonly handedOn: readonly string[];
  /** Modules that stay, whatever the imports. */
  readonly staying: ReadonlySet<string>;
}

/** Finds the imports that are used, and those that do something when they load; and all modules that stay by them. */
export function keepImports(
  imports: readonly ImportStatement[],
  { file, sources, graph, effects }: ImportsContext,
  used: UsedNames,
): { readonly kept: KeptImports; readonly staying: ReadonlySet<string> } {
  const kept = new Map<ts.Statement, 'as it is' | 'for effects'>();
  const staying = new Set(used.staying);
  const add = (statement: ts.Statement, target: string | undefined, how: 'as it is' | 'for effects'): void => {
    kept.set(statement, how);
    if (target !== undefined) for (const path of graph.closure(target)) staying.add(path);
  };
  const unused = imports.flatMap(({ statement, specifier, locals, exports }) => {
    const target = graph.resolve(file, specifier);
    const isUsed =
      locals === undefined ||
      locals.some((name) => used.names.has(name)) ||
      exports.some((name) => used.exports.has(name)) ||
      (exports.includes('*') &&
        used.handedOn.some((name) => target === undefined || mayExport(sources, graph, { path: target, name })));
    if (isUsed) add(statement, target, 'as it is');
    return isUsed || target === undefined ? [] : [{ statement, target }];
  });
  for (const { statement, target } of unused) {
    if (effects.hasEffects(target, staying)) add(statement, target, 'for effects');
  }
  return { kept, staying };
}

/** Whether a module may export a name. Of packages nothing is known. */
function mayExport(
  sources: ParsedSources,
  graph: ModuleGraph,
  { path, name }: { readonly path: string; readonly name: string },
  seen = new Set<string>(),
): boolean {
  if (isPackageModule(path)) return true;
  if (seen.has(path)) return false;
  seen.add(path);
  const { typescript } = sources;
  const { statements } = sources.parse(path);
  if (statements.some((statement) => exportedNames(typescript, statement).includes(name))) return true;
  const clauses = statements.filter(typescript.isExportDeclaration);
  if (clauses.some(({ exportClause }) => exportClause?.getText().includes(name))) return true;
  return readImports(typescript, statements).some(({ specifier, exports }) => {
    const target = exports.includes('*') ? graph.resolve(path, specifier) : undefined;
    return exports.includes('*') && (target === undefined || mayExport(sources, graph, { path: target, name }, seen));
  });
}
