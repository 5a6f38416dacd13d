import type { JsonSchema } from '../../manifest/index.ts';
import { readSchema } from './read-schema.ts';
import { childrenOf, type Kind, kindOf, kinds, type SchemaNode } from './schema-node.ts';

/** What a schema and all that it leads to hold. */
interface Reachable {
  readonly hasCast: boolean;
  readonly hasSecret: boolean;
  readonly codecs: ReadonlySet<string>;
}

/** What a schema holds without following its references. */
interface Own extends Reachable {
  readonly refs: ReadonlySet<string>;
}

/** Schemas that refer to the same `$defs`, and what follows from them. */
export class SchemaSet {
  readonly #defs: Readonly<Record<string, JsonSchema>>;
  readonly #definitions = new Map<string, SchemaNode>();
  readonly #read = new Map<JsonSchema, SchemaNode>();
  readonly #own = new Map<SchemaNode, Own>();
  readonly #reachable = new Map<SchemaNode, Reachable>();
  readonly #kinds = new Map<SchemaNode, readonly Kind[]>();
  #codecNames: readonly string[] | undefined;
  readonly #closures = new Map<string, ReadonlySet<string>>();

  constructor($defs: Readonly<Record<string, JsonSchema>>) {
    this.#defs = $defs;
  }

  /** A named schema. @throws TypeError when `$defs` has none of that name. */
  definition(name: string): SchemaNode {
    let node = this.#definitions.get(name);
    if (node === undefined) {
      const schema = Object.hasOwn(this.#defs, name) ? this.#defs[name] : undefined;
      if (schema === undefined) throw new TypeError(`A schema refers to #/$defs/${name}, which is not there.`);
      node = readSchema(schema, `#/$defs/${name}`);
      this.#definitions.set(name, node);
    }
    return node;
  }

  /** A schema that refers to these; a build asks for the same ones again and again. @throws what {@link readSchema} does. */
  read(schema: JsonSchema, where: string): SchemaNode {
    let node = this.#read.get(schema);
    if (node === undefined) {
      node = readSchema(schema, where);
      this.#read.set(schema, node);
    }
    return node;
  }

  /** The names of all classes with codecs that have a schema of their own. */
  get codecNames(): readonly string[] {
    this.#codecNames ??= Object.values(this.#defs)
      .flatMap(({ 'x-cast': cast }) => (typeof cast === 'string' && cast.startsWith('codec:') ? cast.slice(6) : []))
      .sort();
    return this.#codecNames;
  }

  /** Whether a value of this schema is another in JavaScript than on the wire. */
  casts(node: SchemaNode): boolean {
    return this.#reachableFrom(node).hasCast;
  }

  /** Whether anything in a value of this schema must not be shown. */
  hasSecret(node: SchemaNode): boolean {
    return this.#reachableFrom(node).hasSecret;
  }

  /** The classes with codecs that a value of this schema may hold. */
  codecs(node: SchemaNode): ReadonlySet<string> {
    return this.#reachableFrom(node).codecs;
  }

  /** The names of `$defs` that a schema leads to. */
  definitionsFor(node: SchemaNode): ReadonlySet<string> {
    const { refs } = this.#ownOf(node);
    return refs.size === 0 ? refs : new Set([...refs].flatMap((name) => [name, ...this.#closure(name)]));
  }

  /** Whether a named schema refers to itself, directly or through others. */
  isRecursive(name: string): boolean {
    return this.#closure(name).has(name);
  }

  /** Whether a schema refers to one that is recursive. */
  reachesRecursion(node: SchemaNode): boolean {
    return [...this.#ownOf(node).refs].some(
      (name) => this.isRecursive(name) || [...this.#closure(name)].some((next) => this.isRecursive(next)),
    );
  }

  /** The kinds of JSON values that a schema may accept. */
  kindsOf(node: SchemaNode): readonly Kind[] {
    let found = this.#kinds.get(node);
    if (found === undefined) {
      found = this.#kindsWithin(node, new Set());
      this.#kinds.set(node, found);
    }
    return found;
  }

  #kindsWithin(node: SchemaNode, seen: ReadonlySet<string>): readonly Kind[] {
    if (node.never) return [];
    const { literals, ref, allOf, anyOf } = node;
    const within = (other: SchemaNode) => this.#kindsWithin(other, seen);
    const limits: (readonly Kind[])[] = [
      node.kinds ?? kinds,
      literals?.flatMap((literal) => kindOf(literal) ?? []) ?? kinds,
      ref === undefined || seen.has(ref) ? kinds : this.#kindsWithin(this.definition(ref), new Set([...seen, ref])),
      anyOf?.flatMap(within) ?? kinds,
      ...allOf.map(within),
    ];
    return kinds.filter((kind) => limits.every((limit) => limit.includes(kind)));
  }

  /** Of the schema itself and every named one that it leads to. */
  #reachableFrom(node: SchemaNode): Reachable {
    const known = this.#reachable.get(node);
    if (known !== undefined) return known;
    const own = this.#ownOf(node);
    const found = own.refs.size === 0 ? own : joined([own, ...this.#ownOfDefinitions(node)]);
    this.#reachable.set(node, found);
    return found;
  }

  #ownOfDefinitions(node: SchemaNode): readonly Own[] {
    return [...this.definitionsFor(node)].map((name) => this.#ownOf(this.definition(name)));
  }

  /** The names that a named schema leads to. */
  #closure(name: string): ReadonlySet<string> {
    const known = this.#closures.get(name);
    if (known !== undefined) return known;
    const found = new Set<string>();
    const waiting = [...this.#ownOf(this.definition(name)).refs];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (found.has(next)) continue;
      found.add(next);
      waiting.push(...this.#ownOf(this.definition(next)).refs);
    }
    this.#closures.set(name, found);
    return found;
  }

  #ownOf(node: SchemaNode): Own {
    const known = this.#own.get(node);
    if (known !== undefined) return known;
    const own = ownOf(node, childrenOf(node), (child) => this.#ownOf(child));
    this.#own.set(node, own);
    return own;
  }
}

const none: ReadonlySet<string> = new Set();
/** Of most schemas, such as `{ "type": "string" }`. */
const nothing: Own = { hasCast: false, hasSecret: false, refs: none, codecs: none };

function ownOf(node: SchemaNode, children: readonly SchemaNode[], of: (child: SchemaNode) => Own): Own {
  const { cast, ref, sensitive } = node;
  if (children.length === 0 && cast === undefined && ref === undefined && !sensitive) return nothing;
  const owns = children.map(of);
  const codec = cast?.startsWith('codec:') ? new Set([cast.slice('codec:'.length)]) : none;
  const itself: Own = {
    hasCast: cast !== undefined,
    hasSecret: sensitive,
    refs: ref === undefined ? none : new Set([ref]),
    codecs: codec,
  };
  return { ...joined([itself, ...owns]), refs: union([itself, ...owns].map(({ refs }) => refs)) };
}

function joined(parts: readonly Reachable[]): Reachable {
  return {
    hasCast: parts.some(({ hasCast }) => hasCast),
    hasSecret: parts.some(({ hasSecret }) => hasSecret),
    codecs: union(parts.map(({ codecs }) => codecs)),
  };
}

function union(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  const filled = sets.filter(({ size }) => size > 0);
  return filled.length < 2 ? (filled[0] ?? none) : new Set(filled.flatMap((set) => [...set]));
}
