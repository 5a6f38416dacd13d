import { randomBytes } from 'node:crypto';

// Later versions of the format may add fields; an id of zeros, and the version ff, are invalid.
const pattern = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-([\da-f]{2})(?:-|$)/;

/**
 * The `traceparent` of something that is sent: a new span of the trace that is going on, or the first of a new trace.
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 */
export function nextTraceparent(current: string | undefined): string {
  const [, trace, flags] = pattern.exec(current ?? '') ?? [];
  return `00-${trace ?? randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-${flags ?? '01'}`;
}
