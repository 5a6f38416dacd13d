import { describe, expect, it } from 'vitest';
import { checkSources, readType } from './check-sources.ts';

interface Refused {
  readonly type: string;
  readonly declarations?: string;
  readonly code: string;
  readonly message: string | RegExp;
  readonly hint: string | RegExp;
}

const refused: readonly Refused[] = [
  {
    type: '() => void',
    code: 'TYPE_IS_FUNCTION',
    message: 'TypeApi.read: parameter.value is a function, which cannot travel.',
    hint: /data instead of code/,
  },
  {
    type: '{ on: { done(): void } }',
    code: 'TYPE_IS_FUNCTION',
    message: /parameter.value.on.done is a function/,
    hint: /event with a listener/,
  },
  { type: 'new () => Date', code: 'TYPE_IS_FUNCTION', message: /is a function/, hint: /data/ },
  { type: 'symbol', code: 'TYPE_IS_SYMBOL', message: /is a symbol/, hint: /string literals/ },
  { type: 'Record<symbol, string>', code: 'TYPE_IS_SYMBOL', message: /symbol keys/, hint: 'Use string keys.' },
  {
    type: 'Promise<string>',
    code: 'TYPE_CANNOT_TRAVEL',
    message: /is Promise<string>, which cannot travel as JSON/,
    hint: /Await it/,
  },
  { type: 'RegExp', code: 'TYPE_CANNOT_TRAVEL', message: /is RegExp/, hint: /source as a string/ },
  { type: 'Error', code: 'TYPE_CANNOT_TRAVEL', message: /is Error/, hint: /Throw it/ },
  { type: 'Buffer', code: 'TYPE_CANNOT_TRAVEL', message: /is Buffer/, hint: /Uint8Array/ },
  { type: 'Float64Array', code: 'TYPE_CANNOT_TRAVEL', message: /is Float64Array/, hint: /number\[\]/ },
  { type: 'WeakMap<object, string>', code: 'TYPE_CANNOT_TRAVEL', message: /WeakMap/, hint: /Map or Record/ },
  { type: 'String', code: 'TYPE_CANNOT_TRAVEL', message: /is String/, hint: 'Write string.' },
  {
    type: 'Failure',
    declarations: "class Failure extends Error { code = 'x' }",
    code: 'TYPE_IS_CLASS',
    message: /an instance of the class Failure, which extends Error/,
    hint: /or throw it; or give Failure a codec/,
  },
  { type: 'TypeError', code: 'TYPE_CANNOT_TRAVEL', message: /is TypeError, an Error/, hint: /Throw it/ },
  {
    type: 'Failed',
    declarations: 'interface Coded extends RangeError { code: string } interface Failed extends Coded { at: Date }',
    code: 'TYPE_CANNOT_TRAVEL',
    message: /is Failed, an Error/,
    hint: /what matters of it/,
  },
  {
    type: 'Rows',
    declarations: 'interface Rows extends Array<Date> { total: number }',
    code: 'TYPE_CANNOT_TRAVEL',
    message: /is Rows, an array with further properties \(total\)/,
    hint: /one property for the list/,
  },
  { type: 'Function', code: 'TYPE_CANNOT_TRAVEL', message: /is Function/, hint: /data instead/ },
  { type: '[...string[], number]', code: 'TYPE_CANNOT_TRAVEL', message: /rest element is not its last/, hint: /last/ },
  {
    type: 'object',
    code: 'TYPE_HAS_NO_SHAPE',
    message: /is object, which says nothing about its shape/,
    hint: /Record<string, unknown>/,
  },
  { type: 'any', code: 'TYPE_IS_ANY', message: /is any, so nothing can be said/, hint: /unknown/ },
  { type: '{ deep: any[] }', code: 'TYPE_IS_ANY', message: /parameter.value.deep\[\] is any/, hint: /unknown/ },
  { type: 'Record<string, any>', code: 'TYPE_IS_ANY', message: /parameter.value\[string\] is any/, hint: /unknown/ },
  { type: 'Map<string, any>', code: 'TYPE_IS_ANY', message: /parameter.value<value> is any/, hint: /unknown/ },
  {
    type: 'Missing',
    code: 'TYPE_NOT_RESOLVED',
    message: /there is no type named Missing here/,
    hint: /Correct the name/,
  },
  {
    type: 'Gone',
    declarations: `import type { Gone } from './gone.ts';`,
    code: 'TYPE_NOT_RESOLVED',
    message: /Gone is imported from '.\/gone.ts', which cannot be found/,
    hint: /import/,
  },
  {
    type: 'list.Item[]',
    declarations: `import type * as list from 'no-such-package';`,
    code: 'TYPE_NOT_RESOLVED',
    message: /list is imported from 'no-such-package', which cannot be found/,
    hint: /install the package/,
  },
  {
    type: 'Gone',
    declarations: `import type { Gone } from 'node:path';`,
    code: 'TYPE_NOT_RESOLVED',
    message: /'node:path' exports no Gone/,
    hint: /^It exports the types /,
  },
  {
    type: 'ParsedPaht',
    declarations: `import type { ParsedPaht } from 'node:path';`,
    code: 'TYPE_NOT_RESOLVED',
    message: /'node:path' exports no ParsedPaht/,
    hint: /^Did you mean ParsedPath\?$/,
  },
  {
    type: 'Root',
    declarations: `import type Root from 'mdast';`,
    code: 'TYPE_NOT_RESOLVED',
    message: /'mdast' has no default export that is a type/,
    hint: /^Import it by its name: import type { Root } from 'mdast'\.$/,
  },
  {
    type: 'Delivery',
    declarations: `import Delivery from 'aws-lambda';`,
    code: 'TYPE_NOT_RESOLVED',
    message: /'aws-lambda' has no default export that is a type/,
    hint: /^Import one of its types by name, such as import type { \w+ } from 'aws-lambda'\.$/,
  },
  {
    type: 'Event',
    declarations: `import Event from 'aws-lambda';`,
    code: 'TYPE_NOT_RESOLVED',
    message: /is the global Event, not that of the import: 'aws-lambda' has no default export that is a type/,
    hint: /^Import it by its name: import type { \w+ } from 'aws-lambda'\.$|^Import one of its types by name/,
  },
  {
    type: 'Event',
    code: 'TYPE_HAS_METHODS',
    message: /is Event, which has methods/,
    hint: /^Send the data in it/,
  },
  {
    type: 'Paths',
    declarations: `import type * as Paths from 'node:path';`,
    code: 'TYPE_NOT_RESOLVED',
    message: /Paths is all that 'node:path' exports, and no type/,
    hint: /^Write one of its types: Paths\.\w+\.$/,
  },
  {
    type: 'lambda.S3Evnt',
    declarations: `import type * as lambda from 'aws-lambda';`,
    code: 'TYPE_IS_ANY',
    message: /is any: '"aws-lambda"' has no exported member named 'S3Evnt'/,
    hint: /Did you mean 'S3Event'\?/,
  },
  {
    type: 'Account',
    declarations: 'class Account { balance = 0; deposit(amount: number) { this.balance += amount; } }',
    code: 'TYPE_IS_CLASS',
    message: /an instance of the class Account, which has methods \(deposit\) that would be lost/,
    hint: /codec: static toBus\(value: Account\)/,
  },
  {
    type: 'Account',
    declarations:
      'class Account { constructor(readonly id: string, private secret: string) { void this.secret; } #x = 1; y() { return this.#x; } }',
    code: 'TYPE_IS_CLASS',
    message: /Account/,
    hint: /codec/,
  },
  {
    type: 'Account',
    declarations: 'class Account { id = 1; #secret = 2; static read(account: Account) { return account.#secret; } }',
    code: 'TYPE_IS_CLASS',
    message: /members that are not public \(#secret\)/,
    hint: /codec/,
  },
  {
    type: 'Money',
    declarations: 'class Money { cents = 0; static toBus(value: Money) { return value.cents; } }',
    code: 'CODEC_INVALID',
    message: /whose codec is not whole: it has no static fromBus/,
    hint: /Give it both/,
  },
  {
    type: 'Money',
    declarations:
      "class Money { static busName = 'shop.Money'; cents = 0; static toBus(value: Money) { return value.cents; } static fromBus(json: number) { return Object.assign(new Money(), { cents: json }); } }",
    code: 'CODEC_INVALID',
    message: /whose static busName is no string literal but string/,
    hint: /static readonly busName = 'Money'/,
  },
  {
    type: 'Nest<string>',
    declarations: 'interface Nest<T> { value: T; next?: Nest<T[]> }',
    code: 'TYPE_TOO_DEEP',
    message: /ever new types of itself/,
    hint: /same type arguments/,
  },
  {
    type: '{ ["__proto__"]: string }',
    code: 'PROPERTY_NAME_FORBIDDEN',
    message: /prototype/,
    hint: /another name/,
  },
  {
    type: 'DeepPartial<{ id: string & { __brand: 1 } }>',
    declarations: 'type DeepPartial<T> = { [K in keyof T]?: DeepPartial<T[K]> };',
    code: 'TYPE_TAKEN_APART',
    message: /parameter.value.id is .*, which is made of the methods of a built-in type \(anchor, at, big, …\)/,
    hint: /whole/,
  },
  {
    type: 'DeepPartial<{ at: Date }>',
    declarations: 'type DeepPartial<T> = { [K in keyof T]?: DeepPartial<T[K]> };',
    code: 'TYPE_TAKEN_APART',
    message: /built-in type \(toString, toDateString, /,
    hint: /Date/,
  },
  {
    type: 'Stats',
    declarations: "import type { Stats } from 'node:fs';",
    code: 'TYPE_IS_CLASS',
    message: /an instance of the class Stats, which has methods \(isFile, /,
    hint: 'Send plain data instead, such as the string or object that Stats is made from.',
  },
  {
    type: 'Intl.Collator',
    code: 'TYPE_HAS_METHODS',
    message: /is Collator, which has methods \(compare, /,
    hint: /plain object/,
  },
];

describe('a type that cannot travel', () => {
  it.each(refused)('is refused: $type $message', ({ type, declarations, code, message, hint }) => {
    const { diagnostics } = readType(type, declarations);

    expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code]);
    expect(diagnostics[0]?.message).toMatch(message);
    expect(diagnostics[0]?.hint).toMatch(hint);
    expect(diagnostics[0]?.position).toMatchObject({ file: 'bus.ts' });
  });

  it('is listed twenty times at most in one type', () => {
    const functions = Array.from({ length: 30 }, (_, index) => `f${index}: () => void`).join('; ');

    const { diagnostics } = readType(`{ ${functions} }`);

    expect(diagnostics).toHaveLength(21);
    expect(diagnostics.at(-1)?.message).toBe(
      'TypeApi.read: parameter has more places that cannot travel than the 20 that are listed.',
    );
  });

  it('is shown at the property that holds it, in whichever file', () => {
    const { diagnostics } = checkSources({
      'model.ts': 'export interface Order {\n  id: string;\n  lines: { pattern: RegExp }[];\n}\n',
      'bus.ts': `import { Api } from 'lambdabus';
import type { Order } from './model.ts';
export class OrderApi extends Api {
  static readonly meta = { name: 'order' } as const;
  async get(): Promise<Order> { throw new Error(); }
}`,
    });

    expect(diagnostics).toMatchObject([
      {
        code: 'TYPE_CANNOT_TRAVEL',
        message: 'OrderApi.get: result.lines[].pattern is RegExp, which cannot travel as JSON.',
        position: { file: 'model.ts', line: 3, column: 12 },
        length: 7,
      },
    ]);
  });

  it('is explained by the compiler where an inferred result depends on itself', () => {
    const { diagnostics } = checkSources({
      'bus.ts': `import { Api, createBus } from 'lambdabus';
import type * as self from './bus.ts';
const bus = createBus<typeof self>();
export class OrderApi extends Api {
  static readonly meta = { name: 'order' } as const;
  async get() { return bus.order.again(); }
  async again() { return bus.order.get(); }
}`,
    });

    expect(diagnostics[0]).toMatchObject({
      code: 'TYPE_IS_ANY',
      message: /implicitly has|referenced directly or indirectly/,
    });
  });

  it.each([
    ['any', 'TYPE_IS_ANY'],
    ['Mising', 'TYPE_NOT_RESOLVED'],
  ])('may be that of the whole parameter: %s', (type, code) => {
    const { diagnostics } = checkSources({
      'bus.ts': `import { Api } from 'lambdabus';
export class OrderApi extends Api {
  static readonly meta = { name: 'order' } as const;
  async get(params: ${type}): Promise<string> { return String(params); }
}`,
    });

    expect(diagnostics).toMatchObject([{ code, position: { file: 'bus.ts', line: 4 } }]);
  });

  it('may be two codecs of one name', () => {
    const money = `export class Money { cents = 0; add() {} static toBus(value: Money) { return value.cents; } static fromBus(json: number) { return Object.assign(new Money(), { cents: json }); } }`;
    const { diagnostics } = checkSources({
      'a.ts': money,
      'b.ts': money,
      'bus.ts': `import { Api } from 'lambdabus';
import type { Money as A } from './a.ts';
import type { Money as B } from './b.ts';
export class OrderApi extends Api {
  static readonly meta = { name: 'order' } as const;
  async get(): Promise<{ a: A; b: B }> { throw new Error(); }
}`,
    });

    expect(diagnostics).toMatchObject([
      { code: 'CODEC_NAME_TAKEN', position: { file: 'b.ts' }, related: { position: { file: 'a.ts' } } },
    ]);
  });
});

describe('a union', () => {
  it.each([
    ['Date | string', 'Date | string'],
    ['{ at: Date } | { at: string }', '{ at: Date; } | { at: string; }'],
    ['Set<string> | string[]', 'Set<string> | string[]'],
    ['Map<string, number> | [string, number][]', ''],
    ['Date[] | string[]', 'Date[] | string[]'],
    ['bigint | string', ''],
    ['bigint | "17"', '"17" | bigint'],
    ['Uint8Array | bigint', ''],
    ['Uint8Array | "abcd"', ''],
    ['URL | "https://a.example"', ''],
    ['Record<string, Date> | { a: string }', ''],
    ['{ kind: "a"; at: Date } | { kind: "a" | "b"; at: string }', ''],
    ['A | B', 'A | B', 'interface A { next?: A; at: Date } interface B { next?: B; at: string }'],
  ])('%s is refused, for its members look the same on the wire', (type, shown, declarations = '') => {
    const { diagnostics } = readType(type, declarations);

    expect(diagnostics.map(({ code }) => code)).toEqual(['TYPE_UNION_AMBIGUOUS']);
    expect(diagnostics[0]?.message).toContain(shown);
    expect(diagnostics[0]?.message).toContain('look the same on the wire');
    expect(diagnostics[0]?.hint).toContain('kind');
  });

  it.each([
    ['Date | number | null'],
    ['Date | bigint'],
    ['Date | "never"'],
    ['Date | URL'],
    ['Uint8Array | "a"'],
    ['string[] | number[]'],
    ['{ kind: "a"; at: Date } | { kind: "b"; at: string }'],
    ['{ at: Date; text?: never } | { text: string; at?: never }'],
    ['{ at: Date } | { text: string }'],
    ['[Date] | [string, string]'],
    ['[1, Date] | [2, string]'],
    ['{ ok: true; value: Date } | { ok: false; value: string }'],
    ['Tree | null', 'type Tree = { kind: "leaf"; at: Date } | { kind: "node"; at: string; children: Tree[] }'],
  ])('%s is told apart', (type, declarations = '') => {
    expect(readType(type, declarations).diagnostics).toEqual([]);
  });
});

describe('a doc tag', () => {
  it.each([
    ['{ /** @minimum few */ n: number }', 'DOC_TAG_INVALID', /@minimum "few", which is not a number/],
    ['{ /** @minLength */ s: string }', 'DOC_TAG_INVALID', /@minLength without a value/],
    ['{ /** @pattern ( */ s: string }', 'DOC_TAG_INVALID', /not a regular expression/],
    ['{ /** @multipleOf 0 */ n: number }', 'DOC_TAG_INVALID', /@multipleOf "0", which is not a number above 0/],
    ['{ /** @integer no */ n: number }', 'DOC_TAG_INVALID', /@integer "no", which is not empty/],
    ['{ /** @minimum 1 */ s: string }', 'DOC_TAG_MISPLACED', /restricts a number/],
    ['{ /** @integer */ n: bigint }', 'DOC_TAG_MISPLACED', /restricts a number/],
    ['{ /** @uniqueItems */ s: string }', 'DOC_TAG_MISPLACED', /restricts an array/],
    ['{ /** @maxLength 1 */ at: Date }', 'DOC_TAG_MISPLACED', /restricts a string/],
  ])('in %s is refused', (type, code, message) => {
    const { diagnostics } = readType(type);

    expect(diagnostics).toMatchObject([{ code, message: expect.stringMatching(message) }]);
  });

  it.each([
    ['{ /** @minLenght 3 */ s: string }', '@minLength'],
    ['{ /** @Maximum 3 */ n: number }', '@maximum'],
    ['{ /** @multiple 3 */ n: number }', '@multipleOf'],
    ['{ /** @interger */ n: number }', '@integer'],
    ['{ /** @sensitiv */ s: string }', '@sensitive'],
  ])('that is misspelt in %s is warned of', (type, meant) => {
    const { diagnostics, warnings } = readType(type);

    expect(diagnostics).toEqual([]);
    expect(warnings).toMatchObject([
      {
        code: 'DOC_TAG_UNKNOWN',
        hint: expect.stringContaining(`Did you mean ${meant}?`),
        position: { file: 'bus.ts' },
      },
    ]);
  });

  it.each([
    [
      '{ /** @format datetime */ at: string }',
      'has @format datetime, which only describes',
      /^Did you mean date-time\? /,
    ],
    [
      '{ /** @format iban */ account: string | null }',
      'has @format iban, which only describes',
      /^Checked are date-time, /,
    ],
  ])('whose format no function checks is warned of: %s', (type, message, hint) => {
    const { diagnostics, warnings } = readType(type);

    expect(diagnostics).toEqual([]);
    expect(warnings).toMatchObject([
      {
        code: 'FORMAT_NOT_CHECKED',
        message: expect.stringContaining(message),
        hint: expect.stringMatching(hint),
        position: { file: 'bus.ts', line: 5 },
      },
    ]);
  });

  it.each([
    '{ /** @format date-time */ at: string }',
    '{ /** @format password */ secret: string }',
    `{
      /**
       * @format iban
       * @pattern ^[A-Z]{2}\\d{2}
       */
      account: string;
    }`,
  ])('whose format is checked, says nothing to check, or stands beside a pattern is not: %s', (type) => {
    expect(readType(type)).toMatchObject({ diagnostics: [], warnings: [] });
  });

  it('that is ordinary in doc comments is none of its business', () => {
    const ordinary =
      'abstract access alias alpha arg argument async augments author beta borrows bug callback category class classdesc const constant constructor constructs copyright decorator default defaultValue defaultvalue deprecated desc description document documents emits enum event eventProperty example exception experimental export exports expandType extends external featured file fileoverview final fires func function generator global group hidden hideCategories hideGroups hideconstructor host ignore implements import include includeCode inheritDoc inheritdoc inline inlineType inner instance interface internal jsx kind label lends license link linkcode linkplain listens member memberOf memberof mergeModuleWith method mixes mixin module name namespace nocollapse nosideeffects override overload overview package packageDocumentation param preserve preventExpand preventInline primaryExport private privateRemarks project prop property protected prototype public readonly ref remarks requires return returns satisfies sealed see since sortStrategy static struct summary suppress template this throws title todo tutorial type typeParam typedef typeparam unrestricted useDeclaredType var variation version virtual yields'.split(
        ' ',
      );

    const { diagnostics, warnings } = readType(
      `{ ${ordinary.map((tag, index) => `/** @${tag} 1 */ p${index}: string;`).join('\n')} }`,
    );

    expect(warnings).toEqual([]);
    expect(diagnostics).toEqual([]);
  });
});
