import { formatNamed } from './formats.ts';
import type { Kind, SchemaNode } from './schema-node.ts';
import type { SchemaSet } from './schema-set.ts';

const maxLength = 200;
const maxLiterals = 12;
const maxPattern = 80;

const castTexts: Readonly<Record<string, string>> = {
  date: 'ISO 8601 date-time with time zone',
  bigint: 'integer in a string',
  bytes: 'base64 string',
  url: 'absolute URL',
  map: 'array of [key, value] pairs',
};

/** What a schema expects, as a message says it: `string | null`. */
export function describe(node: SchemaNode, schemas: SchemaSet): string {
  const text = [...new Set(alternatives(node, schemas, new Set()))].join(' | ');
  return text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
}

function alternatives(node: SchemaNode, schemas: SchemaSet, seen: ReadonlySet<string>): readonly string[] {
  if (node.never) return ['nothing'];
  if (node.literals !== undefined) return describeLiterals(node.literals);
  const cast = node.cast === undefined ? undefined : castTexts[node.cast];
  if (cast !== undefined) return [cast];
  if (node.kinds !== undefined) return node.kinds.map((kind) => describeKind(kind, node));
  if (node.ref !== undefined && !seen.has(node.ref)) {
    return alternatives(schemas.definition(node.ref), schemas, new Set([...seen, node.ref]));
  }
  if (node.anyOf !== undefined) return node.anyOf.flatMap((member) => alternatives(member, schemas, seen));
  const [first] = node.allOf;
  return first === undefined ? ['value'] : alternatives(first, schemas, seen);
}

function describeKind(kind: Kind, { text, number }: SchemaNode): string {
  if (kind === 'number' && number.isInteger) return 'integer';
  if (kind !== 'string') return kind;
  if (text.pattern !== undefined) return describePattern(text.pattern);
  return (text.format === undefined ? undefined : formatNamed(text.format)?.expected) ?? kind;
}

/** A pattern of strings, as a message says it. */
export function describePattern(pattern: string): string {
  const shown = String(new RegExp(pattern, 'u'));
  return `string matching ${shown.length > maxPattern ? `${shown.slice(0, maxPattern - 1)}…` : shown}`;
}

/** Literal values, as a message says them: `"box" | "tube"`. */
export function describeLiterals(literals: readonly unknown[]): readonly string[] {
  const shown = literals.slice(0, maxLiterals).map((literal) => JSON.stringify(literal));
  return literals.length > maxLiterals ? [...shown, `${literals.length - maxLiterals} more`] : shown;
}
