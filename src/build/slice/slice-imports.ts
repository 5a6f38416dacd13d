import type { ImportDeclaration } from 'oxc-parser';
import type { EffectScanner } from './load-effects.ts';
import { isPackageModule, type ModuleGraph } from './module-graph.ts';
import type { ParsedModule, ParsedSources } from './parsed-sources.ts';
import { exportName, type Statement } from './syntax.ts';
import { exportedNames } from './top-level.ts';
import { isLocalExport } from './write-slice.ts';

/** What a module imports or hands on from another. */
export interface ImportStatement {
  readonly statement: Statement;
  readonly specifier: string;
  /** Local names of what it imports; undefined where it imports nothing and is there for what it does. */
  readonly locals?: readonly string[] | undefined;
  /** Names under which it hands on; `*` for all there are. */
  readonly exports: readonly string[];
}

/** What becomes of each import: those that are not in it go. */
export type KeptImports = ReadonlyMap<Statement, 'as it is' | 'for effects'>;

/** Reads what a module imports; types are left out, for they leave nothing. */
export function readImports(module: ParsedModule): readonly ImportStatement[] {
  return module.statements.flatMap((statement): readonly ImportStatement[] => {
    switch (statement.type) {
      case 'ImportDeclaration': {
        const { importKind, specifiers } = statement;
        if (importKind === 'type') return [];
        const specifier = statement.source.value;
        if (importsNothing(statement, module)) return [{ statement, specifier, exports: [] }];
        const values = specifiers.filter((one) => one.type !== 'ImportSpecifier' || one.importKind !== 'type');
        return [{ statement, specifier, locals: values.map(({ local }) => local.name), exports: [] }];
      }
      case 'ExportAllDeclaration': {
        if (statement.exportKind === 'type') return [];
        const exports = [statement.exported === null ? '*' : exportName(statement.exported)];
        return [{ statement, specifier: statement.source.value, locals: [], exports }];
      }
      case 'ExportNamedDeclaration': {
        const { exportKind, source, specifiers } = statement;
        if (exportKind === 'type' || source === null) return [];
        const values = specifiers.filter((one) => one.exportKind !== 'type');
        const exports = values.map(({ exported }) => exportName(exported));
        return [{ statement, specifier: source.value, locals: [], exports }];
      }
      default:
        return [];
    }
  });
}

/** Whether an import is there for what the module does when it loads: `import 'x'`, but not `import {} from 'x'`. */
export function importsNothing({ specifiers, start, source }: ImportDeclaration, { text }: ParsedModule): boolean {
  return specifiers.length === 0 && !text.slice(start, source.start).includes('{');
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
  const kept = new Map<Statement, 'as it is' | 'for effects'>();
  const staying = new Set(used.staying);
  const add = (statement: Statement, target: string | undefined, how: 'as it is' | 'for effects'): void => {
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
  const module = sources.parse(path);
  if (module.isUnread) return true;
  const { statements } = module;
  if (statements.some((statement) => exportedNames(statement).includes(name))) return true;
  const isListed = statements
    .filter(isLocalExport)
    .some(({ specifiers }) => specifiers.some(({ exported }) => exportName(exported) === name));
  if (isListed) return true;
  return readImports(module).some(({ specifier, exports }) => {
    if (exports.includes(name)) return true;
    const target = exports.includes('*') ? graph.resolve(path, specifier) : undefined;
    return exports.includes('*') && (target === undefined || mayExport(sources, graph, { path: target, name }, seen));
  });
}
