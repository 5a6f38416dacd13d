/** How many ids the field of a counter tells apart. */
const idsPerMs = 0x1000;

// The order of ids holds for all of a process.
let lastMs = 0;
let sequence = 0;
/** The time as an id has it, for all ids of a millisecond. */
let time = '';

/**
 * The id of an event: a UUID v7, so that ids sort by the time of their firing, those of one process also within a
 * millisecond. The random part is a random UUID's, for many of which Node asks the system once; the global `crypto` is
 * loaded with the first id only.
 * @see https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-7
 */
export function eventId(now = Date.now()): string {
  if (now > lastMs) {
    startMs(now);
  } else {
    // Also for a clock that was set back.
    sequence += 1;
    if (sequence === idsPerMs) startMs(lastMs + 1);
  }
  const counter = sequence.toString(16).padStart(3, '0');
  return `${time}-7${counter}${crypto.randomUUID().slice('xxxxxxxx-xxxx-xxxx'.length)}`;
}

function startMs(ms: number): void {
  lastMs = ms;
  sequence = 0;
  const digits = ms.toString(16).padStart(12, '0');
  time = `${digits.slice(0, 8)}-${digits.slice(8)}`;
}
