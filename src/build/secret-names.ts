import type { JsonSchema } from '../manifest/index.ts';
import { resolveReference } from '../manifest/references.ts';

/** The names of the properties marked `@sensitive` in a schema, sorted; `*` where what has no name of its own is. */
export function secretNames(
  schemas: readonly (JsonSchema | undefined)[],
  $defs: Readonly<Record<string, JsonSchema>>,
): readonly string[] {
  const names = new Set<string>();
  const seen = new Set<unknown>();
  const visit = (schema: unknown, name: string): void => {
    if (Array.isArray(schema)) for (const item of schema) visit(item, name);
    if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return;
    // What is an object and no array has members.
    const keywords = schema as JsonSchema;
    if (keywords['x-sensitive'] === true) names.add(name);
    if (seen.has(schema)) return;
    seen.add(schema);
    const target = resolveReference(keywords, $defs);
    if (target !== keywords) {
      // A named type that is marked makes a secret of each place that it is used in.
      if (target['x-sensitive'] === true) names.add(name);
      visit(target, name);
    }
    const { properties } = keywords;
    if (typeof properties === 'object' && properties !== null) {
      for (const [property, inner] of Object.entries(properties)) visit(inner, property);
    }
    for (const keyword of ['items', 'prefixItems', 'anyOf', 'allOf', 'oneOf', 'additionalProperties'] as const) {
      visit(keywords[keyword], name);
    }
    const { patternProperties } = keywords;
    if (typeof patternProperties === 'object' && patternProperties !== null) {
      for (const inner of Object.values(patternProperties)) visit(inner, '*');
    }
  };
  for (const schema of schemas) visit(schema, '*');
  return [...names].sort();
}
