import { ts } from '../compiler.ts';
import { namedEventOf, typeOfProperty } from '../library-types.ts';
import { wrapped } from '../reach/syntax.ts';
import { assumptionAt } from '../reach/value-use.ts';
import { checkMember, checkTakenWhole, readCreateBus } from './bus-mistakes.ts';
import { isBusNode, isDynamicClient, literalTexts, reachOf } from './bus-nodes.ts';
import { readDynamicAccess } from './dynamic-client.ts';
import { readEscapes } from './escapes.ts';
import type { TargetSink } from './target-sink.ts';

/** Finds every procedure that a file refers to and every event that it may fire. Rather too many than one too few. */
export function readFileTargets(file: ts.SourceFile, sink: TargetSink): void {
  function visit(node: ts.Node): void {
    // Types name what is on the bus without using it.
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return;
    if (ts.isImportDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    if (ts.isPropertyAccessExpression(node)) readAccess(node, node.name.text, sink);
    else if (ts.isElementAccessExpression(node)) readElementAccess(node, sink);
    else if (ts.isBindingElement(node)) readBinding(node, sink);
    else if (ts.isObjectLiteralExpression(node)) readAssignmentPattern(node, sink);
    else if (ts.isIdentifier(node)) readAlias(node, sink);
    else if (ts.isSpreadAssignment(node)) readSpread(node, sink);
    if (ts.isCallExpression(node)) readCreateBus(node, sink);
    readEscapes(node, sink);
    ts.forEachChild(node, visit);
  }
  visit(file);
}

type Access = ts.PropertyAccessExpression | ts.ElementAccessExpression;

function readAccess(node: Access, name: string, sink: TargetSink): void {
  const { checker } = sink.reader.checking;
  if (ts.isPropertyAccessExpression(node)) readDynamicAccess(node, sink);
  const holder = checker.getTypeAtLocation(node.expression);
  readMemberOf(holder, name, node, sink);
  checkMember(holder, name, ts.isPropertyAccessExpression(node) ? node.name : node.argumentExpression, sink);
  const symbol = ts.isPropertyAccessExpression(node)
    ? checker.getSymbolAtLocation(node.name)
    : // A key that is a union has no symbol of its own: the member is looked up at what has it.
      checker.getPropertyOfType(checker.getNonNullableType(holder), name);
  readEventField(symbol, node, sink);
  if (!isAliased(node)) readProcedures(checker.getTypeAtLocation(node), node, sink);
}

/** `fire` of an event: the one member by which an event is used, rather than listened to. */
function readMemberOf(holder: ts.Type, name: string, node: ts.Node, sink: TargetSink): void {
  if (name !== 'fire') return;
  for (const event of reachOf(holder, sink.reader.checking.checker).events) {
    if (event.name !== undefined)
      sink.fire({ ...event, name: event.name }, node, isCallee(node) ? undefined : assumedUse(node, sink));
  }
}

function readElementAccess(node: ts.ElementAccessExpression, sink: TargetSink): void {
  const { checker } = sink.reader.checking;
  const holder = checker.getTypeAtLocation(node.expression);
  const names = literalTexts(checker.getTypeAtLocation(node.argumentExpression));
  if (names !== undefined) {
    for (const name of names) readAccess(node, name, sink);
    return;
  }
  refuseUnknownName(node, node.argumentExpression, holder, sink);
  // Any field of an instance may be meant, so any of its events may be fired.
  for (const property of checker.getPropertiesOfType(holder)) readEventField(property, node, sink);
}

/** A field of one of the module's own classes that holds an event: all that can be done with it is to fire it. */
function readEventField(symbol: ts.Symbol | undefined, node: ts.Node, sink: TargetSink): void {
  if (symbol === undefined || isAssigned(node)) return;
  const events = symbol.declarations?.flatMap((declaration) => sink.eventsOf(declaration)) ?? [];
  const { checker } = sink.reader.checking;
  // The bus's type is mapped from the class: its members lead to the same declarations, but only their `fire` fires.
  if (events.length === 0 || namedEventOf(checker.getTypeOfSymbol(symbol), checker) !== undefined) return;
  sink.fireOwn(events, node, { assumed: assumedUse(node, sink) });
}

/** The procedures that an expression or a member may be: naming one counts as calling it. */
function readProcedures(type: ts.Type, node: ts.Node, sink: TargetSink): void {
  for (const procedure of reachOf(type, sink.reader.checking.checker).procedures) {
    sink.call(procedure, node, { assumed: assumedUse(node, sink), enqueued: isEnqueued(node) });
  }
}

/** A variable that holds a procedure: `const { open } = bus.support.case` calls nothing, but each use of `open` may. */
function readAlias(node: ts.Identifier, sink: TargetSink): void {
  const { parent } = node;
  if (isDeclaredName(node)) return;
  const { checker } = sink.reader.checking;
  const symbol = ts.isShorthandPropertyAssignment(parent)
    ? checker.getShorthandAssignmentValueSymbol(parent)
    : checker.getSymbolAtLocation(node);
  const declaration = symbol && declarationOf(symbol, checker);
  if (declaration === undefined || !mayHoldProcedure(declaration) || isAliased(node)) return;
  readProcedures(checker.getTypeAtLocation(node), node, sink);
}

function declarationOf(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Declaration | undefined {
  return (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol).valueDeclaration;
}

function mayHoldProcedure(declaration: ts.Declaration): boolean {
  return ts.isVariableDeclaration(declaration) || ts.isBindingElement(declaration) || ts.isParameter(declaration);
}

function isDeclaredName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent)) return parent.name === node;
  if (ts.isBindingElement(parent)) return parent.name === node || parent.propertyName === node;
  return (
    (mayHoldProcedure(parent as ts.Declaration) || ts.isExportSpecifier(parent)) &&
    'name' in parent &&
    parent.name === node
  );
}

/** Whether an expression only gives a variable its value, and the variable's own type says what it is. */
function isAliased(node: ts.Node): boolean {
  const value = wrapped(node);
  const { parent } = value;
  return (
    ts.isVariableDeclaration(parent) &&
    parent.initializer === value &&
    parent.type === undefined &&
    ts.isIdentifier(parent.name)
  );
}

/** Why what is named at a node may not be used there: undefined where it is called, fired, or handed to the platform. */
function assumedUse(node: ts.Node, { reader }: TargetSink): string | undefined {
  if (ts.isBindingElement(node)) return undefined;
  const picked = pickedFrom(node);
  const isPicked = picked?.name.text === 'fire' || picked?.name.text === 'enqueue';
  return assumptionAt(isPicked ? picked : node, reader.checking);
}

/** `bus.support.case.open.enqueue`: whoever has it can only enqueue. */
function isEnqueued(node: ts.Node): boolean {
  return pickedFrom(node)?.name.text === 'enqueue';
}

/** The access that picks a member of an expression. */
function pickedFrom(node: ts.Node): ts.PropertyAccessExpression | undefined {
  const value = wrapped(node);
  const { parent } = value;
  return ts.isPropertyAccessExpression(parent) && parent.expression === value ? parent : undefined;
}

function isCallee(node: ts.Node): boolean {
  const value = wrapped(node);
  return ts.isCallExpression(value.parent) && value.parent.expression === value;
}

/** `const { open, caseCreated: { fire } } = bus.support.case`. */
function readBinding(node: ts.BindingElement, sink: TargetSink): void {
  const { checker } = sink.reader.checking;
  const pattern = node.parent;
  if (!ts.isObjectBindingPattern(pattern)) return;
  if (node.dotDotDotToken !== undefined) {
    checkTakenWhole(checker.getTypeAtLocation(pattern), node.name, sink);
    return;
  }
  const key = node.propertyName ?? node.name;
  const holder = checker.getTypeAtLocation(pattern);
  for (const name of namesOf(key, holder, sink)) {
    readMemberOf(holder, name, node, sink);
    checkMember(holder, name, key, sink);
    readEventField(checker.getPropertyOfType(holder, name), node, sink);
    // A variable that it makes is read where it is used.
    if (ts.isIdentifier(node.name)) continue;
    const type = typeOfProperty(holder, name, checker);
    if (type !== undefined) readProcedures(type, node, sink);
  }
}

/** The members that a key may name: `{ [key]: open }` by the literals that the type of `key` has, or else any of them. */
function namesOf(key: ts.PropertyName | ts.BindingName, holder: ts.Type, sink: TargetSink): readonly string[] {
  if (ts.isIdentifier(key) || ts.isStringLiteral(key)) return [key.text];
  if (!ts.isComputedPropertyName(key)) return [];
  const { checker } = sink.reader.checking;
  const names = literalTexts(checker.getTypeAtLocation(key.expression));
  if (names !== undefined) return names;
  refuseUnknownName(key, key.expression, holder, sink);
  return checker.getPropertiesOfType(holder).map(({ name }) => name);
}

/** Refuses to pick a member of the bus by a key of which the type does not tell what it may be. */
function refuseUnknownName(place: ts.Node, key: ts.Expression, holder: ts.Type, sink: TargetSink): void {
  if (!isBusNode(holder) || isDynamicClient(holder)) return;
  const { checking } = sink.reader;
  sink.report(
    {
      code: 'TARGET_NAME_NOT_STATIC',
      message: `${place.getText()} picks a member of the bus by ${key.getText()}, of type ${checking.show(checking.checker.getTypeAtLocation(key))}, which is known only at run time.`,
      hint: 'Name the member, or give the key a union of string literals as its type.',
    },
    key,
  );
}

/** `({ open, [key]: other } = bus.support.case)`: the members are taken from the right-hand side. */
function readAssignmentPattern(node: ts.ObjectLiteralExpression, sink: TargetSink): void {
  const { parent } = node;
  if (!ts.isBinaryExpression(parent) || parent.left !== node || parent.operatorToken.kind !== ts.SyntaxKind.EqualsToken)
    return;
  const { checker } = sink.reader.checking;
  const holder = checker.getTypeAtLocation(parent.right);
  for (const { name: key } of node.properties) {
    if (key === undefined) continue;
    for (const name of namesOf(key, holder, sink)) {
      readMemberOf(holder, name, node, sink);
      readEventField(checker.getPropertyOfType(holder, name), parent.right, sink);
      const type = typeOfProperty(holder, name, checker);
      if (type !== undefined) readProcedures(type, node, sink);
    }
  }
}

/** `{ ...bus.support.case }`, and as a pattern `({ ...all } = bus.support.case)`. */
function readSpread({ expression, parent }: ts.SpreadAssignment, sink: TargetSink): void {
  const assignment = parent.parent;
  const isPattern = ts.isBinaryExpression(assignment) && assignment.left === parent;
  const taken = isPattern ? assignment.right : expression;
  checkTakenWhole(sink.reader.checking.checker.getTypeAtLocation(taken), expression, sink);
}

function isAssigned(node: ts.Node): boolean {
  const { parent } = node;
  return (
    ts.isBinaryExpression(parent) && parent.left === node && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
  );
}
