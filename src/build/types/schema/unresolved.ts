import { type Checking, isJavaScript } from '../checking.ts';
import { ts } from '../compiler.ts';
import type { Place } from './place.ts';
import type { Refusal } from './refusals.ts';
import { explainImport, type Unresolved } from './unresolved-import.ts';

const correct = 'Correct the name or the import, or install the package and its types.';

const javaScriptHint =
  'Write the file in TypeScript, or its type above it: /** @param {{ id: string }} params @returns {Promise<string>} */.';

const anyHint = 'Write its type; unknown is allowed where it may truly be anything.';

/** Why a type is `any`: a name that leads nowhere, an inference that went in a circle, or because it is written so. */
export function explainAny(type: ts.Type, place: Place, checking: Checking): Refusal {
  const declaration = declarationAround(place.node);
  const unresolved = unresolvedName(declaration, checking);
  if (unresolved !== undefined) {
    return { code: 'TYPE_NOT_RESOLVED', is: `not known: ${unresolved.is}`, hint: unresolved.hint };
  }
  const complaint = complaintWithin(declaration, checking);
  if (complaint !== undefined) {
    return { code: 'TYPE_IS_ANY', is: `any: ${complaint.text}`, hint: complaint.suggestion ?? anyHint };
  }
  return {
    code: 'TYPE_IS_ANY',
    is: `${checking.show(type)}, so nothing can be said of what travels`,
    hint: isJavaScript(place.node) ? javaScriptHint : anyHint,
  };
}

/**
 * Why a type of the platform stands where the file imports one of its name: `import Event from 'aws-lambda'` gives a module,
 * which is no type, and TypeScript silently takes the global Event. Undefined where nothing of its name is imported.
 */
export function explainPlatformType(type: ts.Type, place: Place, checking: Checking): Refusal | undefined {
  const name = type.getSymbol()?.name;
  const reference = firstWithin(
    declarationAround(place.node),
    (node): node is ts.TypeReferenceNode => ts.isTypeReferenceNode(node) && node.typeName.getText() === name,
  );
  if (reference === undefined || name === undefined) return undefined;
  const symbol = checking.checker.getSymbolAtLocation(reference.typeName);
  if (symbol === undefined || symbol.flags & ts.SymbolFlags.Alias) return undefined;
  const explained = explainImport(reference.typeName, checking);
  if (explained === undefined) return undefined;
  const { is, hint } = explained;
  return { code: 'TYPE_NOT_RESOLVED', is: `the global ${name}, not that of the import: ${is}`, hint };
}

function firstWithin<TNode extends ts.Node>(node: ts.Node, is: (node: ts.Node) => node is TNode): TNode | undefined {
  return is(node) ? node : ts.forEachChild(node, (child) => firstWithin(child, is));
}

/** The member or variable that a node names: its type node and its body are where the reason is found. */
function declarationAround(node: ts.Node): ts.Node {
  const declaration = ts.findAncestor(
    node,
    (ancestor) =>
      ts.isClassElement(ancestor) ||
      ts.isTypeElement(ancestor) ||
      ts.isVariableDeclaration(ancestor) ||
      ts.isTypeAliasDeclaration(ancestor) ||
      ts.isPropertyAssignment(ancestor),
  );
  return declaration ?? node;
}

/** The first name in the types of a declaration that the checker knows nothing of. */
function unresolvedName(declaration: ts.Node, checking: Checking): Unresolved | undefined {
  let found: Unresolved | undefined;
  function visit(node: ts.Node): void {
    if (found !== undefined || ts.isBlock(node)) return;
    if (ts.isTypeReferenceNode(node)) found = describe(node.typeName, checking);
    if (ts.isTypeQueryNode(node)) found = describe(node.exprName, checking);
    if (ts.isExpressionWithTypeArguments(node)) found = describe(node.expression, checking);
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      const symbol = checking.checker.getSymbolAtLocation(node.argument.literal);
      if (symbol === undefined)
        found = { is: `the module ${node.argument.literal.getText()} cannot be found`, hint: correct };
    }
    ts.forEachChild(node, visit);
  }
  visit(declaration);
  return found;
}

function describe(name: ts.Node, checking: Checking): Unresolved | undefined {
  const { checker } = checking;
  const first = leftmost(name);
  const symbol = checker.getSymbolAtLocation(first);
  const target = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  if (target?.declarations !== undefined && target.declarations.length > 0) return undefined;
  const kind = ts.isTypeQueryNode(name.parent) ? 'value' : 'type';
  return explainImport(first, checking) ?? { is: `there is no ${kind} named ${first.getText()} here`, hint: correct };
}

function leftmost(name: ts.Node): ts.Node {
  if (ts.isQualifiedName(name)) return leftmost(name.left);
  if (ts.isPropertyAccessExpression(name)) return leftmost(name.expression);
  return name;
}

/** What the compiler itself complains about. */
export interface Complaint {
  /** Without its full stop. */
  readonly text: string;
  /** Such as `Did you mean 'opened'?` */
  readonly suggestion: string | undefined;
  readonly file: ts.SourceFile;
  readonly start: number;
  readonly length: number;
}

/** What the compiler complains about within a node, such as a result that depends on itself. */
export function complaintWithin(node: ts.Node, { program }: Checking): Complaint | undefined {
  const file = node.getSourceFile();
  const complaint = program
    .getSemanticDiagnostics(file)
    .find(
      ({ start = -1, category }) => category === ts.DiagnosticCategory.Error && start >= node.pos && start < node.end,
    );
  if (complaint === undefined) return undefined;
  const message = ts.flattenDiagnosticMessageText(complaint.messageText, ' ');
  const [, text = message, suggestion] = /^(.*?)\.?(?: (Did you mean .*\?))?$/.exec(message) ?? [];
  // The types of a bus are long and internal; the place that is shown says which one is meant.
  const short = text
    .replace(/ on type '.*'$/s, ' there')
    // A package is named as it is imported, not by where it lies.
    .replaceAll(/"[^"]*\/node_modules\/(?:@types\/)?((?:@[^/"]+\/)?[^/"]+)[^"]*"/g, '"$1"');
  return { text: short, suggestion, file, start: complaint.start ?? node.getStart(), length: complaint.length ?? 1 };
}
