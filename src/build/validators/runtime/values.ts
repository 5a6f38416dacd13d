// The source text of these functions is what goes into the generated modules: each may use what is its own, and those
// of this file that it names in `runtime-parts.ts`.

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A member whose name every object inherits something under. */
export function ownMember(value: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The length of a text in characters: what takes two code units counts once. */
export function countCharacters(text: string): number {
  return text.length - (text.match(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g)?.length ?? 0);
}

/** Whether a number is a multiple of another, as their decimal digits say: 0.3 is one of 0.1. */
export function isMultiple(value: number, of: number): boolean {
  const times = value / of;
  return Math.abs(times - Math.round(times)) <= Number.EPSILON * Math.abs(times);
}

/** A text that two JSON values share exactly when they are equal, whatever the order of their members. */
export function canonical(value: unknown, depth = 0): string {
  if (typeof value !== 'object' || value === null) return String(JSON.stringify(value));
  if (depth > 500) return '…';
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, depth + 1)).join()}]`;
  // What is neither null nor an array is an object with members.
  const members = value as Readonly<Record<string, unknown>>;
  return `{${Object.keys(members)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonical(members[name], depth + 1)}`)
    .join()}}`;
}

/** Whether no two elements are equal. */
export function areUnique(list: readonly unknown[]): boolean {
  return new Set(list.map((item) => canonical(item))).size === list.length;
}

/** What two validators made of the same value, in one: each may have cast other parts of it. */
export function mergeCasts(wire: unknown, first: unknown, second: unknown): unknown {
  if (first === wire) return second;
  if (second === wire || typeof wire !== 'object' || wire === null) return first;
  if (Object.getPrototypeOf(first) !== Object.getPrototypeOf(wire)) return first;
  if (Object.getPrototypeOf(second) !== Object.getPrototypeOf(wire)) return second;
  // All three are objects or arrays of the same shape: a cast changes no member's name.
  const [from, one, other] = [wire, first, second] as Record<string, unknown>[];
  const merged = Array.isArray(first) ? [...first] : { ...one };
  for (const name of Object.keys(wire)) {
    Object.assign(merged, { [name]: mergeCasts(from?.[name], one?.[name], other?.[name]) });
  }
  return merged;
}
