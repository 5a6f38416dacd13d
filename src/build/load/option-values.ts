import { isPlainObject } from './plain-values.ts';

const environmentBytes = 4096;

/** Whether a pattern stays inside of the package. */
export function isInside(pattern: string): boolean {
  return pattern !== '' && !/^(?:[\\/]|[A-Za-z]:)/.test(pattern) && !pattern.split(/[\\/]/).includes('..');
}

/** Whether a value is environment variables that Lambda takes. */
export function isEnvironment(value: unknown): boolean {
  if (!isPlainObject(value)) return false;
  const entries = Object.entries(value);
  const bytes = entries.reduce((sum, [name, text]) => sum + Buffer.byteLength(`${name}${String(text)}`), 0);
  return (
    bytes <= environmentBytes &&
    entries.every(
      ([name, text]) =>
        typeof text === 'string' && /^[A-Za-z][A-Za-z0-9_]+$/.test(name) && !/^(AWS_|LAMBDABUS_)/.test(name),
    )
  );
}

/** Whether a value names what a function calls or fires. */
export function isDeclaredUse(use: unknown): boolean {
  if (typeof use === 'string') return isDottedMember(use);
  if (!isPlainObject(use)) return false;
  const { call, fire, fifo, ...rest } = use;
  if (Object.keys(rest).length > 0 || (call === undefined) === (fire === undefined)) return false;
  if (fifo !== undefined && (fire === undefined || typeof fifo !== 'boolean')) return false;
  return isDottedMember(call ?? fire);
}

/** Whether a value is the dotted name of a procedure or event: that of an API and a member of it. */
function isDottedMember(value: unknown): boolean {
  return typeof value === 'string' && /^[a-z][A-Za-z0-9_]*(\.[a-z][A-Za-z0-9_]*)+$/.test(value);
}

/** Whether a value is the name of a time zone; what is an offset to JavaScript, such as +02:00, is none to AWS. */
export function isTimeZone(value: unknown): boolean {
  return typeof value === 'string' && !/^[+-]/.test(value) && knownTimeZone(value) !== undefined;
}

/** JavaScript does not heed the case of time zones, AWS does. */
export function timeZoneProblem(value: unknown): string | undefined {
  const known = typeof value === 'string' ? knownTimeZone(value) : undefined;
  if (known === undefined || known === value || known.toLowerCase() !== String(value).toLowerCase()) return undefined;
  return `the time zone is written "${known}"`;
}

function knownTimeZone(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
