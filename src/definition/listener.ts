import { isBranded, listenerBrand } from './brands.ts';
import type { ListenerOptions } from './options.ts';
import { isBuildPhase } from './phase.ts';

/** What a listener's handler is told besides the payload. */
export interface EventContext {
  /** The event's id: `lambdabus.id`, else the SQS message id. The same for every delivery of the event. */
  readonly id: string;
  /** The event's dotted name, such as `support.case.caseCreated`. */
  readonly event: string;
  /** Which delivery of the message this is; 1 is the first. */
  readonly attempt: number;
  /** When SNS accepted the event. */
  readonly sentAt: Date;
  /** The FIFO or fair group that the event was fired with. */
  readonly group: string | undefined;
  /** The W3C `traceparent` of the fire. */
  readonly traceparent: string | undefined;
  /** Aborted shortly before the function's timeout. */
  readonly signal: AbortSignal;
}

/** Handles one event; resolving means it is done, throwing means it is delivered again. */
export type EventHandler<TPayload> = (payload: TPayload, context: EventContext) => unknown;

/** A listener as an export of the bus module. */
export interface ListenerDefinition<TPayload = never, TEvents = unknown> {
  /** The events it listens to, as a tuple of the bus's event types, for the build's eyes only: it has no value. */
  readonly '~events'?: TEvents;
  readonly [listenerBrand]: ListenerState<TPayload>;
}

interface ListenerState<TPayload> {
  /** Dotted names of the events it listens to. */
  readonly events: readonly string[];
  readonly handler: EventHandler<TPayload>;
  readonly options: ListenerOptions<TPayload>;
  /** Whether it was made by `listen([...])`: then each event has a queue of its own. */
  readonly several: boolean;
}

/** Anything made by `.listen()`, whatever its payload. */
export type AnyListenerDefinition = ListenerDefinition<never>;

/** Makes a listener of one event, or of several; `bus.<api>.<event>.listen` and `listen([...])` end here. */
export function createListener<TPayload, TEvents = unknown>(
  events: readonly string[],
  handler: EventHandler<TPayload>,
  options: ListenerOptions<TPayload>,
  several: boolean,
): ListenerDefinition<TPayload, TEvents> {
  const definition: ListenerDefinition<TPayload, TEvents> = { [listenerBrand]: { events, handler, options, several } };
  noteDefinition(definition);
  return definition;
}

/** Whether `value` is a listener. */
export function isListener(value: unknown): value is AnyListenerDefinition {
  return isBranded(value, listenerBrand);
}

/** What a listener was made from. */
export function listenerState<TPayload>(definition: ListenerDefinition<TPayload>): ListenerState<TPayload> {
  return definition[listenerBrand];
}

/** A listener or schedule that came into being while the build loaded the bus module, with the stack of that moment. */
export interface NotedDefinition {
  readonly definition: object;
  readonly stack: string;
}

const notedKey = Symbol.for('lambdabus.noted');

/** Everything that was made while the build loads the bus module: what is not exported among it is a mistake. */
export function notedDefinitions(): readonly NotedDefinition[] {
  return noted();
}

/** Remembers a listener or schedule for {@link notedDefinitions}; outside the build it does nothing. */
export function noteDefinition(definition: object): void {
  if (!isBuildPhase()) return;
  noted().push({ definition, stack: new Error('defined here').stack ?? '' });
}

function noted(): NotedDefinition[] {
  // One list for every copy of the library, so it hangs on the global object.
  const holder = globalThis as { [notedKey]?: NotedDefinition[] };
  holder[notedKey] ??= [];
  return holder[notedKey];
}
