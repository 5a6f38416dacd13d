export { createEffectScanner } from './module-effects.ts';
export { type Slice, sliceClass } from './slice-class.ts';
