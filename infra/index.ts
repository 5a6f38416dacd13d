export { Bus } from './bus.ts';
export type { BusProps } from './bus-props.ts';
export { BusStack, type BusStackProps } from './bus-stack.ts';
export { EventSubscription } from './event-subscription.ts';
export { EventsStack, type EventsStackProps } from './events-stack.ts';
export type { FunctionSettings, SingleFunctionSettings } from './function-settings.ts';
export { Listener } from './listener.ts';
export type { PlacementProps } from './placement/placement-props.ts';
