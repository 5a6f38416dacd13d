type Comparison = '=' | '<' | '<=' | '>' | '>=';

/** What `numeric` compares with: one comparison, or a range such as `['>=', 0, '<', 100]`. */
export type NumericCondition = readonly [Comparison, number] | readonly ['>' | '>=', number, '<' | '<=', number];

type TextPattern =
  | { readonly prefix: string }
  | { readonly suffix: string }
  | { readonly wildcard: string }
  | { readonly 'equals-ignore-case': string };

type TextCondition<TText extends string> =
  | TText
  | TextPattern
  | { readonly cidr: string }
  | { readonly 'anything-but': TText | readonly TText[] | TextPattern };

type NumberCondition<TNumber extends number> =
  | TNumber
  | { readonly numeric: NumericCondition }
  | { readonly 'anything-but': TNumber | readonly TNumber[] };

/**
 * One condition on a property of a type, in SNS's own words. Dates, bigints, bytes and URLs are text on the wire.
 * @see https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policies.html
 */
export type FilterCondition<TValue = string | number | boolean | null> =
  | { readonly exists: boolean }
  | (TValue extends string
      ? TextCondition<TValue>
      : TValue extends number
        ? NumberCondition<TValue>
        : TValue extends boolean | null
          ? TValue
          : TValue extends Date | bigint | Uint8Array | URL
            ? TextCondition<string>
            : never);

/** What travels as one JSON value rather than as an object of its own. */
type Leaf = string | number | boolean | bigint | null | undefined | Date | Uint8Array | URL;

type FilterValue<TValue> = [TValue] extends [Leaf]
  ? readonly FilterCondition<Exclude<TValue, undefined>>[]
  : NonNullable<TValue> extends readonly (infer UItem)[]
    ? FilterValue<UItem>
    : NonNullable<TValue> extends object
      ? PayloadFilter<NonNullable<TValue>>
      : readonly FilterCondition[];

/**
 * An SNS filter policy on the payload: for each property a list of conditions, any of which matches; a property that is
 * an object has a filter of its own. At most five properties and 150 combinations.
 * @see https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html
 */
export type PayloadFilter<TPayload> = unknown extends TPayload
  ? Readonly<Record<string, unknown>>
  : { readonly [K in keyof TPayload]?: FilterValue<TPayload[K]> } & {
      /** Filters of which one must match. */
      readonly $or?: readonly PayloadFilter<TPayload>[];
    };
