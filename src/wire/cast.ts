/** What a wire form becomes: a built-in class, `undefined` where JSON has null, or a user's class by its codec. */
export type CastKind = 'date' | 'bigint' | 'bytes' | 'map' | 'set' | 'url' | 'undefined' | `codec:${string}`;

/**
 * One entry of `$casts`: where in the wire form, and what it becomes. The path is a JSON Pointer with two additions:
 * `*` is every element or member, and a member that is really named `*` is written `~2`.
 */
export type Cast = readonly [path: string, kind: CastKind];

/** A user's class that says itself how it travels. */
export interface Codec {
  readonly name: string;
  /**
   * The name of the class on the wire, for programs whose bundler renames classes: `static readonly busName = 'Money'`.
   * @default the class's name
   */
  readonly busName?: string | undefined;
  fromBus(wire: unknown): unknown;
}

/** Classes with codecs: each by its own name, or by the keys of an object, which bundlers leave as they are. */
export type Codecs = readonly Codec[] | Readonly<Record<string, Codec>>;

/** What a class with a codec is called on the wire. */
export function codecName({ busName, name }: Pick<Codec, 'busName' | 'name'>): string {
  return busName ?? name;
}
