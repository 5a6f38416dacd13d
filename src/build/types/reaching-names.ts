import { BusHolding, isOfLibrary } from './bus-holding.ts';
import type { PlacedReason, ReachingNames } from './checked-bus.ts';
import { type Checking, positionAt } from './checking.ts';
import { ts } from './compiler.ts';
import type { CodeGraph } from './reach/code-graph.ts';
import type { FileCode } from './reach/file-code.ts';
import { partsOf } from './reach/outside.ts';
import { findReachingCode, type ReachingCode } from './reach/reaching-code.ts';
import { shorten } from './reach/value-use.ts';

/**
 * The names by which code can come to the bus. Whatever does so begins with a variable, a parameter, a function, a class or
 * an import: with one whose type holds something of the bus, or functions that reach it. They cannot be told where
 * `whyReadAgain` has a reason.
 */
export function readReachingNames(graph: CodeGraph, checking: Checking): ReachingNames {
  const reading = new NameReading(graph, checking);
  for (const file of checking.program.getSourceFiles()) if (checking.isUserFile(file)) reading.read(file);
  return reading.names();
}

/**
 * Why all types are read again after every edit: where packages bring a bus of their own, whose names are not looked
 * through, where a part of the bus goes where nothing is known of it, so that any code may take it for what it was, and
 * where anything is called by a name that is known only at run time.
 */
export function whyReadAgain(graph: CodeGraph, checking: Checking): PlacedReason | undefined {
  const { packageRoot } = checking;
  const files = checking.program.getSourceFiles();
  const foreign = files.find((file) => isForeignUser(file, checking));
  if (foreign !== undefined) {
    const message = 'a package brings code that uses lambdabus, whose names are not looked through';
    return { message, position: positionAt(foreign, 0, packageRoot) };
  }
  for (const file of graph.files.values()) {
    const asleep = sleepingIn(file);
    if (asleep === undefined) continue;
    const message = `${shorten(asleep.getText())} goes where nothing is known of it, so any code may take it for what it was`;
    return { message, position: positionAt(asleep.getSourceFile(), asleep.getStart(), packageRoot) };
  }
  for (const file of files) {
    const offset = checking.isUserFile(file) ? file.text.indexOf('$client') : -1;
    if (offset === -1) continue;
    // Names known only at run time may be those of other services, which nothing here declares.
    const message = '$client calls by names that are known only at run time';
    return { message, position: positionAt(file, offset, packageRoot) };
  }
  return undefined;
}

/** Where a file does what counts once other code takes something of which nothing is known for something else. */
function sleepingIn({ module, nodes }: FileCode): ts.Node | undefined {
  for (const { uses, findings } of [module, ...nodes.values()]) {
    const asleep = [...uses, ...findings].find(({ isDormant }) => isDormant);
    if (asleep !== undefined) return asleep.at;
  }
  return undefined;
}

/** Whether a file of a package uses the library. */
function isForeignUser(file: ts.SourceFile, { program, isUserFile }: Checking): boolean {
  return (
    !isUserFile(file) &&
    !program.isSourceFileDefaultLibrary(file) &&
    !isOfLibrary(file.fileName) &&
    /['"]lambdabus['"/]/.test(file.text)
  );
}

class NameReading {
  readonly #graph: CodeGraph;
  readonly #checking: Checking;
  readonly #reaching: ReachingCode;
  readonly #names = new Set<string>();
  readonly #keys = new Set<string>();
  readonly #choosing = new Set<string>();
  /** The names of members that end what calls them, or assert something. */
  readonly #endingMembers = new Set<string>();
  readonly #holding: BusHolding;

  constructor(graph: CodeGraph, checking: Checking) {
    this.#graph = graph;
    this.#checking = checking;
    this.#reaching = findReachingCode(graph);
    this.#holding = new BusHolding(graph, checking, this.#reaching);
  }

  names(): ReachingNames {
    const sorted = (names: ReadonlySet<string>): readonly string[] => [...names].sort();
    return {
      roots: sorted(this.#names),
      members: sorted(new Set([...this.#reaching.members, ...this.#endingMembers])),
      keys: sorted(this.#keys),
      choosing: sorted(this.#choosing),
    };
  }

  read(node: ts.Node): void {
    this.#readDeclaration(node);
    ts.forEachChild(node, (child) => this.read(child));
  }

  #readDeclaration(node: ts.Node): void {
    const name = nameOf(node);
    if (name === undefined) return;
    const type = this.#typeOf(node);
    if (ts.isClassLike(node) && this.#graph.owners.get(node)?.isApi === true) this.#readApi(node);
    const ends = type !== undefined && mayEnd(type);
    if (ends && isMember(node)) this.#endingMembers.add(name);
    if (
      type !== undefined &&
      !ends &&
      !this.#holding.has(type) &&
      !this.#holding.isReachingCode(node) &&
      !this.#tellsApart(node, type)
    )
      return;
    if (isMember(node)) this.#keys.add(name);
    else this.#names.add(name);
    if (type === undefined) return;
    this.#readChoices(name, type);
  }

  /** `bus.support.case[name]`: the parts of a dotted name and the members choose what is called. */
  #readApi(node: ts.ClassLikeDeclaration): void {
    for (const { name } of this.#checking.checker.getTypeAtLocation(node).getProperties()) this.#keys.add(name);
    for (const text of literalsIn(node)) for (const part of text.split('.')) this.#keys.add(part);
  }

  /** What chooses among the parts of something that holds the bus. */
  #readChoices(name: string, type: ts.Type): void {
    const { checker } = this.#checking;
    if (checker.isTupleType(type)) {
      for (const index of checker.getTypeArguments(type as ts.TypeReference).keys()) this.#keys.add(String(index));
    }
    const signatures = [...type.getCallSignatures(), ...type.getConstructSignatures()];
    if (signatures.length > 1 || signatures.some(({ typeParameters }) => typeParameters !== undefined)) {
      this.#choosing.add(name);
    }
    for (const parameter of signatures.flatMap(({ parameters }) => parameters)) {
      for (const part of partsOf(checker.getTypeOfSymbol(parameter), checker)) {
        if (part.isLiteral()) this.#keys.add(String(part.value));
      }
    }
  }

  /** `const isPort = held.kind === 'port'`: whoever asks for it knows more of what is held. */
  #tellsApart(node: ts.Node, type: ts.Type): boolean {
    if (!ts.isVariableDeclaration(node) || node.initializer === undefined) return false;
    const mayBeCondition = partsOf(type, this.#checking.checker).some(({ flags }) => flags & ts.TypeFlags.BooleanLike);
    return mayBeCondition && this.#namesHeld(node.initializer);
  }

  /** Whether an expression names something that holds the bus. */
  #namesHeld(node: ts.Node): boolean {
    if (node.kind === ts.SyntaxKind.ThisKeyword) return true;
    if (ts.isIdentifier(node) && this.#holding.has(this.#checking.checker.getTypeAtLocation(node))) return true;
    return ts.forEachChild(node, (child) => this.#namesHeld(child) || undefined) ?? false;
  }

  /** The type of what a declaration names; undefined for what is to be taken for anything. */
  #typeOf(node: ts.Node): ts.Type | undefined {
    const { checker } = this.#checking;
    if (ts.isModuleDeclaration(node) || ts.isNamespaceImport(node)) return undefined;
    if (!isAlias(node)) return checker.getTypeAtLocation(wholePattern(node));
    const symbol = node.name && checker.getSymbolAtLocation(node.name);
    if (symbol === undefined) return undefined;
    const meant = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    if (meant.declarations?.some((declaration) => this.#holding.isReachingCode(declaration)) === true) return undefined;
    if (meant.flags & ts.SymbolFlags.Value) return checker.getTypeOfSymbol(meant);
    return meant.flags & ts.SymbolFlags.Type ? checker.getDeclaredTypeOfSymbol(meant) : undefined;
  }
}

/** What a part is taken out of tells what the other parts are: `if (kind !== 'port') return` for `{ kind, port }`. */
function wholePattern(node: ts.Node): ts.Node {
  let whole = node;
  while (ts.isBindingElement(whole)) whole = whole.parent.parent;
  return whole !== node && ts.isVariableDeclaration(whole) ? whole.name : whole;
}

/** Whether a call of a function may be its caller's end, or tells the compiler something. */
function mayEnd(type: ts.Type): boolean {
  return type.getCallSignatures().some((signature) => {
    const written = signature.getDeclaration()?.type;
    const asserts = written && ts.isTypePredicateNode(written) && written.assertsModifier !== undefined;
    return asserts === true || (signature.getReturnType().flags & ts.TypeFlags.Never) !== 0;
  });
}

type Alias = ts.ImportClause | ts.ImportSpecifier | ts.ImportEqualsDeclaration;

function isAlias(node: ts.Node): node is Alias {
  return ts.isImportClause(node) || ts.isImportSpecifier(node) || ts.isImportEqualsDeclaration(node);
}

/** Whether a declaration is reached by its name on what has it, rather than by the name alone. */
function isMember(node: ts.Node): boolean {
  return ts.isClassElement(node) || ts.isTypeElement(node) || ts.isObjectLiteralElementLike(node);
}

/** The name that a declaration makes known. */
function nameOf(node: ts.Node): string | undefined {
  if (!('name' in node) || ts.isPropertyAccessExpression(node) || ts.isMetaProperty(node)) return undefined;
  const { name } = node as { readonly name?: ts.Node | undefined };
  if (name === undefined) return undefined;
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isPrivateIdentifier(name) ? name.text : undefined;
}

/** The texts that stand in a class outside of its methods. */
function literalsIn(node: ts.Node): readonly string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isMethodDeclaration(node)) return [];
  const found: string[] = [];
  ts.forEachChild(node, (child) => void found.push(...literalsIn(child)));
  return found;
}
