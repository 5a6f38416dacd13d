import fc from 'fast-check';
import type { JsonSchema } from '../../../src/manifest/index.ts';
import { bigint, bytes, date } from './validating.ts';

/** A schema with the named ones that it may refer to. */
export interface SchemaCase {
  readonly schema: JsonSchema;
  readonly $defs: Readonly<Record<string, JsonSchema>>;
}

/**
 * Names of properties, some of which every object inherits something under; not those that ajv's comparison calls.
 */
export const names = ['a', 'b', 'kind', 'hasOwnProperty', 'isPrototypeOf', 'a/b~c', 'é', '0'];
const name = fc.constantFrom(...names);
export const literal = fc.oneof(fc.constantFrom('a', 'b', 'c', 1, 2, 0, true, false, null));
const pattern = fc.constantFrom('^a', 'b$', '^\\p{L}+$', '^x-\\d+$', '/', '^(?:a|é)$');

/** Formats whose tests are the same text by text; what is wider or narrower has tests of its own. */
const format = fc.constantFrom('date', 'email', 'uuid', 'ipv4', 'hostname', 'something-else');

function schemas(depth: number): fc.Arbitrary<JsonSchema> {
  const leaves = [scalar(), fc.constantFrom(date, bigint, bytes), literals(), fc.constantFrom({}, { not: {} })];
  if (depth === 0) return fc.oneof(...leaves);
  const inner = fc.oneof({ weight: 4, arbitrary: schemas(depth - 1) }, { weight: 1, arbitrary: reference() });
  return fc.oneof(
    ...leaves,
    objects(inner),
    objects(inner),
    lists(inner),
    collections(inner),
    unions(inner),
    all(inner),
  );
}

function scalar(): fc.Arbitrary<JsonSchema> {
  return fc.oneof(
    fc.constantFrom({ type: 'boolean' }, { type: 'null' }, { type: ['string', 'null'], maxLength: 2 }, { minimum: 3 }),
    optional({ minLength: fc.nat(3), maxLength: fc.nat(5), pattern }).map((rules) => ({ type: 'string', ...rules })),
    format.map((value) => ({ type: 'string', format: value })),
    fc
      .record({ type: fc.constantFrom('number', 'integer'), rules: optional(numberRules) })
      .map(({ type, rules }) => ({ type, ...rules })),
  );
}

const numberRules = {
  minimum: fc.integer({ min: -3, max: 3 }),
  maximum: fc.integer({ min: -3, max: 6 }),
  exclusiveMinimum: fc.integer({ min: -3, max: 3 }),
  exclusiveMaximum: fc.integer({ min: -3, max: 6 }),
  multipleOf: fc.integer({ min: 1, max: 3 }),
};

function literals(): fc.Arbitrary<JsonSchema> {
  return fc.oneof(
    literal.map((value) => ({ const: value })),
    fc.uniqueArray(literal, { minLength: 1, maxLength: 6 }).map((values) => ({ enum: values })),
    fc.constantFrom(
      { const: { a: 1, b: [null] } },
      { type: 'string', enum: ['a', 'b', 1] },
      { type: 'string', const: '5', 'x-cast': 'bigint' },
      { enum: ['a', 'ab', 'abc'], minLength: 2 },
    ),
  );
}

function objects(inner: fc.Arbitrary<JsonSchema>): fc.Arbitrary<JsonSchema> {
  return fc
    .record({
      properties: fc.dictionary(name, inner, { maxKeys: 4 }),
      extra: fc.subarray(names, { maxLength: 1 }),
      optional: fc.subarray(names),
      rules: optional({
        additionalProperties: fc.oneof(fc.boolean(), inner),
        patternProperties: fc.dictionary(pattern, inner, { minKeys: 1, maxKeys: 2 }),
        propertyNames: fc.constantFrom({ maxLength: 3 }, { pattern: '^[a-z]' }, { enum: names }),
      }),
    })
    .map(({ properties, extra, optional: left, rules }) => ({
      type: 'object',
      properties,
      required: [...new Set([...Object.keys(properties).filter((key) => !left.includes(key)), ...extra])],
      ...rules,
    }));
}

function lists(inner: fc.Arbitrary<JsonSchema>): fc.Arbitrary<JsonSchema> {
  return optional({
    items: fc.oneof(inner, inner, fc.constant(false)),
    prefixItems: fc.array(inner, { minLength: 1, maxLength: 2 }),
    minItems: fc.nat(2),
    maxItems: fc.nat(4),
    uniqueItems: fc.boolean(),
  }).map((rules) => ({ type: 'array', ...rules }));
}

function collections(inner: fc.Arbitrary<JsonSchema>): fc.Arbitrary<JsonSchema> {
  return fc.oneof(
    // Two equal lists or objects are different members of a Set, which uniqueItems would refuse.
    fc
      .oneof(scalar(), fc.constant(bigint))
      .map((items) => ({ type: 'array', items, uniqueItems: true, 'x-cast': 'set' })),
    fc.tuple(fc.oneof(scalar(), fc.constant(bigint)), inner).map((prefixItems) => ({
      type: 'array',
      items: { type: 'array', prefixItems, minItems: 2, maxItems: 2, items: false },
      'x-cast': 'map',
    })),
  );
}

function unions(inner: fc.Arbitrary<JsonSchema>): fc.Arbitrary<JsonSchema> {
  const tagged = fc
    .uniqueArray(fc.tuple(literal, inner), { minLength: 2, maxLength: 4, selector: ([tag]) => tag })
    .map((members) => ({
      anyOf: members.map(([tag, value]) => ({
        type: 'object',
        properties: { kind: { const: tag }, a: value },
        required: ['kind', 'a'],
      })),
    }));
  return fc.oneof(
    fc.array(inner, { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })),
    tagged,
  );
}

function all(inner: fc.Arbitrary<JsonSchema>): fc.Arbitrary<JsonSchema> {
  return fc.oneof(
    fc.array(inner, { minLength: 1, maxLength: 2 }).map((allOf) => ({ allOf })),
    fc
      .record({ beside: objects(inner), $ref: fc.constantFrom('#/$defs/Tree', '#/$defs/Choice', '#/$defs/Other') })
      .map(({ beside, $ref }) => ({
        ...beside,
        $ref,
      })),
  );
}

function reference(): fc.Arbitrary<JsonSchema> {
  return fc.constantFrom(
    { $ref: '#/$defs/Tree' },
    { $ref: '#/$defs/Choice' },
    { $ref: '#/$defs/Other', description: 'another' },
  );
}

function optional(
  rules: Readonly<Record<string, fc.Arbitrary<unknown>>>,
): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  return fc.record(rules, { requiredKeys: [] });
}

/** The schema without references that would lead back to it by names alone. */
function withoutRefs(schema: JsonSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema), (key, value) =>
    key === '$ref' && value !== '#/$defs/Choice' ? '#/$defs/Tree' : value,
  );
}

/** Schemas of the vocabulary, with references to named ones that may be recursive. */
export const schemaCase: fc.Arbitrary<SchemaCase> = fc
  .record({
    schema: schemas(3),
    Tree: schemas(2),
    Other: schemas(2),
    inner: fc.tuple(schemas(1), schemas(1), schemas(1)),
  })
  .map(({ schema, Tree, Other, inner: [first, second, third] }) => ({
    schema,
    $defs: {
      // What is named is an object: a name that leads only to names would never come to an end.
      Tree: { type: 'object', properties: { a: Tree, kind: { type: 'string' } } },
      Choice: {
        anyOf: [
          { type: 'object', properties: { kind: { const: 'a' }, a: first }, required: ['kind', 'a'] },
          { type: 'object', properties: { kind: { enum: ['b', 'c'] }, a: second }, required: ['kind'] },
          { type: 'object', properties: { b: third }, required: ['b'] },
          { type: 'null' },
        ],
      },
      Other: withoutRefs(Other),
    },
  }));
