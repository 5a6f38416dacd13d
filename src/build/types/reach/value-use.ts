import { isLibraryFile } from '../../library.ts';
import type { Checking } from '../checking.ts';
import { ts } from '../compiler.ts';
import { calledDeclaration } from './callee.ts';
import { isFunction, wrapped } from './syntax.ts';

/** Whether something is declared where no code of the program is: by the platform, a package's types, the library. */
export function isOutside(declaration: ts.Node): boolean {
  const file = declaration.getSourceFile();
  return file.isDeclarationFile || isLibraryFile(file.fileName);
}

/** Whether it is declared by the platform or the library: these hold what they are given, and call what they say. */
export function isPlatform(declaration: ts.Node, { program }: Checking): boolean {
  const file = declaration.getSourceFile();
  return (
    program.isSourceFileDefaultLibrary(file) ||
    isLibraryFile(file.fileName) ||
    file.fileName.includes('/node_modules/@types/node/') ||
    file.fileName.includes('/node_modules/lambdabus/')
  );
}

/**
 * Why it is only assumed that a function runs which is named at a place: undefined where it is called there, or handed
 * to the platform, which calls what it is given.
 */
export function assumptionAt(node: ts.Node, checking: Checking): string | undefined {
  const value = wrapped(node);
  const { parent } = value;
  if (parent === undefined) return undefined;
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) {
    if (parent.expression === value) return undefined;
    const declaration = calledDeclaration(parent, checking);
    const callee = shorten(parent.expression.getText());
    if (declaration === undefined || isPlatform(declaration, checking)) return undefined;
    if (isOutside(declaration)) return `it is handed to ${callee}(), whose code is compiled`;
    return `it is handed to ${callee}(), which may call it`;
  }
  if (ts.isTaggedTemplateExpression(parent) && parent.tag === value) return undefined;
  if (ts.isHeritageClause(parent) || ts.isExpressionWithTypeArguments(parent)) return undefined;
  if (isMethodOfFunction(parent, value)) return undefined;
  return `${isFunction(value) ? 'the function' : shorten(value.getText())} is used as a value, which may be called`;
}

/** `helper.call(…)` and `helper.apply(…)`: calls by another name. */
function isMethodOfFunction(parent: ts.Node, value: ts.Node): boolean {
  return (
    ts.isPropertyAccessExpression(parent) &&
    parent.expression === value &&
    (parent.name.text === 'call' || parent.name.text === 'apply') &&
    ts.isCallExpression(parent.parent) &&
    parent.parent.expression === parent
  );
}

/** Source on one line, short enough for a sentence. */
export function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}
