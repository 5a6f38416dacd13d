import type { JsonSchema } from '../../manifest/index.ts';
import type { Compiler, Spot } from './compiler.ts';
import { describe } from './expectation.ts';
import {
  asSchema,
  dereference,
  type JsonKind,
  jsonKinds,
  kindsOf,
  literalsOf,
  schemaEntries,
  schemaList,
} from './schema.ts';

/** Statements for a union: by the kind of the JSON value, then by a discriminating property, else member by member. */
export function unionCode(compiler: Compiler, schema: JsonSchema, spot: Spot): string {
  const members = flatMembers(schema);
  const expected = describe(schema, compiler.defs);
  const byKind = jsonKinds.flatMap((kind) => {
    const group = members.filter((member) => kindsOf(member, compiler.defs).has(kind));
    return group.length === 0 ? [] : [{ kind, group }];
  });
  const branches = byKind.map(
    ({ kind, group }) => `if(${isKind(kind, spot.v)}){${groupCode(compiler, group, { spot, kind, expected })}}`,
  );
  return `${branches.join('else ')}else ${compiler.fail(spot, expected)}`;
}

function flatMembers(schema: JsonSchema): readonly JsonSchema[] {
  return schemaList(schema['anyOf']).flatMap((member) =>
    Object.keys(member).length === 1 && member['anyOf'] !== undefined ? flatMembers(member) : [member],
  );
}

function isKind(kind: JsonKind, v: string): string {
  switch (kind) {
    case 'null':
      return `${v}===null`;
    case 'array':
      return `Array.isArray(${v})`;
    case 'object':
      return `isObject(${v})`;
    default:
      return `typeof ${v}===${JSON.stringify(kind)}`;
  }
}

interface GroupSpot {
  readonly spot: Spot;
  readonly kind: JsonKind;
  readonly expected: string;
}

function groupCode(compiler: Compiler, group: readonly JsonSchema[], { spot, kind, expected }: GroupSpot): string {
  const [only] = group;
  if (only !== undefined && group.length === 1) return compiler.statements(only, spot);
  const discriminator = kind === 'object' ? findDiscriminator(compiler, group) : undefined;
  if (discriminator !== undefined) return switchCode(compiler, discriminator, spot);
  const functions = group.map((member) => compiler.functionOf(member, spot));
  return `${spot.v}=first(${spot.v},${spot.p},e,n,${JSON.stringify(expected)},${spot.hidden ? 1 : 0},[${functions.join(',')}]);`;
}

interface Discriminator {
  readonly property: string;
  readonly cases: readonly { readonly values: readonly unknown[]; readonly member: JsonSchema }[];
}

/** A required property whose literals tell the members apart. */
function findDiscriminator({ defs }: Compiler, group: readonly JsonSchema[]): Discriminator | undefined {
  const [first] = group;
  if (first === undefined) return undefined;
  for (const [property] of schemaEntries(dereference(first, defs)['properties'])) {
    const cases = group.map((member) => ({
      values: requiredLiterals(dereference(member, defs), property, defs),
      member,
    }));
    const all = cases.flatMap(({ values }) => values ?? []);
    const isTelling = cases.every(({ values }) => values !== undefined) && new Set(all).size === all.length;
    if (isTelling) return { property, cases: cases.map(({ values = [], member }) => ({ values, member })) };
  }
  return undefined;
}

function requiredLiterals(
  schema: JsonSchema,
  property: string,
  defs: Compiler['defs'],
): readonly unknown[] | undefined {
  const { required, properties } = schema;
  if (!Array.isArray(required) || !required.includes(property)) return undefined;
  const found = schemaEntries(properties).find(([name]) => name === property)?.[1];
  return found === undefined ? undefined : literalsOf(dereference(asSchema(found), defs));
}

function switchCode(compiler: Compiler, { property, cases }: Discriminator, spot: Spot): string {
  const branches = cases.map(
    ({ values, member }) =>
      `${values.map((value) => `case ${JSON.stringify(value)}:`).join('')}{${compiler.statements(member, spot)}break}`,
  );
  const pointer = JSON.stringify(`/${property.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  const tag = compiler.variable();
  const expected = describe({ enum: cases.flatMap(({ values }) => values) }, compiler.defs);
  const unknown = compiler.fail({ ...spot, v: tag, p: `${spot.p}+${pointer}` }, expected);
  return `const ${tag}=own(${spot.v},${JSON.stringify(property)});switch(${tag}){${branches.join('')}default:${unknown}}`;
}
