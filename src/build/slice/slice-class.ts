import MagicString, { type SourceMap } from 'magic-string';
import type ts from 'typescript-checker';
import { type MemberReferences, readMemberReferences } from './member-references.ts';
import { findDeadCode } from './top-level.ts';

/** Which part of a module to keep. */
export interface SliceRequest {
  /** The module's path, for its source map and for telling TypeScript from JavaScript. */
  readonly file: string;
  readonly source: string;
  readonly className: string;
  /** The procedure. */
  readonly member: string;
  /** Whether leaving out the import of this specifier would lose what its module does when it loads. */
  readonly hasEffects: (specifier: string) => boolean;
}

/** A module with one procedure of a class and what that reaches. */
export interface Slice {
  readonly code: string;
  readonly map?: SourceMap | undefined;
  /** Members that are gone. */
  readonly removed: readonly string[];
  /** The removed stretches of the source, `[start, end)` in characters. */
  readonly ranges: readonly (readonly [start: number, end: number])[];
  /** Why the class was kept whole. */
  readonly whole?: string | undefined;
  /** Imports that stay for what they do when they load, though nothing is used of them. */
  readonly keptForEffects: readonly string[];
}

/**
 * Cuts a module down to one procedure of an API class: the procedure, what it reaches through `this`, what runs when
 * the class is made, and the declarations and imports that these use. Where that cannot be told from the syntax the
 * module comes back as it is, with the reason.
 */
export function sliceClass(typescript: typeof ts, request: SliceRequest): Slice {
  const module = typescript.createSourceFile(request.file, request.source, typescript.ScriptTarget.Latest, true);
  const declaration = module.statements.find(
    (statement): statement is ts.ClassDeclaration =>
      typescript.isClassDeclaration(statement) && statement.name?.text === request.className,
  );
  if (declaration === undefined) return whole(request, 'the class is not declared at the top level of its module');
  const reason = foreignBase(typescript, module, declaration);
  if (reason !== undefined) return whole(request, reason);
  const kept = keptMembers(typescript, declaration, request);
  if (typeof kept === 'string') return whole(request, kept);
  const removed = declaration.members.filter((member) => !kept.has(member));
  if (removed.length === 0) return { ...whole(request), removed: [] };
  return cut(typescript, module, declaration, removed, request);
}

function whole({ source }: SliceRequest, reason?: string): Slice {
  return { code: source, removed: [], ranges: [], whole: reason, keptForEffects: [] };
}

/** Only a class right below the library's Api is known not to be called by its base class. */
function foreignBase(
  typescript: typeof ts,
  module: ts.SourceFile,
  declaration: ts.ClassDeclaration,
): string | undefined {
  if (typescript.canHaveDecorators(declaration) && (typescript.getDecorators(declaration) ?? []).length > 0) {
    return 'the class has a decorator, which sees all of its members';
  }
  const base = declaration.heritageClauses?.find(({ token }) => token === typescript.SyntaxKind.ExtendsKeyword)
    ?.types[0]?.expression;
  if (base === undefined || !typescript.isIdentifier(base)) return 'its base class is an expression';
  const isImportedApi = module.statements.some(
    (statement) =>
      typescript.isImportDeclaration(statement) &&
      typescript.isStringLiteral(statement.moduleSpecifier) &&
      statement.moduleSpecifier.text === 'lambdabus' &&
      statement.importClause?.namedBindings !== undefined &&
      typescript.isNamedImports(statement.importClause.namedBindings) &&
      statement.importClause.namedBindings.elements.some(
        ({ name, propertyName }) => name.text === base.text && (propertyName ?? name).text === 'Api',
      ),
  );
  return isImportedApi
    ? undefined
    : `its base class ${base.text} is not Api of lambdabus, and may call any of its members`;
}

function keptMembers(
  typescript: typeof ts,
  declaration: ts.ClassDeclaration,
  { className, member }: SliceRequest,
): ReadonlySet<ts.ClassElement> | string {
  const byName = new Map<string, ts.ClassElement[]>();
  const statics = new Map<string, ts.ClassElement[]>();
  const kept = new Set<ts.ClassElement>();
  const pending: ts.ClassElement[] = [];
  const keep = (elements: readonly ts.ClassElement[]): void => {
    for (const element of elements) {
      if (kept.has(element)) continue;
      kept.add(element);
      pending.push(element);
    }
  };

  for (const element of declaration.members) {
    const name = element.name === undefined ? undefined : memberName(typescript, element.name);
    if (element.name !== undefined && name === undefined) return 'a member has a computed name';
    const names = isStatic(typescript, element) ? statics : byName;
    if (name !== undefined) names.set(name, [...(names.get(name) ?? []), element]);
    if (runsWhenMade(typescript, element)) keep([element]);
  }
  const entry = byName.get(member);
  if (entry === undefined) return `it has no member ${member} of its own`;
  keep([...entry, ...(byName.get('start') ?? [])]);

  for (let element = pending.pop(); element !== undefined; element = pending.pop()) {
    const references: MemberReferences = readMemberReferences(typescript, element, className);
    if (references.undecidable !== undefined) {
      const place =
        element.name === undefined ? 'its constructor' : (memberName(typescript, element.name) ?? 'a member');
      return `${references.undecidable} in ${place}`;
    }
    // A static member's `this` is the class, so its names are looked up among both.
    for (const name of references.instance)
      keep([...(byName.get(name) ?? []), ...(isStatic(typescript, element) ? (statics.get(name) ?? []) : [])]);
    for (const name of references.statics) keep(statics.get(name) ?? []);
  }
  return kept;
}

/** Whether a member's code runs when the class is defined or an instance is made, whoever calls it later. */
function runsWhenMade(typescript: typeof ts, element: ts.ClassElement): boolean {
  if (typescript.isConstructorDeclaration(element) || typescript.isClassStaticBlockDeclaration(element)) return true;
  if (typescript.isAutoAccessorPropertyDeclaration(element)) return true;
  if (typescript.canHaveDecorators(element) && (typescript.getDecorators(element) ?? []).length > 0) return true;
  if (!typescript.isPropertyDeclaration(element)) return false;
  const { initializer } = element;
  if (initializer === undefined) return true;
  if (typescript.isArrowFunction(initializer) || typescript.isFunctionExpression(initializer)) return false;
  return !isEventCall(typescript, initializer);
}

function isEventCall(typescript: typeof ts, initializer: ts.Expression): boolean {
  return (
    typescript.isCallExpression(initializer) &&
    typescript.isIdentifier(initializer.expression) &&
    initializer.expression.text === 'event'
  );
}

function isStatic(typescript: typeof ts, element: ts.ClassElement): boolean {
  return (
    typescript.canHaveModifiers(element) &&
    (typescript.getModifiers(element) ?? []).some(({ kind }) => kind === typescript.SyntaxKind.StaticKeyword)
  );
}

function memberName(typescript: typeof ts, name: ts.PropertyName): string | undefined {
  if (typescript.isComputedPropertyName(name)) return undefined;
  return name.text;
}

function cut(
  typescript: typeof ts,
  module: ts.SourceFile,
  declaration: ts.ClassDeclaration,
  removed: readonly ts.ClassElement[],
  request: SliceRequest,
): Slice {
  const output = new MagicString(request.source, { filename: request.file });
  const ranges: [number, number][] = [];
  const remove = (node: ts.Node): void => {
    ranges.push([node.getFullStart(), node.getEnd()]);
    output.remove(node.getFullStart(), node.getEnd());
  };
  const dead = findDeadCode(typescript, module, new Set(removed), declaration);
  const keptForEffects: string[] = [];

  for (const node of [...removed, ...dead.statements]) remove(node);
  for (const statement of module.statements) {
    if (!typescript.isImportDeclaration(statement) || !typescript.isStringLiteral(statement.moduleSpecifier)) continue;
    const gone = deadBindings(typescript, statement, dead.imports);
    if (gone.all && request.hasEffects(statement.moduleSpecifier.text)) {
      keptForEffects.push(statement.moduleSpecifier.text);
      output.overwrite(statement.getStart(), statement.getEnd(), `import ${statement.moduleSpecifier.getText()};`);
    } else if (gone.all) {
      remove(statement);
    } else if (gone.rewritten !== undefined) {
      output.overwrite(gone.rewritten.at[0], gone.rewritten.at[1], gone.rewritten.text);
    }
  }
  return {
    code: output.toString(),
    map: output.generateMap({ hires: 'boundary', source: request.file, includeContent: true }),
    removed: removed.map((member) => member.name?.getText() ?? 'member'),
    ranges,
    keptForEffects,
  };
}

interface DeadBindings {
  /** Whether each of the import's bindings is dead. */
  readonly all: boolean;
  /** The list of named bindings without the dead ones, where only some are. */
  readonly rewritten?: { readonly at: readonly [number, number]; readonly text: string } | undefined;
}

function deadBindings(typescript: typeof ts, statement: ts.ImportDeclaration, dead: ReadonlySet<string>): DeadBindings {
  const clause = statement.importClause;
  if (clause === undefined || clause.isTypeOnly) return { all: false };
  const bindings = clause.namedBindings;
  const named =
    bindings !== undefined && typescript.isNamedImports(bindings)
      ? bindings.elements.filter(({ isTypeOnly }) => !isTypeOnly)
      : [];
  const names = [
    ...(clause.name === undefined ? [] : [clause.name.text]),
    ...(bindings !== undefined && typescript.isNamespaceImport(bindings) ? [bindings.name.text] : []),
    ...named.map(({ name }) => name.text),
  ];
  if (names.length > 0 && names.every((name) => dead.has(name))) return { all: true };
  const live = named.filter(({ name }) => !dead.has(name.text));
  if (bindings === undefined || live.length === named.length) return { all: false };
  const text = `{ ${live.map((element) => element.getText()).join(', ')} }`;
  return { all: false, rewritten: { at: [bindings.getStart(), bindings.getEnd()], text } };
}
