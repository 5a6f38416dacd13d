import { isLibraryFile } from '../library.ts';
import type { ReachingNames } from './checked-bus.ts';
import type { Checking } from './checking.ts';
import { ts } from './compiler.ts';
import type { CodeGraph } from './reach/code-graph.ts';
import type { FileCode } from './reach/file-code.ts';
import { isOpaque, partsOf, primitive } from './reach/outside.ts';
import { findReachingCode, type ReachingCode } from './reach/reaching-code.ts';
import { isPlatform } from './reach/value-use.ts';
import { isBusNode } from './targets/bus-nodes.ts';

/**
 * The names by which code can come to the bus. Whatever does so begins with a variable, a parameter, a function, a class or
 * an import: with one whose type holds something of the bus, or functions that reach it. Undefined where packages bring a
 * bus of their own, whose names are not looked through, and where a part of the bus goes where nothing is known of it: any
 * code may take it for what it was; nor where anything is called by a name that is known only at run time.
 */
export function readReachingNames(graph: CodeGraph, checking: Checking): ReachingNames | undefined {
  if (checking.program.getSourceFiles().some((file) => isForeignUser(file, checking))) return undefined;
  if ([...graph.files.values()].some(isAsleep)) return undefined;
  // Names known only at run time may be those of other services, which nothing here declares.
  if (checking.program.getSourceFiles().some((file) => checking.isUserFile(file) && file.text.includes('$client')))
    return undefined;
  const reading = new NameReading(graph, checking);
  for (const file of checking.program.getSourceFiles()) if (checking.isUserFile(file)) reading.read(file);
  return reading.names();
}

/** Whether code of a file does what counts once other code takes something of which nothing is known for something else. */
function isAsleep({ module, nodes }: FileCode): boolean {
  return [module, ...nodes.values()].some(
    ({ uses, findings }) => uses.some(({ isDormant }) => isDormant) || findings.some(({ isDormant }) => isDormant),
  );
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

function isOfLibrary(fileName: string): boolean {
  return isLibraryFile(fileName) || fileName.includes('/node_modules/lambdabus/');
}

/** Types within types that are looked into; what lies deeper is taken for anything. */
const deepest = 20;

class NameReading {
  readonly #graph: CodeGraph;
  readonly #checking: Checking;
  readonly #reaching: ReachingCode;
  readonly #names = new Set<string>();
  readonly #keys = new Set<string>();
  readonly #choosing = new Set<string>();
  /** The names of members that end what calls them, or assert something. */
  readonly #endingMembers = new Set<string>();
  readonly #held = new Map<ts.Type, boolean>();
  #depth = 0;

  constructor(graph: CodeGraph, checking: Checking) {
    this.#graph = graph;
    this.#checking = checking;
    this.#reaching = findReachingCode(graph);
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
      !this.#holdsBus(type) &&
      !this.#isReachingCode(node) &&
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
    if (ts.isIdentifier(node) && this.#holdsBus(this.#checking.checker.getTypeAtLocation(node))) return true;
    return ts.forEachChild(node, (child) => this.#namesHeld(child) || undefined) ?? false;
  }

  #isReachingCode(node: ts.Node): boolean {
    const code = this.#graph.nodes.get(node);
    const owner = this.#graph.owners.get(node);
    return (
      (code !== undefined && this.#reaching.nodes.has(code)) ||
      (owner !== undefined && this.#reaching.owners.has(owner))
    );
  }

  /** The type of what a declaration names; undefined for what is to be taken for anything. */
  #typeOf(node: ts.Node): ts.Type | undefined {
    const { checker } = this.#checking;
    if (ts.isModuleDeclaration(node) || ts.isNamespaceImport(node)) return undefined;
    if (!isAlias(node)) return checker.getTypeAtLocation(wholePattern(node));
    const symbol = node.name && checker.getSymbolAtLocation(node.name);
    if (symbol === undefined) return undefined;
    const meant = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    if (meant.declarations?.some((declaration) => this.#isReachingCode(declaration)) === true) return undefined;
    if (meant.flags & ts.SymbolFlags.Value) return checker.getTypeOfSymbol(meant);
    return meant.flags & ts.SymbolFlags.Type ? checker.getDeclaredTypeOfSymbol(meant) : undefined;
  }

  /** Whether something of the bus may be found in a value of a type, or run through it. */
  #holdsBus(type: ts.Type): boolean {
    const known = this.#held.get(type);
    if (known !== undefined) return known;
    const together = new Set<ts.Type>();
    const holds = this.#holdsAny(type, together);
    // Types that refer to each other hold nothing together, or it is not known of which of them that is true.
    for (const other of holds ? [type] : together) this.#held.set(other, holds);
    return holds;
  }

  #holdsAny(type: ts.Type, together: Set<ts.Type>): boolean {
    const known = this.#held.get(type);
    if (known !== undefined) return known;
    if (together.has(type)) return false;
    // A type may be made of ever new ones: `interface Nest<T> { inner?: Nest<T[]> }`.
    if (this.#depth === deepest) return true;
    together.add(type);
    this.#depth += 1;
    const holds = partsOf(type, this.#checking.checker).some((part) => this.#partHoldsAny(part, together));
    this.#depth -= 1;
    return holds;
  }

  #partHoldsAny(part: ts.Type, together: Set<ts.Type>): boolean {
    // What a type parameter stands for is held by what is given for it.
    if (part.flags & (primitive | ts.TypeFlags.TypeParameter)) return false;
    if (!(part.flags & ts.TypeFlags.Object) || isBusNode(part)) return true;
    const { checker } = this.#checking;
    // `Record<string, number>` has no members to be looked at, but what is in it is known.
    if (isOpaque(part) && checker.getIndexInfosOfType(part).length === 0) return true;
    const declarations = part.getSymbol()?.declarations ?? [];
    if (declarations.some((declaration) => this.#isReachingCode(declaration))) return true;
    const { objectFlags } = part as ts.ObjectType;
    const given = objectFlags & ts.ObjectFlags.Reference ? checker.getTypeArguments(part as ts.TypeReference) : [];
    if (given.some((argument) => argument !== part && this.#holdsAny(argument, together))) return true;
    if (declarations.length > 0 && declarations.every((declaration) => this.#isForeign(declaration))) {
      if (!declarations.every((declaration) => isPlainPlatform(declaration, this.#checking))) return true;
      // What has a name and is given nothing is as it is everywhere; `Record<…>` is what it is made of.
      if (objectFlags & (ts.ObjectFlags.ClassOrInterface | ts.ObjectFlags.Reference)) return false;
    }
    return (
      [...part.getCallSignatures(), ...part.getConstructSignatures()].some((signature) =>
        this.#signatureHoldsAny(signature, together),
      ) ||
      checker.getIndexInfosOfType(part).some((info) => this.#holdsAny(info.type, together)) ||
      checker.getPropertiesOfType(part).some((property) => this.#propertyHoldsAny(property, together))
    );
  }

  #propertyHoldsAny(property: ts.Symbol, together: Set<ts.Type>): boolean {
    const { checker } = this.#checking;
    const isOfPlatform = property.declarations?.every((declaration) => isPlainPlatform(declaration, this.#checking));
    // `cause` of an error may be anything, and nothing can be done with it before it is known to be something.
    return partsOf(checker.getTypeOfSymbol(property), checker).some(
      (part) => !(isOfPlatform === true && isOpaque(part)) && this.#holdsAny(part, together),
    );
  }

  /** Whether a function is none whose code is known to reach nothing, or gives or hands on what holds the bus. */
  #signatureHoldsAny(signature: ts.Signature, together: Set<ts.Type>): boolean {
    const { checker } = this.#checking;
    // There is none of a constructor that a class does not write, which the type does not say.
    const declaration = signature.getDeclaration() as ts.SignatureDeclaration | undefined;
    const isOfPlatform = declaration !== undefined && isPlainPlatform(declaration, this.#checking);
    if (!isOfPlatform && !this.#isReadAndSilent(declaration)) return true;
    const holdsKnown = (type: ts.Type): boolean =>
      partsOf(type, checker).some((part) => !isOpaque(part) && this.#holdsAny(part, together));
    /** Whether it may give something of the bus to the functions that it is given. */
    const handsOn = (type: ts.Type): boolean =>
      partsOf(type, checker).some((part) => {
        const called = part.getCallSignatures();
        if (called.length === 0 || part.getProperties().length > 0) return holdsKnown(part);
        return called.some(({ parameters }) =>
          parameters.some((parameter) => holdsKnown(checker.getTypeOfSymbol(parameter))),
        );
      });
    // What it is given may be anything. What it gives may not, where it is the program's own.
    const result = signature.getReturnType();
    return (
      (isOfPlatform ? holdsKnown(result) : this.#holdsAny(result, together)) ||
      signature.parameters.some((parameter) => handsOn(checker.getTypeOfSymbol(parameter)))
    );
  }

  #isReadAndSilent(declaration: ts.SignatureDeclaration | undefined): boolean {
    if (declaration === undefined) return false;
    const code = this.#graph.nodes.get(declaration) ?? this.#graph.owners.get(declaration.parent)?.making;
    return code !== undefined && !this.#reaching.nodes.has(code);
  }

  #isForeign(declaration: ts.Node): boolean {
    return !this.#checking.isUserFile(declaration.getSourceFile());
  }
}

/** Whether a declaration is of JavaScript itself or of Node. */
function isPlainPlatform(declaration: ts.Node, checking: Checking): boolean {
  return isPlatform(declaration, checking) && !isOfLibrary(declaration.getSourceFile().fileName);
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
