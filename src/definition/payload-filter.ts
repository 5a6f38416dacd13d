type Scalar = string | number | boolean | null;

/** One condition of a payload filter, in SNS's own words. */
export type FilterCondition =
  | Scalar
  | { readonly prefix: string }
  | { readonly suffix: string }
  | { readonly 'equals-ignore-case': string }
  | { readonly wildcard: string }
  | { readonly 'anything-but': Scalar | readonly Scalar[] | { readonly prefix: string } | { readonly suffix: string } }
  | { readonly numeric: readonly (string | number)[] }
  | { readonly exists: boolean }
  | { readonly cidr: string };

type FilterValue<TValue> = [NonNullable<TValue>] extends [Scalar | Date | bigint]
  ? readonly FilterCondition[]
  : NonNullable<TValue> extends readonly (infer UItem)[]
    ? FilterValue<UItem>
    : NonNullable<TValue> extends object
      ? PayloadFilter<NonNullable<TValue>>
      : readonly FilterCondition[];

/** An SNS filter policy on the payload: for each property a list of conditions, any of which matches. */
export type PayloadFilter<TPayload> = unknown extends TPayload
  ? Readonly<Record<string, unknown>>
  : { readonly [K in keyof TPayload]?: FilterValue<TPayload[K]> };
