import type { JsonSchema } from '../manifest/index.ts';
import { resolveReference } from '../manifest/references.ts';

type Defs = Readonly<Record<string, JsonSchema>>;

/**
 * What may stand at one place of a payload: a schema for each of the alternatives, without references, unions and
 * lists, whose elements SNS takes one by one. Undefined where anything may stand.
 */
export type PayloadShape = readonly JsonSchema[] | undefined;

/** The shape of what a schema describes. */
export function shapeOf(schema: unknown, $defs: Defs, seen: readonly JsonSchema[] = []): PayloadShape {
  if (typeof schema !== 'object' || schema === null) return undefined;
  // What is neither null nor a boolean is a schema.
  const resolved = resolveReference(schema as JsonSchema, $defs);
  if (seen.includes(resolved)) return [];
  const parts = [...listAt(resolved, 'anyOf'), ...listAt(resolved, 'allOf')];
  if (parts.length > 0) return joined(parts.map((part) => shapeOf(part, $defs, [...seen, resolved])));
  if (resolved['not'] !== undefined) return [];
  if (resolved['type'] === 'array') {
    const items = [...listAt(resolved, 'prefixItems'), ...(resolved['items'] === false ? [] : [resolved['items']])];
    return joined(items.map((item) => shapeOf(item, $defs, [...seen, resolved])));
  }
  const isDescribed = ['type', 'enum', 'const', 'properties'].some((keyword) => keyword in resolved);
  return isDescribed ? [resolved] : undefined;
}

/** What may stand at a property; `known` are the names there are where it is none of them. */
export function memberShape(
  shape: NonNullable<PayloadShape>,
  name: string,
  $defs: Defs,
): { readonly shape: PayloadShape } | { readonly known: readonly string[] } {
  const objects = shape.filter((schema) => kindOf(schema) === 'object');
  const found = objects.flatMap((schema) => {
    const properties = membersAt(schema, 'properties');
    if (Object.hasOwn(properties, name)) return [properties[name]];
    const patterns = Object.entries(membersAt(schema, 'patternProperties'));
    const matching = patterns.filter(([pattern]) => new RegExp(pattern, 'u').test(name)).map(([, value]) => value);
    if (matching.length > 0) return matching;
    // An object of which nothing is said may have any property.
    const isOpen = patterns.length === 0 && Object.keys(properties).length === 0;
    const { additionalProperties = isOpen ? true : undefined } = schema;
    return additionalProperties === undefined || additionalProperties === false ? [] : [additionalProperties];
  });
  if (found.length > 0) return { shape: joined(found.map((schema) => shapeOf(schema, $defs))) };
  return { known: [...new Set(objects.flatMap((schema) => Object.keys(membersAt(schema, 'properties'))))] };
}

/** The kinds of value that a schema without alternatives is for. */
export function kindOf({ type, enum: values, const: only, properties }: JsonSchema): string | undefined {
  if (type === 'integer') return 'number';
  if (typeof type === 'string') return type;
  if (properties !== undefined) return 'object';
  const literals = Array.isArray(values) ? values : [only];
  const [kind, ...others] = new Set(literals.map((value) => (value === null ? 'null' : typeof value)));
  return others.length === 0 ? kind : undefined;
}

/** The values that a schema lists; undefined where it lists none. */
export function literalsOf(schema: JsonSchema): readonly unknown[] | undefined {
  if ('const' in schema) return [schema['const']];
  return Array.isArray(schema['enum']) ? schema['enum'] : undefined;
}

function joined(shapes: readonly PayloadShape[]): PayloadShape {
  return shapes.some((shape) => shape === undefined) ? undefined : shapes.flatMap((shape) => shape ?? []);
}

function listAt(schema: JsonSchema, keyword: string): readonly unknown[] {
  const value = schema[keyword];
  return Array.isArray(value) ? value : [];
}

function membersAt(schema: JsonSchema, keyword: string): Readonly<Record<string, unknown>> {
  const value = schema[keyword];
  // A keyword that holds schemas by name.
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
