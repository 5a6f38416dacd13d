/** A kind of JSON value. */
export type Kind = (typeof kinds)[number];

/** The kinds of JSON values. */
export const kinds = ['string', 'number', 'boolean', 'null', 'array', 'object'] as const;

/** One JSON Schema, read: what each keyword says, typed, and `undefined` or empty where it says nothing. */
export interface SchemaNode {
  /** From `type`; undefined where any kind will do. */
  readonly kinds: readonly Kind[] | undefined;
  /** Nothing matches: `false`, `{ "not": {} }`. */
  readonly never: boolean;
  /** From `const` and `enum`. */
  readonly literals: readonly unknown[] | undefined;
  /** The name in `$defs` that `$ref` leads to. */
  readonly ref: string | undefined;
  readonly allOf: readonly SchemaNode[];
  readonly anyOf: readonly SchemaNode[] | undefined;
  readonly text: TextRules;
  readonly number: NumberRules;
  readonly list: ListRules;
  readonly object: ObjectRules;
  /** From `x-cast`, such as `date` or `codec:Money`. */
  readonly cast: string | undefined;
  /** From `x-sensitive`: no value may be shown. */
  readonly sensitive: boolean;
}

/** What the keywords of strings say. */
export interface TextRules {
  readonly minLength: number | undefined;
  readonly maxLength: number | undefined;
  readonly pattern: string | undefined;
  readonly format: string | undefined;
}

/** What the keywords of numbers say. */
export interface NumberRules {
  readonly isInteger: boolean;
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  readonly exclusiveMinimum: number | undefined;
  readonly exclusiveMaximum: number | undefined;
  readonly multipleOf: number | undefined;
}

/** What the keywords of arrays say. */
export interface ListRules {
  readonly prefix: readonly SchemaNode[];
  readonly items: SchemaNode | undefined;
  readonly minItems: number | undefined;
  readonly maxItems: number | undefined;
  readonly isUnique: boolean;
}

/** What the keywords of objects say. */
export interface ObjectRules {
  readonly properties: ReadonlyMap<string, SchemaNode>;
  readonly required: readonly string[];
  readonly patterns: ReadonlyMap<string, SchemaNode>;
  readonly additional: SchemaNode | undefined;
  readonly names: SchemaNode | undefined;
}

/** The kind of a JSON value. */
export function kindOf(value: unknown): Kind | undefined {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  return kinds.find((kind) => kind === type);
}

/** The schemas directly within a schema; what a `$ref` leads to is not among them. */
export function childrenOf(node: SchemaNode): readonly SchemaNode[] {
  const { allOf, anyOf, list, object } = node;
  return [
    ...allOf,
    ...(anyOf ?? []),
    ...list.prefix,
    ...present(list.items),
    ...object.properties.values(),
    ...object.patterns.values(),
    ...present(object.additional),
    ...present(object.names),
  ];
}

function present(node: SchemaNode | undefined): readonly SchemaNode[] {
  return node === undefined ? [] : [node];
}
