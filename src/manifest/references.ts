import type { JsonSchema } from './manifest.ts';

const prefix = '#/$defs/';

/** A schema whose references to the manifest's `$defs` point to another place, such as `#/components/schemas/`. */
export function movedReferences(schema: JsonSchema, place: string): JsonSchema {
  // The copy has the shape of its input, with strings in the place of strings.
  return moved(schema, place) as JsonSchema;
}

/** The schema behind a reference to the manifest's `$defs`; any other schema is itself. */
export function resolveReference(schema: JsonSchema, defs: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const seen = new Set<unknown>();
  let current = schema;
  while (typeof current['$ref'] === 'string' && current['$ref'].startsWith(prefix) && !seen.has(current)) {
    seen.add(current);
    const target = defs[current['$ref'].slice(prefix.length)];
    if (target === undefined) return current;
    current = target;
  }
  return current;
}

function moved(value: unknown, place: string): unknown {
  if (Array.isArray(value)) return value.map((item) => moved(item, place));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) =>
      key === '$ref' && typeof item === 'string' && item.startsWith(prefix)
        ? [key, place + item.slice(prefix.length)]
        : [key, moved(item, place)],
    ),
  );
}
