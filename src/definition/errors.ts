/**
 * The codes of every error that the bus itself raises at run time. Stable: branch on the code, never on the message.
 *
 * The first group is raised inside a function and travels to the caller, the second is raised by the client,
 * the third while classes are defined and bound.
 */
export const busErrorCodes = [
  'VALIDATION_FAILED',
  'RESULT_INVALID',
  'INVALID_METADATA',
  'DEADLINE_EXCEEDED',
  'NOT_ENCODABLE',
  'NOT_IDEMPOTENT',
  'HANDLER_ERROR',

  'CALL_TIMEOUT',
  'CALL_ABORTED',
  'FUNCTION_CRASHED',
  'PROCEDURE_NOT_FOUND',
  'TOPIC_NOT_FOUND',
  'ACCESS_DENIED',
  'THROTTLED',
  'PAYLOAD_TOO_LARGE',
  'FIFO_GROUP_INVALID',
  'STAGE_MISSING',
  'CODEC_MISSING',
  'TRANSPORT_FAILED',

  'BUS_USED_AT_BUILD',
  'EVENT_NOT_BOUND',
  'DEFINITION_INVALID',
] as const;

/** One of {@link busErrorCodes}. */
export type BusErrorCode = (typeof busErrorCodes)[number];

/** What a {@link BusError} carries besides its code and message. */
export interface BusErrorOptions {
  /** The error this one was made from. */
  readonly cause?: unknown;
  /** JSON data for programs, such as `{ issues: [{ path, message }] }` of `VALIDATION_FAILED`. */
  readonly data?: unknown;
  /**
   * Whether the same request may succeed when it is sent again.
   * @default false
   */
  readonly retryable?: boolean | undefined;
  /** The `name` of the error that was thrown in the remote function. */
  readonly remoteName?: string | undefined;
}

const brand = Symbol.for('lambdabus.BusError');

/**
 * The one error class of the bus. Branch on `code`.
 *
 * @example
 * ```ts
 * try {
 *   await bus.support.case.get({ id });
 * } catch (error) {
 *   if (isBusError(error) && error.code === 'CALL_TIMEOUT') return undefined;
 *   throw error;
 * }
 * ```
 */
export class BusError extends Error {
  override readonly name = 'BusError';
  /** One of {@link busErrorCodes}, or the string `code` of an error that a remote handler threw. */
  readonly code: BusErrorCode | (string & {});
  readonly data: unknown;
  readonly retryable: boolean;
  readonly remoteName: string | undefined;
  // Without a field of its own: what computes a name, the bundler does not leave out.
  declare readonly [brand]: true;

  constructor(code: BusErrorCode | (string & {}), message: string, options: BusErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this[brand] = true;
    this.code = code;
    this.data = options.data;
    this.retryable = options.retryable ?? false;
    this.remoteName = options.remoteName;
  }
}

/** Whether `error` is a {@link BusError}, also one of another copy of the library. */
export function isBusError(error: unknown): error is BusError {
  return typeof error === 'object' && error !== null && brand in error;
}
