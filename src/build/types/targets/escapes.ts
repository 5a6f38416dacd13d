import { ts } from '../compiler.ts';
import { eventFieldOf, membersOf, namedEventOf, procedureNameOf } from '../library-types.ts';
import { shorten } from '../reach/value-use.ts';
import { isBusNode } from './bus-nodes.ts';
import { readHidden } from './hidden-code.ts';
import type { TargetSink } from './target-sink.ts';

const deepest = 8;

/**
 * Whether a node is an expression whose value goes on to a place with a type of its own: an argument, an annotated
 * variable, a result, an assertion. Destructuring is none: it is read member by member.
 */
export function isPassedOn(node: ts.Node): node is ts.Expression {
  const { parent } = node;
  if (parent === undefined || !ts.isExpression(node) || holdsNothing(node)) return false;
  switch (parent.kind) {
    case ts.SyntaxKind.ReturnStatement:
    case ts.SyntaxKind.YieldExpression:
    case ts.SyntaxKind.AsExpression:
    case ts.SyntaxKind.TypeAssertionExpression:
    case ts.SyntaxKind.ArrayLiteralExpression:
    case ts.SyntaxKind.ShorthandPropertyAssignment:
    case ts.SyntaxKind.TemplateSpan:
    case ts.SyntaxKind.JsxExpression:
      return true;
    default:
      return isOperand(node, parent);
  }
}

function isOperand(node: ts.Expression, parent: ts.Node): boolean {
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return parent.expression !== node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent) || ts.isParameter(parent)) {
    return parent.initializer === node && parent.type !== undefined;
  }
  if (ts.isArrowFunction(parent)) return parent.body === node;
  if (!ts.isBinaryExpression(parent) || parent.right !== node) return false;
  const { kind } = parent.operatorToken;
  const isAssignment = kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
  return isAssignment && !ts.isObjectLiteralExpression(parent.left) && !ts.isArrayLiteralExpression(parent.left);
}

/** Expressions that are no part of a bus themselves; what stands within them is looked at by itself. */
function holdsNothing(node: ts.Expression): boolean {
  return (
    ts.isLiteralExpression(node) ||
    ts.isTemplateExpression(node) ||
    ts.isObjectLiteralExpression(node) ||
    ts.isArrayLiteralExpression(node) ||
    ts.isFunctionLike(node) ||
    ts.isClassExpression(node)
  );
}

/**
 * Follows a part of the bus into a place whose type no longer says what it is, such as a parameter
 * `{ get(params: { id: string }): Promise<unknown> }`: what that type lets be used counts as used here.
 */
export function readEscape(expression: ts.Expression, sink: TargetSink): void {
  const { checker } = sink.reader.checking;
  const type = checker.getTypeAtLocation(expression);
  if (expression.kind === ts.SyntaxKind.ThisKeyword || isApiInstance(type, checker)) {
    for (const target of targetTypes(expression, checker)) loseOwnEvents(type, target, expression, sink);
  }
  const parts = membersOf(type).filter((member) => isBusNode(member) || namedEventOf(member, checker) !== undefined);
  if (parts.length === 0) return;
  for (const target of targetTypes(expression, checker)) {
    if (target === type) continue;
    for (const part of parts) lose(part, target, { expression, depth: 0 }, sink);
  }
  for (const part of parts) readHidden(part, expression, sink);
}

/** Whether a type is an object of a class with events of its own. */
function isApiInstance(type: ts.Type, checker: ts.TypeChecker): boolean {
  const declared = type.getSymbol()?.valueDeclaration;
  if (declared === undefined || !ts.isClassLike(declared)) return false;
  return checker
    .getPropertiesOfType(type)
    .some((property) => eventFieldOf(checker.getTypeOfSymbol(property), checker) !== undefined);
}

/** An instance that goes where its class is not known: the events that can be used there may be fired. */
function loseOwnEvents(source: ts.Type, target: ts.Type, expression: ts.Expression, sink: TargetSink): void {
  const { checker } = sink.reader.checking;
  const isAnything = (target.flags & ts.TypeFlags.Any) !== 0 || checker.getIndexInfosOfType(target).length > 0;
  for (const property of checker.getPropertiesOfType(source)) {
    const events = property.declarations?.flatMap((declaration) => sink.eventsOf(declaration)) ?? [];
    const wanted = checker.getPropertyOfType(target, property.name);
    const isKnown = wanted?.declarations?.some((declaration) => sink.eventsOf(declaration).length > 0) === true;
    if (events.length === 0 || isKnown || (wanted === undefined && !isAnything)) continue;
    sink.fireOwn(events, expression, { assumed: typeIsLost(expression) });
  }
}

interface Escape {
  readonly expression: ts.Expression;
  readonly depth: number;
}

/** The types that an expression must fit: of the annotated variable, the parameter, the assertion. */
function targetTypes(expression: ts.Expression, checker: ts.TypeChecker): readonly ts.Type[] {
  const asserted = assertedType(expression, checker);
  if (asserted !== undefined) return [asserted];
  const contextual = checker.getContextualType(expression);
  const { parent } = expression;
  if (!ts.isCallExpression(parent) && !ts.isNewExpression(parent)) return contextual === undefined ? [] : [contextual];
  // As declared: a type argument that is inferred knows more than the function that is given the value.
  const index = parent.arguments?.indexOf(expression) ?? -1;
  const parameter =
    index === -1 ? undefined : checker.getResolvedSignature(parent)?.getDeclaration()?.parameters[index];
  const declared = parameter && checker.getTypeAtLocation(parameter);
  return [contextual, declared].filter((type) => type !== undefined);
}

/** What a chain of assertions makes of a value in the end: `bus.support as unknown as Port` is a port. */
function assertedType(expression: ts.Expression, checker: ts.TypeChecker): ts.Type | undefined {
  let node: ts.Node = expression;
  let last: ts.Node | undefined;
  for (; ; node = node.parent) {
    if (ts.isAsExpression(node.parent) || ts.isTypeAssertionExpression(node.parent)) last = node.parent;
    else if (!ts.isParenthesizedExpression(node.parent)) break;
  }
  return last && checker.getTypeAtLocation(last);
}

function lose(source: ts.Type, target: ts.Type, way: Escape, sink: TargetSink): void {
  const { checker } = sink.reader.checking;
  if (source === target || way.depth > deepest) return;
  if (target.flags & (ts.TypeFlags.Any | ts.TypeFlags.Never)) {
    loseAll(source, way, sink);
    return;
  }
  const known = target.flags & ts.TypeFlags.TypeParameter ? checker.getBaseConstraintOfType(target) : target;
  if (known === undefined) return;
  for (const member of membersOf(known)) loseTo(source, member, way, sink);
}

function loseTo(source: ts.Type, target: ts.Type, way: Escape, sink: TargetSink): void {
  const { checker } = sink.reader.checking;
  // A target with a name of its own knows what it is given, or is another member of a union.
  const procedure = procedureNameOf(source, checker);
  if (procedure !== undefined) {
    const isUsable =
      target.getCallSignatures().length > 0 || checker.getPropertyOfType(target, 'enqueue') !== undefined;
    if (isUsable && procedure !== null && typeof procedureNameOf(target, checker) !== 'string') {
      sink.call(procedure, way.expression, { assumed: typeIsLost(way.expression), enqueued: false });
    }
    return;
  }
  const event = namedEventOf(source, checker);
  if (event?.name !== undefined) {
    const isUsable = checker.getPropertyOfType(target, 'fire') !== undefined;
    if (isUsable && namedEventOf(target, checker)?.name === undefined) {
      sink.fire({ ...event, name: event.name }, way.expression, typeIsLost(way.expression));
    }
    return;
  }
  if (!isBusNode(source) || !(target.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))) return;
  if (checker.getIndexInfosOfType(target).length > 0) {
    loseAll(source, way, sink);
    return;
  }
  for (const property of checker.getPropertiesOfType(target)) {
    const part = checker.getPropertyOfType(source, property.name);
    if (part === undefined) continue;
    const next = { ...way, depth: way.depth + 1 };
    lose(checker.getTypeOfSymbol(part), checker.getTypeOfSymbol(property), next, sink);
  }
}

/** Nothing is known any more of what becomes of it. */
function loseAll(source: ts.Type, { expression }: Escape, sink: TargetSink): void {
  const { checker } = sink.reader.checking;
  const procedure = procedureNameOf(source, checker);
  const event = namedEventOf(source, checker);
  if (typeof procedure === 'string')
    sink.call(procedure, expression, { assumed: typeIsLost(expression), enqueued: false });
  else if (event?.name !== undefined) sink.fire({ ...event, name: event.name }, expression, typeIsLost(expression));
  else if (isBusNode(source)) {
    sink.report(
      {
        code: 'TARGET_NAME_NOT_STATIC',
        message: `${expression.getText()}, a part of the bus, goes where its type is lost, so the build cannot tell what is called and fired through it.`,
        hint: 'Pass on the procedures that are needed, or give the receiving parameter the type of the bus: Bus<typeof apis>.',
      },
      expression,
    );
  }
}

function typeIsLost(expression: ts.Expression): string {
  return `${shorten(expression.getText())} goes where its type no longer says what it is`;
}
