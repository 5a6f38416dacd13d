export { createEffectScanner, type ModuleNode } from './module-effects.ts';
export { type Slice, type SliceRequest, sliceClass } from './slice-class.ts';
