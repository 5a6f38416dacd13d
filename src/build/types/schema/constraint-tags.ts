import type { JsonSchema } from '../../../manifest/index.ts';

/** A doc tag that limits the values of a property. */
export interface ConstraintTag {
  /** The JSON type that it restricts. */
  readonly restricts: 'number' | 'string' | 'array';
  /** What it adds to a schema, by its text; undefined when the text is not what it wants. */
  readonly keywords: (text: string) => JsonSchema | undefined;
  /** What its text has to be. */
  readonly wants: string;
}

const constraintTags: Readonly<Record<string, ConstraintTag>> = {
  minimum: numberTag('minimum'),
  maximum: numberTag('maximum'),
  exclusiveMinimum: numberTag('exclusiveMinimum'),
  exclusiveMaximum: numberTag('exclusiveMaximum'),
  multipleOf: {
    restricts: 'number',
    keywords: (text) => (Number(numberIn(text)) > 0 ? { multipleOf: numberIn(text) } : undefined),
    wants: 'a number above 0',
  },
  integer: flag('number', { type: 'integer' }),
  minLength: countTag('string', 'minLength'),
  maxLength: countTag('string', 'maxLength'),
  pattern: {
    restricts: 'string',
    keywords: (text) => {
      const pattern = patternIn(text);
      return pattern === undefined ? undefined : { pattern };
    },
    wants: 'a regular expression',
  },
  format: {
    restricts: 'string',
    keywords: (text) => (/^[a-z][a-z0-9-]*$/.test(text) ? { format: text } : undefined),
    wants: 'a format of JSON Schema, such as email',
  },
  minItems: countTag('array', 'minItems'),
  maxItems: countTag('array', 'maxItems'),
  uniqueItems: flag('array', { uniqueItems: true }),
};

/** The names of all tags that limit values. */
export const constraintNames: readonly string[] = Object.keys(constraintTags);

/** The tag of a name, or undefined for one that limits nothing. */
export function constraintTag(name: string): ConstraintTag | undefined {
  return Object.hasOwn(constraintTags, name) ? constraintTags[name] : undefined;
}

/** A tag that says all by being there. */
function flag(restricts: ConstraintTag['restricts'], keywords: JsonSchema): ConstraintTag {
  return { restricts, keywords: (text) => (text === '' || text === 'true' ? keywords : undefined), wants: 'empty' };
}

function numberTag(keyword: string): ConstraintTag {
  return {
    restricts: 'number',
    keywords: (text) => {
      const value = numberIn(text);
      return value === undefined ? undefined : { [keyword]: value };
    },
    wants: 'a number',
  };
}

function countTag(restricts: ConstraintTag['restricts'], keyword: string): ConstraintTag {
  return {
    restricts,
    keywords: (text) => (/^\d+$/.test(text) ? { [keyword]: Number(text) } : undefined),
    wants: 'a whole number of at least 0',
  };
}

function numberIn(text: string): number | undefined {
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined;
}

function patternIn(text: string): string | undefined {
  const source = /^\/(.*)\/u?$/.exec(text)?.[1] ?? text;
  if (source === '') return undefined;
  try {
    new RegExp(source, 'u');
    return source;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
