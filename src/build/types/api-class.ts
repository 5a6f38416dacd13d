import { closestName } from '../../definition/did-you-mean.ts';
import { apiNameProblem } from '../../definition/index.ts';
import { type MemberReading, readMember } from './api-member.ts';
import { type ApiExport, declaredBy } from './bus-exports.ts';
import type { CheckedApi, CheckedEvent, CheckedProcedure } from './checked-bus.ts';
import { type Checking, isJavaScript } from './checking.ts';
import { ts } from './compiler.ts';
import { declaresApi, literalText, typeOfProperty } from './library-types.ts';
import { docCommentOf } from './schema/doc-comment.ts';
import { compare } from './schema/named-types.ts';
import type { SchemaReader } from './schema/reading.ts';

/** An API class as it was read, with the nodes that rules about several classes point at. */
export interface ApiReading {
  readonly api: CheckedApi;
  readonly nameNode: ts.Node;
  /** Of procedures and events alike, by their names. */
  readonly members: ReadonlyMap<string, ts.Node>;
  /** The property of each event, by its declaration: an inherited one belongs to several classes. */
  readonly eventFields: ReadonlyMap<ts.Node, string>;
}

/** Reads one API class: its name, procedures and events, and what is wrong with them. */
export function readApiClass(exported: ApiExport, reader: SchemaReader): ApiReading {
  const { checking } = reader;
  const { declaration } = exported;
  const className = classNameOf(exported);
  const classNode = ts.getNameOfDeclaration(declaration) ?? declaration;
  checkClass(exported, className, classNode, checking);
  const { name, node: nameNode } = readName(exported, className, classNode, checking);

  const procedures: CheckedProcedure[] = [];
  const events: CheckedEvent[] = [];
  const members = new Map<string, ts.Node>();
  const eventFields = new Map<ts.Node, string>();
  const meta = checking.checker.getPropertyOfType(exported.type, 'meta');
  for (const property of membersBelowApi(exported.instance, checking)) {
    const read: MemberReading | undefined = readMember(property, { className, classNode, meta }, reader);
    if (read === undefined) continue;
    members.set(property.name, read.node);
    if (read.kind === 'procedure') procedures.push(read.procedure);
    else {
      events.push(read.event);
      for (const field of property.declarations ?? []) eventFields.set(field, property.name);
    }
  }
  const description = docCommentOf(declaration).text;
  return {
    api: {
      className,
      exportNames: exported.names,
      name,
      source: checking.positionOf(classNode),
      declaredIn: declaredIn(exported, checking),
      ...(description === '' ? {} : { description }),
      procedures: procedures.sort((a, b) => compare(a.name, b.name)),
      events: events.sort((a, b) => compare(a.name, b.name)),
    },
    nameNode,
    members,
    eventFields,
  };
}

function classNameOf({ symbol, names, declaration }: ApiExport): string {
  const name = ts.getNameOfDeclaration(declaration);
  if (name !== undefined && ts.isIdentifier(name)) return name.text;
  return symbol.name.startsWith('__') || symbol.name === 'default' ? (names[0] ?? symbol.name) : symbol.name;
}

/** Everything of an instance that its classes below the library's `Api` declare. */
function membersBelowApi(instance: ts.Type, { checker }: Checking): readonly ts.Symbol[] {
  return checker
    .getPropertiesOfType(instance)
    .filter(({ declarations }) => !declarations?.every((declaration) => declaresApi(declaration.parent)));
}

function checkClass(exported: ApiExport, className: string, node: ts.Node, checking: Checking): void {
  const { checker } = checking;
  const { declaration, type } = exported;
  if (ts.isClassLike(declaration) && declaration.typeParameters !== undefined) {
    checking.report(
      {
        code: 'API_IS_GENERIC',
        message: `${className} has the type parameter ${declaration.typeParameters.map((parameter) => parameter.name.text).join(', ')}; an API on the bus is one definite class.`,
        hint: `Make it abstract and export a class for each type: class ${className}OfX extends ${className}<X>.`,
      },
      declaration.typeParameters[0] ?? node,
    );
  }
  const [construct] = checker.getSignaturesOfType(type, ts.SignatureKind.Construct);
  const required = construct?.parameters.find(({ valueDeclaration }) => isRequiredParameter(valueDeclaration));
  if (required !== undefined) {
    checking.report(
      {
        code: 'API_CONSTRUCTOR_HAS_PARAMETERS',
        message: `The constructor of ${className} needs the parameter "${required.name}", but each function constructs the API without arguments.`,
        hint: 'Give the parameter a default value, or make connections in "protected async start()".',
      },
      required.valueDeclaration ?? node,
    );
  }
}

function isRequiredParameter(declaration: ts.Declaration | undefined): boolean {
  return (
    declaration !== undefined &&
    ts.isParameter(declaration) &&
    declaration.initializer === undefined &&
    declaration.questionToken === undefined &&
    declaration.dotDotDotToken === undefined
  );
}

const metaHint = `Write static readonly meta = { name: 'support.case' } as const.`;

function readName(
  { type, instance, declaration }: ApiExport,
  className: string,
  classNode: ts.Node,
  checking: Checking,
): { readonly name: string | undefined; readonly node: ts.Node } {
  const { checker } = checking;
  const meta = checker.getPropertyOfType(type, 'meta');
  const metaDeclaration = meta?.valueDeclaration;
  if (meta === undefined || metaDeclaration === undefined) {
    checking.report(
      {
        code: 'API_META_MISSING',
        message: `${className} has no static meta.`,
        hint: `${writtenOtherwise({ type, instance }, checker)}${metaHint}`,
      },
      classNode,
    );
    return { name: undefined, node: classNode };
  }
  if (metaDeclaration.parent !== declaration) {
    const owner = ts.isClassLike(metaDeclaration.parent) ? metaDeclaration.parent.name?.text : undefined;
    checking.report(
      {
        code: 'API_META_MISSING',
        message: `${className} has no static meta of its own: it inherits that of ${owner ?? 'its base class'}, and two APIs cannot share a name.`,
        hint: `${metaHint} A base class without meta of its own is written as "abstract".`,
      },
      classNode,
    );
    return { name: undefined, node: classNode };
  }
  const metaNode = ts.getNameOfDeclaration(metaDeclaration) ?? metaDeclaration;
  const nameType = typeOfProperty(checker.getTypeOfSymbol(meta), 'name', checker);
  if (nameType === undefined) {
    checking.report(
      { code: 'API_NAME_MISSING', message: `The meta of ${className} has no name.`, hint: metaHint },
      metaNode,
    );
    return { name: undefined, node: metaNode };
  }
  const node = valueNode(metaDeclaration, 'name') ?? metaNode;
  const name = literalText(nameType);
  if (name === undefined) {
    checking.report(
      {
        code: 'API_NAME_NOT_LITERAL',
        message: `The type of meta.name of ${className} is ${checking.show(nameType)}, so callers' types cannot know the name.`,
        hint: literalHint(node, node === metaNode ? "'support.case'" : node.getText()),
      },
      node,
    );
    return { name: undefined, node };
  }
  const problem = apiNameProblem(name);
  if (problem !== undefined) {
    checking.report(
      {
        code: 'API_NAME_INVALID',
        message: `${className} cannot be named "${name}": ${problem}.`,
        hint: 'Use a dotted name such as support, support.case or sales.support.case.',
      },
      node,
    );
    return { name: undefined, node };
  }
  return { name, node };
}

/** The expression of a property in the object that initialises a declaration. */
function valueNode(declaration: ts.Declaration, property: string): ts.Node | undefined {
  if (!ts.isPropertyDeclaration(declaration)) return undefined;
  let object = declaration.initializer;
  while (
    object !== undefined &&
    (ts.isAsExpression(object) || ts.isSatisfiesExpression(object) || ts.isParenthesizedExpression(object))
  ) {
    object = object.expression;
  }
  if (object === undefined || !ts.isObjectLiteralExpression(object)) return undefined;
  const found = object.properties.find(
    (entry) => entry.name !== undefined && entry.name.getText().replaceAll(/['"]/g, '') === property,
  );
  return found !== undefined && ts.isPropertyAssignment(found) ? found.initializer : found;
}

/** The module that declares a class, and the name it exports it by: what a bundle may import instead of the bus module. */
function declaredIn({ symbol, declaration }: ApiExport, { checker }: Checking): CheckedApi['declaredIn'] {
  const file = declaration.getSourceFile();
  const module = file.isDeclarationFile ? undefined : checker.getSymbolAtLocation(file);
  if (module === undefined) return undefined;
  const exported = [...checker.getExportsOfModule(module)]
    .sort((a, b) => compare(a.name, b.name))
    .find((entry) => declaredBy(entry, checker) === symbol);
  return exported && { file: file.fileName, exportName: exported.name };
}

/** A meta that is not static, or has another name. */
function writtenOtherwise({ type, instance }: Pick<ApiExport, 'type' | 'instance'>, checker: ts.TypeChecker): string {
  if (checker.getPropertyOfType(instance, 'meta') !== undefined)
    return 'Its meta belongs to each instance: make it static. ';
  const statics = checker.getPropertiesOfType(type).map(({ name }) => name);
  const found = closestName('meta', statics) ?? statics.find((name) => /^meta/i.test(name));
  return found === undefined ? '' : `Did you mean that by "${found}"? `;
}

function literalHint(node: ts.Node, name: string): string {
  return isJavaScript(node)
    ? `Write the file in TypeScript, or in JavaScript: static meta = /** @type {const} */ ({ name: ${name} }).`
    : `Write as const behind the object: static readonly meta = { name: ${name} } as const.`;
}
