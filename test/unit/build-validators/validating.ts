import { generateValidators, type ValidatorsRequest } from '../../../src/build/validators/index.ts';
import type { JsonSchema } from '../../../src/manifest/index.ts';
import type { BundleValidators, Issue } from '../../../src/wire/validator.ts';

type Mode = ValidatorsRequest['validation'];

/** What a validator makes of a wire form. */
export interface Validated {
  readonly value: unknown;
  readonly issues: readonly Issue[];
}

/** Imports the module that is generated for a request. */
export async function importValidators(request: ValidatorsRequest): Promise<BundleValidators> {
  return importModule<BundleValidators>(await generateValidators(request));
}

/** Imports a module from its source. */
export function importModule<TModule>(code: string): Promise<TModule> {
  return import(`data:text/javascript,${encodeURIComponent(code)}`) as Promise<TModule>;
}

/** A validator of one schema. */
export async function validatorOf(
  schema: JsonSchema,
  { $defs = {}, mode = 'default' }: { $defs?: Readonly<Record<string, JsonSchema>>; mode?: Mode } = {},
): Promise<(wire: unknown) => Validated> {
  const { params } = await importValidators({ $defs, params: schema, validation: mode });
  if (params === undefined) throw new TypeError('The module has no params.');
  return (wire) => {
    const issues: Issue[] = [];
    const value = params(wire, issues);
    return { value, issues };
  };
}

/** An object whose listed properties are required. */
export function objectOf(
  properties: Readonly<Record<string, JsonSchema>>,
  optional: readonly string[] = [],
): JsonSchema {
  return {
    type: 'object',
    properties,
    required: Object.keys(properties).filter((name) => !optional.includes(name)),
  };
}

export const date: JsonSchema = { type: 'string', format: 'date-time', 'x-cast': 'date' };
export const bigint: JsonSchema = { type: 'string', pattern: '^-?\\d+$', 'x-cast': 'bigint' };
export const bytes: JsonSchema = { type: 'string', contentEncoding: 'base64', 'x-cast': 'bytes' };
export const url: JsonSchema = { type: 'string', format: 'uri', 'x-cast': 'url' };
export const string: JsonSchema = { type: 'string' };
export const number: JsonSchema = { type: 'number' };
