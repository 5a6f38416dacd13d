import { type Kind, kindOf, kinds, type ListRules, type ObjectRules, type SchemaNode } from './schema-node.ts';

type Keywords = Readonly<Record<string, unknown>>;

/** Keywords that say nothing of what is valid. */
const annotations = new Set([
  '$comment',
  '$schema',
  'title',
  'description',
  'default',
  'deprecated',
  'examples',
  'readOnly',
  'writeOnly',
  'contentEncoding',
  'contentMediaType',
]);

const understood = new Set([
  '$ref',
  'type',
  'const',
  'enum',
  'allOf',
  'anyOf',
  'not',
  'minLength',
  'maxLength',
  'pattern',
  'format',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'prefixItems',
  'items',
  'minItems',
  'maxItems',
  'uniqueItems',
  'properties',
  'required',
  'patternProperties',
  'additionalProperties',
  'propertyNames',
]);

const definitionPrefix = '#/$defs/';

/**
 * Reads a JSON Schema of the vocabulary that the build writes.
 * @param where What an error calls the schema.
 * @throws TypeError for a keyword that it does not know: ignoring it would accept what the schema refuses.
 */
export function readSchema(schema: unknown, where: string): SchemaNode {
  const keywords = keywordsOf(schema, where);
  for (const keyword of Object.keys(keywords)) {
    if (!understood.has(keyword) && !annotations.has(keyword) && !keyword.startsWith('x-')) {
      throw new TypeError(
        `The schema ${where} has the keyword "${keyword}", for which no validator can be generated. Say it with ${[...understood].join(', ')}.`,
      );
    }
  }
  const types = readTypes(keywords['type'], where);
  return {
    kinds: types && [...new Set(types.map((type): Kind => (type === 'integer' ? 'number' : type)))],
    never: schema === false || isNever(keywords['not'], where),
    literals: readLiterals(keywords),
    ref: readReference(keywords['$ref'], where),
    allOf: readAll(keywords['allOf'], `${where}/allOf`) ?? [],
    anyOf: readAll(keywords['anyOf'], `${where}/anyOf`),
    text: {
      minLength: numberAt(keywords, 'minLength'),
      maxLength: numberAt(keywords, 'maxLength'),
      pattern: textAt(keywords, 'pattern'),
      format: textAt(keywords, 'format'),
    },
    number: {
      isInteger: types?.includes('integer') === true && !types.includes('number'),
      minimum: numberAt(keywords, 'minimum'),
      maximum: numberAt(keywords, 'maximum'),
      exclusiveMinimum: numberAt(keywords, 'exclusiveMinimum'),
      exclusiveMaximum: numberAt(keywords, 'exclusiveMaximum'),
      multipleOf: numberAt(keywords, 'multipleOf'),
    },
    list: readList(keywords, where),
    object: readObject(keywords, where),
    cast: textAt(keywords, 'x-cast'),
    sensitive: keywords['x-sensitive'] === true,
  };
}

function readList(keywords: Keywords, where: string): ListRules {
  return {
    prefix: readAll(keywords['prefixItems'], `${where}/prefixItems`) ?? [],
    items: readOptional(keywords['items'], `${where}/items`),
    minItems: numberAt(keywords, 'minItems'),
    maxItems: numberAt(keywords, 'maxItems'),
    isUnique: keywords['uniqueItems'] === true,
  };
}

function readObject(keywords: Keywords, where: string): ObjectRules {
  const { required } = keywords;
  return {
    properties: readMembers(keywords['properties'], `${where}/properties`),
    required: Array.isArray(required) ? required.map(String) : [],
    patterns: readMembers(keywords['patternProperties'], `${where}/patternProperties`),
    additional: readOptional(keywords['additionalProperties'], `${where}/additionalProperties`),
    names: readOptional(keywords['propertyNames'], `${where}/propertyNames`),
  };
}

function readTypes(type: unknown, where: string): readonly (Kind | 'integer')[] | undefined {
  if (type === undefined) return undefined;
  return [type].flat().map((name) => {
    if (name === 'integer') return name;
    const kind = kinds.find((candidate) => candidate === name);
    if (kind === undefined) throw new TypeError(`The schema ${where} has the type ${JSON.stringify(name)}.`);
    return kind;
  });
}

function readLiterals(keywords: Keywords): readonly unknown[] | undefined {
  const { const: only, enum: several } = keywords;
  const isOnly = 'const' in keywords;
  if (!Array.isArray(several)) return isOnly ? [only] : undefined;
  if (!isOnly) return several;
  return several.filter(
    (literal) => kindOf(literal) === kindOf(only) && JSON.stringify(literal) === JSON.stringify(only),
  );
}

function readReference(reference: unknown, where: string): string | undefined {
  if (reference === undefined) return undefined;
  if (typeof reference !== 'string' || !reference.startsWith(definitionPrefix)) {
    throw new TypeError(`The schema ${where} refers to ${JSON.stringify(reference)}, which is not in $defs.`);
  }
  return decodeURIComponent(reference.slice(definitionPrefix.length)).replaceAll('~1', '/').replaceAll('~0', '~');
}

function isNever(not: unknown, where: string): boolean {
  if (not === undefined || not === false) return false;
  if (not === true || Object.keys(keywordsOf(not, where)).every((keyword) => annotations.has(keyword))) return true;
  throw new TypeError(`The schema ${where} has the keyword "not" with a schema; only { "not": {} } is understood.`);
}

function readAll(schemas: unknown, where: string): readonly SchemaNode[] | undefined {
  return Array.isArray(schemas) ? schemas.map((schema, index) => readSchema(schema, `${where}/${index}`)) : undefined;
}

function readOptional(schema: unknown, where: string): SchemaNode | undefined {
  return schema === undefined ? undefined : readSchema(schema, where);
}

function readMembers(schemas: unknown, where: string): ReadonlyMap<string, SchemaNode> {
  if (schemas === undefined) return new Map();
  return new Map(
    Object.entries(keywordsOf(schemas, where)).map(([name, schema]) => [name, readSchema(schema, `${where}/${name}`)]),
  );
}

function keywordsOf(schema: unknown, where: string): Keywords {
  if (typeof schema === 'boolean') return {};
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
    throw new TypeError(`The schema ${where} is ${JSON.stringify(schema)}, not an object or a boolean.`);
  }
  // What is neither null nor an array is an object with members.
  return schema as Keywords;
}

function numberAt(keywords: Keywords, keyword: string): number | undefined {
  const value = keywords[keyword];
  return typeof value === 'number' ? value : undefined;
}

function textAt(keywords: Keywords, keyword: string): string | undefined {
  const value = keywords[keyword];
  return typeof value === 'string' ? value : undefined;
}
