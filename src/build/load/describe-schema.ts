import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { StandardSchema } from '../../definition/index.ts';
import type { JsonSchema } from '../../manifest/index.ts';
import type { LoadedSchema } from './loaded-bus.ts';

/** What of a schema is described: what it takes, or what it makes. */
export type SchemaDirection = 'input' | 'output';

interface JsonSchemaOptions {
  readonly target: 'draft-2020-12';
  readonly libraryOptions: Readonly<Record<string, unknown>>;
}

/** The part of a Standard Schema that gives JSON Schemas, which not every library has. */
interface JsonSchemaConverter {
  readonly input: (options: JsonSchemaOptions) => unknown;
  readonly output: (options: JsonSchemaOptions) => unknown;
}

const options: JsonSchemaOptions = {
  target: 'draft-2020-12',
  // Where JSON Schema has no words, such as for a date, they leave a hole: zod's name for it, and valibot's.
  libraryOptions: { unrepresentable: 'any', errorMode: 'ignore' },
};

/** Describes a schema in the words of its library, as far as that goes. */
export function describeSchema(schema: StandardSchema, direction: SchemaDirection, packageRoot: string): LoadedSchema {
  const { vendor } = schema['~standard'];
  try {
    const converter = ownConverter(schema) ?? valibotConverter(schema, packageRoot);
    if (converter === undefined) return { vendor, jsonSchema: undefined, reason: 'it has no "~standard.jsonSchema"' };
    return { vendor, jsonSchema: asJson(converter[direction](options)) };
  } catch (error) {
    // A library throws whatever it likes for what it cannot say.
    const reason = error instanceof Error ? error.message : String(error);
    return { vendor, jsonSchema: undefined, reason: reason.split('\n')[0] };
  }
}

/** What leaves this process is JSON; a default may be more than that. */
function asJson(described: unknown): JsonSchema {
  const text = JSON.stringify(described, (_key, value) => (typeof value === 'bigint' ? String(value) : value));
  const { $schema, ...keywords } = JSON.parse(text);
  return keywords;
}

function ownConverter(schema: StandardSchema): JsonSchemaConverter | undefined {
  const standard = schema['~standard'];
  // The Standard JSON Schema specification says what it is.
  return 'jsonSchema' in standard ? (standard.jsonSchema as JsonSchemaConverter) : undefined;
}

/** The converter of valibot, which is a package of its own that the user may have installed. */
function valibotConverter(schema: StandardSchema, packageRoot: string): JsonSchemaConverter | undefined {
  if (schema['~standard'].vendor !== 'valibot') return undefined;
  // Its own types say so, which this library does not depend on.
  const { toStandardJsonSchema } = createRequire(join(packageRoot, 'package.json'))('@valibot/to-json-schema') as {
    readonly toStandardJsonSchema: (schema: StandardSchema) => StandardSchema;
  };
  return ownConverter(toStandardJsonSchema(schema));
}
