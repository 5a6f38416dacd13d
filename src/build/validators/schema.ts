import type { JsonSchema } from '../../manifest/index.ts';

/** The kinds of JSON values. */
export const jsonKinds = ['string', 'number', 'boolean', 'null', 'array', 'object'] as const;

/** One of {@link jsonKinds}. */
export type JsonKind = (typeof jsonKinds)[number];

/** Named types, by name. */
export type Definitions = Readonly<Record<string, JsonSchema>>;

const prefix = '#/$defs/';

/** The name that a schema refers to, or undefined. */
export function referenceOf({ $ref }: JsonSchema): string | undefined {
  return typeof $ref === 'string' && $ref.startsWith(prefix) ? $ref.slice(prefix.length) : undefined;
}

/** A schema as an object: `true` allows anything and `false` nothing. */
export function asSchema(schema: unknown): JsonSchema {
  if (schema === true || schema === undefined) return {};
  if (schema === false) return { not: {} };
  // JSON Schema has no other forms.
  return schema as JsonSchema;
}

/** The schemas of a keyword that holds a list of them. */
export function schemaList(schemas: unknown): readonly JsonSchema[] {
  return Array.isArray(schemas) ? schemas.map(asSchema) : [];
}

/** The schemas of a keyword that holds them by name. */
export function schemaEntries(schemas: unknown): readonly (readonly [string, JsonSchema])[] {
  if (typeof schemas !== 'object' || schemas === null) return [];
  return Object.entries(schemas).map(([name, schema]) => [name, asSchema(schema)]);
}

/** The schema behind references, as far as they lead. */
export function dereference(schema: JsonSchema, defs: Definitions): JsonSchema {
  const seen = new Set<string>();
  let current = schema;
  for (let name = referenceOf(current); name !== undefined && !seen.has(name); name = referenceOf(current)) {
    seen.add(name);
    current = asSchema(defs[name]);
  }
  return current;
}

/** The values that a schema names one by one, or undefined. */
export function literalsOf(schema: JsonSchema): readonly unknown[] | undefined {
  if ('const' in schema) return [schema['const']];
  return Array.isArray(schema['enum']) ? schema['enum'] : undefined;
}

/** The kinds of JSON values that a schema may accept. */
export function kindsOf(
  schema: JsonSchema,
  defs: Definitions,
  seen: ReadonlySet<string> = new Set(),
): ReadonlySet<JsonKind> {
  const name = referenceOf(schema);
  if (name !== undefined) {
    if (seen.has(name)) return new Set(jsonKinds);
    return kindsOf(asSchema(defs[name]), defs, new Set([...seen, name]));
  }
  const literals = literalsOf(schema);
  if (literals !== undefined) return new Set(literals.map(kindOf));
  if (schema['type'] !== undefined) {
    const types = [schema['type']].flat().map((type) => (type === 'integer' ? 'number' : type));
    return new Set(jsonKinds.filter((kind) => types.includes(kind)));
  }
  const members = schemaList(schema['anyOf']);
  if (members.length > 0) return new Set(members.flatMap((member) => [...kindsOf(member, defs, seen)]));
  const [first] = schemaList(schema['allOf'])
    .map((member) => kindsOf(member, defs, seen))
    .sort((a, b) => a.size - b.size);
  return first ?? new Set(jsonKinds);
}

function kindOf(value: unknown): JsonKind {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  return type === 'string' || type === 'number' || type === 'boolean' ? type : 'object';
}

/** Whether validating by a schema may also turn the value into another. */
export function castsSomething(schema: JsonSchema, defs: Definitions, seen: Set<string> = new Set()): boolean {
  if (schema['x-cast'] !== undefined) return true;
  const name = referenceOf(schema);
  if (name !== undefined && !seen.has(name)) {
    seen.add(name);
    if (castsSomething(asSchema(defs[name]), defs, seen)) return true;
  }
  const inner = [
    ...schemaList(schema['anyOf']),
    ...schemaList(schema['allOf']),
    ...schemaList(schema['prefixItems']),
    ...schemaEntries(schema['properties']).map(([, property]) => property),
    ...schemaEntries(schema['patternProperties']).map(([, property]) => property),
    ...(schema['items'] === undefined ? [] : [asSchema(schema['items'])]),
    ...(schema['additionalProperties'] === undefined ? [] : [asSchema(schema['additionalProperties'])]),
  ];
  return inner.some((member) => castsSomething(member, defs, seen));
}
