/** How bad it is, in Lambda's words. */
export type LogLevel = 'INFO' | 'WARN' | 'ERROR';

/** From the least to the worst. */
const levels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

/**
 * Writes one line of JSON, as Lambda's JSON log format has it, unless the function's log level leaves it out.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */
export function log(level: LogLevel, message: string, details: Readonly<Record<string, unknown>> = {}): void {
  if (levels.indexOf(level) < levels.indexOf(process.env['AWS_LAMBDA_LOG_LEVEL'] ?? '')) return;
  const line = { timestamp: new Date().toISOString(), level, message, ...details };
  process.stdout.write(
    `${JSON.stringify(line, (_key, value) => (typeof value === 'bigint' ? String(value) : value))}\n`,
  );
}

const deepestCause = 8;

/** A whole error with its stack and causes, for the log only. */
export function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return isPlain(error) ? error : String(error);
  const { name, message, stack, cause } = error;
  const inner = error instanceof AggregateError ? error.errors : [];
  return {
    ...ownMembers(error),
    name,
    message,
    stack,
    // A chain of causes may be a ring.
    ...(cause === undefined || depth >= deepestCause ? {} : { cause: describeError(cause, depth + 1) }),
    ...(inner.length === 0 || depth >= deepestCause
      ? {}
      : { errors: inner.map((each: unknown) => describeError(each, depth + 1)) }),
  };
}

function ownMembers(error: Error): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(error).filter(([, value]) => isPlain(value)));
}

function isPlain(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean', 'bigint'].includes(typeof value) || isJsonData(value);
}

function isJsonData(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || Array.isArray(value)) && isSerializable(value);
}

function isSerializable(value: object): boolean {
  try {
    return JSON.stringify(value) !== undefined;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
