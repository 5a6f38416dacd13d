import { ts } from '../compiler.ts';
import { isBusNode } from '../targets/bus-nodes.ts';
import type { Edge, Owner } from './code-graph.ts';
import type { Registry } from './registry.ts';
import { isOutside, shorten } from './value-use.ts';

/** Types of values that have no members of the program's own. */
export const primitive =
  ts.TypeFlags.StringLike |
  ts.TypeFlags.NumberLike |
  ts.TypeFlags.BigIntLike |
  ts.TypeFlags.BooleanLike |
  ts.TypeFlags.ESSymbolLike |
  ts.TypeFlags.VoidLike |
  ts.TypeFlags.Null |
  ts.TypeFlags.Never;

const deepest = 3;
/** Types with more members than this are taken for any of them. */
const mostMembers = 150;

/** The classes, object literals and modules that a value of a type may be of, as far as its type says. */
export function ownersOf(type: ts.Type, { owners, checking }: Registry): readonly Owner[] {
  return partsOf(type, checking.checker).flatMap((part) =>
    (part.getSymbol()?.declarations ?? []).flatMap((declaration) => owners.get(declaration) ?? []),
  );
}

/** The members of unions and intersections, type parameters as what they extend. */
export function partsOf(type: ts.Type, checker: ts.TypeChecker): readonly ts.Type[] {
  const known = type.flags & ts.TypeFlags.TypeParameter ? (checker.getBaseConstraintOfType(type) ?? type) : type;
  if (known.isUnion() || known.isIntersection()) return known.types.flatMap((part) => partsOf(part, checker));
  return [known];
}

/** A value on its way to a place of another type. */
export interface Conversion {
  readonly at: ts.Node;
  /** Whether it goes to the code of a package, which can do anything with what it is given. */
  readonly toPackage: boolean;
  readonly where: string;
}

/**
 * What a conversion lets be reached: where a class or an object is taken for something that is declared outside of the
 * program, code outside may use the members that are declared there.
 */
export function conversionEdges(
  source: ts.Type,
  target: ts.Type,
  conversion: Conversion,
  registry: Registry,
  depth = 0,
): readonly Edge[] {
  const { checker } = registry.checking;
  if (depth > deepest || source === target || isBusNode(source)) return [];
  const owners = ownersOf(source, registry);
  const edges: Edge[] = [];
  const { at, where } = conversion;
  for (const owner of owners) {
    if (owner.isApi && !isSeenAs(owner, target, registry)) edges.push({ at, to: 'escape', owner });
  }
  for (const part of partsOf(checker.getNonNullableType(target), checker)) {
    if (isOpaque(part)) {
      if (conversion.toPackage) edges.push(...handedOver(source, owners, conversion, registry));
      continue;
    }
    const properties = checker.getPropertiesOfType(part);
    const outside = properties.filter(({ declarations }) => declarations?.every(isOutside) === true);
    if (outside.length === 0) continue;
    const names = outside.length > mostMembers ? undefined : outside.map(({ name }) => name);
    const own = new Set(ownersOf(part, registry));
    for (const owner of owners) {
      if (own.has(owner)) continue;
      const known = names?.filter((name) => hasMember(owner, name));
      if (known?.length === 0) continue;
      edges.push({ at, to: 'members', owner, names: known, reason: `${owner.what} is handed to ${where}` });
    }
    if (isCollection(part)) {
      edges.push(...pairedArguments(source, part, conversion, registry, depth));
      continue;
    }
    for (const property of outside.slice(0, mostMembers)) {
      const given = checker.getPropertyOfType(source, property.name);
      if (given === undefined || given === property || given.declarations?.every(isOutside) === true) continue;
      const [givenType, wanted] = [checker.getTypeOfSymbol(given), checker.getTypeOfSymbol(property)];
      edges.push(...conversionEdges(givenType, wanted, conversion, registry, depth + 1));
    }
  }
  return edges;
}

/** Everything that a package gets hold of with a value, when nothing says what it does with it. */
function handedOver(
  source: ts.Type,
  owners: readonly Owner[],
  { at, where }: Conversion,
  { checking: { checker } }: Registry,
): readonly Edge[] {
  const reason = `goes to ${where}, which may use any of its members`;
  if (owners.length > 0) {
    return owners.map((owner) => ({ at, to: 'members', owner, names: undefined, reason: `${owner.what} ${reason}` }));
  }
  const mayHold = partsOf(source, checker).some(
    (part) =>
      isOpaque(part) ||
      (part.getSymbol()?.declarations?.some(ts.isInterfaceDeclaration) === true && !isData(part, checker)),
  );
  if (!mayHold) return [];
  return [{ at, to: 'any name', accessors: false, reason: `${shorten(at.getText())} ${reason}` }];
}

function isData(type: ts.Type, checker: ts.TypeChecker): boolean {
  return checker.getPropertiesOfType(type).every((property) => {
    const held = checker.getTypeOfSymbol(property);
    return partsOf(held, checker).every((part) => !(part.flags & ts.TypeFlags.Object) && !isOpaque(part));
  });
}

/** The types that two collections are of: a list of a class becomes a list of something from outside. */
function pairedArguments(
  source: ts.Type,
  target: ts.Type,
  conversion: Conversion,
  registry: Registry,
  depth: number,
): readonly Edge[] {
  const { checker } = registry.checking;
  const given = partsOf(source, checker).filter((part) => part.getSymbol() === target.getSymbol());
  const wanted = checker.getTypeArguments(target as ts.TypeReference);
  return given.flatMap((part) =>
    checker.getTypeArguments(part as ts.TypeReference).flatMap((argument, index) => {
      const counterpart = wanted[index];
      if (counterpart === undefined) return [];
      return conversionEdges(argument, counterpart, conversion, registry, depth + 1);
    }),
  );
}

function isCollection(type: ts.Type): boolean {
  return (
    (type.flags & ts.TypeFlags.Object) !== 0 &&
    ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference) !== 0 &&
    type.getSymbol()?.declarations?.every(isOutside) === true
  );
}

/** Whether nothing is known of a type but that it is one. */
export function isOpaque(type: ts.Type): boolean {
  const opaque = ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.NonPrimitive | ts.TypeFlags.TypeParameter;
  if (type.flags & opaque) return true;
  return (
    (type.flags & ts.TypeFlags.Object) !== 0 &&
    (type.getSymbol()?.name ?? '__type') === '__type' &&
    type.getProperties().length === 0 &&
    type.getCallSignatures().length === 0 &&
    type.getConstructSignatures().length === 0
  );
}

/** Whether a place still knows that it holds an API. */
function isSeenAs(owner: Owner, target: ts.Type, registry: Registry): boolean {
  return ownersOf(target, registry).some(
    (other) => other === owner || isBaseOf(other, owner) || isBaseOf(owner, other),
  );
}

function isBaseOf(base: Owner, owner: Owner): boolean {
  for (let at: Owner | undefined = owner; at !== undefined; at = at.base) if (at === base) return true;
  return false;
}

function hasMember(owner: Owner, name: string): boolean {
  for (let at: Owner | undefined = owner; at !== undefined; at = at.base) if (at.members.has(name)) return true;
  return false;
}
