import type { JsonSchema } from '../../manifest/index.ts';
import { readSchema } from './read-schema.ts';
import { childrenOf, type Kind, kindOf, kinds, type SchemaNode } from './schema-node.ts';

/** What a schema holds without following its references. */
interface Own {
  readonly hasCast: boolean;
  readonly hasSecret: boolean;
  readonly refs: ReadonlySet<string>;
  readonly codecs: ReadonlySet<string>;
}

/** Schemas that refer to the same `$defs`, and what follows from them. */
export class SchemaSet {
  readonly #defs: Readonly<Record<string, JsonSchema>>;
  readonly #definitions = new Map<string, SchemaNode>();
  readonly #own = new Map<SchemaNode, Own>();
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

  /** Whether a value of this schema is another in JavaScript than on the wire. */
  casts(node: SchemaNode): boolean {
    return this.#holds(node, ({ hasCast }) => hasCast);
  }

  /** Whether anything in a value of this schema must not be shown. */
  hasSecret(node: SchemaNode): boolean {
    return this.#holds(node, ({ hasSecret }) => hasSecret);
  }

  /** The classes with codecs that a value of this schema may hold. */
  codecs(node: SchemaNode): ReadonlySet<string> {
    return new Set(this.#reached(node).flatMap((reached) => [...this.#ownOf(reached).codecs]));
  }

  /** The names of `$defs` that a schema leads to. */
  definitionsFor(node: SchemaNode): ReadonlySet<string> {
    return new Set([...this.#ownOf(node).refs].flatMap((name) => [name, ...this.#closure(name)]));
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
  kindsOf(node: SchemaNode, seen: ReadonlySet<string> = new Set()): readonly Kind[] {
    if (node.never) return [];
    const { literals, ref, allOf, anyOf } = node;
    const within = (other: SchemaNode) => this.kindsOf(other, seen);
    const limits: (readonly Kind[])[] = [
      node.kinds ?? kinds,
      literals?.flatMap((literal) => kindOf(literal) ?? []) ?? kinds,
      ref === undefined || seen.has(ref) ? kinds : this.kindsOf(this.definition(ref), new Set([...seen, ref])),
      anyOf?.flatMap(within) ?? kinds,
      ...allOf.map(within),
    ];
    return kinds.filter((kind) => limits.every((limit) => limit.includes(kind)));
  }

  #holds(node: SchemaNode, test: (own: Own) => boolean): boolean {
    return this.#reached(node).some((reached) => test(this.#ownOf(reached)));
  }

  /** The schema itself and every named one that it leads to. */
  #reached(node: SchemaNode): readonly SchemaNode[] {
    return [node, ...[...this.definitionsFor(node)].map((name) => this.definition(name))];
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
    const children = childrenOf(node).map((child) => this.#ownOf(child));
    const codec = node.cast?.startsWith('codec:') ? [node.cast.slice('codec:'.length)] : [];
    const own: Own = {
      hasCast: node.cast !== undefined || children.some(({ hasCast }) => hasCast),
      hasSecret: node.sensitive || children.some(({ hasSecret }) => hasSecret),
      refs: new Set([...(node.ref === undefined ? [] : [node.ref]), ...children.flatMap(({ refs }) => [...refs])]),
      codecs: new Set([...codec, ...children.flatMap(({ codecs }) => [...codecs])]),
    };
    this.#own.set(node, own);
    return own;
  }
}
