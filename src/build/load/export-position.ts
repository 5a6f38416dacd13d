import { readFileSync } from 'node:fs';
import { ts } from '../typescript.ts';

/** A place in a file's text, and how many characters it spans. */
export interface Span {
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/** What to look for in a file. */
export interface Wanted {
  /** The file, absolute. */
  readonly file: string;
  /** The name of the class, or of the constant that holds a listener or schedule. */
  readonly name: string;
  /** What of it: `['meta', 'memory']` of a class, `['options', 'batchSize']` of a listener, `['expression']` of a schedule; as far as it is found. */
  readonly path: readonly string[];
  /** Whether the name of the member at the end of the path is meant, rather than its value. */
  readonly part?: 'name' | undefined;
}

/** Finds what a path names in the text of a class or constant: the deepest part of it that is written there. */
export function findInSource({ file, name, path, part }: Wanted): Span | undefined {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const declaration = declarationNamed(source, name);
  if (declaration === undefined) return undefined;
  const member = ts.isClassLike(declaration) ? inClass(declaration, path) : inHandler(declaration.initializer, path);
  const found = partOf(member, part) ?? declaration.name ?? declaration;
  const start = source.getLineAndCharacterOfPosition(found.getStart(source));
  const end = source.getLineAndCharacterOfPosition(found.getEnd());
  return {
    line: start.line + 1,
    column: start.character + 1,
    length: start.line === end.line ? end.character - start.character : 1,
  };
}

function partOf(node: ts.Node | undefined, part: 'name' | undefined): ts.Node | undefined {
  if (node === undefined || !ts.isPropertyAssignment(node)) return node;
  return part === 'name' ? node.name : node.initializer;
}

function declarationNamed(
  source: ts.SourceFile,
  name: string,
): ts.ClassLikeDeclaration | ts.VariableDeclaration | undefined {
  for (const statement of source.statements) {
    if (ts.isClassDeclaration(statement) && statement.name?.text === name) return statement;
    if (!ts.isVariableStatement(statement)) continue;
    const declared = statement.declarationList.declarations.find(
      (declaration) => ts.isIdentifier(declaration.name) && declaration.name.text === name,
    );
    if (declared === undefined) continue;
    return declared.initializer !== undefined && ts.isClassExpression(declared.initializer)
      ? declared.initializer
      : declared;
  }
  return undefined;
}

function inClass(declaration: ts.ClassLikeDeclaration, path: readonly string[]): ts.Node | undefined {
  const [member, ...rest] = path;
  const found = declaration.members.find(({ name }) => name !== undefined && nameText(name) === member);
  if (found === undefined) return undefined;
  if (!ts.isPropertyDeclaration(found) || found.initializer === undefined) return found.name;
  const initializer = unwrap(found.initializer);
  return (
    (ts.isCallExpression(initializer) ? inCall(initializer, rest) : inObject(initializer, rest)) ??
    (rest.length > 0 && member === 'meta' ? initializer : found.name)
  );
}

/** Looks into a call that makes a listener or schedule: at the times in front, or into the options. */
function inHandler(call: ts.Expression | undefined, [part, ...rest]: readonly string[]): ts.Node | undefined {
  if (part !== 'expression') return inCall(call, rest);
  const made = call === undefined ? undefined : unwrap(call);
  return made !== undefined && ts.isCallExpression(made) ? made.arguments[0] : undefined;
}

/** Looks into the options of a call, which are its last argument: `event({…})`, `listen(handler, {…})`. */
function inCall(call: ts.Expression | undefined, path: readonly string[]): ts.Node | undefined {
  if (call === undefined || !ts.isCallExpression(unwrap(call))) return undefined;
  const last = (unwrap(call) as ts.CallExpression).arguments.at(-1);
  return last === undefined ? undefined : inObject(unwrap(last), path);
}

function inObject(node: ts.Expression, path: readonly string[]): ts.Node | undefined {
  const [key, ...rest] = path;
  if (key === undefined || !ts.isObjectLiteralExpression(node)) return undefined;
  const property = node.properties.find(({ name }) => name !== undefined && nameText(name) === key);
  if (property?.name === undefined) return undefined;
  if (!ts.isPropertyAssignment(property)) return property.name;
  const value = unwrap(property.initializer);
  if (rest.length > 0) return inObject(value, rest) ?? property.name;
  return property;
}

function nameText(name: ts.PropertyName): string | undefined {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : undefined;
}

/** Takes off `as const`, `satisfies T` and parentheses. */
function unwrap(node: ts.Expression): ts.Expression {
  return ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isParenthesizedExpression(node)
    ? unwrap(node.expression)
    : node;
}
