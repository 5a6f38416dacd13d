import type { JsonSchema } from '../../../manifest/index.ts';
import { ts } from '../compiler.ts';
import { type Place, within } from './place.ts';
import type { SchemaReader } from './reading.ts';
import { refuse } from './refusals.ts';

/** The schema of a tuple: `[string, number?, ...Date[]]`. */
export function readTuple(type: ts.TupleTypeReference, place: Place, reader: SchemaReader): JsonSchema {
  const { checking } = reader;
  const elements = checking.checker.getTypeArguments(type);
  const { elementFlags, minLength } = type.target;
  const rest = elementFlags.findIndex((flags) => flags & ts.ElementFlags.Variable);
  if (rest !== -1 && rest < elementFlags.length - 1) {
    return refuse(checking, place, {
      code: 'TYPE_CANNOT_TRAVEL',
      is: `${checking.show(type)}, a tuple whose rest element is not its last, which no JSON Schema can say`,
      hint: 'Put the rest element last, or use an object with named properties.',
    });
  }
  const prefixItems = elements.slice(0, rest === -1 ? undefined : rest).map((element, index) => {
    const isOptional = (elementFlags[index] ?? 0) & ts.ElementFlags.Optional;
    const read = isOptional ? optionalElement(element, checking.checker) : element;
    return reader.read(read, within(place, `[${index}]`));
  });
  const restType = rest === -1 ? undefined : elements[rest];
  return {
    type: 'array',
    ...(prefixItems.length === 0 ? {} : { prefixItems }),
    ...(minLength === 0 ? {} : { minItems: minLength }),
    ...(restType === undefined
      ? { maxItems: prefixItems.length, items: false }
      : { items: reader.read(restType, within(place, '[]')) }),
  };
}

/**
 * What may stand in an optional place. An absent element is simply not there, but one that is `undefined` holds its
 * place, as null on the wire; the compiler takes it there, but under `exactOptionalPropertyTypes`.
 */
function optionalElement(element: ts.Type, checker: ts.TypeChecker): ts.Type {
  const isExact = element.isUnion() && !element.types.includes(checker.getUndefinedType());
  // What is absent under that option has a type of its own, which is marked as undefined too.
  return isExact ? withoutUndefined(element, checker) : element;
}

/** A type without `undefined` in it; `null` stays. */
export function withoutUndefined(type: ts.Type, checker: ts.TypeChecker): ts.Type {
  if (!type.isUnion() || !type.types.some(({ flags }) => flags & ts.TypeFlags.Undefined)) return type;
  const nonNullable = checker.getNonNullableType(type);
  // Where null is a member too, no public function drops undefined alone: the union's reader skips it.
  return type.types.some(({ flags }) => flags & ts.TypeFlags.Null) ? type : nonNullable;
}
