import { isLibraryFile } from '../library.ts';
import type { Checking } from './checking.ts';
import { ts } from './compiler.ts';
import type { CodeGraph } from './reach/code-graph.ts';
import { isOpaque, partsOf, primitive } from './reach/outside.ts';
import type { ReachingCode } from './reach/reaching-code.ts';
import { isPlatform } from './reach/value-use.ts';
import { isBusNode } from './targets/bus-nodes.ts';

/** Types within types that are looked into; what lies deeper is taken for anything. */
const deepest = 20;

/** Tells of types whether something of the bus may be found in their values, or run through them; remembers what it has told. */
export class BusHolding {
  readonly #graph: CodeGraph;
  readonly #checking: Checking;
  readonly #reaching: ReachingCode;
  readonly #held = new Map<ts.Type, boolean>();
  #depth = 0;

  constructor(graph: CodeGraph, checking: Checking, reaching: ReachingCode) {
    this.#graph = graph;
    this.#checking = checking;
    this.#reaching = reaching;
  }

  /** Whether what is declared is code that reaches the bus. */
  isReachingCode(node: ts.Node): boolean {
    const code = this.#graph.nodes.get(node);
    const owner = this.#graph.owners.get(node);
    return (
      (code !== undefined && this.#reaching.nodes.has(code)) ||
      (owner !== undefined && this.#reaching.owners.has(owner))
    );
  }

  /** Whether something of the bus may be found in a value of a type, or run through it. */
  has(type: ts.Type): boolean {
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
    if (declarations.some((declaration) => this.isReachingCode(declaration))) return true;
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

/** Whether a file is of the library, or of another copy of it. */
export function isOfLibrary(fileName: string): boolean {
  return isLibraryFile(fileName) || fileName.includes('/node_modules/lambdabus/');
}
