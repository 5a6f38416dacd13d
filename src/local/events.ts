/** What happens on a local bus, told as it happens. */
export type LocalBusEvent =
  | LogEvent
  | InvocationEvent
  | DeliveryEvent
  | PublishEvent
  | DeadLetterEvent
  | ScheduleEvent
  | WarningEvent;

/** A line that a function wrote. */
export interface LogEvent {
  readonly type: 'log';
  readonly function: string;
  readonly stream: 'stdout' | 'stderr';
  readonly line: string;
  /** The invocation it belongs to; none while the function loads and between invocations. */
  readonly requestId?: string | undefined;
}

/** An invocation that ended. */
export interface InvocationEvent {
  readonly type: 'invocation';
  readonly function: string;
  readonly requestId: string;
  /** Who invoked: a caller who waits, one who does not, or an event source mapping. */
  readonly source: 'call' | 'async' | 'mapping';
  readonly durationMs: number;
  /** How long its new execution environment took to load; none for a warm one. */
  readonly initMs?: number | undefined;
  /** The error's type and message when it failed. */
  readonly error?: { readonly type: string; readonly message: string } | undefined;
}

/** A batch of messages that an event source mapping handed to its function. */
export interface DeliveryEvent {
  readonly type: 'delivery';
  readonly queue: string;
  readonly function: string;
  readonly messages: number;
  /** How many of them failed and come back. */
  readonly failed: number;
  readonly durationMs: number;
}

/** A message that was published to a topic. */
export interface PublishEvent {
  readonly type: 'publish';
  readonly topic: string;
  readonly messages: number;
}

/** A message that came to rest in a dead-letter queue or in a queue of failed invocations. */
export interface DeadLetterEvent {
  readonly type: 'dead-letter';
  readonly queue: string;
  readonly reason: string;
}

/** A schedule whose time came, or that was triggered by hand. */
export interface ScheduleEvent {
  readonly type: 'schedule';
  readonly schedule: string;
  readonly scheduledAt: Date;
}

/** Something that a person should know, such as a topic that no loaded service has. */
export interface WarningEvent {
  readonly type: 'warning';
  readonly message: string;
}

/** Hears of everything that happens on a local bus. */
export type LocalBusListener = (event: LocalBusEvent) => void;
