import { eventBrand, isBranded } from './brands.ts';
import { BusError } from './errors.ts';
import type { EventOptions } from './options.ts';
import { assertNotBuildPhase } from './phase.ts';
import { isStandardSchema, type SchemaInput, type SchemaOutput, type StandardSchema } from './standard-schema.ts';

/** What `fire` resolves to. */
export interface FiredEvent {
  /** The event's id, a UUID v7: listeners see it as `context.id`. */
  readonly id: string;
}

/** Options of one fire of a standard event. */
export interface FireOptions {
  /**
   * Gives up after this many milliseconds.
   * @default 10_000
   */
  readonly timeoutMs?: number | undefined;
  /** Gives up when the signal is aborted. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Shares a standard queue fairly among groups (its `MessageGroupId`), 1 to 128 characters.
   * @default none
   */
  readonly fairGroup?: string | undefined;
}

/** Options of one fire of a FIFO event. */
export interface FifoFireOptions extends Omit<FireOptions, 'fairGroup'> {
  /** Events of one group are handled in the order in which they were fired, 1 to 128 characters. */
  readonly fifoGroup: string;
  /**
   * Two fires of a group with one key within five minutes are one event, 1 to 128 characters.
   * @default the event's id
   */
  readonly idempotencyKey?: string | undefined;
}

/** The arguments of `fire`: a FIFO event needs its options, a standard one takes them. */
export type FireArguments<TPayload, TFifo extends boolean> = TFifo extends true
  ? [payload: TPayload, options: FifoFireOptions]
  : [payload: TPayload, options?: FireOptions];

/**
 * An event as a field of an API class. What is fired, `TInput`, is not what listeners get where the event has a schema
 * with defaults or transformations.
 */
export interface EventDefinition<
  TPayload,
  TFifo extends boolean = false,
  TOpen extends boolean = false,
  TInput = TPayload,
> {
  /** The payload and kind of the event, for the compiler only: it has no value. */
  readonly '~event'?: {
    readonly payload: TPayload;
    readonly input: TInput;
    readonly fifo: TFifo;
    readonly open: TOpen;
  };
  /** Fires the event; resolves when SNS has accepted it. */
  fire(...args: FireArguments<TInput, TFifo>): Promise<FiredEvent>;
}

/** Sends one event; the runtime gives it to the events of an API instance when it binds them. */
export type FireEvent = (
  event: string,
  payload: unknown,
  options: AnyFireOptions | undefined,
  schema: StandardSchema | undefined,
) => Promise<FiredEvent>;

type AnyFireOptions = FireOptions & Partial<FifoFireOptions>;

interface EventState {
  readonly options: EventOptions;
  readonly schema: StandardSchema | undefined;
  binding?: { readonly name: string; readonly fire: FireEvent };
}

class EventField {
  // Without a field of its own: what computes a name, the bundler does not leave out.
  declare readonly [eventBrand]: EventState;
  declare readonly fire: (payload: unknown, options?: AnyFireOptions) => Promise<FiredEvent>;

  constructor(options: EventOptions, schema: StandardSchema | undefined) {
    this[eventBrand] = { options, schema };
    // Without `this`, as on a bus: `const { fire } = this.caseCreated`. Not enumerable, and a test can put a mock in its place.
    const fire: EventField['fire'] = (payload, fireOptions) => this.#fire(payload, fireOptions);
    Object.defineProperty(this, 'fire', { value: fire, configurable: true, writable: true });
  }

  async #fire(payload: unknown, options: AnyFireOptions | undefined): Promise<FiredEvent> {
    const { binding, schema } = this[eventBrand];
    assertNotBuildPhase(binding === undefined ? 'An event' : `The event ${binding.name}`);
    if (binding === undefined) {
      throw new BusError(
        'EVENT_NOT_BOUND',
        'This event does not know its bus yet: its API is still being constructed, or was made with "new" outside of the bus. ' +
          'Fire it from a procedure or from "protected async start()"; elsewhere use createBus().',
      );
    }
    return binding.fire(binding.name, payload, options, schema);
  }
}

type Fifo = { readonly fifo: true };
type Open = { readonly openTo: readonly string[] };

/** A schema whose values are objects, as payloads are. */
type PayloadSchema = StandardSchema<object, object>;

/** An event with a schema of its own. */
type SchemaEvent<TSchema extends PayloadSchema, TFifo extends boolean, TOpen extends boolean> = EventDefinition<
  SchemaOutput<TSchema>,
  TFifo,
  TOpen,
  SchemaInput<TSchema>
>;

/**
 * Makes an event of an API: `readonly caseCreated = event<{ id: string }>()`. The payload's type is its schema.
 * Where zod, valibot, ArkType or another Standard Schema is preferred, that rules: `event(CaseCreated)`; it is an
 * exported constant, so that the functions of listeners can import it.
 *
 * @example
 * ```ts
 * export const CaseCreated = z.object({ id: z.uuid(), priority: z.number().int().default(3) });
 *
 * readonly caseCreated = event(CaseCreated);
 * readonly caseMoved = event(CaseMoved, { fifo: true });
 * ```
 * @throws BusError `DEFINITION_INVALID` at build when an option is unknown or wrong.
 */
export function event<TSchema extends PayloadSchema>(schema: TSchema): SchemaEvent<TSchema, false, false>;
export function event<TSchema extends PayloadSchema>(
  schema: TSchema,
  options: EventOptions & Fifo & Open,
): SchemaEvent<TSchema, true, true>;
export function event<TSchema extends PayloadSchema>(
  schema: TSchema,
  options: EventOptions & Fifo & { readonly openTo?: undefined },
): SchemaEvent<TSchema, true, false>;
export function event<TSchema extends PayloadSchema>(
  schema: TSchema,
  options: EventOptions & Open & { readonly fifo?: false | undefined },
): SchemaEvent<TSchema, false, true>;
export function event<TSchema extends PayloadSchema>(
  schema: TSchema,
  options: EventOptions & { readonly fifo?: false | undefined; readonly openTo?: undefined },
): SchemaEvent<TSchema, false, false>;
export function event<TPayload extends object>(): EventDefinition<TPayload>;
export function event<TPayload extends object>(
  options: EventOptions & Fifo & Open,
): EventDefinition<TPayload, true, true>;
export function event<TPayload extends object>(
  options: EventOptions & Fifo & { readonly openTo?: undefined },
): EventDefinition<TPayload, true>;
export function event<TPayload extends object>(
  options: EventOptions & Open & { readonly fifo?: false | undefined },
): EventDefinition<TPayload, false, true>;
export function event<TPayload extends object>(
  options: EventOptions & { readonly fifo?: false | undefined; readonly openTo?: undefined },
): EventDefinition<TPayload>;
export function event(first: StandardSchema | EventOptions = {}, second: EventOptions = {}): EventField {
  return isStandardSchema(first) ? new EventField(second, first) : new EventField(first, undefined);
}

/** Whether `value` was made by {@link event}. */
export function isEvent(value: unknown): value is EventField {
  return isBranded(value, eventBrand);
}

/** The options that an event was made with. */
export function eventOptions(field: EventField): EventOptions {
  return field[eventBrand].options;
}

/** The Standard Schema that an event was made with, if any. */
export function eventSchema(field: EventField): StandardSchema | undefined {
  return field[eventBrand].schema;
}

/**
 * Gives the events among an API instance's fields their dotted names and the way to fire them.
 * @returns the names of the events, without the API's.
 */
export function bindEvents(instance: object, apiName: string, fire: FireEvent): readonly string[] {
  const bound: string[] = [];
  for (const [name, value] of Object.entries(instance)) {
    if (!isEvent(value)) continue;
    value[eventBrand].binding = { name: `${apiName}.${name}`, fire };
    bound.push(name);
  }
  return bound;
}
