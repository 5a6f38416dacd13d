import type { JsonSchema } from '../../manifest/index.ts';
import type { CheckedProcedure } from './checked-bus.ts';
import type { Checking } from './checking.ts';
import { ts } from './compiler.ts';
import { memberThatIsNoObject } from './payload.ts';
import { isAnythingButNull, mayBeLeftOut } from './schema/object-schema.ts';
import type { SchemaReader } from './schema/reading.ts';
import type { MetaSchema, ProcedureSchemas } from './standard-schema.ts';

/** Where a procedure stands. */
export interface ProcedureSite {
  /** `SupportCaseApi.open` */
  readonly subject: string;
  readonly node: ts.Node;
  /** Whether its declaration is in the user's sources, so that errors may point into it. */
  readonly isOwn: boolean;
  /** What its API's meta has for it. */
  readonly schemas: ProcedureSchemas;
}

type ReadProcedure = Pick<CheckedProcedure, 'params' | 'result' | 'schemas'>;

/** The schemas of a method's parameter and result; undefined when it cannot be a procedure, which is noted. */
export function readProcedure(
  property: ts.Symbol,
  site: ProcedureSite,
  reader: SchemaReader,
): ReadProcedure | undefined {
  const { checking } = reader;
  const { checker } = checking;
  const signatures = checker.getSignaturesOfType(checker.getTypeOfSymbol(property), ts.SignatureKind.Call);
  const [signature] = signatures;
  if (signature === undefined || !hasOneShape(signatures, signature, site, checking)) return undefined;
  const [parameter] = signature.parameters;
  const { schemas } = site;
  if (schemas.params !== undefined) checkParameter(parameter, schemas.params, site, checking);
  if (schemas.result !== undefined) checkResult(signature, schemas.result, site, checking);
  const params = schemas.params
    ? readSent(schemas.params, site, reader)
    : parameter && readParameter(parameter, site, reader);
  const result = schemas.result
    ? reader.read(schemas.result.output, { subject: site.subject, path: 'result', node: schemas.result.node })
    : readResult(signature, site, reader);
  const sources = {
    ...(schemas.params?.source && { params: schemas.params.source }),
    ...(schemas.result?.source && { result: schemas.result.source }),
  };
  return {
    ...(params && { params }),
    ...(result && { result }),
    ...(Object.keys(sources).length > 0 && { schemas: sources }),
  };
}

/** What callers send, as the schema of the parameters says it. */
function readSent({ input, node }: MetaSchema, { subject }: ProcedureSite, reader: SchemaReader): JsonSchema {
  const { checking } = reader;
  const type = checking.checker.getNonNullableType(input);
  const other = memberThatIsNoObject(type, checking) ?? nullIn(input);
  if (other !== undefined && !(type.flags & ts.TypeFlags.Any)) {
    checking.report(
      {
        code: 'PARAMETER_NOT_OBJECT',
        message: `The schema of the parameters of ${subject} takes ${checking.show(input)}; a procedure takes one object or nothing.`,
        hint: 'Write a schema of an object.',
      },
      node,
    );
    return { not: {} };
  }
  refuseReserved(type, `The schema of the parameters of ${subject}`, () => node, checking);
  const schema = reader.read(type, { subject, path: 'parameter', node });
  return type === input ? schema : { anyOf: [schema, { type: 'null', 'x-cast': 'undefined' }] };
}

/** Whether the method takes what the schema makes. */
function checkParameter(
  parameter: ts.Symbol | undefined,
  { output, node }: MetaSchema,
  { subject }: ProcedureSite,
  checking: Checking,
): void {
  const taken = parameter && checking.checker.getTypeOfSymbol(parameter);
  if (taken === undefined || checking.checker.isTypeAssignableTo(output, taken)) return;
  checking.report(
    {
      code: 'SCHEMA_DISAGREES',
      message: `${subject} takes ${checking.show(taken)}, but the schema of its parameters makes ${checking.show(output)}.`,
      hint: 'Give the parameter the type that the schema makes, such as z.output<typeof Place>, or correct the schema.',
    },
    node,
  );
}

/** Whether the schema takes what the method returns. */
function checkResult(
  signature: ts.Signature,
  { input, node }: MetaSchema,
  { subject }: ProcedureSite,
  checking: Checking,
): void {
  const { checker } = checking;
  const returned = checker.getReturnTypeOfSignature(signature);
  const type = checker.getAwaitedType(returned) ?? returned;
  if (checker.isTypeAssignableTo(type, input)) return;
  checking.report(
    {
      code: 'SCHEMA_DISAGREES',
      message: `${subject} returns ${checking.show(type)}, but the schema of its result takes ${checking.show(input)}.`,
      hint: 'Return what the schema takes, such as Promise<z.input<typeof Order>>, or correct the schema.',
    },
    node,
  );
}

/** Checks what a signature must be before its types are worth reading. */
function hasOneShape(
  signatures: readonly ts.Signature[],
  signature: ts.Signature,
  { subject, node, isOwn, schemas }: ProcedureSite,
  checking: Checking,
): boolean {
  const declaration = isOwn ? signature.getDeclaration() : undefined;
  if (signatures.length > 1) {
    checking.report(
      {
        code: 'METHOD_IS_OVERLOADED',
        message: `${subject} has ${signatures.length} overloads; a procedure has one parameter type and one result type.`,
        hint: 'Write one signature with a union as its parameter, or one procedure for each overload.',
      },
      node,
    );
    return false;
  }
  if (signature.typeParameters !== undefined) {
    checking.report(
      {
        code: 'METHOD_IS_GENERIC',
        message: `${subject} has the type parameter ${signature.typeParameters.map((type) => checking.show(type)).join(', ')}, which a caller on the wire cannot give.`,
        hint: 'Write the types that it is meant for, as a union if there are several.',
      },
      declaration?.typeParameters?.[0] ?? node,
    );
    return false;
  }
  if (declaration !== undefined && ts.isMethodDeclaration(declaration) && declaration.asteriskToken !== undefined) {
    checking.report(
      {
        code: 'METHOD_IS_GENERATOR',
        message: `${subject} is a generator; a procedure gives one result.`,
        hint: 'Return an array, or a page of it and a cursor to the next.',
      },
      node,
    );
    return false;
  }
  return hasOneParameter(signature, { subject, node, isOwn, schemas }, checking);
}

function hasOneParameter(
  signature: ts.Signature,
  { subject, node, isOwn }: ProcedureSite,
  checking: Checking,
): boolean {
  const [first, second] = signature.parameters;
  const declared = first?.valueDeclaration;
  if (declared !== undefined && ts.isParameter(declared) && declared.dotDotDotToken !== undefined) {
    checking.report(
      {
        code: 'METHOD_HAS_REST_PARAMETER',
        message: `${subject} has the rest parameter ...${first?.name}; a procedure takes one object or nothing.`,
        hint: `Write ({ ${first?.name} }: { ${first?.name}: ${checking.show(checking.checker.getTypeAtLocation(declared))} }).`,
      },
      isOwn ? declared : node,
    );
    return false;
  }
  if (second === undefined) return true;
  const names = signature.parameters.map(({ name }, index) => (/^__\d/.test(name) ? `parameter${index + 1}` : name));
  const fields = signature.parameters
    .map((parameter, index) => `${names[index]}: ${checking.show(checking.checker.getTypeOfSymbol(parameter))}`)
    .join('; ');
  checking.report(
    {
      code: 'METHOD_HAS_PARAMETERS',
      message: `${subject} has ${names.length} parameters (${names.join(', ')}); a procedure takes one object or nothing.`,
      hint: `Write ({ ${names.join(', ')} }: { ${fields} }).`,
    },
    isOwn ? (second.valueDeclaration ?? node) : node,
  );
  return false;
}

function readParameter(
  parameter: ts.Symbol,
  { subject, node, isOwn }: ProcedureSite,
  reader: SchemaReader,
): JsonSchema {
  const { checking } = reader;
  const { checker } = checking;
  const declaration = parameter.valueDeclaration;
  const declared = declaration !== undefined && ts.isParameter(declaration) ? declaration : undefined;
  const at = isOwn ? (declared?.type ?? declared ?? node) : node;
  const whole = checker.getTypeOfSymbol(parameter);
  const type = whole.isUnion() ? checker.getNonNullableType(whole) : whole;
  const other = memberThatIsNoObject(type, checking) ?? nullIn(whole);
  // What is any has a refusal of its own, which says why it is.
  const isRefused = other !== undefined && !(type.flags & ts.TypeFlags.Any);
  if (isRefused) {
    const name = declared !== undefined && ts.isIdentifier(declared.name) ? declared.name.text : 'value';
    checking.report(
      {
        code: 'PARAMETER_NOT_OBJECT',
        message: `The parameter of ${subject} is ${checking.show(whole)}${other === whole ? '' : `, of which ${checking.show(other)} is no object`}; a procedure takes one object or nothing.`,
        hint: `Name what it takes: ({ ${name} }: { ${name}: ${checking.show(whole)} }).`,
      },
      at,
    );
  }
  const reservedAt = ({ valueDeclaration }: ts.Symbol) => (isOwn ? (valueDeclaration ?? at) : node);
  refuseReserved(type, `The parameter of ${subject}`, reservedAt, checking);
  if (isRefused) return { not: {} };
  const schema = isAnythingButNull(type, checker)
    ? { type: 'object' }
    : reader.read(type, { subject, path: 'parameter', node: at });
  return isAbsentUnlike(declared, type, checker)
    ? { anyOf: [schema, { type: 'null', 'x-cast': 'undefined' }] }
    : schema;
}

/** Notes a property, also of one member of a union, that callers could not send: metadata travels in its place. */
function refuseReserved(type: ts.Type, what: string, at: (property: ts.Symbol) => ts.Node, checking: Checking): void {
  const members = type.isUnion() ? type.types : [type];
  const reserved = members
    .map((member) => checking.checker.getPropertyOfType(member, '$bus'))
    .find((property) => property !== undefined);
  if (reserved === undefined) return;
  checking.report(
    {
      code: 'PARAMETER_NAME_RESERVED',
      message: `${what} has a property $bus, which is where calls carry their metadata.`,
      hint: 'Give the property another name.',
    },
    at(reserved),
  );
}

/**
 * Whether no parameter at all is something else than `{}`, which a call without one sends: where a property is
 * required, or where the default value is not `{}`.
 */
function isAbsentUnlike(
  declared: ts.ParameterDeclaration | undefined,
  type: ts.Type,
  checker: ts.TypeChecker,
): boolean {
  if (declared === undefined || (declared.questionToken === undefined && declared.initializer === undefined))
    return false;
  const hasRequired = checker.getPropertiesOfType(type).some((property) => !mayBeLeftOut(property, checker));
  const { initializer } = declared;
  const defaults =
    initializer !== undefined && !(ts.isObjectLiteralExpression(initializer) && initializer.properties.length === 0);
  return hasRequired || defaults;
}

function nullIn(type: ts.Type): ts.Type | undefined {
  return type.isUnion() ? type.types.find(({ flags }) => flags & ts.TypeFlags.Null) : undefined;
}

function readResult(
  signature: ts.Signature,
  { subject, node, isOwn }: ProcedureSite,
  reader: SchemaReader,
): JsonSchema | undefined {
  const { checker } = reader.checking;
  const returned = checker.getReturnTypeOfSignature(signature);
  const type = checker.getAwaitedType(returned) ?? returned;
  const nothing = ts.TypeFlags.VoidLike | ts.TypeFlags.Never;
  if (type.flags & nothing || (type.isUnion() && type.types.every(({ flags }) => flags & nothing))) return undefined;
  const declaration = isOwn ? signature.getDeclaration() : undefined;
  return reader.read(type, { subject, path: 'result', node: declaration?.type ?? node });
}
