import type { StandardSchemaV1 } from '@standard-schema/spec';

/**
 * A schema of zod, valibot, ArkType or any other library that follows the Standard Schema specification.
 * @see https://standardschema.dev
 */
export type { StandardSchemaV1 as StandardSchema } from '@standard-schema/spec';

/** What a schema takes: the value that is sent. */
export type SchemaInput<TSchema extends StandardSchemaV1> = StandardSchemaV1.InferInput<TSchema>;

/** What a schema makes of it, with its defaults and transformations. */
export type SchemaOutput<TSchema extends StandardSchemaV1> = StandardSchemaV1.InferOutput<TSchema>;

/** Whether a value is a Standard Schema; those of some libraries are functions. */
export function isStandardSchema(value: unknown): value is StandardSchemaV1 {
  return ((typeof value === 'object' && value !== null) || typeof value === 'function') && '~standard' in value;
}
