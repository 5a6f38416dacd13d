import { ts } from './compiler.ts';

/**
 * Recognising the library's own types: by their files within a copy of the library and by the names of their phantom
 * members, never by the identity of a declaration, for packages may bring copies.
 */

/** What the type of an event says of it. */
export interface EventType {
  /** What is fired and travels. */
  readonly payload: ts.Type;
  /** What listeners get: of an event with a Standard Schema, what that makes of the payload. */
  readonly received: ts.Type;
  readonly fifo: boolean;
  readonly open: boolean;
}

/** An event of a bus, with its dotted name; the name is undefined where the type only says `string`. */
export interface NamedEventType extends EventType {
  readonly name: string | undefined;
}

/** Whether a symbol is declared where the library, or another copy of it, declares the bus's type. */
export function isBusTypeSymbol(symbol: ts.Symbol | undefined): boolean {
  const file = symbol?.declarations?.[0]?.getSourceFile().fileName;
  return file !== undefined && /\/client\/bus-type\.(?:d\.)?ts$/.test(file);
}

/** The property of a type whose key is a `unique symbol` declared under this name. */
function symbolMember(type: ts.Type, name: string, checker: ts.TypeChecker): ts.Symbol | undefined {
  const prefix = `__@${name}@`;
  return checker.getPropertiesOfType(type).find(({ escapedName }) => String(escapedName).startsWith(prefix));
}

/** Such a property of a procedure or event of a bus; asked of every type in a service, so the quick no comes first. */
function busMember(type: ts.Type, name: string, checker: ts.TypeChecker): ts.Symbol | undefined {
  const parts = type.isIntersection() ? type.types : [type];
  const part = parts.find((candidate) => isObjectLike(candidate) && isBusTypeSymbol(candidate.getSymbol()));
  return part && symbolMember(part, name, checker);
}

/** The dotted name of a procedure of a bus; `null` where the type only says `string`, undefined for anything else. */
export function procedureNameOf(type: ts.Type, checker: ts.TypeChecker): string | null | undefined {
  const member = busMember(type, 'procedureName', checker);
  if (member === undefined) return undefined;
  return literalText(checker.getTypeOfSymbol(member)) ?? null;
}

/** An event of a bus, or undefined for anything else. */
export function namedEventOf(type: ts.Type, checker: ts.TypeChecker): NamedEventType | undefined {
  const member = busMember(type, 'eventName', checker);
  if (member === undefined) return undefined;
  const phantom = checker.getTypeOfSymbol(member);
  const name = typeOfProperty(phantom, 'name', checker);
  const event = eventFrom(phantom, checker);
  return event && { ...event, name: name && literalText(name) };
}

/** An event as a field of an API class, or undefined for anything else. */
export function eventFieldOf(type: ts.Type, checker: ts.TypeChecker): EventType | undefined {
  if (!isObjectLike(type)) return undefined;
  const phantom = typeOfProperty(type, '~event', checker);
  return phantom && eventFrom(checker.getNonNullableType(phantom), checker);
}

function eventFrom(phantom: ts.Type, checker: ts.TypeChecker): EventType | undefined {
  const received = typeOfProperty(phantom, 'payload', checker);
  if (received === undefined) return undefined;
  return {
    // A copy of the library from before there were schemas has no input.
    payload: typeOfProperty(phantom, 'input', checker) ?? received,
    received,
    fifo: isTrue(typeOfProperty(phantom, 'fifo', checker), checker),
    open: isTrue(typeOfProperty(phantom, 'open', checker), checker),
  };
}

/** Whether a value of this type was made by `.listen()`. */
export function isListenerType(type: ts.Type, checker: ts.TypeChecker): boolean {
  return isObjectLike(type) && symbolMember(type, 'listenerBrand', checker) !== undefined;
}

/** Whether a value of this type was made by `every` or `cron`. */
export function isScheduleType(type: ts.Type, checker: ts.TypeChecker): boolean {
  return isObjectLike(type) && symbolMember(type, 'scheduleBrand', checker) !== undefined;
}

/** The events that a listener's type names; undefined where it does not say. */
export function eventsOfListener(type: ts.Type, checker: ts.TypeChecker): readonly NamedEventType[] | undefined {
  const phantom = typeOfProperty(type, '~events', checker);
  const list = phantom && checker.getNonNullableType(phantom);
  if (list === undefined || !(checker.isTupleType(list) || checker.isArrayType(list))) return undefined;
  const elements = checker.getTypeArguments(list as ts.TypeReference).flatMap(membersOf);
  const events = elements.flatMap((element) => namedEventOf(element, checker) ?? []);
  return events.length === elements.length ? events : undefined;
}

/** The instance type of an API class, from the type of the class itself; undefined for anything else. */
export function apiInstanceOf(type: ts.Type, checker: ts.TypeChecker): ts.Type | undefined {
  if (!isObjectLike(type) || checker.getPropertyOfType(type, '~api') === undefined) return undefined;
  const [construct] = checker.getSignaturesOfType(type, ts.SignatureKind.Construct);
  if (construct === undefined) return undefined;
  return checker.getReturnTypeOfSignature(construct);
}

/** Whether a class declaration is the library's `Api` itself: it declares the mark that its subclasses inherit. */
export function declaresApi(declaration: ts.Node): boolean {
  return (
    ts.isClassLike(declaration) &&
    declaration.members.some(({ name }) => name !== undefined && ts.isStringLiteral(name) && name.text === '~api')
  );
}

/** The members of a union, or the type itself. */
export function membersOf(type: ts.Type): readonly ts.Type[] {
  return type.isUnion() ? type.types : [type];
}

/** The type of a property, or undefined when there is none of that name. */
export function typeOfProperty(type: ts.Type, name: string, checker: ts.TypeChecker): ts.Type | undefined {
  const property = checker.getPropertyOfType(type, name);
  return property && checker.getTypeOfSymbol(property);
}

/** The text of a string literal type. */
export function literalText(type: ts.Type): string | undefined {
  return type.isStringLiteral() ? type.value : undefined;
}

function isTrue(type: ts.Type | undefined, checker: ts.TypeChecker): boolean {
  return (
    type !== undefined && (type.flags & ts.TypeFlags.BooleanLiteral) !== 0 && checker.typeToString(type) === 'true'
  );
}

function isObjectLike(type: ts.Type): boolean {
  return (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0;
}
