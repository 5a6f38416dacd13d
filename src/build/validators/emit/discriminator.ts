import type { SchemaNode } from '../schema-node.ts';
import type { SchemaSet } from '../schema-set.ts';

/** A property whose literals tell the members of a union apart. */
export interface Discriminator {
  readonly name: string;
  readonly cases: readonly DiscriminatorCase[];
  /** Its value must not be shown. */
  readonly isHidden: boolean;
}

/** Literals, and the members of the union that an object with one of them may be. */
export interface DiscriminatorCase {
  readonly literals: readonly unknown[];
  readonly members: readonly SchemaNode[];
}

/** Finds a property that every member requires and of whose literals none belongs to all members. */
export function findDiscriminator(members: readonly SchemaNode[], schemas: SchemaSet): Discriminator | undefined {
  const [first, ...others] = members.map((member) => literalProperties(member, schemas));
  if (first === undefined) return undefined;
  const found = [...first.keys()]
    .filter((name) => others.every((properties) => properties.has(name)))
    .map((name) => {
      const tags = [first, ...others].map((properties) => properties.get(name));
      const cases = casesOf(
        members,
        tags.map((tag) => tag?.literals ?? []),
      );
      const largest = Math.max(...cases.map((entry) => entry.members.length));
      return { name, cases, largest, isHidden: tags.some((tag) => tag?.isHidden === true) };
    })
    .filter(({ largest }) => largest < members.length)
    // The one that leaves the fewest members to choose from; the first of equals.
    .sort((a, b) => a.largest - b.largest);
  return found[0];
}

function casesOf(members: readonly SchemaNode[], tags: readonly (readonly unknown[])[]): readonly DiscriminatorCase[] {
  const cases = new Map<string, { literals: unknown[]; members: readonly SchemaNode[] }>();
  for (const literal of new Set(tags.flat())) {
    const chosen = members.filter((_, index) => tags[index]?.includes(literal));
    const key = chosen.map((member) => members.indexOf(member)).join();
    const known = cases.get(key);
    if (known === undefined) cases.set(key, { literals: [literal], members: chosen });
    else known.literals.push(literal);
  }
  return [...cases.values()];
}

interface Tag {
  readonly literals: readonly unknown[];
  readonly isHidden: boolean;
}

/** The required properties of a schema that allow only literals. */
function literalProperties(
  node: SchemaNode,
  schemas: SchemaSet,
  seen: ReadonlySet<string> = new Set(),
): ReadonlyMap<string, Tag> {
  const found = new Map<string, Tag>();
  if (node.ref !== undefined && !seen.has(node.ref)) {
    const behind = literalProperties(schemas.definition(node.ref), schemas, new Set([...seen, node.ref]));
    for (const [name, tag] of behind) found.set(name, tag);
  }
  for (const [name, tag] of commonProperties(node.anyOf ?? [], schemas, seen)) found.set(name, tag);
  for (const part of node.allOf) for (const [name, tag] of literalProperties(part, schemas, seen)) found.set(name, tag);
  for (const name of node.object.required) {
    const property = node.object.properties.get(name);
    const literals = property && literalsOf(property, schemas);
    if (literals !== undefined) {
      found.set(name, { literals, isHidden: node.sensitive || property?.sensitive === true });
    }
  }
  return found;
}

/** The properties that every member of a union requires and allows only literals for. */
function commonProperties(
  union: readonly SchemaNode[],
  schemas: SchemaSet,
  seen: ReadonlySet<string>,
): ReadonlyMap<string, Tag> {
  const [first, ...others] = union.map((member) => literalProperties(member, schemas, seen));
  return new Map(
    [...(first ?? [])].flatMap(([name, tag]): readonly [string, Tag][] => {
      const tags = others.map((properties) => properties.get(name)).filter((other) => other !== undefined);
      if (tags.length < others.length) return [];
      const literals = [...new Set([tag, ...tags].flatMap((other) => other.literals))];
      return [[name, { literals, isHidden: [tag, ...tags].some(({ isHidden }) => isHidden) }]];
    }),
  );
}

/** The literals that are all a schema allows. */
function literalsOf(
  node: SchemaNode,
  schemas: SchemaSet,
  seen: ReadonlySet<string> = new Set(),
): readonly unknown[] | undefined {
  const { literals, ref, anyOf, kinds } = node;
  if (literals !== undefined) {
    const isScalar = literals.every((literal) => typeof literal !== 'object' || literal === null);
    return isScalar ? literals : undefined;
  }
  if (ref !== undefined && !seen.has(ref)) {
    return literalsOf(schemas.definition(ref), schemas, new Set([...seen, ref]));
  }
  const members = anyOf?.map((member) => literalsOf(member, schemas, seen));
  if (members?.every((member) => member !== undefined)) return members.flat();
  if (kinds?.length === 1 && kinds[0] === 'boolean') return [true, false];
  return kinds?.length === 1 && kinds[0] === 'null' ? [null] : undefined;
}
