/** What of a structured log line a person reads. */
interface StructuredLine {
  readonly level: string;
  readonly message: string;
  readonly error?: unknown;
}

/** Frames of a stack that say nothing about a user's code. */
const foreignFrame = /\(?node:|\/src\/local\/worker\/|\/node_modules\//;
const mostFrames = 6;

/** The lines to print for a line of a log: JSON as its level and message, with the stack of its error. */
export function readableLines(line: string): readonly string[] {
  const structured = parse(line);
  if (structured === undefined) return [line];
  return [`${structured.level} ${structured.message}`, ...framesOf(structured.error)];
}

function parse(line: string): StructuredLine | undefined {
  if (!line.startsWith('{') || !line.includes('"level"')) return undefined;
  try {
    const value: Partial<Record<string, unknown>> = JSON.parse(line);
    const { level, message, error } = value;
    return typeof level === 'string' && typeof message === 'string' ? { level, message, error } : undefined;
  } catch {
    // A line that only looks like JSON is printed as it is.
    return undefined;
  }
}

/** Where an unexpected error came from; an error of the bus says what to do by itself. */
function framesOf(error: unknown): readonly string[] {
  if (typeof error !== 'object' || error === null || !('stack' in error) || typeof error.stack !== 'string') return [];
  if ('name' in error && error.name === 'BusError') return [];
  return error.stack
    .split('\n')
    .filter((frame) => /^\s+at /.test(frame) && !foreignFrame.test(frame))
    .slice(0, mostFrames);
}
