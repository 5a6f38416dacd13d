import { extname } from 'node:path';
import { makerRule, overlaps } from './maker-rules.ts';
import { isNodeModule, isPackageModule, type ModuleGraph } from './module-graph.ts';
import { isOwnBus, isWrapper } from './own-makers.ts';
import type { ParsedModule, ParsedSources } from './parsed-sources.ts';
import { createQuietReader } from './quiet.ts';
import { importsNothing } from './slice-imports.ts';
import type { Statement } from './syntax.ts';
import { readTopLevel } from './top-level.ts';

/** What loading a module of the service's own does, besides making its own bindings. */
interface LoadEffects {
  readonly isLoud: boolean;
  /** Modules that must not be among what stays for the module to be quiet. */
  readonly apartFrom: readonly string[];
}

/** Tells whether leaving an import out would lose what the modules do that it loads. */
export interface EffectScanner {
  /** @param staying the modules that are loaded anyway */
  hasEffects(path: string, staying: ReadonlySet<string>): boolean;
}

const scripts = new Set(['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs']);

/**
 * Makes a scanner that remembers what it found. Packages are taken to do nothing when they load, as TypeScript takes
 * them when it leaves out an import that is used for types only; but an `import 'package'` without bindings is there
 * for what it does.
 */
export function createEffectScanner(sources: ParsedSources, graph: ModuleGraph): EffectScanner {
  const known = new Map<string, LoadEffects>();
  const effectsOf = (path: string): LoadEffects => {
    const found = known.get(path) ?? scan(sources, graph, path);
    known.set(path, found);
    return found;
  };

  return {
    hasEffects(path, staying) {
      for (const module of graph.loads(path)) {
        if (isPackageModule(module) || !scripts.has(extname(module))) continue;
        const { isLoud, apartFrom } = effectsOf(module);
        if (isLoud || apartFrom.some((other) => overlaps(graph.closure(other), staying))) return true;
      }
      return false;
    },
  };
}

function scan(sources: ParsedSources, graph: ModuleGraph, path: string): LoadEffects {
  const module = sources.parse(path);
  if (module.isUnread) return { isLoud: true, apartFrom: [] };
  const apartFrom: string[] = [];
  const reader = createQuietReader(module, {
    ...readTopLevel(module.statements),
    makesOnly(binding, how) {
      const rule = makerRule(graph, path, binding, how);
      if (typeof rule === 'object') apartFrom.push(rule.apartFrom);
      return rule !== 'loud' || (how === 'call' && isOwnBus(path, binding, { sources, graph }));
    },
    isWrapper: (name) => isWrapper(path, name, { sources, graph }),
  });
  const isQuiet = (statement: Statement): boolean =>
    !isLoudImport(graph, module, statement) &&
    (reader.isQuietStatement(statement) || reader.worksOn(statement) !== undefined);
  return { isLoud: !module.statements.every(isQuiet), apartFrom };
}

/** Whether a statement imports a package for nothing but what it does. */
function isLoudImport(graph: ModuleGraph, importer: ParsedModule, statement: Statement): boolean {
  if (statement.type !== 'ImportDeclaration' || !importsNothing(statement, importer)) return false;
  const specifier = statement.source.value;
  if (isNodeModule(specifier) || specifier === 'lambdabus') return false;
  const module = graph.resolve(importer.path, specifier);
  // A module of the service's own is asked itself.
  return module === undefined || (isPackageModule(module) && !graph.isPure(module));
}
