import { ts } from '../compiler.ts';
import { type CodeGraph, type CodeNode, chainOf, type Edge, lookUp, type Owner } from './code-graph.ts';

/** A node that a function reaches, and how. */
export interface Reached {
  readonly node: CodeNode;
  /** What reached it; undefined for where the function starts. */
  readonly from?: Reached | undefined;
  /** The place that names it. */
  readonly at?: ts.Node | undefined;
  /** Why this step is assumed. */
  readonly assumed?: string | undefined;
  /** Whether no step on the way was assumed. */
  readonly isCertain: boolean;
}

/** What a function can reach. */
export interface Reach {
  readonly reached: ReadonlyMap<CodeNode, Reached>;
  /** Where code runs that cannot be read, so that anything may be reached. */
  readonly everything: { readonly from: Reached; readonly at: ts.Node; readonly reason: string } | undefined;
}

/** Where a function starts. */
export interface Start {
  /** The modules of its bundle: their top level runs when it starts. */
  readonly modules: readonly CodeNode[];
  /** The code that answers its requests; `assumed` says why it is only assumed to do so. */
  readonly nodes: readonly { readonly node: CodeNode; readonly assumed?: string | undefined }[];
  /** The classes that it makes itself, and the names of what it calls of them. */
  readonly made: readonly { readonly owner: Owner; readonly names: readonly string[] }[];
}

type NameEdge = Extract<Edge, { readonly to: 'name' }>;
type AnyNameEdge = Extract<Edge, { readonly to: 'any name' }>;
type MembersEdge = Extract<Edge, { readonly to: 'members' }>;

/**
 * Walks the graph from where a function starts: first by what is certain, so that the shortest certain way is what an
 * explanation shows, then by everything that may be. What is named is reached; a member is reached when its name is
 * used and there is something that has it.
 */
export function walk(graph: CodeGraph, start: Start): Reach {
  // What is made decides whether a member is the only one of its name, so the way is looked for once that is known.
  const first = new Walk(graph, undefined);
  first.run(start);
  return new Walk(graph, first.made).run(start);
}

class Walk {
  readonly #graph: CodeGraph;
  readonly #reached = new Map<CodeNode, Reached>();
  readonly #made = new Map<Owner, Reached | undefined>();
  readonly #escaped = new Set<Owner>();
  readonly #names = new Map<string, { readonly edge: NameEdge; readonly from: Reached }[]>();
  readonly #anyName: { readonly edge: AnyNameEdge; readonly from: Reached }[] = [];
  readonly #handed: { readonly edge: MembersEdge; readonly from: Reached }[] = [];
  readonly #pending: Reached[] = [];
  #assumes = false;
  #everything: Reach['everything'];

  readonly #allMade: ReadonlySet<Owner> | undefined;

  constructor(graph: CodeGraph, allMade: ReadonlySet<Owner> | undefined) {
    this.#graph = graph;
    this.#allMade = allMade;
  }

  get made(): ReadonlySet<Owner> {
    return new Set(this.#made.keys());
  }

  run({ modules, nodes, made }: Start): Reach {
    for (const { node, assumed } of nodes) if (assumed === undefined) this.#reach({ node, isCertain: true });
    for (const { owner, names } of made) {
      this.#make(owner, undefined);
      if (owner.making !== undefined) this.#reach({ node: owner.making, isCertain: true });
      for (const name of names) for (const node of lookUp(owner, name)) this.#reach({ node, isCertain: true });
    }
    for (const node of modules) this.#reach({ node, isCertain: true });
    this.#drain();
    this.#assumes = true;
    for (const { node, assumed } of nodes) this.#reach({ node, assumed, isCertain: false });
    for (const reached of [...this.#reached.values()]) this.#follow(reached);
    for (const owner of [...this.#made.keys()]) this.#useAlways(owner);
    for (const [name, uses] of this.#names) for (const use of uses) this.#dispatch(name, use);
    this.#drain();
    return { reached: this.#reached, everything: this.#everything };
  }

  #drain(): void {
    // First come, first served: so the way to each node is a shortest one.
    for (let index = 0; index < this.#pending.length; index += 1) {
      const next = this.#pending[index];
      if (next !== undefined) this.#follow(next);
    }
    this.#pending.length = 0;
  }

  #reach(reached: Reached): void {
    if (this.#reached.has(reached.node)) return;
    this.#reached.set(reached.node, reached);
    this.#pending.push(reached);
  }

  #step(node: CodeNode, edge: { readonly at: ts.Node }, from: Reached, assumed: string | undefined): void {
    if (assumed !== undefined && !this.#assumes) return;
    this.#reach({ node, from, at: edge.at, assumed, isCertain: from.isCertain && assumed === undefined });
  }

  #follow(from: Reached): void {
    for (const edge of from.node.edges) this.#take(edge, from);
  }

  #take(edge: Edge, from: Reached): void {
    switch (edge.to) {
      case 'node':
        this.#step(edge.node, edge, from, edge.assumed);
        return;
      case 'owner':
        this.#make(edge.owner, from);
        return;
      case 'name': {
        const use = { edge, from };
        const known = this.#names.get(edge.name);
        if (known === undefined) this.#names.set(edge.name, [use]);
        else if (!known.some((other) => other.edge === edge)) known.push(use);
        this.#dispatch(edge.name, use);
        return;
      }
      case 'any name':
        if (!this.#assumes) return;
        this.#anyName.push({ edge, from });
        for (const owner of this.#made.keys()) this.#useAnyName(owner, { edge, from });
        return;
      case 'members':
        if (this.#assumes) this.#handOver(edge, from);
        return;
      case 'escape':
        if (this.#assumes) this.#escape(edge.owner);
        return;
      case 'everything':
        if (this.#assumes) this.#everything ??= { from, at: edge.at, reason: edge.reason };
    }
  }

  #make(owner: Owner, from: Reached | undefined): void {
    if (this.#made.has(owner)) return;
    this.#made.set(owner, from);
    for (const name of this.#memberNames(owner)) {
      for (const use of this.#names.get(name) ?? []) this.#dispatchTo(owner, name, use);
    }
    if (!this.#assumes) return;
    this.#useAlways(owner);
    for (const use of this.#anyName) this.#useAnyName(owner, use);
    // What was handed over may be of a class that extends the one its type says.
    for (const { edge, from: hander } of this.#handed) {
      if (chainOf(owner).includes(edge.owner)) this.#handOverOne(owner, edge, hander);
    }
  }

  #useAlways(owner: Owner): void {
    const from = this.#made.get(owner);
    for (const { node, reason } of owner.always) {
      this.#reach({ node, from, at: owner.declaration, assumed: reason, isCertain: false });
    }
  }

  #dispatch(name: string, use: { readonly edge: NameEdge; readonly from: Reached }): void {
    const { holder } = use.edge;
    if (holder !== undefined) {
      if (this.#made.has(holder)) this.#dispatchTo(holder, name, use);
      return;
    }
    for (const owner of this.#graph.byMember.get(name) ?? []) {
      if (this.#made.has(owner)) this.#dispatchTo(owner, name, use);
    }
  }

  #dispatchTo(owner: Owner, name: string, { edge, from }: { readonly edge: NameEdge; readonly from: Reached }): void {
    if (edge.holder === undefined ? !this.#mayHold(edge.holders, owner) : edge.holder !== owner) return;
    for (const node of lookUp(owner, name)) {
      const isKnown =
        edge.holder === owner ||
        this.#isOwnMember(edge, owner) ||
        (edge.exact.includes(node) && this.#isOnlyOne(node, name, edge));
      const assumed = edge.assumed ?? (isKnown ? undefined : `a member named ${name} may be ${node.what}`);
      this.#step(node, edge, from, assumed);
    }
  }

  /** Whether no other object that the function makes could be the holder by its type. */
  #isOnlyOne(node: CodeNode, name: string, edge: NameEdge): boolean {
    return !(this.#graph.byMember.get(name) ?? []).some(
      (owner) =>
        this.#allMade?.has(owner) === true &&
        this.#mayHold(edge.holders, owner) &&
        !lookUp(owner, name).includes(node) &&
        this.#graph.fits(owner, edge.holderNode),
    );
  }

  /** `this.note()` in a base class of an API: the instance is of the API's class. */
  #isOwnMember({ holders }: NameEdge, owner: Owner): boolean {
    return owner.isApi && !this.#isLoose(owner) && holders.some((holder) => chainOf(owner).includes(holder));
  }

  /** An API's instance is known to its own code only, as long as it is not handed on. */
  #mayHold(holders: readonly Owner[], owner: Owner): boolean {
    if (!owner.isApi || this.#isLoose(owner)) return true;
    return holders.some((holder) => chainOf(owner).includes(holder) || chainOf(holder).includes(owner));
  }

  #isLoose(owner: Owner): boolean {
    return chainOf(owner).some((part) => part.hasUnknownBase || this.#escaped.has(part));
  }

  #escape(owner: Owner): void {
    if (this.#escaped.has(owner)) return;
    this.#escaped.add(owner);
    for (const [name, uses] of this.#names) for (const use of uses) this.#dispatch(name, use);
    for (const use of this.#anyName) for (const made of this.#made.keys()) this.#useAnyName(made, use);
  }

  #useAnyName(owner: Owner, { edge, from }: { readonly edge: AnyNameEdge; readonly from: Reached }): void {
    if (owner.isApi && !this.#isLoose(owner)) return;
    for (const name of this.#memberNames(owner)) {
      for (const node of lookUp(owner, name)) {
        if (!edge.accessors || isAccessor(node)) this.#step(node, edge, from, edge.reason);
      }
    }
  }

  #handOver(edge: MembersEdge, from: Reached): void {
    this.#handed.push({ edge, from });
    this.#handOverOne(edge.owner, edge, from);
    for (const owner of this.#made.keys()) {
      if (owner !== edge.owner && chainOf(owner).includes(edge.owner)) this.#handOverOne(owner, edge, from);
    }
  }

  #handOverOne(owner: Owner, edge: MembersEdge, from: Reached): void {
    for (const name of edge.names ?? this.#memberNames(owner)) {
      for (const node of lookUp(owner, name)) this.#step(node, edge, from, edge.reason);
    }
  }

  #memberNames(owner: Owner): readonly string[] {
    return [...new Set(chainOf(owner).flatMap((part) => [...part.members.keys()]))];
  }
}

function isAccessor({ declaration }: CodeNode): boolean {
  return ts.isAccessor(declaration);
}
