// The source text of these functions is what goes into the generated modules: each may use what is its own, and those
// of this file that it names in `runtime-parts.ts`.

/** Whether there is such a day in the calendar. */
export function isDay(year: number, month: number, day: number): boolean {
  // 2000 begins a cycle of 400 years; years below 100 mean the twentieth century to Date.
  return month > 0 && month < 13 && day > 0 && day <= new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}

/** Whether a text is a date of RFC 3339, such as `2026-02-28`. */
export function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && isDay(+text.slice(0, 4), +text.slice(5, 7), +text.slice(8));
}

/** Whether a text is a time of RFC 3339 with its zone, such as `12:00:00Z`. */
export function isTime(text: string): boolean {
  const [, hours = '', minutes = '', seconds, sign, zoneHours = 0, zoneMinutes = 0] =
    /^([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(?:\.\d+)?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))$/i.exec(text) ?? [];
  if (seconds !== '60') return seconds !== undefined;
  // A leap second is the last of a day in UTC.
  const offset = (+zoneHours * 60 + +zoneMinutes) * (sign === '-' ? 1 : -1);
  return (((+hours * 60 + +minutes + offset) % 1440) + 1440) % 1440 === 1439;
}

/** Whether a text is a date-time of RFC 3339 with its zone. */
export function isDateTime(text: string): boolean {
  return /^.{10}[Tt]/.test(text) && isDate(text.slice(0, 10)) && isTime(text.slice(11));
}

/** The moment that an ISO 8601 date-time with a zone names, years beyond 9999 included; undefined for anything else. */
export function toDate(value: unknown): Date | undefined {
  // Hours, minutes and seconds that there are not are none to Date either, but for 24:00.
  const isMoment =
    typeof value === 'string' &&
    /^(?:\d{4}|[+-]\d{6})-\d\d-\d\dT(?!24)\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(value);
  if (!isMoment) return undefined;
  const end = value.indexOf('-', 1);
  const day = +value.slice(end + 4, end + 6);
  // Date takes the 30th of February for a day in March.
  if (day > 28 && !isDay(+value.slice(0, end), +value.slice(end + 1, end + 3), day)) return undefined;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** The whole number that a text of decimal digits says; undefined for anything else. */
export function toBigint(value: unknown): bigint | undefined {
  return typeof value === 'string' && /^-?\d+$/.test(value) ? BigInt(value) : undefined;
}

/** The bytes that a base64 text says; undefined for anything else, such as one without its padding. */
export function toBytes(value: unknown): Uint8Array | undefined {
  if (typeof value !== 'string' || value.length % 4 !== 0) return undefined;
  // Looks for what must not be there: a pattern of the whole would keep a state for each of many characters.
  if (/[^A-Za-z\d+/]/.test(value.replace(/={1,2}$/, ''))) return undefined;
  return new Uint8Array(Buffer.from(value, 'base64'));
}

/** The URL that a text says; undefined for anything else, such as a relative one. */
export function toUrl(value: unknown): URL | undefined {
  return typeof value === 'string' && /^[a-z][a-z\d+.-]*:\S*$/i.test(value) && URL.canParse(value)
    ? new URL(value)
    : undefined;
}

/** The map that pairs make; what is no list of pairs stays. */
export function toMap(pairs: readonly unknown[]): unknown {
  // The condition says it: every element is an array.
  return pairs.every(Array.isArray) ? new Map(pairs as [unknown, unknown][]) : pairs;
}

/** Whether a text is an IPv6 address. */
export function isIpv6(text: string): boolean {
  return /^[\da-f:.]+$/i.test(text) && URL.canParse(`http://[${text}]`);
}
