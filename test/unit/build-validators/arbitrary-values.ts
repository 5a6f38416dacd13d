import fc from 'fast-check';
import type { JsonSchema } from '../../../src/manifest/index.ts';
import { literal, names, type SchemaCase } from './arbitrary-schemas.ts';

const name = fc.constantFrom(...names);
const text = fc.oneof(
  fc.constantFrom('', 'a', 'b', 'ab', 'abc', 'é', '😀', '😀😀a', 'x-1', '12', '__proto__', '2026-02-28', '7f3e'),
  fc.string({ maxLength: 6, unit: 'binary' }),
);
const json = fc.jsonValue({ maxDepth: 2 });

/** Values that a schema likely accepts: `encode` gives them back as they are when they were cast. */
export function valuesOf({ schema, $defs }: SchemaCase, depth = 5): fc.Arbitrary<unknown> {
  const within = (inner: unknown): fc.Arbitrary<unknown> =>
    depth === 0 || typeof inner !== 'object' || inner === null
      ? json
      : valuesOf({ schema: inner as JsonSchema, $defs }, depth - 1);
  const at = (keyword: string): unknown => schema[keyword];
  if (typeof at('$ref') === 'string') {
    const target = within($defs[String(at('$ref')).slice('#/$defs/'.length)]);
    return 'properties' in schema ? fc.tuple(target, objectsOf(schema, within)).map(merged) : target;
  }
  if (Array.isArray(at('allOf')))
    return fc.tuple(...(at('allOf') as unknown[]).map(within)).map((parts) => merged(parts));
  if (Array.isArray(at('anyOf'))) return fc.oneof(...(at('anyOf') as unknown[]).map(within));
  if ('const' in schema) return fc.constant(at('const'));
  if (Array.isArray(at('enum'))) return fc.constantFrom(...(at('enum') as unknown[]));
  return castValues(at('x-cast')) ?? typedValues(schema, within);
}

function castValues(cast: unknown): fc.Arbitrary<unknown> | undefined {
  switch (cast) {
    case 'date':
      return fc
        .date({ noInvalidDate: true, min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z') })
        .map((value) => value.toISOString());
    case 'bigint':
      return fc.bigInt().map(String);
    case 'bytes':
      return fc.uint8Array({ maxLength: 9 }).map((value) => Buffer.from(value).toString('base64'));
    default:
      return undefined;
  }
}

function typedValues(schema: JsonSchema, within: (inner: unknown) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  switch (schema['type']) {
    case 'string':
      return fc.oneof(text, fc.emailAddress(), fc.uuid(), fc.ipV4(), fc.domain());
    case 'integer':
    case 'number':
      return fc.oneof(fc.integer({ min: -4, max: 7 }), fc.constantFrom(0.5, 2.5, -1.5));
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'object':
      return objectsOf(schema, within);
    case 'array':
      return listsOf(schema, within);
    default:
      return json;
  }
}

function objectsOf(schema: JsonSchema, within: (inner: unknown) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, unknown>);
  const members = properties.map(([key, inner]) => {
    const isRequired = (schema['required'] as string[] | undefined)?.includes(key) === true;
    const value = within(inner).map((present) => [[key, present]]);
    return isRequired ? value : fc.oneof(value, fc.constant([]));
  });
  const others = ['additionalProperties', 'patternProperties'].flatMap((keyword) => {
    const inner = schema[keyword];
    if (typeof inner !== 'object' || inner === null) return [];
    const [value] = keyword === 'patternProperties' ? Object.values(inner) : [inner];
    return [fc.array(fc.tuple(fc.oneof(text, name), within(value)), { maxLength: 2 })];
  });
  return fc.tuple(fc.tuple(...others), fc.tuple(...members)).map((entries) => Object.fromEntries(entries.flat(2)));
}

function listsOf(schema: JsonSchema, within: (inner: unknown) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const prefix = ((schema['prefixItems'] ?? []) as unknown[]).map(within);
  const { items } = schema;
  const rest = items === false ? fc.constant([]) : fc.array(within(items ?? {}), { maxLength: 3 });
  return fc.tuple(fc.tuple(...prefix), rest).map(([first, others]) => [...first, ...others]);
}

function merged(parts: readonly unknown[]): unknown {
  const isEvery = parts.every((part) => typeof part === 'object' && part !== null && !Array.isArray(part));
  return isEvery ? Object.fromEntries(parts.flatMap((part) => Object.entries(part as object))) : parts[0];
}

/** A value with one of its parts changed, removed or added. */
export function mutationsOf(value: unknown): fc.Arbitrary<unknown> {
  const other = fc.oneof(text, literal, json);
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'string' ? fc.oneof(other, changedText(value)) : other;
  }
  const keys = Object.keys(value);
  const added = fc.tuple(fc.oneof(name, text), other).map(([key, item]) => withMember(value, key, item));
  if (keys.length === 0) return fc.oneof(other, added);
  const members = value as Readonly<Record<string, unknown>>;
  const changed = fc
    .constantFrom(...keys)
    .chain((key) =>
      fc.oneof(fc.constant(undefined), mutationsOf(members[key])).map((item) => withMember(value, key, item)),
    );
  return fc.oneof({ weight: 1, arbitrary: other }, { weight: 2, arbitrary: added }, { weight: 6, arbitrary: changed });
}

function changedText(value: string): fc.Arbitrary<string> {
  return fc
    .tuple(fc.nat(value.length), fc.constantFrom('', ' ', 'x', '9', ':', '='), fc.nat(1))
    .map(([at, inserted, removed]) => value.slice(0, at) + inserted + value.slice(at + removed));
}

function withMember(value: object, key: string, item: unknown): unknown {
  if (Array.isArray(value)) {
    const index = Number(key);
    if (!Number.isInteger(index) || index < 0 || value.length === 0) return [...value, item ?? null];
    return item === undefined ? value.toSpliced(index, 1) : value.with(Math.min(index, value.length - 1), item);
  }
  const entries = Object.entries(value).filter(([name]) => name !== key);
  return Object.fromEntries(item === undefined ? entries : [...entries, [key, item]]);
}
