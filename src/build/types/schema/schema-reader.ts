import type { JsonSchema } from '../../../manifest/index.ts';
import type { Checking } from '../checking.ts';
import { ts } from '../compiler.ts';
import { readArrayHeir } from './array-heir.ts';
import { readClass } from './class-schema.ts';
import { withDocComment } from './doc-tags.ts';
import { refuseErrorHeir } from './error-heir.ts';
import { expandsForEver } from './expansion.ts';
import { readIntersection } from './intersection-schema.ts';
import {
  declaredName,
  isPlatformSymbol,
  type NamedType,
  type SettledNames,
  settleNames,
  type TypeName,
  typeArguments,
} from './named-types.ts';
import { readObject } from './object-schema.ts';
import { type Place, within } from './place.ts';
import type { SchemaReader } from './reading.ts';
import { refuse, refuseShapeless } from './refusals.ts';
import { bigintSchema, castTypes, refusedTypes } from './standard-types.ts';
import { casedPattern, templatePattern } from './template-pattern.ts';
import { readTuple } from './tuple-schema.ts';
import { type AmbiguousUnion, findAmbiguity, type UnionReading } from './union-ambiguity.ts';
import { readUnion } from './union-schema.ts';
import { explainAny } from './unresolved.ts';

/** How deep types without names may nest before they are taken to expand for ever. */
const maxDepth = 60;
/** How many named types one parameter, result or payload may lead to. */
const maxFamily = 1000;

/** Makes a reader for one program. */
export function createSchemaReader(checking: Checking): SchemaReader {
  const named = new Map<ts.Type, NamedType>();
  const waiting: NamedType[] = [];
  const codecs = new Map<string, ts.Symbol>();
  const unions: UnionReading[] = [];
  const active: ts.Type[] = [];
  let current: NamedType | undefined;
  const reader: SchemaReader = {
    checking,
    read,
    readInline,
    noteUnion: (union) => void unions.push(union),
    noteCodec,
    codecs,
    finish,
  };

  function read(type: ts.Type, place: Place): JsonSchema {
    const known = named.get(type);
    if (known !== undefined) return known.reference;
    const name = travelsByName(type) ? declaredName(type, checking) : undefined;
    if (name !== undefined) return refer(type, name, place);
    return active.includes(type) ? readRecursive(type, place) : readInline(type, place);
  }

  /** A reference to a named type, which is read later: types may refer to each other however far. */
  function refer(type: ts.Type, name: TypeName, place: Place): JsonSchema {
    const family = current?.family ?? { size: 0 };
    const reference = { $ref: `#/$defs/unsettled:${named.size}` };
    const entry: NamedType = { ...name, reference, schema: undefined, type, place, within: current, family };
    named.set(type, entry);
    family.size += 1;
    if (family.size > maxFamily) return tooLarge(entry);
    if (expandsForEver(entry)) return tooDeep(type, place);
    waiting.push(entry);
    return entry.reference;
  }

  /** A type without a name that contains itself: it is read once more, under a name of ours. */
  function readRecursive(type: ts.Type, place: Place): JsonSchema {
    const symbol = type.aliasSymbol ?? type.getSymbol();
    return symbol === undefined ? tooDeep(type, place) : refer(type, { wanted: 'Recursive', symbol, args: '' }, place);
  }

  function readInline(type: ts.Type, place: Place): JsonSchema {
    if (active.length > maxDepth) return tooDeep(type, place);
    active.push(type);
    try {
      return readType(type, place, reader);
    } finally {
      active.pop();
    }
  }

  function readWaiting(): void {
    for (let entry = waiting.shift(); entry !== undefined; entry = waiting.shift()) {
      const { symbol, wanted, family } = entry;
      if (family.size > maxFamily) continue;
      current = entry;
      const schema = readInline(entry.type, entry.place);
      const own = symbol.declarations?.find((node) => checking.isUserFile(node.getSourceFile()));
      entry.schema = withDocComment(schema, own ?? symbol.declarations?.[0], checking, wanted);
    }
    current = undefined;
  }

  function tooDeep(type: ts.Type, place: Place): JsonSchema {
    return refuse(checking, place, {
      code: 'TYPE_TOO_DEEP',
      is: `${checking.show(type)}, a type that contains ever new types of itself`,
      hint: 'Let the type refer to itself with the same type arguments, or write it out.',
    });
  }

  function tooLarge(entry: NamedType): JsonSchema {
    let root = entry;
    while (root.within !== undefined) root = root.within;
    return refuse(checking, root.place, {
      code: 'TYPE_TOO_LARGE',
      is: `${checking.show(root.type)}, which leads to more than ${maxFamily} named types`,
      hint: 'Write a type of your own with the properties that you send.',
    });
  }

  function noteCodec(name: string, symbol: ts.Symbol, place: Place): void {
    const known = codecs.get(name);
    codecs.set(name, known ?? symbol);
    const first = known?.declarations?.[0];
    if (known === undefined || known === symbol || first === undefined) return;
    checking.report(
      {
        code: 'CODEC_NAME_TAKEN',
        message: `${place.subject}: ${place.path} uses a second class ${name} with a codec; the wire tells codecs apart by their names: static busName, else that of the class.`,
        hint: "Rename one of the two classes, or give it a static readonly busName = '…' of its own.",
        related: { message: `The first class ${name} is here.`, node: first },
      },
      symbol.declarations?.[0] ?? place.node,
    );
  }

  function finish(): SettledNames {
    readWaiting();
    const names = settleNames([...named.values()], checking);
    // A type that was too large was not read to its end, so that nothing can be said of the unions in it.
    if ([...named.values()].some(({ schema }) => schema === undefined)) return names;
    for (const { place, members } of unions) {
      const settled = members.map(({ shown, schema }) => ({ shown, schema: names.settle(schema) }));
      const ambiguity = findAmbiguity(settled, names.$defs);
      if (ambiguity !== undefined) reportAmbiguity(place, ambiguity, checking);
    }
    return names;
  }

  return reader;
}

function reportAmbiguity(place: Place, { first, second }: AmbiguousUnion, checking: Checking): void {
  refuse(checking, place, {
    code: 'TYPE_UNION_AMBIGUOUS',
    is: `${first} | ${second}, which look the same on the wire, so the receiver could not tell which of the two it got`,
    hint: 'Keep one of the two, or tell them apart: { kind: "a"; value: … } | { kind: "b"; value: … }.',
  });
}

/** Whether a type is one that `$defs` holds under its name, rather than one that is written where it is used. */
function travelsByName(type: ts.Type): boolean {
  if (type.isUnion()) return !type.types.some(({ flags }) => flags & ts.TypeFlags.VoidLike);
  if (type.isIntersection()) return type.types.every(({ flags }) => flags & ts.TypeFlags.Object);
  return (type.flags & ts.TypeFlags.Object) !== 0;
}

function readType(type: ts.Type, place: Place, reader: SchemaReader): JsonSchema {
  const { flags } = type;
  if (flags & ts.TypeFlags.Any) return refuse(reader.checking, place, explainAny(type, place, reader.checking));
  if (flags & ts.TypeFlags.Unknown) return {};
  if (flags & ts.TypeFlags.Never) return { not: {} };
  if (flags & ts.TypeFlags.Boolean) return { type: 'boolean' };
  if (type.isUnion()) return readUnion(type, place, reader);
  return readPrimitive(type) ?? readComplex(type, place, reader);
}

function readPrimitive(type: ts.Type): JsonSchema | undefined {
  const { flags } = type;
  if (type.isStringLiteral()) return { type: 'string', const: type.value };
  if (type.isNumberLiteral()) return { type: 'number', const: type.value };
  if (flags & ts.TypeFlags.BooleanLiteral) {
    // Only the compiler's own table holds the value of a boolean literal; its printed form is public.
    return { type: 'boolean', const: (type as ts.FreshableType & { intrinsicName?: string }).intrinsicName === 'true' };
  }
  if (flags & ts.TypeFlags.BigIntLiteral) {
    const { negative, base10Value } = (type as ts.BigIntLiteralType).value;
    return { type: 'string', const: `${negative ? '-' : ''}${base10Value}`, 'x-cast': 'bigint' };
  }
  if (flags & ts.TypeFlags.TemplateLiteral) {
    const pattern = templatePattern(type as ts.TemplateLiteralType);
    return pattern === undefined ? undefined : { type: 'string', pattern };
  }
  if (flags & ts.TypeFlags.StringMapping) {
    const pattern = casedPattern(type as ts.StringMappingType);
    return pattern === undefined ? undefined : { type: 'string', pattern: `^${pattern}$` };
  }
  if (flags & ts.TypeFlags.StringLike) return { type: 'string' };
  if (flags & ts.TypeFlags.NumberLike) return { type: 'number' };
  if (flags & ts.TypeFlags.BigIntLike) return bigintSchema;
  if (flags & ts.TypeFlags.Null) return { type: 'null' };
  if (flags & ts.TypeFlags.VoidLike) return { type: 'null', 'x-cast': 'undefined' };
  return undefined;
}

function readComplex(type: ts.Type, place: Place, reader: SchemaReader): JsonSchema {
  const { checking } = reader;
  const { flags } = type;
  if (flags & ts.TypeFlags.ESSymbolLike) {
    return refuse(checking, place, {
      code: 'TYPE_IS_SYMBOL',
      is: 'a symbol, which exists in one process only',
      hint: 'Write a string, or a union of string literals.',
    });
  }
  if (type.isIntersection()) return readIntersection(type, place, reader);
  // `NoInfer<T>` is T to everything but inference.
  if (flags & ts.TypeFlags.Substitution) return reader.read((type as ts.SubstitutionType).baseType, place);
  if (flags & ts.TypeFlags.NonPrimitive) return refuseShapeless(type, place, checking);
  if (flags & ts.TypeFlags.Object) return readObjectType(type as ts.ObjectType, place, reader);
  return refuse(checking, place, {
    code: 'TYPE_IS_GENERIC',
    is: `${checking.show(type)}, a generic type that nothing has made definite`,
    hint: 'Write the type that it stands for: schemas are made at build time, when no type argument is left open.',
  });
}

function readObjectType(type: ts.ObjectType, place: Place, reader: SchemaReader): JsonSchema {
  const { checking } = reader;
  const { checker } = checking;
  if (checker.isTupleType(type)) return readTuple(type as ts.TupleTypeReference, place, reader);
  if (checker.isArrayType(type)) {
    const [item] = checker.getTypeArguments(type as ts.TypeReference);
    return { type: 'array', ...(item && { items: reader.read(item, within(place, '[]')) }) };
  }
  const symbol = type.getSymbol();
  if (symbol !== undefined && isPlatformSymbol(symbol, checking)) {
    const standard = readStandard(type, symbol.name, place, reader);
    if (standard !== undefined) return standard;
  }
  if (symbol !== undefined && symbol.flags & ts.SymbolFlags.Class) return readClass(type, symbol, place, reader);
  const heir = readArrayHeir(type, place, reader) ?? refuseErrorHeir(type, place, reader);
  return heir ?? readObject(type, place, reader);
}

function readStandard(type: ts.ObjectType, name: string, place: Place, reader: SchemaReader): JsonSchema | undefined {
  const { checking } = reader;
  if (Object.hasOwn(castTypes, name)) return castTypes[name]?.();
  const [first, second] = typeArguments(type, checking);
  if ((name === 'Set' || name === 'ReadonlySet') && first !== undefined) {
    const items = reader.read(first, within(place, '<value>'));
    // Two equal objects or dates are two members of a Set, and look the same on the wire.
    const isByValue = ['string', 'number', 'boolean'].includes(String(items['type'])) && items['x-cast'] === undefined;
    return { type: 'array', items, ...(isByValue ? { uniqueItems: true } : {}), 'x-cast': 'set' };
  }
  if ((name === 'Map' || name === 'ReadonlyMap') && first !== undefined && second !== undefined) {
    const pair = [reader.read(first, within(place, '<key>')), reader.read(second, within(place, '<value>'))];
    const items = { type: 'array', prefixItems: pair, minItems: 2, maxItems: 2, items: false };
    return { type: 'array', items, 'x-cast': 'map' };
  }
  const hint = refusedTypes.get(name);
  if (hint === undefined) return undefined;
  return refuse(checking, place, {
    code: 'TYPE_CANNOT_TRAVEL',
    is: `${checking.show(type)}, which cannot travel as JSON`,
    hint,
  });
}
