import type { JsonSchema } from '../../../manifest/index.ts';
import type { Checking } from '../checking.ts';
import { ts } from '../compiler.ts';
import { withDocComment } from './doc-tags.ts';
import { compare, isPlatformSymbol, isPlatformType } from './named-types.ts';
import { type Place, propertyLabel, within } from './place.ts';
import type { SchemaReader } from './reading.ts';
import { listed, refuse } from './refusals.ts';
import { casedPattern, templatePattern } from './template-pattern.ts';
import { withoutUndefined } from './tuple-schema.ts';
import { explainPlatformType } from './unresolved.ts';

/** The schema of an interface, an object literal, a mapped type or an intersection of such. */
export function readObject(type: ts.Type, place: Place, reader: SchemaReader): JsonSchema {
  const { checking } = reader;
  const { checker } = checking;
  if (isCallable(type, checker)) {
    return refuse(checking, place, {
      code: 'TYPE_IS_FUNCTION',
      is: 'a function, which cannot travel',
      hint: 'Send data instead of code; a procedure that calls back is an event with a listener.',
    });
  }
  const properties = sortedProperties(type, checking);
  const indexes = checker.getIndexInfosOfType(type);
  const taken = properties.filter((property) => isPlatformMethod(property, checking));
  if (taken.length > 0 && !isPlatformType(type, checking)) {
    return refuse(checking, place, {
      code: 'TYPE_TAKEN_APART',
      is: `${checking.show(type)}, which is made of the methods of a built-in type (${listed(taken.map(({ name }) => name))})`,
      hint: 'Leave built-in and branded types whole, such as type Deep<T> = T extends string | number | Date ? T : { [K in keyof T]?: Deep<T[K]> }.',
    });
  }
  const methods = properties.filter((property) => property.flags & ts.SymbolFlags.Method);
  if (methods.some((method) => !isOwnMember(method, checking))) {
    const refusal = explainPlatformType(type, place, checking) ?? {
      code: 'TYPE_HAS_METHODS',
      is: `${checking.show(type)}, which has methods (${listed(methods.map(({ name }) => name))})`,
      hint: 'Send the data in it as a plain object.',
    };
    return refuse(checking, place, refusal);
  }
  if (isAnythingButNull(type, checker)) return anythingButNull;
  return { ...propertySchemas(properties, place, reader), ...indexSchemas(indexes, place, reader) };
}

const anythingButNull: JsonSchema = {
  anyOf: [
    { type: 'array' },
    { type: 'boolean' },
    { type: 'number' },
    // Also where unknown properties are refused: it knows none, and takes all.
    { type: 'object', additionalProperties: true },
    { type: 'string' },
  ],
};

/** Whether a type is `{}`, which takes strings and lists as well. What is computed or has a name is meant as an object. */
export function isAnythingButNull(type: ts.Type, checker: ts.TypeChecker): boolean {
  if (!(type.flags & ts.TypeFlags.Object) || isCallable(type, checker)) return false;
  const isEmpty = checker.getPropertiesOfType(type).length + checker.getIndexInfosOfType(type).length === 0;
  const declarations = type.getSymbol()?.declarations ?? [];
  return isEmpty && declarations.every((node) => ts.isTypeLiteralNode(node) && node.members.length === 0);
}

/** The schema of properties: what every object has. */
export function propertySchemas(properties: readonly ts.Symbol[], place: Place, reader: SchemaReader): JsonSchema {
  const schemas: [string, JsonSchema][] = [];
  const required: string[] = [];
  for (const property of properties) {
    const { schema, isRequired } = readProperty(property, place, reader);
    schemas.push([property.name, schema]);
    if (isRequired) required.push(property.name);
  }
  return {
    type: 'object',
    ...(schemas.length === 0 ? {} : { properties: Object.fromEntries(schemas) }),
    ...(required.length === 0 ? {} : { required: required.sort(compare) }),
  };
}

function readProperty(
  property: ts.Symbol,
  place: Place,
  reader: SchemaReader,
): { readonly schema: JsonSchema; readonly isRequired: boolean } {
  const { checking } = reader;
  const { checker } = checking;
  const declaration = property.valueDeclaration ?? property.declarations?.[0];
  const own = declaration !== undefined && checking.isUserFile(declaration.getSourceFile()) ? declaration : undefined;
  const at = within(place, propertyLabel(property.name), own && nameOrNode(own));
  if (property.name === '__proto__') {
    const schema = refuse(checking, at, {
      code: 'PROPERTY_NAME_FORBIDDEN',
      is: 'a property that JavaScript takes for the prototype',
      hint: 'Give the property another name.',
    });
    return { schema, isRequired: false };
  }
  const declared = checker.getTypeOfSymbol(property);
  const present = withoutUndefined(declared, checker);
  const schema = present.flags & ts.TypeFlags.VoidLike ? { not: {} } : reader.read(present, at);
  return {
    schema: withDocComment(schema, declaration, checking, `${at.subject}: ${at.path}`),
    isRequired: !mayBeLeftOut(property, checker),
  };
}

/** Whether a property may be undefined: what is undefined does not travel. */
export function mayBeLeftOut(property: ts.Symbol, checker: ts.TypeChecker): boolean {
  if (property.flags & ts.SymbolFlags.Optional) return true;
  return allows(checker.getTypeOfSymbol(property), ts.TypeFlags.VoidLike | ts.TypeFlags.Unknown);
}

/** Whether a type is, or has among its members, one with any of these flags. */
function allows(type: ts.Type, flags: ts.TypeFlags): boolean {
  return type.isUnion() ? type.types.some((member) => member.flags & flags) : (type.flags & flags) !== 0;
}

function indexSchemas(indexes: readonly ts.IndexInfo[], place: Place, reader: SchemaReader): JsonSchema {
  const patterns: [string, JsonSchema][] = [];
  let additional: JsonSchema | undefined;
  for (const { keyType, type, declaration } of indexes) {
    const at = within(
      place,
      keyType.flags & ts.TypeFlags.ESSymbolLike ? '[symbol]' : '[string]',
      declaration && reader.checking.isUserFile(declaration.getSourceFile()) ? declaration : undefined,
    );
    const schema = reader.read(withoutUndefined(type, reader.checking.checker), at);
    const pattern = keyPattern(keyType);
    if (pattern === anyKey) additional = schema;
    else if (pattern !== undefined) patterns.push([pattern, schema]);
    else {
      refuse(reader.checking, at, {
        code: 'TYPE_IS_SYMBOL',
        is: `reached by ${reader.checking.show(keyType)} keys, which JSON objects have not`,
        hint: 'Use string keys.',
      });
    }
  }
  return {
    ...(patterns.length === 0
      ? {}
      : { patternProperties: Object.fromEntries(patterns.sort(([a], [b]) => compare(a, b))) }),
    ...(additional === undefined ? {} : { additionalProperties: additional }),
  };
}

const anyKey = '';

/** The regular expression that the keys of an index signature match, `anyKey` for any string. */
function keyPattern(keyType: ts.Type): string | undefined {
  // A branded string is any string on the wire.
  if (keyType.isIntersection()) {
    return keyType.types.map(keyPattern).find((pattern) => pattern !== undefined);
  }
  if (keyType.flags & ts.TypeFlags.String) return anyKey;
  if (keyType.flags & ts.TypeFlags.Number) return '^-?\\d+(?:\\.\\d+)?$';
  if (keyType.flags & ts.TypeFlags.TemplateLiteral) return templatePattern(keyType as ts.TemplateLiteralType);
  if (keyType.flags & ts.TypeFlags.StringMapping) return `^${casedPattern(keyType as ts.StringMappingType)}$`;
  return undefined;
}

/**
 * The properties that travel: not those whose key is a symbol. In the order in which they are written where one file
 * declares them all, else by name, so that the order depends on nothing else.
 */
export function sortedProperties(type: ts.Type, { checker }: Checking): readonly ts.Symbol[] {
  const properties = checker
    .getPropertiesOfType(type)
    .filter(({ escapedName }) => !/^__[@#]/.test(String(escapedName)))
    .sort((a, b) => compare(a.name, b.name));
  const declarations = properties.map((property) => property.valueDeclaration ?? property.declarations?.[0]);
  const files = new Set(declarations.map((declaration) => declaration?.getSourceFile()));
  if (files.size !== 1 || files.has(undefined)) return properties;
  return properties
    .map((property, index) => ({ property, at: declarations[index]?.pos ?? 0 }))
    .sort((a, b) => a.at - b.at)
    .map(({ property }) => property);
}

/** Whether a value of this type can be called or constructed. */
export function isCallable(type: ts.Type, checker: ts.TypeChecker): boolean {
  return (
    checker.getSignaturesOfType(type, ts.SignatureKind.Call).length > 0 ||
    checker.getSignaturesOfType(type, ts.SignatureKind.Construct).length > 0
  );
}

/** A method that TypeScript's libraries declare: also where a mapped type has made something else of it. */
function isPlatformMethod(property: ts.Symbol, checking: Checking): boolean {
  return isPlatformSymbol(property, checking) && (property.declarations ?? []).some(ts.isMethodSignature);
}

function isOwnMember(member: ts.Symbol, checking: Checking): boolean {
  return (member.declarations ?? []).every((declaration) => checking.isUserFile(declaration.getSourceFile()));
}

function nameOrNode(declaration: ts.Declaration): ts.Node {
  return ts.getNameOfDeclaration(declaration) ?? declaration;
}
