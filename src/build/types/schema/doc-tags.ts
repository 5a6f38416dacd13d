import type { JsonSchema } from '../../../manifest/index.ts';
import type { Checking } from '../checking.ts';
import type { ts } from '../compiler.ts';
import { type DocComment, type DocTag, docCommentOf } from './doc-comment.ts';

interface Constraint {
  /** The JSON types that the keyword restricts. */
  readonly restricts: 'number' | 'string' | 'array';
  readonly value: (text: string) => number | string | undefined;
  readonly wants: string;
}

const count: Pick<Constraint, 'value' | 'wants'> = {
  value: (text) => (/^\d+$/.test(text) ? Number(text) : undefined),
  wants: 'a whole number of at least 0',
};
const number: Pick<Constraint, 'value' | 'wants'> = {
  value: (text) => (text !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined),
  wants: 'a number',
};

const constraints: Readonly<Record<string, Constraint>> = {
  minimum: { restricts: 'number', ...number },
  maximum: { restricts: 'number', ...number },
  minLength: { restricts: 'string', ...count },
  maxLength: { restricts: 'string', ...count },
  minItems: { restricts: 'array', ...count },
  maxItems: { restricts: 'array', ...count },
  pattern: { restricts: 'string', value: patternOf, wants: 'a regular expression' },
  format: {
    restricts: 'string',
    value: (text) => (/^[a-z][a-z0-9-]*$/.test(text) ? text : undefined),
    wants: 'a format of JSON Schema, such as email',
  },
};

/** What the doc comment of a declaration adds to the schema of its type. */
export function withDocComment(
  schema: JsonSchema,
  declaration: ts.Node | undefined,
  checking: Checking,
  subject: string,
): JsonSchema {
  if (declaration === undefined) return schema;
  const doc = docCommentOf(declaration);
  if (doc.text === '' && doc.tags.length === 0) return schema;
  let result = schema;
  for (const tag of doc.tags) result = withConstraint(result, tag, declaration, checking, subject);
  return { ...result, ...annotations(doc, result) };
}

function withConstraint(
  schema: JsonSchema,
  tag: DocTag,
  declaration: ts.Node,
  checking: Checking,
  subject: string,
): JsonSchema {
  const constraint = Object.hasOwn(constraints, tag.name) ? constraints[tag.name] : undefined;
  if (constraint === undefined) return schema;
  const value = constraint.value(tag.text);
  // What packages write into their comments is not the user's to correct.
  const isOwn = checking.isUserFile(declaration.getSourceFile());
  if (value === undefined) {
    if (!isOwn) return schema;
    checking.report(
      {
        code: 'DOC_TAG_INVALID',
        message: `${subject} has @${tag.name} ${tag.text === '' ? 'without a value' : `"${tag.text}"`}, which is not ${constraint.wants}.`,
        hint: `Write @${tag.name} with ${constraint.wants}, or remove the tag.`,
      },
      declaration,
    );
    return schema;
  }
  const constrained = constrain(schema, constraint.restricts, tag.name, value);
  if (constrained !== undefined) return constrained;
  if (!isOwn) return schema;
  checking.report(
    {
      code: 'DOC_TAG_MISPLACED',
      message: `${subject} has @${tag.name}, which restricts a ${constraint.restricts}, but the type is none on the wire.`,
      hint: `Remove the tag; @${tag.name} goes with a property of type ${constraint.restricts === 'array' ? 'T[]' : constraint.restricts}.`,
    },
    declaration,
  );
  return schema;
}

/** Puts a keyword where it means something: on the members of a union that are of its type. */
function constrain(
  schema: JsonSchema,
  type: Constraint['restricts'],
  keyword: string,
  value: string | number,
): JsonSchema | undefined {
  if (schema['type'] === type && schema['x-cast'] === undefined && !('pattern' in schema && keyword === 'pattern')) {
    return { ...schema, [keyword]: value };
  }
  if (!Array.isArray(schema['anyOf'])) return undefined;
  // The members of anyOf are schemas.
  const members = schema['anyOf'] as readonly JsonSchema[];
  const constrained = members.map((member) => constrain(member, type, keyword, value) ?? member);
  return constrained.some((member, index) => member !== members[index]) ? { ...schema, anyOf: constrained } : undefined;
}

function annotations(doc: DocComment, schema: JsonSchema): JsonSchema {
  const added: Record<string, unknown> = {};
  if (doc.text !== '') added['description'] = doc.text;
  const examples: unknown[] = [];
  for (const { name, text } of doc.tags) {
    if (name === 'deprecated') added['deprecated'] = true;
    if (name === 'sensitive') added['x-sensitive'] = true;
    if (name !== 'default' && name !== 'example') continue;
    const value = readValue(text, schema);
    if (value === undefined) continue;
    if (name === 'default') added['default'] = value;
    else examples.push(value);
  }
  if (examples.length > 0) added['examples'] = examples;
  return added;
}

/** The value that a tag's text stands for: JSON, or the text itself for a string; prose is none. */
function readValue(text: string, schema: JsonSchema): unknown {
  const unfenced = text.replace(/^```\w*\n([\s\S]*?)\n?```$/, '$1').trim();
  try {
    return JSON.parse(unfenced);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  if (unfenced === '' || !takesString(schema)) return undefined;
  return /^'[^']*'$/.test(unfenced) ? unfenced.slice(1, -1) : unfenced;
}

function takesString({ type, anyOf }: JsonSchema): boolean {
  // The members of anyOf are schemas.
  return Array.isArray(anyOf) ? (anyOf as readonly JsonSchema[]).some(takesString) : type === 'string';
}

function patternOf(text: string): string | undefined {
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
