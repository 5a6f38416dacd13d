// Later versions of the format may add fields; an id of zeros, and the version ff, are invalid.
const pattern = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-([\da-f]{2})(?:-|$)/;

/**
 * The `traceparent` of something that is sent: a new span of the trace that is going on, or the first of a new trace.
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 */
export function nextTraceparent(current: string | undefined): string {
  const [, trace, flags] = pattern.exec(current ?? '') ?? [];
  return `00-${trace ?? randomHex(32)}-${randomHex(16)}-${flags ?? '01'}`;
}

/**
 * Random enough to tell traces apart, which are no secret. Node's crypto takes longer to load than all the rest of a
 * procedure's bundle.
 */
function randomHex(digits: number): string {
  let text = '';
  while (text.length < digits)
    text += Math.floor(Math.random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  // An id of zeros is invalid.
  return /[^0]/.test(text) ? text : randomHex(digits);
}
