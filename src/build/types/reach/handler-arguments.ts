import { isLibraryFile } from '../../library.ts';
import type { Checking } from '../checking.ts';
import { ts } from '../compiler.ts';
import { calledDeclaration, calledDeclarations } from './callee.ts';

/** Where the handler stands among the arguments, by the name of the library's function. */
const handlerIndex: Readonly<Record<string, number>> = { every: 1, cron: 1 };

/**
 * Whether an expression is what handles the messages of a listener or the runs of a schedule: it is evaluated where it
 * stands, but what it is gets run by the function of that listener or schedule alone.
 */
export function isHandlerArgument(node: ts.Expression, checking: Checking): boolean {
  const { parent } = node;
  if (!ts.isCallExpression(parent)) return false;
  const index = parent.arguments.indexOf(node);
  return index !== -1 && handlerPosition(parent, checking) === index;
}

/** The handler of a call that makes a listener or a schedule; undefined for any other call. */
export function handlerOf(call: ts.CallExpression, checking: Checking): ts.Expression | undefined {
  const position = handlerPosition(call, checking);
  return position === undefined ? undefined : call.arguments[position];
}

function handlerPosition(call: ts.CallExpression, checking: Checking): number | undefined {
  const candidates = calledDeclarations(call, checking);
  if (!candidates.some((candidate) => candidate !== undefined && isLibrary(candidate))) return undefined;
  const declaration = calledDeclaration(call, checking);
  if (declaration === undefined || !isLibrary(declaration)) return undefined;
  const name = declaration.name !== undefined && ts.isIdentifier(declaration.name) ? declaration.name.text : '';
  // `listen` of an event takes its handler first, `listen` of the library takes the events before it.
  if (name === 'listen') return ts.isFunctionDeclaration(declaration) ? 1 : 0;
  return handlerIndex[name];
}

/** The running copy of the library, or another that a package brings. */
function isLibrary(declaration: ts.Node): boolean {
  const { fileName } = declaration.getSourceFile();
  return isLibraryFile(fileName) || fileName.includes('/node_modules/lambdabus/');
}
