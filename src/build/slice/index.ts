export { type Slice, type SliceRequest, sliceClass } from './slice-class.ts';
