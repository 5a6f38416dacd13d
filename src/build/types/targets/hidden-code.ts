import { isLibraryFile } from '../../library.ts';
import type { Checking } from '../checking.ts';
import { ts } from '../compiler.ts';
import { membersOf, namedEventOf, procedureNameOf, typeOfProperty } from '../library-types.ts';
import { isBusNode, reachOf } from './bus-nodes.ts';
import type { TargetSink } from './target-sink.ts';

/**
 * Looks at a part of the bus that is handed to a function of a compiled package: its types tell that it takes the bus,
 * but the code that uses it is not there to be read. Functions that take anything only hold it.
 */
export function readHidden(part: ts.Type, expression: ts.Expression, sink: TargetSink): void {
  const { checking } = sink.reader;
  const { checker } = checking;
  if (procedureNameOf(part, checker) !== undefined) return;
  const passed = passedArgument(expression);
  const declaration = passed && checker.getResolvedSignature(passed.call)?.getDeclaration();
  if (passed === undefined || declaration === undefined || !isHidden(declaration, checking)) return;
  const declared = declaredType(passed, declaration, checker);
  if (declared === undefined) return;
  const event = namedEventOf(part, checker);
  if (event?.name !== undefined) {
    // A function that is given another owner's event can but listen to it.
    const mayFire = event.open || sink.own.byName.has(event.name);
    if (mayFire && reachOf(declared, checker).events.length > 0) {
      sink.fire(
        { ...event, name: event.name },
        expression,
        `it is handed to ${passed.call.expression.getText()}(), whose code is compiled`,
      );
    }
    return;
  }
  if (!membersOf(declared).some(isBusNode)) return;
  sink.report(
    {
      code: 'TARGET_NAME_NOT_STATIC',
      message: `${expression.getText()}, a part of the bus, goes to ${passed.call.expression.getText()}(), which is compiled, so the build cannot tell what is called and fired through it.`,
      hint: 'Hand over the procedures that it needs one by one, such as { open: bus.support.case.open }: each counts as called here.',
    },
    expression,
  );
}

interface Passed {
  readonly call: ts.CallExpression | ts.NewExpression;
  readonly index: number;
  /** The way from the argument to the expression, through object literals. */
  readonly path: readonly string[];
}

/** The call that an expression is an argument of, or a part of an argument. */
function passedArgument(expression: ts.Expression): Passed | undefined {
  const path: string[] = [];
  let node: ts.Node = expression;
  for (; ; node = node.parent) {
    const { parent } = node;
    if (ts.isPropertyAssignment(parent) || ts.isShorthandPropertyAssignment(parent))
      path.unshift(parent.name.getText());
    else if (!ts.isObjectLiteralExpression(parent) && !ts.isParenthesizedExpression(parent)) break;
  }
  const call = node.parent;
  if (!ts.isCallExpression(call) && !ts.isNewExpression(call)) return undefined;
  const index = call.arguments?.indexOf(node as ts.Expression) ?? -1;
  return index === -1 ? undefined : { call, index, path };
}

/** Whether a function is declared without its code: by a package, not by the library or the platform. */
function isHidden(declaration: ts.Node, { program }: Checking): boolean {
  const file = declaration.getSourceFile();
  return (
    file.isDeclarationFile &&
    !isLibraryFile(file.fileName) &&
    !program.isSourceFileDefaultLibrary(file) &&
    !file.fileName.includes('/node_modules/@types/node/')
  );
}

/** What the function says that it takes: of a generic one its own words, not what they stand for in this call. */
function declaredType(
  { index, path }: Passed,
  { parameters }: ts.SignatureDeclaration | ts.JSDocSignature,
  checker: ts.TypeChecker,
): ts.Type | undefined {
  const parameter = parameters[index];
  let type = parameter && checker.getTypeAtLocation(parameter);
  for (const name of path) type = type && typeOfProperty(checker.getNonNullableType(type), name, checker);
  return type && checker.getNonNullableType(type);
}
