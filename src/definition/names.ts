/** A segment of an API's name, a procedure or an event. */
const memberPattern = /^[a-z][A-Za-z0-9_]*$/;

/** A listener's or a schedule's name: the name of its export. */
export const handlerPattern = /^[A-Za-z][A-Za-z0-9_]*$/;

/** A service's name. */
export const servicePattern = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

const stagePattern = /^[a-z][a-z0-9]*$/;

/** Whether something is the name of a stage. A pattern alone takes what is not given, `undefined`, for a text. */
export function isStage(value: unknown): value is string {
  return typeof value === 'string' && stagePattern.test(value);
}

/**
 * Names that no API segment, procedure or event may have: the client's own methods, and what JavaScript asks of any
 * object or function (`await` asks for `then`, `JSON.stringify` for `toJSON`).
 */
export const reservedMembers = [
  'fire',
  'listen',
  'enqueue',
  'then',
  'catch',
  'finally',
  'toJSON',
  'constructor',
  'prototype',
  'start',
  'call',
  'apply',
  'bind',
  'name',
  'length',
  'toString',
  'toLocaleString',
  'valueOf',
  'hasOwnProperty',
  'isPrototypeOf',
  'propertyIsEnumerable',
] as const;

/** Names that no listener or schedule may have: they are the suffixes of the queues beside it. */
export const reservedHandlers = ['default', 'dlq', 'failed', 'undelivered'] as const;

const reserved: ReadonlySet<string> = new Set(reservedMembers);

/** Whether an API segment, procedure or event may not have this name. */
function isReservedMember(name: string): boolean {
  return reserved.has(name) || name.includes('$');
}

/** What is wrong with an API's dotted name, or undefined. */
export function apiNameProblem(name: string): string | undefined {
  if (name === '') return 'it is empty';
  for (const segment of name.split('.')) {
    if (segment === '') return 'it has an empty segment';
    const problem = memberNameProblem(segment);
    if (problem !== undefined) return `its segment "${segment}" ${problem}`;
  }
  return undefined;
}

/** What is wrong with the name of an API's segment, a procedure or an event, as a predicate without its subject, or undefined. */
export function memberNameProblem(name: string): string | undefined {
  if (isReservedMember(name)) {
    return `is reserved (reserved are ${reservedMembers.join(', ')} and anything with $)`;
  }
  if (!memberPattern.test(name)) {
    return 'does not match [a-z][A-Za-z0-9_]* (a lower-case letter first, then letters, digits and _)';
  }
  return undefined;
}

/** Splits `support.case.get` into the API's name and the member's. */
export function splitMember(dotted: string): { readonly api: string; readonly member: string } {
  const at = dotted.lastIndexOf('.');
  if (at <= 0) throw new TypeError(`"${dotted}" is not API.MEMBER, such as support.case.get.`);
  return { api: dotted.slice(0, at), member: dotted.slice(at + 1) };
}

/** Which of the beginnings of API names is the longest that an API has: `billing` means itself and all below it. */
export function longestPrefix(api: string, prefixes: readonly string[]): string | undefined {
  return prefixes
    .filter((prefix) => api === prefix || api.startsWith(`${prefix}.`))
    .sort((a, b) => b.length - a.length)[0];
}
