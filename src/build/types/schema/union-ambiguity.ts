import type { JsonSchema } from '../../../manifest/index.ts';
import type { Place } from './place.ts';

/** One member of a union as it was read. */
export interface UnionMember {
  /** As an error shows it. */
  readonly shown: string;
  readonly schema: JsonSchema;
}

/** A union whose members must be told apart on the wire. */
export interface UnionReading {
  readonly place: Place;
  readonly members: readonly UnionMember[];
}

/** Two members of a union of which one wire value may be either. */
export interface AmbiguousUnion {
  readonly first: string;
  readonly second: string;
}

type Definitions = Readonly<Record<string, JsonSchema>>;

/** Finds two members that can look the same on the wire and yet are cast to different values. */
export function findAmbiguity(members: readonly UnionMember[], $defs: Definitions): AmbiguousUnion | undefined {
  for (const [index, first] of members.entries()) {
    for (const second of members.slice(index + 1)) {
      if (new Comparison($defs).ask(areAmbiguous, first.schema, second.schema)) {
        return { first: first.shown, second: second.shown };
      }
    }
  }
  return undefined;
}

/** One comparison of two schemas, which may refer to themselves. */
class Comparison {
  readonly #defs: Definitions;
  readonly #answers = new Map<string, boolean>();

  constructor($defs: Definitions) {
    this.#defs = $defs;
  }

  /** What a schema's reference leads to. */
  resolve(schema: JsonSchema): JsonSchema {
    let current = schema;
    for (let hops = 0; typeof current['$ref'] === 'string' && hops < 32; hops++) {
      const target = this.#defs[current['$ref'].replace('#/$defs/', '')];
      if (target === undefined) return current;
      current = target;
    }
    return current;
  }

  /** Answers a question about two schemas once; while named schemas are being asked about, the answer within is no. */
  ask(
    question: (a: JsonSchema, b: JsonSchema, comparison: Comparison) => boolean,
    a: JsonSchema,
    b: JsonSchema,
  ): boolean {
    if (a['$ref'] === undefined && b['$ref'] === undefined) return question(a, b, this);
    const key = `${question.name} ${JSON.stringify(a)} ${JSON.stringify(b)}`;
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    this.#answers.set(key, false);
    const answer = question(this.resolve(a), this.resolve(b), this);
    this.#answers.set(key, answer);
    return answer;
  }
}

function areAmbiguous(a: JsonSchema, b: JsonSchema, comparison: Comparison): boolean {
  if (Array.isArray(a['anyOf'])) return members(a).some((member) => comparison.ask(areAmbiguous, member, b));
  if (Array.isArray(b['anyOf'])) return members(b).some((member) => comparison.ask(areAmbiguous, a, member));
  if (comparison.ask(areDisjoint, a, b)) return false;
  if (a['x-cast'] !== b['x-cast']) return true;
  if (a['type'] === 'array') return arraysAmbiguous(a, b, comparison);
  if (a['type'] === 'object') return objectsAmbiguous(a, b, comparison);
  return false;
}

function arraysAmbiguous(a: JsonSchema, b: JsonSchema, comparison: Comparison): boolean {
  const count = Math.max(prefixOf(a).length, prefixOf(b).length) + 1;
  for (let index = 0; index < count; index++) {
    const first = itemAt(a, index);
    const second = itemAt(b, index);
    if (first !== undefined && second !== undefined && comparison.ask(areAmbiguous, first, second)) return true;
  }
  return false;
}

function objectsAmbiguous(a: JsonSchema, b: JsonSchema, comparison: Comparison): boolean {
  const names = new Set([...Object.keys(propertiesOf(a)), ...Object.keys(propertiesOf(b)), anyOther]);
  return [...names].some((name) => {
    const first = memberNamed(a, name);
    const second = memberNamed(b, name);
    return first !== undefined && second !== undefined && comparison.ask(areAmbiguous, first, second);
  });
}

/** Whether no wire value matches both. When in doubt, some does. */
function areDisjoint(a: JsonSchema, b: JsonSchema, comparison: Comparison): boolean {
  if (isNever(a) || isNever(b)) return true;
  if (Array.isArray(a['anyOf'])) return members(a).every((member) => comparison.ask(areDisjoint, member, b));
  if (Array.isArray(b['anyOf'])) return members(b).every((member) => comparison.ask(areDisjoint, a, member));
  const values = valuesOf(a);
  const others = valuesOf(b);
  if (values !== undefined && others !== undefined) return !values.some((value) => others.includes(value));
  if (values !== undefined) return values.every((value) => !matchesScalar(value, b));
  if (others !== undefined) return others.every((value) => !matchesScalar(value, a));
  if (a['type'] === undefined || b['type'] === undefined) return false;
  if (a['type'] !== b['type']) return true;
  if (a['type'] === 'string') return stringsDisjoint(a, b);
  if (a['type'] === 'object') return objectsDisjoint(a, b, comparison);
  if (a['type'] === 'array') return arraysDisjoint(a, b, comparison);
  return false;
}

function objectsDisjoint(a: JsonSchema, b: JsonSchema, comparison: Comparison): boolean {
  const shared = requiredOf(a).filter((name) => requiredOf(b).includes(name));
  const forbidden = [
    ...requiredOf(a).filter((name) => isNever(propertiesOf(b)[name])),
    ...requiredOf(b).filter((name) => isNever(propertiesOf(a)[name])),
  ];
  if (forbidden.length > 0) return true;
  return shared.some((name) => {
    const first = propertiesOf(a)[name];
    const second = propertiesOf(b)[name];
    return first !== undefined && second !== undefined && comparison.ask(areDisjoint, first, second);
  });
}

function arraysDisjoint(a: JsonSchema, b: JsonSchema, comparison: Comparison): boolean {
  if (leastOf(a) > mostOf(b) || leastOf(b) > mostOf(a)) return true;
  // Elements that both have at least: one pair that cannot be the same tells the arrays apart.
  const both = Math.min(Math.max(leastOf(a), leastOf(b)), 16);
  for (let index = 0; index < both; index++) {
    const first = itemAt(a, index);
    const second = itemAt(b, index);
    if (first !== undefined && second !== undefined && comparison.ask(areDisjoint, first, second)) return true;
  }
  return false;
}

/** The strings that each cast yields; two that share no string are told apart. */
const castPatterns: Readonly<Record<string, RegExp>> = {
  date: /^[+-]?\d{4,6}-\d\d-\d\dT/,
  bigint: /^-?\d+$/,
  bytes: /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
  url: /^[A-Za-z][A-Za-z0-9+.-]*:/,
};

const disjointCasts = new Set(['bigint date', 'bytes date', 'date url', 'bigint url', 'bytes url']);

function stringsDisjoint(a: JsonSchema, b: JsonSchema): boolean {
  return disjointCasts.has([a['x-cast'], b['x-cast']].map(String).sort().join(' '));
}

function matchesScalar(value: unknown, schema: JsonSchema): boolean {
  const type = value === null ? 'null' : typeof value;
  if (schema['type'] !== undefined && schema['type'] !== type) return false;
  if (typeof value !== 'string') return true;
  const pattern = castPatterns[String(schema['x-cast'])];
  if (pattern !== undefined) return pattern.test(value);
  return typeof schema['pattern'] !== 'string' || new RegExp(schema['pattern'], 'u').test(value);
}

/** A key that no property has, for what `additionalProperties` says. */
const anyOther = '\u0000';

function memberNamed(schema: JsonSchema, name: string): JsonSchema | undefined {
  const own = propertiesOf(schema)[name];
  if (own !== undefined) return own;
  const { additionalProperties, patternProperties } = schema;
  if (typeof additionalProperties === 'object' && additionalProperties !== null)
    return additionalProperties as JsonSchema;
  const [first] =
    typeof patternProperties === 'object' && patternProperties !== null ? Object.values(patternProperties) : [];
  return first as JsonSchema | undefined;
}

function members(schema: JsonSchema): readonly JsonSchema[] {
  return Array.isArray(schema['anyOf']) ? (schema['anyOf'] as readonly JsonSchema[]) : [];
}

function propertiesOf(schema: JsonSchema): Readonly<Record<string, JsonSchema>> {
  return (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
}

function requiredOf(schema: JsonSchema): readonly string[] {
  return (schema['required'] ?? []) as readonly string[];
}

function prefixOf(schema: JsonSchema): readonly JsonSchema[] {
  return (schema['prefixItems'] ?? []) as readonly JsonSchema[];
}

function itemAt(schema: JsonSchema, index: number): JsonSchema | undefined {
  const own = prefixOf(schema)[index];
  if (own !== undefined) return own;
  return typeof schema['items'] === 'object' && schema['items'] !== null ? (schema['items'] as JsonSchema) : undefined;
}

function leastOf(schema: JsonSchema): number {
  return Number(schema['minItems'] ?? 0);
}

function mostOf(schema: JsonSchema): number {
  return Number(schema['maxItems'] ?? Number.POSITIVE_INFINITY);
}

function valuesOf(schema: JsonSchema): readonly unknown[] | undefined {
  if ('const' in schema) return [schema['const']];
  return Array.isArray(schema['enum']) ? schema['enum'] : undefined;
}

function isNever(schema: JsonSchema | undefined): boolean {
  return schema?.['not'] !== undefined;
}
