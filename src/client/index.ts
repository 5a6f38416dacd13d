export type {
  AnyEventClient,
  Bus,
  CallOptions,
  DynamicClient,
  EnqueuedCall,
  EventClient,
  IdempotentCallOptions,
  OptionalProcedureClient,
  PayloadOf,
  ProcedureClient,
} from './bus-type.ts';
export { createBus } from './create-bus.ts';
export { listen } from './listen.ts';
export type { ApiLocation, BusOptions } from './options.ts';
export type {
  EventPublisher,
  InvokeRequest,
  InvokeResponse,
  OutgoingMessage,
  ProcedureInvoker,
  PublishRequest,
  PublishResult,
} from './ports.ts';
