export { toAsyncApi } from './asyncapi.ts';
export { type BusGraph, createBusGraph, type GraphFunction } from './bus-graph.ts';
export { checkGraph, type DeployedService, type GraphFinding, graphErrors } from './check-graph.ts';
export { type CheckedFormat, checkedFormats } from './checked-formats.ts';
export { defaultTimeoutSeconds } from './default-timeouts.ts';
export { locationOf, rememberLocation } from './location.ts';
export {
  type ApiEntry,
  type Bundle,
  type EventReference,
  type JsonSchema,
  type ListenedEvent,
  type ListenerEntry,
  type Manifest,
  manifestFile,
  manifestVersion,
  type ProcedureEntry,
  type ScheduleEntry,
  type SourcePosition,
} from './manifest.ts';
export { toOpenRpc } from './openrpc.ts';
export { toSchemaDocument } from './schema-document.ts';
