import type { JsonSchema } from '../manifest/index.ts';
import { resolveReference } from '../manifest/references.ts';
import type { LoadedSchema } from './load/loaded-bus.ts';

type Definitions = Readonly<Record<string, JsonSchema>>;

/** What the manifest says of something that a Standard Schema validates. */
export interface WireShape {
  readonly schema: JsonSchema;
  /** What it refers to besides the definitions that there were. */
  readonly $defs: Definitions;
}

/** What a shape is made from. */
export interface ShapeSources {
  /** The schema of the TypeScript type, which knows every cast. */
  readonly type: JsonSchema;
  /** What the library says, which knows every limit; it has holes where JSON Schema has no words. */
  readonly library: LoadedSchema;
  /** The names that `type` refers to. */
  readonly $defs: Definitions;
  /** A name for what the library's schema refers to within itself. */
  readonly name: string;
}

/**
 * Joins what the library of a Standard Schema says with what the TypeScript type says: the library's words, and the
 * type's where the library has none, such as for a `Date`. `x-standard-schema` names the library, and `shape` says
 * whose words they are.
 */
export function wireShape({ type, library, $defs, name }: ShapeSources): WireShape {
  const { vendor, jsonSchema } = library;
  if (jsonSchema === undefined) {
    return { schema: { ...type, 'x-standard-schema': { vendor, shape: 'type' } }, $defs: {} };
  }
  const hoisted = hoist(jsonSchema, name, $defs);
  const joined = join(type, hoisted.schema, $defs, { ...$defs, ...hoisted.$defs });
  const isOfType = joined === type;
  return {
    schema: { ...joined, 'x-standard-schema': { vendor, shape: isOfType ? 'type' : 'schema' } },
    $defs: isOfType ? {} : hoisted.$defs,
  };
}

/** Gives what a schema refers to within itself names in the manifest's `$defs`. */
function hoist(schema: JsonSchema, name: string, taken: Definitions): WireShape {
  const { $defs: own, ...root } = schema;
  const definitions = Object.entries(isRecord(own) ? own : {});
  const text = JSON.stringify(schema);
  if (definitions.length === 0 && !text.includes('"$ref":"#"')) return { schema: root, $defs: {} };
  const names = new Map<string, string>();
  const free = (wanted: string): string => {
    let candidate = wanted.replaceAll(/[^A-Za-z0-9_]+/g, '_').replaceAll(/^_+|_+$/g, '');
    while (candidate in taken || [...names.values()].includes(candidate)) candidate += '_';
    return candidate;
  };
  names.set('#', free(name));
  for (const [key] of definitions) names.set(`#/$defs/${key}`, free(`${name}_${key}`));
  const rename = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(rename);
    if (!isRecord(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => {
        const target = key === '$ref' && typeof item === 'string' ? names.get(item) : undefined;
        return [key, target === undefined ? rename(item) : `#/$defs/${target}`];
      }),
    );
  };
  // A copy of a schema with other references in it is a schema.
  const renamed = (value: unknown): JsonSchema => rename(value) as JsonSchema;
  const hoisted = definitions.map(([key, value]) => [names.get(`#/$defs/${key}`) ?? key, renamed(value)] as const);
  if (!text.includes('"$ref":"#"')) return { schema: renamed(root), $defs: Object.fromEntries(hoisted) };
  const rootName = names.get('#') ?? name;
  return {
    schema: { $ref: `#/$defs/${rootName}` },
    $defs: Object.fromEntries([[rootName, renamed(root)], ...hoisted]),
  };
}

/** Part by part: the library's words where it has them all and nothing is cast, else the type's. */
function join(type: JsonSchema, library: JsonSchema, typeDefs: Definitions, defs: Definitions): JsonSchema {
  const ofType = resolveReference(type, typeDefs);
  if (isHole(library)) return type;
  const isWhole = !holdsHole(library, defs) && !holdsCast(ofType, typeDefs);
  if (ofType['x-cast'] !== undefined || library['$ref'] !== undefined) return isWhole ? library : type;
  const inner = (one: unknown, other: unknown): JsonSchema => {
    if (!isRecord(one) || !isRecord(other)) return isRecord(other) ? other : {};
    const joined = join(one, other, typeDefs, defs);
    // Doc comments are read from the type, titles and defaults from the library.
    return joined === one ? withAnnotations(one, other) : withAnnotations(joined, resolveReference(one, typeDefs));
  };
  if (ofType['type'] === 'object' && library['type'] === 'object') {
    const properties = isRecord(library['properties']) ? library['properties'] : {};
    const own = isRecord(ofType['properties']) ? ofType['properties'] : {};
    return {
      ...library,
      ...(Object.keys(properties).length === 0
        ? {}
        : { properties: mapped(properties, (property, key) => inner(own[key], property)) }),
      ...(isRecord(library['additionalProperties'])
        ? { additionalProperties: inner(ofType['additionalProperties'], library['additionalProperties']) }
        : {}),
    };
  }
  if (ofType['type'] === 'array' && library['type'] === 'array' && isRecord(library['items'])) {
    return { ...library, items: inner(ofType['items'], library['items']) };
  }
  return isWhole ? library : type;
}

const annotations = ['title', 'description', 'default', 'deprecated', 'examples', 'x-sensitive'] as const;

/** A schema with what another says besides what is valid, where it does not say it itself. */
function withAnnotations(schema: JsonSchema, other: JsonSchema): JsonSchema {
  const added = annotations.filter((keyword) => other[keyword] !== undefined && schema[keyword] === undefined);
  return added.length === 0
    ? schema
    : { ...schema, ...Object.fromEntries(added.map((keyword) => [keyword, other[keyword]])) };
}

/** Whether a schema says nothing of what is valid. */
function isHole(schema: JsonSchema): boolean {
  const said: ReadonlySet<string> = new Set(annotations);
  return Object.keys(schema).every((keyword) => said.has(keyword));
}

function holdsHole(schema: unknown, defs: Definitions): boolean {
  return someSchema(schema, defs, isHole);
}

function holdsCast(schema: unknown, defs: Definitions): boolean {
  return someSchema(schema, defs, (within) => within['x-cast'] !== undefined);
}

/** Whether a schema, one within it or one that it leads to passes a test. */
function someSchema(
  schema: unknown,
  defs: Definitions,
  test: (schema: JsonSchema) => boolean,
  seen: Set<unknown> = new Set(),
): boolean {
  if (!isRecord(schema) || seen.has(schema)) return false;
  seen.add(schema);
  if (test(schema)) return true;
  const { $ref, properties, patternProperties, items, prefixItems, anyOf, allOf, oneOf, additionalProperties } = schema;
  const lists = [prefixItems, anyOf, allOf, oneOf].flatMap((list) => (Array.isArray(list) ? list : []));
  const maps = [properties, patternProperties].flatMap((map) => (isRecord(map) ? Object.values(map) : []));
  const target = typeof $ref === 'string' ? resolveReference(schema, defs) : undefined;
  return [...lists, ...maps, items, additionalProperties, target].some((inner) => someSchema(inner, defs, test, seen));
}

function mapped(
  record: Readonly<Record<string, unknown>>,
  change: (value: unknown, key: string) => JsonSchema,
): Readonly<Record<string, JsonSchema>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
