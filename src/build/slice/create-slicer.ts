import { ts } from '../typescript.ts';
import { createEffectScanner } from './load-effects.ts';
import type { ModuleGraph } from './module-graph.ts';
import { createParsedSources } from './parsed-sources.ts';
import { createModuleSlicer, type ModuleSlicer } from './slice-module.ts';

/** Makes a slicer for the modules of a graph, which remembers what it has read of them for the length of one build. */
export function createSlicer(graph: ModuleGraph): ModuleSlicer {
  const sources = createParsedSources(ts);
  return createModuleSlicer({ sources, graph, effects: createEffectScanner(sources, graph) });
}
