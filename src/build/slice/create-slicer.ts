import { type FoundClass, findExportedClass } from './find-class.ts';
import { createEffectScanner } from './load-effects.ts';
import type { ModuleGraph } from './module-graph.ts';
import { createParsedSources } from './parsed-sources.ts';
import { createModuleSlicer, type ModuleSlicer } from './slice-module.ts';

/** Cuts the modules of a service, and finds classes in them. */
export interface ServiceSlicer extends ModuleSlicer {
  /** The class that a module exports, as far as the syntax tells. */
  findClass(exported: { readonly file: string; readonly exportName: string }): FoundClass | undefined;
}

/** Makes a slicer for the modules of a graph, which remembers what it has read of them for the length of one build. */
export function createSlicer(graph: ModuleGraph): ServiceSlicer {
  const sources = createParsedSources();
  return {
    ...createModuleSlicer({ sources, graph, effects: createEffectScanner(sources, graph) }),
    findClass: (exported) => findExportedClass(sources, graph, exported),
  };
}
