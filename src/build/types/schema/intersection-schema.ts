import type { JsonSchema } from '../../../manifest/index.ts';
import type { Checking } from '../checking.ts';
import { ts } from '../compiler.ts';
import { withDocComment } from './doc-tags.ts';
import { isPlatformType } from './named-types.ts';
import { isCallable, readObject } from './object-schema.ts';
import type { Place } from './place.ts';
import type { SchemaReader } from './reading.ts';
import { refuse, refuseShapeless } from './refusals.ts';

const primitive =
  ts.TypeFlags.StringLike | ts.TypeFlags.NumberLike | ts.TypeFlags.BooleanLike | ts.TypeFlags.BigIntLike;

/** How brands are called that have a string for a key. */
const brandNames = /^[_$]+(?:brand|tag|nominal|opaque)[_$]*$/i;

/** The schema of an intersection: of objects, or of a value and a brand that exists in types only. */
export function readIntersection(type: ts.IntersectionType, place: Place, reader: SchemaReader): JsonSchema {
  const { checking } = reader;
  const whole = type.types.filter((member) => member.flags & primitive || isWhole(member, checking));
  // Of a list and a list of something narrower, or a tuple, the narrowest says it all.
  const value =
    whole.find((member) => whole.every((other) => checking.checker.isTypeAssignableTo(member, other))) ?? whole[0];
  if (value === undefined) return readObjects(type, place, reader);
  const others = type.types.filter((member) => member !== value && !checking.checker.isTypeAssignableTo(value, member));
  if (value.flags & primitive || others.every((member) => isBrand(member, checking))) {
    return withDocComment(reader.read(value, place), type.aliasSymbol?.declarations?.[0], checking, place.subject);
  }
  return refuse(checking, place, {
    code: 'TYPE_CANNOT_TRAVEL',
    is: `${checking.show(type)}, ${checking.show(value)} with further properties, which JSON has not`,
    hint: 'Use an object with one property for each of them.',
  });
}

function readObjects(type: ts.IntersectionType, place: Place, reader: SchemaReader): JsonSchema {
  const { checking } = reader;
  const open = type.types.find(({ flags }) => !(flags & (ts.TypeFlags.Object | ts.TypeFlags.NonPrimitive)));
  if (open !== undefined) {
    return refuse(checking, place, {
      code: 'TYPE_IS_GENERIC',
      is: `${checking.show(type)}, which holds the open type ${checking.show(open)}`,
      hint: 'Write the type that it stands for: schemas are made at build time, when no type argument is left open.',
    });
  }
  const data = type.types.filter((member) => !isBrand(member, checking));
  const [only] = data;
  if (only === undefined) return refuseShapeless(type, place, checking);
  // A brand leaves nothing on the wire, so its properties must not be asked for.
  if (data.length === 1) return reader.read(only, place);
  return readObject(type, place, reader);
}

/** Types that are one value on the wire, not a set of properties. */
function isWhole(type: ts.Type, checking: Checking): boolean {
  // It says what `this` is in methods, and has nothing itself.
  if (type.getSymbol()?.name === 'ThisType') return false;
  if (checking.checker.isArrayType(type) || checking.checker.isTupleType(type)) return true;
  return isPlatformType(type, checking);
}

/** Whether a type exists to tell types apart and has no value: `{ readonly __brand: 'Id' }`, `{ [brand]: true }`, `{}`. */
function isBrand(type: ts.Type, { checker }: Checking): boolean {
  if (!(type.flags & ts.TypeFlags.Object) || isCallable(type, checker)) return false;
  if (checker.getIndexInfosOfType(type).length > 0) return false;
  return checker
    .getPropertiesOfType(type)
    .every(({ escapedName, name }) => String(escapedName).startsWith('__@') || brandNames.test(name));
}
