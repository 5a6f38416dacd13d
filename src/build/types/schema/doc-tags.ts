import { closestName } from '../../../definition/did-you-mean.ts';
import type { JsonSchema } from '../../../manifest/index.ts';
import type { Checking } from '../checking.ts';
import type { ts } from '../compiler.ts';
import { type ConstraintTag, constraintNames, constraintTag } from './constraint-tags.ts';
import { type DocComment, type DocTag, docCommentOf } from './doc-comment.ts';
import { warnOfUncheckedFormat } from './unchecked-format.ts';

/** Tags without which a value would be accepted, or shown, that must not be. */
const meaningfulTags: readonly string[] = [...constraintNames, 'sensitive'];

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
  for (const tag of doc.tags) {
    const constrained = withConstraint(result, tag, declaration, checking, subject);
    if (tag.name === 'format' && constrained !== result) {
      warnOfUncheckedFormat(doc.tags, declaration, checking, subject);
    }
    result = constrained;
  }
  return { ...result, ...annotations(doc, result) };
}

function withConstraint(
  schema: JsonSchema,
  tag: DocTag,
  declaration: ts.Node,
  checking: Checking,
  subject: string,
): JsonSchema {
  const constraint = constraintTag(tag.name);
  // What packages write into their comments is not the user's to correct.
  const isOwn = checking.isUserFile(declaration.getSourceFile());
  if (constraint === undefined) {
    if (isOwn) warnOfMisspelling(tag, declaration, checking, subject);
    return schema;
  }
  const { restricts, wants } = constraint;
  const keywords = constraint.keywords(tag.text);
  if (keywords === undefined) {
    if (!isOwn) return schema;
    checking.report(
      {
        code: 'DOC_TAG_INVALID',
        message: `${subject} has @${tag.name} ${tag.text === '' ? 'without a value' : `"${tag.text}"`}, which is not ${wants}.`,
        hint:
          wants === 'empty'
            ? `Write @${tag.name} alone, or remove the tag.`
            : `Write @${tag.name} with ${wants}, or remove the tag.`,
      },
      declaration,
    );
    return schema;
  }
  const constrained = constrain(schema, restricts, keywords);
  if (constrained !== undefined) return constrained;
  if (!isOwn) return schema;
  const article = restricts === 'array' ? 'an' : 'a';
  checking.report(
    {
      code: 'DOC_TAG_MISPLACED',
      message: `${subject} has @${tag.name}, which restricts ${article} ${restricts}, but the type is none on the wire.`,
      hint: `Remove the tag; @${tag.name} goes with a property of type ${restricts === 'array' ? 'T[]' : restricts}.`,
    },
    declaration,
  );
  return schema;
}

/** A tag that was meant to say something says nothing when it is misspelt, and nobody would notice. */
function warnOfMisspelling(tag: DocTag, declaration: ts.Node, checking: Checking, subject: string): void {
  const meant = closestName(tag.name, meaningfulTags);
  if (meant === undefined || meant === tag.name) return;
  checking.warn(
    {
      code: 'DOC_TAG_UNKNOWN',
      message: `${subject} has @${tag.name}, which says nothing.`,
      hint: `Did you mean @${meant}?`,
    },
    declaration,
  );
}

/** Puts keywords where they mean something: on the members of a union that are of their type. */
function constrain(schema: JsonSchema, type: ConstraintTag['restricts'], keywords: JsonSchema): JsonSchema | undefined {
  const isOfType = schema['type'] === type || (type === 'number' && schema['type'] === 'integer');
  if (isOfType && schema['x-cast'] === undefined && !('pattern' in schema && 'pattern' in keywords)) {
    return { ...schema, ...keywords };
  }
  if (!Array.isArray(schema['anyOf'])) return undefined;
  // The members of anyOf are schemas.
  const members = schema['anyOf'] as readonly JsonSchema[];
  const constrained = members.map((member) => constrain(member, type, keywords) ?? member);
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
