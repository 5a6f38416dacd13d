import { Parser } from '@asyncapi/parser';
import jsonSchemaMetaSchema from '@json-schema-tools/meta-schema';
import openRpcMetaSchema from '@open-rpc/meta-schema';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

/** What the official schema of OpenRPC finds wrong with a document; null when nothing. */
export function openRpcErrors(document: object): unknown {
  const ajv = new Ajv({ strict: false, validateSchema: false });
  addFormats.default(ajv);
  ajv.addSchema(withoutDialect(jsonSchemaMetaSchema), 'https://meta.json-schema.tools');
  const validate = ajv.compile(withoutDialect(openRpcMetaSchema));
  return validate(document) ? null : validate.errors;
}

/** What the official parser of AsyncAPI takes for an error in a document. */
export async function asyncApiErrors(document: object): Promise<readonly object[]> {
  const problems = await new Parser().validate(JSON.stringify(document));
  return problems.filter(({ severity }) => severity === 0);
}

/** The official schemas name a dialect of their own, which ajv would look for. */
function withoutDialect(schema: object): object {
  return { ...schema, $schema: 'http://json-schema.org/draft-07/schema#' };
}
