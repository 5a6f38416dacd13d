export { createSlicer } from './create-slicer.ts';
export type { ModuleGraph } from './module-graph.ts';
export type { CutModule, ModuleSlicer, Slice } from './slice-module.ts';
