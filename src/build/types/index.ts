export type { CheckedBus } from './checked-bus.ts';
export { checkBus, createTypeReader, type TypeReader } from './type-reader.ts';
