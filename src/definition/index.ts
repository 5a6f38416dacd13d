export { type GraphFinding, graphFindings } from './acknowledge.ts';
export { Api, type ApiClass, isApiClass } from './api.ts';
export type { DeclaredUse } from './declared-use.ts';
export { BusError, type BusErrorCode, type BusErrorOptions, busErrorCodes, isBusError } from './errors.ts';
export {
  bindEvents,
  type EventDefinition,
  event,
  eventOptions,
  eventSchema,
  type FifoFireOptions,
  type FireArguments,
  type FiredEvent,
  type FireOptions,
  isEvent,
} from './event.ts';
export {
  applicationLogLevels,
  architectures,
  type FunctionOptions,
  type LogRetention,
  logRetentionDays,
  runtimes,
  systemLogLevels,
  tracingModes,
} from './function-options.ts';
export {
  type AnyListenerDefinition,
  createListener,
  type EventContext,
  type EventHandler,
  isListener,
  type ListenerDefinition,
  listenerState,
  type NotedDefinition,
  notedDefinitions,
} from './listener.ts';
export {
  apiNameProblem,
  handlerPattern,
  isStage,
  longestPrefix,
  memberNameProblem,
  reservedHandlers,
  reservedMembers,
  servicePattern,
  splitMember,
} from './names.ts';
export {
  type ApiMeta,
  apiMetaNames,
  type EventOptions,
  eventOptionNames,
  type ListenerOptions,
  listenerOptionNames,
  type ProcedureMeta,
  type ProcedureOptions,
  procedureOptionNames,
  procedureSchemaNames,
  type ScheduleOptions,
  scheduleOptionNames,
  type ValidationMode,
} from './options.ts';
export type { PackagingOptions } from './packaging-options.ts';
export type { FilterCondition, PayloadFilter } from './payload-filter.ts';
export { assertNotBuildPhase } from './phase.ts';
export { type RegisteredApi, Registry, registry } from './registry.ts';
export {
  cron,
  every,
  type Interval,
  isSchedule,
  type ScheduleContext,
  type ScheduleDefinition,
  type ScheduleHandler,
  scheduleState,
} from './schedule.ts';
export { isStandardSchema, type SchemaInput, type SchemaOutput, type StandardSchema } from './standard-schema.ts';
