export type { ListenerEntryPoint, ProcedureEntryPoint, ScheduleEntryPoint } from './entry-point.ts';
export { bindCheckedEvents } from './fire-checked-event.ts';
export { bindEvents } from './fire-event.ts';
export { listenerHandler } from './listener-handler.ts';
export { procedureHandler } from './procedure-handler.ts';
export { scheduleHandler } from './schedule-handler.ts';
export { withSchemas } from './standard-schema.ts';
export { startedProcedureHandler } from './started-procedure-handler.ts';
