export type {
  CheckedApi,
  CheckedBus,
  CheckedEvent,
  CheckedListener,
  CheckedProcedure,
  CheckedSchedule,
  CheckedTargets,
  CheckRequest,
} from './checked-bus.ts';
export { checkBus, createTypeReader, type TypeReader } from './type-reader.ts';
