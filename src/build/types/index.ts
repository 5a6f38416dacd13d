export type { CheckedBus } from './checked-bus.ts';
export { addConfigInputs } from './project-options.ts';
export { checkBus, createTypeReader, type ParsedFiles, type TypeReader } from './type-reader.ts';
