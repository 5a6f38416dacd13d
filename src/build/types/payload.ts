import type { JsonSchema } from '../../manifest/index.ts';
import type { Checking } from './checking.ts';
import { ts } from './compiler.ts';
import { isPlatformType } from './schema/named-types.ts';
import { isAnythingButNull, isCallable } from './schema/object-schema.ts';
import type { SchemaReader } from './schema/reading.ts';
import { refused } from './schema/refusals.ts';

/** The schema of an event's payload, which is an object. */
export function readPayload(
  type: ts.Type,
  { subject, node }: { readonly subject: string; readonly node: ts.Node },
  reader: SchemaReader,
): JsonSchema {
  const { checking } = reader;
  const other = memberThatIsNoObject(type, checking);
  if (isAnythingButNull(type, checking.checker)) return { type: 'object' };
  if (other === undefined || type.flags & ts.TypeFlags.Any)
    return reader.read(type, { subject, path: 'payload', node });
  checking.report(
    {
      code: 'PAYLOAD_NOT_OBJECT',
      message: `The payload of ${subject} is ${checking.show(type)}${other === type ? '' : `, of which ${checking.show(other)} is no object`}; an event carries one object.`,
      hint: `Name what it carries: event<{ value: ${checking.show(type)} }>().`,
    },
    node,
  );
  return refused;
}

/** The part of a type that is no JSON object on the wire, or undefined when all of it is. */
export function memberThatIsNoObject(type: ts.Type, checking: Checking): ts.Type | undefined {
  if (type.isUnion()) return type.types.find((member) => memberThatIsNoObject(member, checking) !== undefined);
  if (type.isIntersection()) {
    return type.types.some((member) => memberThatIsNoObject(member, checking) !== undefined) ? type : undefined;
  }
  const { checker } = checking;
  if (!(type.flags & ts.TypeFlags.Object)) return type.flags & ts.TypeFlags.NonPrimitive ? undefined : type;
  if (checker.isArrayType(type) || checker.isTupleType(type) || isCallable(type, checker)) return type;
  return isPlatformType(type, checking) ? type : undefined;
}
