// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these strings are TypeScript source with template literal types.
import { describe, expect, it } from 'vitest';
import { checkSources, readType } from './check-sources.ts';

const date = { type: 'string', format: 'date-time', 'x-cast': 'date' };
const bigint = { type: 'string', pattern: '^-?\\d+$', 'x-cast': 'bigint' };

/** Whatever is neither null nor undefined. */
const anything = {
  anyOf: [
    { type: 'array' },
    { type: 'boolean' },
    { type: 'number' },
    { type: 'object', additionalProperties: true },
    { type: 'string' },
  ],
};

describe('the schema of', () => {
  it.each([
    ['string', { type: 'string' }],
    ['number', { type: 'number' }],
    ['boolean', { type: 'boolean' }],
    ['null', { type: 'null' }],
    ['unknown', {}],
    ['bigint', bigint],
    ['Date', date],
    ['Uint8Array', { type: 'string', contentEncoding: 'base64', 'x-cast': 'bytes' }],
    ['URL', { type: 'string', format: 'uri', 'x-cast': 'url' }],
    ['"a"', { type: 'string', const: 'a' }],
    ['-1', { type: 'number', const: -1 }],
    ['true', { type: 'boolean', const: true }],
    ['5n', { type: 'string', const: '5', 'x-cast': 'bigint' }],
    ['{}', anything],
    ['NonNullable<unknown>', anything],
    ['Pick<{ a: 1 }, never>', { type: 'object' }],
  ])('%s', (type, schema) => {
    expect(readType(type)).toEqual({ schema, $defs: {}, diagnostics: [], warnings: [] });
  });

  it.each([
    ['"b" | "a"', { type: 'string', enum: ['a', 'b'] }],
    ['10 | 9', { type: 'number', enum: [9, 10] }],
    ['true | "a" | 1', { enum: [true, 1, 'a'] }],
    ['-2n | 1n', { type: 'string', enum: ['-2', '1'], 'x-cast': 'bigint' }],
    ['string | null', { anyOf: [{ type: 'string' }, { type: 'null' }] }],
    ['boolean | null', { anyOf: [{ type: 'boolean' }, { type: 'null' }] }],
    ['string | number', { anyOf: [{ type: 'number' }, { type: 'string' }] }],
    [
      'number | "a" | "b" | null',
      { anyOf: [{ type: 'string', enum: ['a', 'b'] }, { type: 'number' }, { type: 'null' }] },
    ],
    ['"a" | (string & {})', { type: 'string' }],
    ['Date | null', { anyOf: [date, { type: 'null' }] }],
    ['{} | null', { anyOf: [...anything.anyOf, { type: 'null' }] }],
    ['Date | bigint', { anyOf: [date, bigint] }],
    ['bigint | "auto"', { anyOf: [{ type: 'string', const: 'auto' }, bigint] }],
    [
      '{ a: 1 } | { b: 2 }',
      {
        anyOf: [
          { type: 'object', properties: { a: { type: 'number', const: 1 } }, required: ['a'] },
          { type: 'object', properties: { b: { type: 'number', const: 2 } }, required: ['b'] },
        ],
      },
    ],
  ])('the union %s', (type, schema) => {
    expect(readType(type)).toEqual({ schema, $defs: {}, diagnostics: [], warnings: [] });
  });

  it.each([
    ['string[]', { type: 'array', items: { type: 'string' } }],
    [
      'readonly (string | undefined)[]',
      {
        type: 'array',
        items: { anyOf: [{ type: 'string' }, { type: 'null', 'x-cast': 'undefined' }] },
      },
    ],
    [
      '[string, number]',
      {
        type: 'array',
        prefixItems: [{ type: 'string' }, { type: 'number' }],
        minItems: 2,
        maxItems: 2,
        items: false,
      },
    ],
    [
      '[a: string, b?: Date]',
      {
        type: 'array',
        prefixItems: [{ type: 'string' }, { anyOf: [date, { type: 'null', 'x-cast': 'undefined' }] }],
        minItems: 1,
        maxItems: 2,
        items: false,
      },
    ],
    [
      '[string, ...number[]]',
      { type: 'array', prefixItems: [{ type: 'string' }], minItems: 1, items: { type: 'number' } },
    ],
    ['[]', { type: 'array', maxItems: 0, items: false }],
    ['Set<string>', { type: 'array', items: { type: 'string' }, uniqueItems: true, 'x-cast': 'set' }],
    [
      'ReadonlyMap<string, Date>',
      {
        type: 'array',
        items: { type: 'array', prefixItems: [{ type: 'string' }, date], minItems: 2, maxItems: 2, items: false },
        'x-cast': 'map',
      },
    ],
  ])('the list %s', (type, schema) => {
    expect(readType(type)).toEqual({ schema, $defs: {}, diagnostics: [], warnings: [] });
  });

  it.each([
    ['`case-${number}`', '^case-[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?$'],
    ['`${string}@${string}`', '^[\\s\\S]*@[\\s\\S]*$'],
    ['`(${bigint})`', '^\\(-?\\d+\\)$'],
    ['Uppercase<string>', '^[^\\p{Ll}]*$'],
    ['`x-${Lowercase<string>}`', '^x-[^\\p{Lu}]*$'],
  ])('the template %s', (type, pattern) => {
    expect(readType(type)).toEqual({ schema: { type: 'string', pattern }, $defs: {}, diagnostics: [], warnings: [] });
  });

  it.each([
    [
      '{ b: string; a?: number }',
      {
        type: 'object',
        properties: { b: { type: 'string' }, a: { type: 'number' } },
        required: ['b'],
      },
    ],
    ['{ a: string | undefined }', { type: 'object', properties: { a: { type: 'string' } } }],
    ['{ a?: Date | null }', { type: 'object', properties: { a: { anyOf: [date, { type: 'null' }] } } }],
    ['{ a?: never }', { type: 'object', properties: { a: { not: {} } } }],
    ['Record<string, bigint>', { type: 'object', additionalProperties: bigint }],
    [
      'Record<"b" | "a", 1>',
      {
        type: 'object',
        properties: { a: { type: 'number', const: 1 }, b: { type: 'number', const: 1 } },
        required: ['a', 'b'],
      },
    ],
    [
      '{ [key: `x-${string}`]: number }',
      { type: 'object', patternProperties: { '^x-[\\s\\S]*$': { type: 'number' } } },
    ],
    [
      '{ a: 1 } & { b: 2 }',
      {
        type: 'object',
        properties: { a: { type: 'number', const: 1 }, b: { type: 'number', const: 2 } },
        required: ['a', 'b'],
      },
    ],
  ])('the object %s', (type, schema) => {
    expect(readType(type)).toEqual({ schema, $defs: {}, diagnostics: [], warnings: [] });
  });
});

describe('a named type', () => {
  it('keeps its name, its comments and its tags', () => {
    const { schema, $defs, diagnostics } = readType(
      'Money',
      `
/** An amount. See {@link Currency the currency}. */
interface Money {
  /** In cents.
   * @minimum 1
   * @maximum 100 */
  cents: number; /** ISO 4217. @minLength 3 @maxLength 3 */ currency: string;
  /** @pattern ^[A-Z]+$ @default @example is text here */
  code?: string;
  /**
   * @format email
   * @example "a@b.example"
   * @example c@d.example
   * @default nobody@b.example
   * @deprecated use code
   * @sensitive
   */
  mail?: string | null; /** about mail */
  note?: string;
}
type Currency = string;`,
    );

    expect(diagnostics).toEqual([]);
    expect(schema).toEqual({ $ref: '#/$defs/Money' });
    expect($defs).toEqual({
      Money: {
        type: 'object',
        description: 'An amount. See the currency.',
        properties: {
          cents: { type: 'number', minimum: 1, maximum: 100, description: 'In cents.' },
          currency: { type: 'string', minLength: 3, maxLength: 3, description: 'ISO 4217.' },
          code: { type: 'string', pattern: '^[A-Z]+$', default: '@example is text here' },
          mail: {
            anyOf: [{ type: 'string', format: 'email' }, { type: 'null' }],
            examples: ['a@b.example', 'c@d.example'],
            default: 'nobody@b.example',
            deprecated: true,
            'x-sensitive': true,
          },
          note: { type: 'string' },
        },
        required: ['cents', 'currency'],
      },
    });
  });

  it('is limited by the words of JSON Schema', () => {
    const { schema, diagnostics, warnings } = readType(`{
  /** @exclusiveMinimum 0 @exclusiveMaximum 1 */ share: number;
  /** In cents. @integer @minimum 1 @multipleOf 5 */ cents: number | null;
  /** @multipleOf 0.01 */ price: number;
  /** @uniqueItems @minItems 1 */ tags: string[];
}`);

    expect([diagnostics, warnings]).toEqual([[], []]);
    expect(schema).toMatchObject({
      properties: {
        share: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 },
        cents: {
          description: 'In cents.',
          anyOf: [{ type: 'integer', minimum: 1, multipleOf: 5 }, { type: 'null' }],
        },
        price: { type: 'number', multipleOf: 0.01 },
        tags: { type: 'array', items: { type: 'string' }, uniqueItems: true, minItems: 1 },
      },
    });
  });

  it('may be an enum, an alias, a class or an instantiated generic', () => {
    const { schema, $defs } = readType(
      '{ color: Color; kind?: Kind | null; point: Point; page: Page<Point>; nested: Page<{ a: 1 }> }',
      `enum Color { Red = 'red', Blue = 'blue' }
type Kind = 'b' | 'a';
class Point { x = 0; readonly y?: number; static origin = new Point(); }
interface Page<T> { items: T[]; next?: Page<T> }`,
    );

    expect(schema).toMatchObject({
      properties: {
        color: { $ref: '#/$defs/Color' },
        kind: { anyOf: [{ $ref: '#/$defs/Kind' }, { type: 'null' }] },
        point: { $ref: '#/$defs/Point' },
        page: { $ref: '#/$defs/Page_Point' },
        nested: { $ref: '#/$defs/Page_a_1' },
      },
    });
    expect($defs).toEqual({
      Color: { type: 'string', enum: ['blue', 'red'] },
      Kind: { type: 'string', enum: ['a', 'b'] },
      Point: { type: 'object', properties: { x: { type: 'number' }, y: { type: 'number' } }, required: ['x'] },
      Page_Point: {
        type: 'object',
        properties: {
          items: { type: 'array', items: { $ref: '#/$defs/Point' } },
          next: { $ref: '#/$defs/Page_Point' },
        },
        required: ['items'],
      },
      Page_a_1: expect.objectContaining({ required: ['items'] }),
    });
  });

  it('may refer to itself, also through others', () => {
    const { $defs, diagnostics } = readType(
      '{ json: Json; tree: Tree }',
      `type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
interface Tree { at: Date; left: Branch | null }
interface Branch { tree?: Tree }`,
    );

    expect(diagnostics).toEqual([]);
    expect($defs).toEqual({
      Json: {
        anyOf: [
          { type: 'boolean' },
          { type: 'array', items: { $ref: '#/$defs/Json' } },
          { type: 'number' },
          { type: 'string' },
          { type: 'object', additionalProperties: { $ref: '#/$defs/Json' } },
          { type: 'null' },
        ],
      },
      Tree: {
        type: 'object',
        properties: { at: date, left: { anyOf: [{ $ref: '#/$defs/Branch' }, { type: 'null' }] } },
        required: ['at', 'left'],
      },
      Branch: { type: 'object', properties: { tree: { $ref: '#/$defs/Tree' } } },
    });
  });

  it('is told from another of its name by its file, whichever comes first', () => {
    const sources = {
      'orders.ts': 'export interface Item { sku: string }',
      'stock.ts': 'export interface Item { shelf: number }',
    };
    const bus = (first: string, second: string) => `import { Api } from 'lambdabus';
import type { Item as Order } from './orders.ts';
import type { Item as Stock } from './stock.ts';
export class ItemApi extends Api {
  static readonly meta = { name: 'item' } as const;
  async a(): Promise<${first}> { throw new Error(); }
  async b(): Promise<${second}> { throw new Error(); }
}`;

    const one = checkSources({ ...sources, 'bus.ts': bus('Order', 'Stock') });
    const other = checkSources({ ...sources, 'bus.ts': bus('Stock', 'Order') });

    expect(Object.keys(one.$defs)).toEqual(['Item_orders', 'Item_stock']);
    expect(other.$defs).toEqual(one.$defs);
    expect(one.apis[0]?.procedures[0]?.result).toEqual({ $ref: '#/$defs/Item_orders' });
    expect(other.apis[0]?.procedures[0]?.result).toEqual({ $ref: '#/$defs/Item_stock' });
  });

  it('is left out for brands, whose base travels', () => {
    const { schema, $defs, diagnostics } = readType(
      '{ id: Id; cents: Cents; at: At; order: Branded }',
      `declare const brand: unique symbol;
/** @format uuid */
type Id = string & { readonly [brand]: 'Id' };
type Cents = number & { readonly __brand: 'Cents' };
type At = Date & { readonly __brand: 'At' };
type Branded = { sku: string } & { readonly __brand: 'Order' };`,
    );

    expect(diagnostics).toEqual([]);
    expect(schema).toMatchObject({
      properties: {
        id: { type: 'string', format: 'uuid' },
        cents: { type: 'number' },
        at: { $ref: '#/$defs/At' },
        order: { $ref: '#/$defs/Branded' },
      },
    });
    expect($defs).toEqual({
      At: date,
      Branded: { type: 'object', properties: { sku: { type: 'string' } }, required: ['sku'] },
    });
  });

  it('may be a class with a codec', () => {
    const { schema, $defs, diagnostics } = readType(
      '{ price: Money; maybe?: Money | null }',
      `export class Money {
  readonly #cents: bigint;
  constructor(cents: bigint) { this.#cents = cents; }
  plus(other: Money) { return new Money(this.#cents + other.#cents); }
  static toBus(value: Money): { cents: bigint } { return { cents: value.#cents }; }
  static fromBus(json: { cents: bigint }): Money { return new Money(json.cents); }
}`,
    );

    expect(diagnostics).toEqual([]);
    expect(schema).toMatchObject({ properties: { price: { $ref: '#/$defs/Money' } } });
    expect($defs['Money']).toEqual({
      type: 'object',
      properties: { cents: bigint },
      required: ['cents'],
      'x-cast': 'codec:Money',
    });
  });
});

describe('a class with a codec that has a name for the wire', () => {
  it('goes by that name', () => {
    const { $defs, diagnostics } = readType(
      'Money',
      `export class Money {
  static readonly busName = 'shop.Money';
  cents = 0;
  plus() {}
  static toBus(value: Money): number { return value.cents; }
  static fromBus(json: number): Money { return Object.assign(new Money(), { cents: json }); }
}`,
    );

    expect(diagnostics).toEqual([]);
    expect(Object.values($defs)).toContainEqual({ type: 'number', 'x-cast': 'codec:shop.Money' });
  });
});

describe('the optional place of a tuple', () => {
  it('takes no undefined under exactOptionalPropertyTypes, as the compiler has it', () => {
    const { apis } = checkSources({
      'tsconfig.json': '{ "compilerOptions": { "strict": true, "exactOptionalPropertyTypes": true } }',
      'bus.ts': `import { Api } from 'lambdabus';
export class TypeApi extends Api {
  static readonly meta = { name: 'type' } as const;
  async read(input: { exact: [string?]; said: [(string | undefined)?] }) { void input; }
}`,
    });

    expect(apis[0]?.procedures[0]?.params).toMatchObject({
      properties: {
        exact: { prefixItems: [{ type: 'string' }] },
        said: { prefixItems: [{ anyOf: [{ type: 'string' }, { type: 'null', 'x-cast': 'undefined' }] }] },
      },
    });
  });
});

describe('parameters and results', () => {
  const read = (method: string) => {
    const { apis, diagnostics } = checkSources({
      'bus.ts': `import { Api } from 'lambdabus';
export class OrderApi extends Api { static readonly meta = { name: 'order' } as const; ${method} }`,
    });
    expect(diagnostics).toEqual([]);
    const [procedure] = apis[0]?.procedures ?? [];
    return { params: procedure?.params, result: procedure?.result };
  };

  it.each([
    ['async get() {}'],
    ['async get(): Promise<void> {}'],
    ['get(): undefined {}'],
    ['async get(): Promise<never> { throw new Error(); }'],
  ])('are absent in %s', (method) => {
    expect(read(method)).toEqual({ params: undefined, result: undefined });
  });

  it('say that a result may be undefined, which is null on the wire', () => {
    expect(read('async get(): Promise<string | undefined> { return undefined; }').result).toEqual({
      anyOf: [{ type: 'string' }, { type: 'null', 'x-cast': 'undefined' }],
    });
    expect(read('async get(): Promise<string | null | undefined> { return undefined; }').result).toEqual({
      anyOf: [{ type: 'string' }, { type: 'null' }],
    });
  });

  it('take nothing for a parameter without required properties', () => {
    const optional = { type: 'object', properties: { limit: { type: 'number' } } };

    expect(read('async get({ limit = 10 }: { limit?: number } = {}) { void limit; }').params).toEqual(optional);
    expect(read('async get(by?: { limit?: number }) { void by; }').params).toEqual(optional);
  });

  it('say where no parameter is something else than an empty one', () => {
    const undefinedParameter = { type: 'null', 'x-cast': 'undefined' };

    expect(read('async get(by?: { limit: number }) { void by; }').params).toEqual({
      anyOf: [{ type: 'object', properties: { limit: { type: 'number' } }, required: ['limit'] }, undefinedParameter],
    });
    expect(read('async get(by: { limit?: number } = { limit: 5 }) { void by; }').params).toEqual({
      anyOf: [{ type: 'object', properties: { limit: { type: 'number' } } }, undefinedParameter],
    });
  });

  it('are inferred where they are not written', () => {
    expect(
      read(`async get({ id }: { id: string }) { return { id, at: new Date(), state: 'open' as const, rows: [1, 2] }; }`)
        .result,
    ).toEqual({
      type: 'object',
      properties: {
        id: { type: 'string' },
        at: date,
        state: { type: 'string', const: 'open' },
        rows: { type: 'array', items: { type: 'number' } },
      },
      required: ['at', 'id', 'rows', 'state'],
    });
  });
});

describe('what may be undefined', () => {
  const schemas = (parameter: string, payload = '{ id: string }') => {
    const { apis, diagnostics } = checkSources({
      'bus.ts': `import { Api, event } from 'lambdabus';
export class TypeApi extends Api {
  static readonly meta = { name: 'type' } as const;
  readonly happened = event<${payload}>();
  async read(${parameter}) { return input; }
}
`,
    });
    const [api] = apis;
    return {
      params: api?.procedures[0]?.params,
      result: api?.procedures[0]?.result,
      payload: api?.events[0]?.payload,
      diagnostics,
    };
  };
  const value = { type: 'object', properties: { value: { type: 'string' } } };

  it.each(['value: string | undefined', 'value?: string'])(
    'is left out on the wire, and not required: %s',
    (property) => {
      const type = `{ ${property} }`;

      expect(schemas(`input: ${type}`, type)).toEqual({
        params: value,
        result: value,
        payload: value,
        diagnostics: [],
      });
    },
  );

  it('is not required where it is unknown, which undefined is as well', () => {
    const params = { type: 'object', properties: { id: { type: 'string' }, value: {} }, required: ['id'] };

    expect(schemas('input: { id: string; value: unknown }')).toMatchObject({ params, result: params });
  });

  it('makes a parameter without it the same as an empty one', () => {
    expect(schemas('input?: { value: string | undefined }').params).toEqual(value);
    expect(schemas('input?: { value: unknown }').params).toEqual({ type: 'object', properties: { value: {} } });
    expect(schemas('input: { value: string | undefined } = {} as never').params).toMatchObject({
      anyOf: [value, { type: 'null', 'x-cast': 'undefined' }],
    });
  });

  it('is no part of a parameter or payload that may be any object', () => {
    expect(schemas('input: {}', '{}')).toMatchObject({ params: { type: 'object' }, payload: { type: 'object' } });
  });
});
