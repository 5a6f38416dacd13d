import type { JsonSchema } from '../../../manifest/index.ts';
import { ts } from '../compiler.ts';
import { compare } from './named-types.ts';
import type { Place } from './place.ts';
import type { SchemaReader } from './reading.ts';
import type { UnionMember } from './union-ambiguity.ts';

type Literal = string | number | boolean;

/** The schema of a union: `anyOf` its members, with one `enum` for the literals among them, and `null` last. */
export function readUnion(type: ts.UnionType, place: Place, reader: SchemaReader): JsonSchema {
  const hasNull = type.types.some(({ flags }) => flags & ts.TypeFlags.Null);
  const hasUndefined = type.types.some(({ flags }) => flags & ts.TypeFlags.VoidLike);
  if (!hasNull && !hasUndefined) return readMembers(type, place, reader);
  // JSON has no undefined: outside of an object it is null, and undefined again where null is no member itself.
  const nothing = hasNull ? { type: 'null' } : { type: 'null', 'x-cast': 'undefined' };
  const present = presentType(type, reader.checking.checker);
  if (present === undefined) return nothing;
  const schema = reader.read(present, place);
  return { anyOf: [...alternatives(schema), nothing] };
}

/** The rest of a union without null, undefined and void: where a named type is among its makings, that one. */
function presentType(type: ts.UnionType, checker: ts.TypeChecker): ts.Type | undefined {
  if (type.types.every(isNothing)) return undefined;
  const present = checker.getNonNullableType(type);
  // void is no null to the compiler, so it stays; what else there is then stands behind the first of the others.
  if (!present.isUnion() || !present.types.some(isNothing)) return present;
  const others = present.types.filter((member) => !isNothing(member));
  return others.length === 1 ? others[0] : undefined;
}

function isNothing({ flags }: ts.Type): boolean {
  return (flags & (ts.TypeFlags.Null | ts.TypeFlags.VoidLike)) !== 0;
}

function alternatives(schema: JsonSchema): readonly unknown[] {
  const { anyOf, ...rest } = schema;
  return Array.isArray(anyOf) && Object.keys(rest).length === 0 ? anyOf : [schema];
}

function readMembers(type: ts.UnionType, place: Place, reader: SchemaReader): JsonSchema {
  const { checker } = reader.checking;
  const literals = new Set<Literal>();
  const bigints: string[] = [];
  const others: ts.Type[] = [];
  for (const member of type.types) {
    if (member.isStringLiteral() || member.isNumberLiteral()) literals.add(member.value);
    else if (member.flags & ts.TypeFlags.BooleanLiteral) literals.add(checker.typeToString(member) === 'true');
    else if (member.flags & ts.TypeFlags.BigIntLiteral) bigints.push(bigintText(member as ts.BigIntLiteralType));
    else others.push(member);
  }
  const isBoolean = literals.has(true) && literals.has(false);
  const isString = others.some(isPlainString);
  // `'a' | (string & {})` is how editors are told what to suggest: on the wire it is any string.
  const kept = [...literals]
    .filter((literal) => !(isBoolean && typeof literal === 'boolean') && !(isString && typeof literal === 'string'))
    .sort(compareLiterals);
  const members: readonly UnionMember[] = [
    ...(kept.length > 0 ? [{ shown: shownLiterals(kept), schema: literalSchema(kept) }] : []),
    ...(bigints.length > 0 ? [{ shown: 'bigint', schema: bigintLiterals(bigints.sort(compare)) }] : []),
    ...(isBoolean ? [{ shown: 'boolean', schema: { type: 'boolean' } }] : []),
    ...others
      .map((member) => ({ member, text: checker.typeToString(member, undefined, ts.TypeFormatFlags.NoTruncation) }))
      .sort((a, b) => compare(a.text, b.text))
      .map(({ member }) => ({ shown: reader.checking.show(member), schema: reader.read(member, place) })),
  ];
  const [only] = members;
  if (members.length === 1 && only !== undefined) return only.schema;
  reader.noteUnion({ place, members });
  return { anyOf: members.map(({ schema }) => schema) };
}

/** The schema of one literal, or of several. */
function literalSchema(sorted: readonly Literal[]): JsonSchema {
  const [type, ...otherTypes] = new Set(sorted.map((literal) => typeof literal));
  return {
    ...(otherTypes.length === 0 ? { type } : {}),
    ...(sorted.length === 1 ? { const: sorted[0] } : { enum: sorted }),
  };
}

function bigintLiterals(sorted: readonly string[]): JsonSchema {
  return { type: 'string', ...(sorted.length === 1 ? { const: sorted[0] } : { enum: sorted }), 'x-cast': 'bigint' };
}

function shownLiterals(literals: readonly Literal[]): string {
  const shown = literals.slice(0, 3).map((literal) => JSON.stringify(literal));
  return literals.length > 3 ? `${shown.join(' | ')} | …` : shown.join(' | ');
}

function isPlainString(type: ts.Type): boolean {
  if (type.flags & ts.TypeFlags.String) return true;
  return type.isIntersection() && type.types.some(({ flags }) => flags & ts.TypeFlags.String);
}

/** The decimal text of a bigint literal. */
function bigintText({ value }: ts.BigIntLiteralType): string {
  return `${value.negative ? '-' : ''}${value.base10Value}`;
}

function compareLiterals(a: Literal, b: Literal): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return compare(typeof a, typeof b) || compare(String(a), String(b));
}
