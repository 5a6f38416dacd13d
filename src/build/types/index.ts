export type { CheckedBus } from './checked-bus.ts';
export { checkBus, createTypeReader, type ParsedFiles, type TypeReader } from './type-reader.ts';
