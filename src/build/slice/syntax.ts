import {
  type AccessorProperty,
  type Class,
  type ClassElement,
  type ModuleExportName,
  type Node,
  type Program,
  type PropertyDefinition,
  visitorKeys,
} from 'oxc-parser';

/** A statement of a module's top level. */
export type Statement = Program['body'][number];

/** The nodes directly within a node, in the order of the source. */
export function childrenOf(node: Node): readonly Node[] {
  // The parser says which members of a node hold its children.
  const members = node as unknown as Readonly<Record<string, Node | null | undefined | readonly (Node | null)[]>>;
  const found: Node[] = [];
  for (const key of visitorKeys[node.type] ?? []) {
    const value = members[key];
    if (value === null || value === undefined) continue;
    if ('type' in value) found.push(value);
    else for (const child of value) if (child !== null) found.push(child);
  }
  return found;
}

/** What a statement declares, also where it exports it; the statement itself where it declares nothing. */
export function declarationOf(statement: Statement): Node {
  if (statement.type === 'ExportNamedDeclaration') return statement.declaration ?? statement;
  if (statement.type !== 'ExportDefaultDeclaration') return statement;
  return isDeclaration(statement.declaration) ? statement.declaration : statement;
}

/** Whether a statement is `export default` of an expression. */
export function isDefaultExpression(statement: Statement): boolean {
  return statement.type === 'ExportDefaultDeclaration' && !isDeclaration(statement.declaration);
}

function isDeclaration({ type }: Node): boolean {
  return (
    type === 'ClassDeclaration' ||
    type === 'FunctionDeclaration' ||
    type === 'TSDeclareFunction' ||
    type === 'TSInterfaceDeclaration'
  );
}

/** The class that a statement declares. */
export function classOf(statement: Statement): Class | undefined {
  const declaration = declarationOf(statement);
  return declaration.type === 'ClassDeclaration' ? declaration : undefined;
}

/** Syntax of TypeScript's own that leaves something at run time, or holds what does. */
const lasting = new Set([
  'TSAbstractAccessorProperty',
  'TSAbstractMethodDefinition',
  'TSAbstractPropertyDefinition',
  'TSAsExpression',
  'TSDeclareFunction',
  'TSEmptyBodyFunctionExpression',
  'TSEnumBody',
  'TSEnumDeclaration',
  'TSEnumMember',
  'TSExportAssignment',
  'TSExternalModuleReference',
  'TSImportEqualsDeclaration',
  'TSInstantiationExpression',
  'TSModuleBlock',
  'TSModuleDeclaration',
  'TSNamespaceExportDeclaration',
  'TSNonNullExpression',
  'TSParameterProperty',
  'TSQualifiedName',
  'TSSatisfiesExpression',
  'TSTypeAssertion',
]);

/** Whether a node leaves no trace at run time: a type, or what declares one. */
export function isErased({ type }: Node): boolean {
  return type.startsWith('TS') && !lasting.has(type);
}

/** Whether an identifier is the name of a property or member rather than a reference to a binding. */
export function isName(node: Node): boolean {
  const { parent } = node;
  switch (parent?.type) {
    case 'MemberExpression':
      return !parent.computed && parent.property === node;
    case 'JSXMemberExpression':
      return parent.property === node;
    case 'TSQualifiedName':
      return parent.right === node;
    case 'MetaProperty':
      return true;
    case 'Property':
    case 'MethodDefinition':
    case 'PropertyDefinition':
    case 'AccessorProperty':
    case 'TSAbstractMethodDefinition':
    case 'TSAbstractPropertyDefinition':
    case 'TSAbstractAccessorProperty':
      return !parent.computed && parent.key === node;
    default:
      return false;
  }
}

/** The name of a member, private ones with `#`; undefined where it has none, or it is computed. */
export function memberName(element: ClassElement): string | undefined {
  if (element.type === 'StaticBlock' || element.type === 'TSIndexSignature') return undefined;
  if (element.computed || isConstructor(element)) return undefined;
  return keyText(element.key);
}

/** What a key that is not computed says: `name`, `'name'`, `1`, `#name`. */
export function keyText(key: Node): string | undefined {
  if (key.type === 'Identifier') return key.name;
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  return key.type === 'Literal' ? String(key.value) : undefined;
}

/** Whether a member is the constructor of its class, or the head of one. */
export function isConstructor(element: ClassElement): boolean {
  return 'kind' in element && element.kind === 'constructor';
}

/** Whether a member is a field: something with a value that is made with the instance, or with the class. */
export function isField(element: ClassElement): element is PropertyDefinition | AccessorProperty {
  return /PropertyDefinition$|AccessorProperty$/.test(element.type);
}

/** The name by which a module exports or imports something. */
export function exportName(name: ModuleExportName): string {
  return name.type === 'Literal' ? name.value : name.name;
}

/** The text of a literal: `'x'`, or a template without places. */
export function literalText(node: Node | undefined): string | undefined {
  if (node?.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined;
  if (node?.type !== 'TemplateLiteral' || node.expressions.length > 0) return undefined;
  return node.quasis[0]?.value.cooked ?? undefined;
}

/** Whether a class or one of its members has a decorator. */
export function isDecorated({ decorators, body }: Class): boolean {
  const isAny = (found: readonly unknown[] | undefined): boolean => found !== undefined && found.length > 0;
  return (
    isAny(decorators) ||
    body.body.some((member) => {
      if (member.type === 'StaticBlock' || member.type === 'TSIndexSignature') return false;
      const parameters = member.value !== null && 'params' in member.value ? member.value.params : [];
      return isAny(member.decorators) || parameters.some((given) => isAny(given.decorators));
    })
  );
}

/** Whether a statement only declares: `declare const x: string`. */
export function isAmbient(statement: Statement): boolean {
  const declaration = declarationOf(statement);
  return 'declare' in declaration && declaration.declare === true;
}
