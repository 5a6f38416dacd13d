/** How many ids the field of a counter tells apart. */
const idsPerMs = 0x1000;

// The order of ids holds for all of a process.
let lastMs = 0;
let sequence = 0;

/**
 * The id of an event: a UUID v7, so that ids sort by the time of their firing, those of one process also within a
 * millisecond. The random part is a random UUID's, for many of which Node asks the system once; the global `crypto` is
 * loaded with the first id only.
 * @see https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-7
 */
export function eventId(now = Date.now()): string {
  if (now > lastMs) {
    lastMs = now;
    sequence = 0;
  } else {
    // Also for a clock that was set back.
    sequence += 1;
    if (sequence === idsPerMs) {
      lastMs += 1;
      sequence = 0;
    }
  }
  const time = lastMs.toString(16).padStart(12, '0');
  const counter = sequence.toString(16).padStart(3, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter}${crypto.randomUUID().slice('xxxxxxxx-xxxx-xxxx'.length)}`;
}
