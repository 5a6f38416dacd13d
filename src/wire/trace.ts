// Later versions of the format may add fields; an id of zeros, and the version ff, are invalid.
const pattern = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-([\da-f]{2})(?:-|$)/;

/**
 * The `traceparent` of something that is sent: a new span of the trace that is going on, or the first of a new trace.
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 */
export function nextTraceparent(current: string | undefined): string {
  if (current !== undefined) {
    const [, trace, flags] = pattern.exec(current) ?? [];
    if (trace !== undefined) return `00-${trace}-${randomHex(16)}-${flags}`;
  }
  return `00-${randomHex(32)}-${randomHex(16)}-01`;
}

const poolWords = 192;
let pool = '';
let used = 0;

/**
 * Random enough to tell traces apart, which are no secret. Node's crypto takes longer to load than all the rest of a
 * procedure's bundle. Many are made at once: the text is what takes time.
 *
 * @param digits A multiple of 8: no such part is 0, because an id of zeros is invalid.
 */
function randomHex(digits: number): string {
  if (used + digits > pool.length) {
    const words = Uint32Array.from({ length: poolWords }, () => 1 + Math.random() * 0xffff_ffff);
    pool = Buffer.from(words.buffer).toString('hex');
    used = 0;
  }
  used += digits;
  return pool.slice(used - digits, used);
}
