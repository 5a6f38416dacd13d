import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { JsonSchema } from '../../../src/manifest/index.ts';
import type { SchemaCase } from './arbitrary-schemas.ts';

/** ajv's judgement of values by a schema. */
export function ajvJudge({ schema, $defs }: SchemaCase): (value: unknown) => boolean {
  // Without ownProperties, ajv takes what every object inherits for what it must have.
  // Without allErrors, it does not notice that a required property with an empty name is missing.
  const ajv = new Ajv2020({ strict: false, ownProperties: true, allErrors: true, logger: false });
  addFormats.default(ajv);
  const { uri } = ajv.formats;
  if (typeof uri !== 'function') throw new TypeError('ajv has another form of the format uri.');
  // RFC 3986 lets what follows the scheme be empty, and so does JavaScript.
  ajv.addFormat('uri', (text: string) => /^[a-z][a-z\d+.-]*:$/i.test(text) || uri(text) === true);
  const validate = ajv.compile({ ...asWritten(schema), $defs: asWritten($defs) });
  return (value) => validate(value);
}

/** What the casts ask of strings, which JSON Schema leaves to its reader. */
const castPatterns: Readonly<Record<string, string>> = {
  // Of RFC 3339, the form that ISO 8601 and every other language read too: no lower case, no leap second, a colon in the zone.
  date: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:[0-5]\\d(?:\\.\\d+)?(?:Z|[+-]\\d\\d:\\d\\d)$',
  bytes: '^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$',
};

function asWritten(schema: JsonSchema): JsonSchema {
  // The copy has the shape of its input, with a pattern where there is a cast.
  return withPatterns(schema) as JsonSchema;
}

function withPatterns(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withPatterns);
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withPatterns(item)]));
  const pattern = castPatterns[String(copy['x-cast'])];
  return pattern === undefined ? copy : { ...copy, pattern };
}
