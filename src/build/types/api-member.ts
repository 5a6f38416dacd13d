import { memberNameProblem } from '../../definition/index.ts';
import type { CheckedEvent, CheckedProcedure } from './checked-bus.ts';
import type { Checking } from './checking.ts';
import { ts } from './compiler.ts';
import { eventFieldOf } from './library-types.ts';
import { readPayload } from './payload.ts';
import { readProcedure } from './procedure.ts';
import { docCommentOf, isDeprecated } from './schema/doc-comment.ts';
import { isCallable } from './schema/object-schema.ts';
import type { SchemaReader } from './schema/reading.ts';
import { locateSchema, readProcedureSchemas, schemaOfEvent } from './standard-schema.ts';

/** A member that is on the bus, and where it stands. */
export type MemberReading =
  | { readonly kind: 'procedure'; readonly procedure: CheckedProcedure; readonly node: ts.Node }
  | { readonly kind: 'event'; readonly event: CheckedEvent; readonly node: ts.Node };

/** The class whose member it is. */
export interface MemberOwner {
  readonly className: string;
  /** Where to point for members that are declared outside of the user's sources. */
  readonly classNode: ts.Node;
  /** Its static meta. */
  readonly meta: ts.Symbol | undefined;
}

/** Reads a public member of an API class; undefined for what is not on the bus, which is noted when it looks so. */
export function readMember(property: ts.Symbol, owner: MemberOwner, reader: SchemaReader): MemberReading | undefined {
  const { checking } = reader;
  const { checker } = checking;
  const declaration = property.valueDeclaration ?? property.declarations?.[0];
  if (declaration === undefined || !isPublic(property, declaration)) return undefined;
  const name = property.name;
  const subject = `${owner.className}.${name}`;
  const isOwn = checking.isUserFile(declaration.getSourceFile());
  const node = isOwn ? (ts.getNameOfDeclaration(declaration) ?? declaration) : owner.classNode;
  const type = checker.getTypeOfSymbol(property);
  const doc = docCommentOf(declaration);
  const described = {
    name,
    source: checking.positionOf(node),
    ...(doc.text === '' ? {} : { description: doc.text }),
    ...(isDeprecated(doc) ? { deprecated: true } : {}),
  };

  if (property.flags & ts.SymbolFlags.Method) {
    if (!nameIsFree(name, subject, node, checking)) return undefined;
    const schemas = readProcedureSchemas(owner.meta, name, subject, checking);
    const read = readProcedure(property, { subject, node, isOwn, schemas }, reader);
    return read && { kind: 'procedure', node, procedure: { ...described, ...read } };
  }
  if (property.flags & ts.SymbolFlags.Accessor) {
    checking.report(
      {
        code: 'MEMBER_IS_ACCESSOR',
        message: `${subject} is an accessor; a remote procedure is a method.`,
        hint: `Write async ${name}() { … }, or make it private.`,
      },
      node,
    );
    return undefined;
  }
  const event = eventFieldOf(type, checker);
  if (event !== undefined) {
    if (!nameIsFree(name, subject, node, checking)) return undefined;
    const made = schemaOfEvent(declaration, checking);
    const schema = made && locateSchema(made, subject, checking);
    const payload = readPayload(event.payload, { subject, node: made ?? payloadNode(declaration) ?? node }, reader);
    return { kind: 'event', node, event: { ...described, payload, ...(schema && { schema }), fifo: event.fifo } };
  }
  checkField(type, subject, name, node, checking);
  return undefined;
}

function isPublic(property: ts.Symbol, declaration: ts.Declaration): boolean {
  if (/^__[@#]/.test(String(property.escapedName)) || property.name.startsWith('_')) return false;
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  return (ts.getCombinedModifierFlags(declaration) & hidden) === 0;
}

/** Whether a procedure or event may have its name. */
function nameIsFree(name: string, subject: string, node: ts.Node, checking: Checking): boolean {
  if (name === 'start') {
    checking.report(
      {
        code: 'START_IS_PUBLIC',
        message: `${subject} is public; start() is what each execution environment runs at its cold start, not a procedure.`,
        hint: 'Write protected async start(), or give the procedure another name.',
      },
      node,
    );
    return false;
  }
  const problem = memberNameProblem(name);
  if (problem === undefined) return true;
  checking.report(
    {
      ...(problem.startsWith('is reserved') ? { code: 'MEMBER_NAME_RESERVED' } : { code: 'MEMBER_NAME_INVALID' }),
      message: `${subject} cannot be on the bus: its name ${problem}.`,
      hint: `Rename it, or make it private: a name that starts with _ is not on the bus either.`,
    },
    node,
  );
  return false;
}

/** A public field is no procedure: one that could be taken for one is refused, any other is the class's own. */
function checkField(type: ts.Type, subject: string, name: string, node: ts.Node, checking: Checking): void {
  if (type.flags & ts.TypeFlags.Any) {
    checking.report(
      {
        code: 'MEMBER_IS_ANY',
        message: `${subject} is any, so callers would see it as a procedure and an event alike.`,
        hint: 'Write its type, or make it private.',
      },
      node,
    );
    return;
  }
  const { checker } = checking;
  const present = checker.getNonNullableType(type);
  if (!isCallable(present, checker)) return;
  checking.report(
    {
      code: 'MEMBER_IS_FUNCTION_FIELD',
      message: `${subject} is a field that holds a function; a remote procedure is a method.`,
      hint: `Write async ${name}({ … }: { … }) { … } without "=", or make the field private.`,
    },
    node,
  );
}

/** The type argument of `event<T>()`. */
function payloadNode(declaration: ts.Declaration): ts.Node | undefined {
  if (!ts.isPropertyDeclaration(declaration)) return undefined;
  const { initializer, type } = declaration;
  if (initializer !== undefined && ts.isCallExpression(initializer)) return initializer.typeArguments?.[0];
  return type !== undefined && ts.isTypeReferenceNode(type) ? type.typeArguments?.[0] : undefined;
}
