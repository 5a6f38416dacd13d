import '../build/assert-node.ts';

export type {
  DeadLetterEvent,
  DeliveryEvent,
  InvocationEvent,
  LocalBusEvent,
  LocalBusListener,
  LogEvent,
  PublishEvent,
  ScheduleEvent,
  WarningEvent,
} from './events.ts';
export type { Invocation } from './functions/invocation.ts';
export type { LocalBus, QueuedMessage, Reloaded, ResourceNames } from './local-bus.ts';
export { LocalBusError, type LocalBusErrorCode } from './local-bus-error.ts';
export type { LocalBusOptions, LocatedTopology } from './options.ts';
export { startLocalBus } from './start-local-bus.ts';
