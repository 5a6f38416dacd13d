import { ts } from '../compiler.ts';
import {
  isBusTypeSymbol,
  literalText,
  membersOf,
  namedEventOf,
  procedureNameOf,
  typeOfProperty,
} from '../library-types.ts';

/** Whether a type is a bus, or a part of one that holds procedures, events or further parts. */
export function isBusNode(type: ts.Type): boolean {
  if (isBusTypeSymbol(type.aliasSymbol)) return true;
  if (type.isIntersection()) return type.types.some(isBusNode);
  return (type.flags & ts.TypeFlags.Object) !== 0 && isBusTypeSymbol(type.getSymbol());
}

/** Whether a type is that of `bus.$client`. */
export function isDynamicClient(type: ts.Type): boolean {
  const symbol = type.getSymbol();
  return symbol?.name === 'DynamicClient' && isBusTypeSymbol(symbol);
}

/** What a value of a type can do on the bus by itself. */
export interface Reach {
  readonly procedures: readonly string[];
  readonly events: readonly Extract<ReturnType<typeof namedEventOf>, object>[];
}

/** The procedures and events that a value may be; a union may be several. */
export function reachOf(type: ts.Type, checker: ts.TypeChecker): Reach {
  const procedures: string[] = [];
  const events: Reach['events'][number][] = [];
  for (const member of membersOf(type)) {
    const procedure = procedureNameOf(member, checker);
    if (typeof procedure === 'string') procedures.push(procedure);
    const event = namedEventOf(member, checker);
    if (event !== undefined) events.push(event);
  }
  return { procedures, events };
}

/** The texts that a string argument may have, when its type tells all of them. */
export function literalTexts(type: ts.Type): readonly string[] | undefined {
  const texts = membersOf(type).map(literalText);
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

/** What is found on a bus at a dotted name. */
export function typeAt(bus: ts.Type, dotted: string, checker: ts.TypeChecker): ts.Type | undefined {
  let current: ts.Type | undefined = bus;
  for (const segment of dotted.split('.')) current = current && typeOfProperty(current, segment, checker);
  return current;
}
