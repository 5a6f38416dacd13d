export { createSlicer, type ServiceSlicer } from './create-slicer.ts';
export type { FoundClass } from './find-class.ts';
export type { ModuleGraph } from './module-graph.ts';
export type { CutModule, ModuleSlicer, Slice } from './slice-module.ts';
