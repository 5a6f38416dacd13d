/** The codes of errors of the local bus itself, as opposed to those of calls. Stable: branch on them. */
export const localBusErrorCodes = [
  'PLATFORM_UNSUPPORTED',
  'REGION_UNSUPPORTED',
  'PORT_IN_USE',
  'NAME_TAKEN',
  'BUNDLE_MISSING',
  'FUNCTION_NOT_FOUND',
  'SCHEDULE_NOT_FOUND',
  'QUEUE_NOT_FOUND',
  'NOT_SETTLED',
] as const;

/** One of {@link localBusErrorCodes}. */
export type LocalBusErrorCode = (typeof localBusErrorCodes)[number];

/** What the local bus could not do. Branch on `code`. */
export class LocalBusError extends Error {
  override readonly name = 'LocalBusError';
  readonly code: LocalBusErrorCode;

  constructor(code: LocalBusErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
