import { createEffectScanner, type EffectScanner } from '../../../src/build/slice/load-effects.ts';
import { type ModuleGraph, readModuleGraph } from '../../../src/build/slice/module-graph.ts';
import { createParsedSources, type ParsedSources } from '../../../src/build/slice/parsed-sources.ts';

/** Modules that exist in memory only. */
export interface ModulesInMemory {
  readonly sources: ParsedSources;
  readonly graph: ModuleGraph;
  readonly effects: EffectScanner;
}

/** Makes modules of sources. What each imports is read from its text; packages lie in `/node_modules`. */
export function modulesOf(files: Readonly<Record<string, string>>): ModulesInMemory {
  const sources = createParsedSources((path) => files[path.slice(1)] ?? '');
  const inputs = Object.fromEntries(
    Object.entries(files).map(([path, source]) => [
      path,
      {
        bytes: source.length,
        imports: [...source.matchAll(/(import\(|from |import )["']([^"']+)["']/g)].flatMap(
          ([, how, specifier = '']) => {
            if (specifier === 'lambdabus' || specifier.startsWith('node:')) return [];
            const target = specifier.startsWith('./') ? specifier.slice(2) : `node_modules/${specifier}/index.js`;
            return [
              {
                path: target,
                original: specifier,
                kind: how === 'import(' ? 'dynamic-import' : 'import-statement',
              } as const,
            ];
          },
        ),
      },
    ]),
  );
  const graph = readModuleGraph({ inputs, outputs: {} }, '/');
  return { sources, graph, effects: createEffectScanner(sources, graph) };
}
