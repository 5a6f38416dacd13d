import type { JsonSchema, Manifest } from './manifest.ts';

/** The schemas of a service by dotted names, as one JSON document whose references resolve within it. */
export interface SchemaDocument {
  readonly $schema: 'https://json-schema.org/draft/2020-12/schema';
  readonly service: string;
  /** By dotted name; a procedure without parameters or result has none here. */
  readonly procedures: Readonly<Record<string, { readonly params?: JsonSchema; readonly result?: JsonSchema }>>;
  /** The payloads, by dotted name. */
  readonly events: Readonly<Record<string, JsonSchema>>;
  readonly $defs: Readonly<Record<string, JsonSchema>>;
}

/** The schemas of a service as they stand in its manifest. */
export function toSchemaDocument(manifest: Manifest): SchemaDocument {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    service: manifest.service,
    procedures: Object.fromEntries(
      manifest.apis.flatMap((api) =>
        api.procedures.map(({ name, params, result }) => [
          `${api.name}.${name}`,
          { ...(params === undefined ? {} : { params }), ...(result === undefined ? {} : { result }) },
        ]),
      ),
    ),
    events: Object.fromEntries(
      manifest.apis.flatMap((api) => api.events.map(({ name, payload }) => [`${api.name}.${name}`, payload])),
    ),
    $defs: manifest.$defs,
  };
}
