import type { StandardSchema } from '../src/definition/index.ts';
import type { BundleValidators, Issue, Validator } from '../src/wire/validator.ts';

/** A Standard Schema that rules a value, and what of the value must not be shown. */
export interface SchemaCheck {
  readonly schema: StandardSchema;
  /** Names of properties marked `@sensitive`; `*` is the whole value. */
  readonly secrets: readonly string[];
}

/** The Standard Schemas of one function, as its generated entry has them. */
export interface FunctionSchemas {
  readonly params?: SchemaCheck | undefined;
  readonly result?: SchemaCheck | undefined;
  /** By the event's dotted name, as in {@link BundleValidators}. */
  readonly payloads?: Readonly<Record<string, SchemaCheck>> | undefined;
  readonly fires?: Readonly<Record<string, SchemaCheck>> | undefined;
}

/**
 * The validators of a function with Standard Schemas. What was generated only casts then, by the type of what travels:
 * a schema that takes a `Date` is given one. The schema says the rest.
 */
export function withSchemas(
  generated: BundleValidators,
  { params, result, payloads = {}, fires = {} }: FunctionSchemas,
): BundleValidators {
  return {
    ...generated,
    ...(params && { params: ruledBy(params, generated.params) }),
    ...(result && { answer: ruledBy(result, undefined) }),
    payloads: { ...generated.payloads, ...allRuledBy(payloads, generated.payloads) },
    fires: { ...generated.fires, ...allRuledBy(fires, generated.fires) },
  };
}

function allRuledBy(
  checks: Readonly<Record<string, SchemaCheck>>,
  casts: Readonly<Record<string, Validator>> = {},
): Readonly<Record<string, Validator>> {
  return Object.fromEntries(Object.entries(checks).map(([event, check]) => [event, ruledBy(check, casts[event])]));
}

function ruledBy(check: SchemaCheck, cast: Validator | undefined): Validator {
  return (wire, issues) => runSchema(check, cast === undefined ? wire : cast(wire, []), issues);
}

/** Validates a value by its schema: gives what that makes of it, or notes what is wrong. A promise where it takes one. */
export function runSchema(check: SchemaCheck, value: unknown, issues: Issue[]): unknown {
  const result = check.schema['~standard'].validate(value);
  return 'then' in result
    ? result.then((settled) => readResult(settled, value, check, issues))
    : readResult(result, value, check, issues);
}

type SchemaResult = Awaited<ReturnType<StandardSchema['~standard']['validate']>>;

const mostIssues = 20;
const longestMessage = 300;
const longestPath = 4000;

function readResult(result: SchemaResult, value: unknown, { secrets }: SchemaCheck, issues: Issue[]): unknown {
  if (result.issues === undefined) return result.value;
  for (const { path = [], message } of result.issues.slice(0, mostIssues)) {
    const keys = path.map((segment) => (typeof segment === 'object' ? segment.key : segment));
    const place = placeOf(value, keys);
    const isHidden = secrets.length > 0 && mayTell(place, keys, secrets);
    issues.push({ path: cut(place.pointer, longestPath), message: isHidden ? hidden : cut(message, longestMessage) });
  }
  if (result.issues.length > mostIssues) issues.push({ path: '', message: '… and more' });
  // A library that found something wrong and names nothing has found something wrong all the same.
  if (issues.length === 0) issues.push({ path: '', message: 'not valid' });
  return undefined;
}

const hidden = 'not valid (hidden)';

/** Whether a message about a place may quote a secret: one of the secret itself, or of what holds it. */
function mayTell({ found }: Place, keys: readonly PropertyKey[], secrets: readonly string[]): boolean {
  const isSecret = secrets.includes('*') || keys.some((key) => secrets.includes(String(key)));
  return isSecret || holdsSecret(found, secrets, deepestLook);
}

const deepestLook = 12;

function holdsSecret(value: unknown, secrets: readonly string[], depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  // What lies deeper than is looked at may be one.
  if (depth === 0) return true;
  if (value instanceof Map || value instanceof Set || Array.isArray(value)) {
    return [...value].some((item) => holdsSecret(item, secrets, depth - 1));
  }
  return Object.entries(value).some(([key, item]) => secrets.includes(key) || holdsSecret(item, secrets, depth - 1));
}

interface Place {
  /** JSON Pointer into the wire form. */
  readonly pointer: string;
  readonly found: unknown;
}

/** Follows a path: a map is a list of pairs on the wire, and a set a list. */
function placeOf(value: unknown, keys: readonly PropertyKey[]): Place {
  let found = value;
  let pointer = '';
  for (const key of keys) {
    if (found instanceof Map) {
      pointer += `/${[...found.keys()].indexOf(key)}/1`;
      found = found.get(key);
      continue;
    }
    const index = found instanceof Set && typeof key !== 'number' ? [...found].indexOf(key) : key;
    pointer += `/${String(index).replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (found instanceof Set) found = [...found][Number(index)];
    // Whatever it is, it has a member of that name or none.
    else found = typeof found === 'object' && found !== null ? Reflect.get(found, key) : undefined;
  }
  return { pointer, found };
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
