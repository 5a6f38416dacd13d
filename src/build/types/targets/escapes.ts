import { ts } from '../compiler.ts';
import { membersOf, namedEventOf, typeOfProperty } from '../library-types.ts';
import { isOpaque } from '../reach/outside.ts';
import { memberNameOf, unwrap } from '../reach/syntax.ts';
import { isOutside, shorten } from '../reach/value-use.ts';
import { isBusNode } from './bus-nodes.ts';
import { isHidden } from './carrying.ts';
import { handedOnBy, isObjectAssign, parametersFrom } from './handed-on.ts';
import { readHidden } from './hidden-code.ts';
import type { Loss } from './losses.ts';
import { overloadsOf } from './overloads.ts';
import { isPassedOn } from './passed-on.ts';
import { targetTypes, wholeLiteral } from './places.ts';
import { readRecast } from './recasts.ts';
import { reducedAt } from './reduced-types.ts';
import type { TargetSink } from './target-sink.ts';

/**
 * Follows what a value has of the bus into a place whose type no longer says what it is, such as a parameter
 * `{ get(params: { id: string }): Promise<unknown> }`: what that type lets be used counts as used here.
 */
export function readEscapes(node: ts.Node, sink: TargetSink): void {
  readRecast(node, sink);
  readReduced(node, sink);
  if (ts.isCallExpression(node)) readHandedOn(node, sink);
  for (const { source, target, at } of overloadsOf(node, sink.reader.checking.checker)) {
    if (isOpaque(source) && sink.losses.offersUnnamed(target)) sink.recast(at);
    lose(source, target, at, sink);
  }
  switch (node.kind) {
    case ts.SyntaxKind.ClassDeclaration:
      readOverrides(node as ts.ClassDeclaration, sink);
      return;
    case ts.SyntaxKind.ClassExpression:
      readOverrides(node as ts.ClassExpression, sink);
      readAsPlace(node as ts.ClassExpression, sink);
      return;
    case ts.SyntaxKind.ArrowFunction:
    case ts.SyntaxKind.FunctionExpression:
      readCallback(node as ts.ArrowFunction | ts.FunctionExpression, sink);
      return;
    case ts.SyntaxKind.MethodDeclaration:
      readMethod(node as ts.MethodDeclaration, sink);
      return;
    case ts.SyntaxKind.ObjectLiteralExpression:
    case ts.SyntaxKind.ArrayLiteralExpression:
      readPattern(node as ts.AssignmentPattern, sink);
      return;
    case ts.SyntaxKind.ForOfStatement:
      readLoop(node as ts.ForOfStatement, sink);
      return;
    case ts.SyntaxKind.SpreadElement:
      readSpread(node as ts.SpreadElement, sink);
      return;
    default:
      if (isPassedOn(node) || isDefaultOrSpread(node)) readPassed(node, sink);
  }
}

function readPassed(expression: ts.Expression, sink: TargetSink): void {
  const { checker } = sink.reader.checking;
  const type = checker.getTypeAtLocation(expression);
  if (type.flags & ts.TypeFlags.Any) {
    if (targetTypes(expression, sink.reader.checking).some((target) => sink.losses.offersUnnamed(target)))
      sink.recast(expression);
    return;
  }
  const carried = sink.losses.carriedBy(type);
  if (carried === 'nothing') return;
  for (const target of targetTypes(expression, sink.reader.checking)) lose(type, target, expression, sink);
  if (carried !== 'bus') return;
  readWithin(expression, sink);
  for (const part of membersOf(type)) {
    if (isBusNode(part) || namedEventOf(part, checker) !== undefined) readHidden(part, expression, sink);
  }
}

/**
 * An expression in an object or a list: it goes to what the place says of it, or a call makes of a type parameter; the whole
 * goes to what a parameter is declared to be, or to any.
 */
function readWithin(expression: ts.Expression, sink: TargetSink): void {
  const whole = wholeLiteral(expression);
  if (whole === expression || !ts.isExpression(whole)) return;
  const { checker } = sink.reader.checking;
  for (const target of targetTypes(whole, sink.reader.checking))
    lose(checker.getTypeAtLocation(whole), target, whole, sink);
}

/** Where one of several values may be meant, and the type of all of them says no more than the widest one. */
function readReduced(node: ts.Node, sink: TargetSink): void {
  const { checker } = sink.reader.checking;
  for (const { value, source, target } of reducedAt(node, checker)) {
    if (sink.losses.carriedBy(source) === 'nothing') continue;
    const whole = target();
    if (whole === undefined) continue;
    const place = whole.flags & ts.TypeFlags.Any ? (checker.getContextualType(value) ?? whole) : whole;
    lose(source, place, value, sink);
  }
}

/** A function whose parameters have types of their own: it is given what the place knows by others. */
function readCallback(node: ts.ArrowFunction | ts.FunctionExpression, sink: TargetSink): void {
  if (node.parameters.some(({ type }) => type !== undefined)) readAsPlace(node, sink);
}

function readAsPlace(node: ts.Expression, sink: TargetSink): void {
  const { checker } = sink.reader.checking;
  const target = checker.getContextualType(node);
  if (target !== undefined) lose(checker.getTypeAtLocation(node), target, node, sink);
}

/** `{ handle(port: Port) {} }`, as an arrow function there. */
function readMethod(node: ts.MethodDeclaration, sink: TargetSink): void {
  if (!ts.isObjectLiteralExpression(node.parent) || !node.parameters.some(({ type }) => type !== undefined)) return;
  const { checker } = sink.reader.checking;
  const place = checker.getContextualType(node.parent);
  const name = memberNameOf(node.name, checker);
  const target = place && name !== undefined ? typeOfProperty(place, name, checker) : undefined;
  if (target !== undefined) lose(checker.getTypeAtLocation(node), target, node, sink);
}

function readHandedOn(call: ts.CallExpression, sink: TargetSink): void {
  const { checker } = sink.reader.checking;
  const isAssign = isObjectAssign(call, checker);
  for (const { source, target, at } of handedOnBy(call, checker)) {
    if (isAssign && isOpaque(source) && sink.losses.offersUnnamed(target)) sink.recast(call);
    lose(source, target, at, sink);
  }
}

/** `{ port = bus.support }: { port?: Port }`, `const it: HasPort = { ...held }`. */
function isDefaultOrSpread(node: ts.Node): node is ts.Expression {
  const { parent } = node;
  if (parent === undefined) return false;
  if (ts.isSpreadAssignment(parent)) return true;
  return ts.isBindingElement(parent) && parent.initializer === node;
}

/** `({ port } = held)`, `[port] = list`: what is on the left is declared before. */
function readPattern(node: ts.AssignmentPattern, sink: TargetSink): void {
  const { parent } = node;
  if (!ts.isBinaryExpression(parent) || parent.left !== node) return;
  const { checker } = sink.reader.checking;
  const value = parent.right;
  const type = checker.getTypeAtLocation(value);
  if (sink.losses.carriedBy(type) === 'nothing') return;
  if (ts.isArrayLiteralExpression(node)) {
    node.elements.forEach((place, index) => {
      const given = typeOfProperty(type, String(index), checker) ?? elementOf(value, checker);
      if (given !== undefined) lose(given, checker.getTypeAtLocation(place), value, sink);
    });
    return;
  }
  for (const property of node.properties) {
    const name = property.name && memberNameOf(property.name, checker);
    const given = name === undefined ? undefined : typeOfProperty(type, name, checker);
    const place = ts.isPropertyAssignment(property) ? property.initializer : property.name;
    if (given !== undefined && place !== undefined) lose(given, checker.getTypeAtLocation(place), value, sink);
  }
}

/** `for (port of [bus.support])`, where the variable is declared before. */
function readLoop({ initializer, expression }: ts.ForOfStatement, sink: TargetSink): void {
  if (ts.isVariableDeclarationList(initializer)) return;
  const { checker } = sink.reader.checking;
  const element = elementOf(expression, checker);
  if (element !== undefined) lose(element, checker.getTypeAtLocation(initializer), expression, sink);
}

/** `use(...[bus.support])`. */
function readSpread(node: ts.SpreadElement, sink: TargetSink): void {
  const { checker } = sink.reader.checking;
  const element = elementOf(node.expression, checker);
  if (element === undefined || sink.losses.carriedBy(element) === 'nothing') return;
  for (const target of targetTypes(node, sink.reader.checking)) lose(element, target, node.expression, sink);
  const { parent } = node;
  if (!ts.isCallExpression(parent) && !ts.isNewExpression(parent)) return;
  const signature = checker.getResolvedSignature(parent);
  const index = parent.arguments?.indexOf(node) ?? 0;
  for (const target of signature === undefined ? [] : parametersFrom(signature, index, checker))
    lose(element, target, node.expression, sink);
}

function elementOf(list: ts.Expression, checker: ts.TypeChecker): ts.Type | undefined {
  return checker.getIndexTypeOfType(checker.getTypeAtLocation(list), ts.IndexKind.Number);
}

/** What a class gives the members that its base class knows by other types: that one's code has them by those. */
function readOverrides(node: ts.ClassLikeDeclaration, sink: TargetSink): void {
  const { checker } = sink.reader.checking;
  const extended = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
  if (extended === undefined) return;
  const base = checker.getTypeAtLocation(extended);
  for (const property of checker.getPropertiesOfType(checker.getTypeAtLocation(node))) {
    const declaration = property.valueDeclaration;
    if (declaration === undefined || isHidden(property) || !isDeclaredIn(declaration, node)) continue;
    const known = checker.getPropertyOfType(base, property.name);
    if (known === undefined || known === property || known.declarations?.every(isOutside) === true) continue;
    lose(checker.getTypeOfSymbol(property), checker.getTypeOfSymbol(known), declaration, sink);
  }
}

function isDeclaredIn({ parent }: ts.Declaration, node: ts.ClassLikeDeclaration): boolean {
  return parent === node || (ts.isConstructorDeclaration(parent) && parent.parent === node);
}

/** Counts what is lost as used, and refuses to lose a whole part of the bus. */
function lose(source: ts.Type, target: ts.Type, at: ts.Node, sink: TargetSink): void {
  for (const loss of sink.losses.between(source, target)) note(loss, at, sink);
}

function note({ isDormant, ...loss }: Loss, at: ts.Node, sink: TargetSink): void {
  const text = shorten(unwrap(at).getText());
  const assumed = `${text} goes where its type no longer says what it is`;
  switch (loss.of) {
    case 'procedure':
      sink.call(loss.procedure, at, { assumed, enqueued: false, isDormant });
      return;
    case 'event':
      sink.fire(loss.event, at, assumed, { isDormant });
      return;
    case 'own event':
      sink.fireOwn(
        loss.declarations.flatMap((declaration) => sink.eventsOf(declaration)),
        at,
        { assumed, isDormant },
      );
      return;
    case 'part':
      sink.report(
        {
          code: 'TARGET_NAME_NOT_STATIC',
          message: `${text}, which is or has a part of the bus, goes where its type is lost, so the build cannot tell what is called and fired through it.`,
          hint: 'Pass on the procedures that are needed, or give the receiving parameter the type of the bus: Bus<typeof apis>.',
        },
        at,
        { isDormant },
      );
  }
}
