import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../../src/build/diagnostic.ts';
import { checkSources, underlined } from './check-sources.ts';

interface Rule {
  readonly title: string;
  /** What stands in the class `OrderApi`. */
  readonly members?: string;
  /** The whole bus module, where it is not one class with these members. */
  readonly source?: string;
  readonly code: string;
  /** The text that is underlined. */
  readonly at: string;
  readonly message: string | RegExp;
  readonly hint: string | RegExp;
}

const rules: readonly Rule[] = [
  {
    title: 'a class without meta',
    source: 'export class OrderApi extends Api {}',
    code: 'API_META_MISSING',
    at: 'OrderApi',
    message: 'OrderApi has no static meta.',
    hint: "Write static readonly meta = { name: 'support.case' } as const.",
  },
  {
    title: 'a class that inherits its meta',
    source: `export class OrderApi extends Api { static readonly meta = { name: 'order' } as const; }
export class SpecialOrderApi extends OrderApi {}`,
    code: 'API_META_MISSING',
    at: 'SpecialOrderApi',
    message:
      'SpecialOrderApi has no static meta of its own: it inherits that of OrderApi, and two APIs cannot share a name.',
    hint: /written as "abstract"/,
  },
  {
    title: 'a meta without a name',
    source: 'export class OrderApi extends Api { static readonly meta = { memory: 512 } as const; }',
    code: 'API_NAME_MISSING',
    at: 'meta',
    message: 'The meta of OrderApi has no name.',
    hint: /name: 'support.case'/,
  },
  {
    title: 'a name that is no literal',
    source: "export class OrderApi extends Api { static readonly meta = { name: 'order' }; }",
    code: 'API_NAME_NOT_LITERAL',
    at: "'order'",
    message: "The type of meta.name of OrderApi is string, so callers' types cannot know the name.",
    hint: "Write as const behind the object: static readonly meta = { name: 'order' } as const.",
  },
  {
    title: 'a name with an upper-case segment',
    source: "export class OrderApi extends Api { static readonly meta = { name: 'shop.Order' } as const; }",
    code: 'API_NAME_INVALID',
    at: "'shop.Order'",
    message: /OrderApi cannot be named "shop.Order": its segment "Order" does not match/,
    hint: /support.case/,
  },
  {
    title: 'a name that is taken',
    source: `export class OrderApi extends Api { static readonly meta = { name: 'order' } as const; }
export class OtherApi extends Api { static readonly meta = { name: "order" } as const; }`,
    code: 'API_NAME_TAKEN',
    at: '"order"',
    message: 'API "order" is already registered by OrderApi, now again by OtherApi.',
    hint: 'Give one of the two classes another meta.name.',
  },
  {
    title: 'a procedure that is in the way of another API',
    source: `export class ShopApi extends Api { static readonly meta = { name: 'shop' } as const; async order() {} }
export class OrderApi extends Api { static readonly meta = { name: 'shop.order.line' } as const; async get() {} }`,
    code: 'MEMBER_IS_API_SEGMENT',
    at: 'order',
    message:
      'ShopApi.order would be at bus.shop.order, where the way to API "shop.order.line" (OrderApi) leads through.',
    hint: 'Rename the procedure, or give OrderApi another meta.name.',
  },
  {
    title: 'a generic class',
    source:
      "export class OrderApi<T> extends Api { static readonly meta = { name: 'order' } as const; async get() {} }",
    code: 'API_IS_GENERIC',
    at: 'T',
    message: 'OrderApi has the type parameter T; an API on the bus is one definite class.',
    hint: /abstract/,
  },
  {
    title: 'a constructor with parameters',
    source:
      "export class OrderApi extends Api { static readonly meta = { name: 'order' } as const; constructor(table: string) { super(); void table; } }",
    code: 'API_CONSTRUCTOR_HAS_PARAMETERS',
    at: 'table: string',
    message:
      'The constructor of OrderApi needs the parameter "table", but each function constructs the API without arguments.',
    hint: /default value/,
  },
  {
    title: 'a reserved name',
    members: 'async then() {}',
    code: 'MEMBER_NAME_RESERVED',
    at: 'then',
    message: /OrderApi.then cannot be on the bus: its name is reserved \(reserved are fire, listen/,
    hint: /Rename it, or make it private/,
  },
  {
    title: 'a name that starts with $',
    members: 'async $get() {}',
    code: 'MEMBER_NAME_RESERVED',
    at: '$get',
    message: /anything with \$/,
    hint: /Rename/,
  },
  {
    title: 'an event with an upper-case name',
    members: 'readonly Placed = event<{ id: string }>();',
    code: 'MEMBER_NAME_INVALID',
    at: 'Placed',
    message: /its name does not match \[a-z\]/,
    hint: /Rename/,
  },
  {
    title: 'a public start',
    members: 'override async start() {}',
    code: 'START_IS_PUBLIC',
    at: 'start',
    message: /OrderApi.start is public/,
    hint: 'Write protected async start(), or give the procedure another name.',
  },
  {
    title: 'a field that holds a function',
    members: 'readonly get = async () => 1;',
    code: 'MEMBER_IS_FUNCTION_FIELD',
    at: 'get',
    message: 'OrderApi.get is a field that holds a function; a remote procedure is a method.',
    hint: /Write async get\(/,
  },
  {
    title: 'a field that is any',
    members: 'declare thing: any;',
    code: 'MEMBER_IS_ANY',
    at: 'thing',
    message: /OrderApi.thing is any/,
    hint: /Write its type/,
  },
  {
    title: 'an accessor',
    members: 'get total() { return 1; }',
    code: 'MEMBER_IS_ACCESSOR',
    at: 'total',
    message: 'OrderApi.total is an accessor; a remote procedure is a method.',
    hint: /Write async total\(\)/,
  },
  {
    title: 'overloads',
    members:
      'async get(by: { id: string }): Promise<string>; async get(by: { mail: string }): Promise<number>; async get(by: object): Promise<any> { return by; }',
    code: 'METHOD_IS_OVERLOADED',
    at: 'get',
    message: 'OrderApi.get has 2 overloads; a procedure has one parameter type and one result type.',
    hint: /union/,
  },
  {
    title: 'a generic method',
    members: 'async get<T>(by: { id: T }): Promise<T> { return by.id; }',
    code: 'METHOD_IS_GENERIC',
    at: 'T',
    message: 'OrderApi.get has the type parameter T, which a caller on the wire cannot give.',
    hint: /Write the types/,
  },
  {
    title: 'a generator',
    members: 'async *all() { yield 1; }',
    code: 'METHOD_IS_GENERATOR',
    at: 'all',
    message: 'OrderApi.all is a generator; a procedure gives one result.',
    hint: /array/,
  },
  {
    title: 'a result that is a stream',
    members: 'async all(): Promise<ReadableStream<string>> { throw new Error(); }',
    code: 'TYPE_CANNOT_TRAVEL',
    at: 'Promise<ReadableStream<string>>',
    message: 'OrderApi.all: result is ReadableStream<string>, which cannot travel as JSON.',
    hint: /Collect it into an array/,
  },
  {
    title: 'a result to iterate over',
    members: 'all(): AsyncIterable<string> { throw new Error(); }',
    code: 'TYPE_CANNOT_TRAVEL',
    at: 'AsyncIterable<string>',
    message: /AsyncIterable<string/,
    hint: /Collect it into an array/,
  },
  {
    title: 'two parameters',
    members: 'async get(id: string, deep: boolean) { void id; void deep; }',
    code: 'METHOD_HAS_PARAMETERS',
    at: 'deep: boolean',
    message: 'OrderApi.get has 2 parameters (id, deep); a procedure takes one object or nothing.',
    hint: 'Write ({ id, deep }: { id: string; deep: boolean }).',
  },
  {
    title: 'a rest parameter',
    members: 'async get(...ids: string[]) { void ids; }',
    code: 'METHOD_HAS_REST_PARAMETER',
    at: '...ids: string[]',
    message: 'OrderApi.get has the rest parameter ...ids; a procedure takes one object or nothing.',
    hint: 'Write ({ ids }: { ids: string[] }).',
  },
  {
    title: 'a primitive parameter',
    members: 'async get(id: string) { void id; }',
    code: 'PARAMETER_NOT_OBJECT',
    at: 'string',
    message: 'The parameter of OrderApi.get is string; a procedure takes one object or nothing.',
    hint: 'Name what it takes: ({ id }: { id: string }).',
  },
  {
    title: 'a list as parameter',
    members: 'async get(ids: string[]) { void ids; }',
    code: 'PARAMETER_NOT_OBJECT',
    at: 'string[]',
    message: /is string\[\]/,
    hint: 'Name what it takes: ({ ids }: { ids: string[] }).',
  },
  {
    title: 'a Date as parameter',
    members: 'async get(since: Date) { void since; }',
    code: 'PARAMETER_NOT_OBJECT',
    at: 'Date',
    message: /is Date/,
    hint: /since: Date/,
  },
  {
    title: 'a union with a primitive as parameter',
    members: 'async get(by: { id: string } | string) { void by; }',
    code: 'PARAMETER_NOT_OBJECT',
    at: '{ id: string } | string',
    message: /of which string is no object/,
    hint: /Name what it takes/,
  },
  {
    title: 'a parameter that may be null',
    members: 'async get(by: { id: string } | null) { void by; }',
    code: 'PARAMETER_NOT_OBJECT',
    at: '{ id: string } | null',
    message: /of which null is no object/,
    hint: /Name what it takes/,
  },
  {
    title: 'a parameter that is unknown',
    members: 'async get(by: unknown) { void by; }',
    code: 'PARAMETER_NOT_OBJECT',
    at: 'unknown',
    message: /is unknown/,
    hint: /by: unknown/,
  },
  {
    title: 'a parameter with $bus',
    members: 'async get(by: { $bus: string }) { void by; }',
    code: 'PARAMETER_NAME_RESERVED',
    at: '$bus: string',
    message: /has a property \$bus/,
    hint: /another name/,
  },
  {
    title: 'a parameter with $bus in a member of a union',
    members: 'async get(by: { id: string } | { id: string; $bus?: string }) { void by; }',
    code: 'PARAMETER_NAME_RESERVED',
    at: '$bus?: string',
    message: /has a property \$bus/,
    hint: /another name/,
  },
  {
    title: 'a payload that is a list',
    members: 'readonly placed = event<string[]>();',
    code: 'PAYLOAD_NOT_OBJECT',
    at: 'string[]',
    message: 'The payload of OrderApi.placed is string[]; an event carries one object.',
    hint: 'Name what it carries: event<{ value: string[] }>().',
  },
];

function check({ source, members = '' }: Rule): { diagnostics: readonly Diagnostic[]; text: string } {
  const classes =
    source ?? `export class OrderApi extends Api { static readonly meta = { name: 'order' } as const;\n  ${members}\n}`;
  const text = `import { Api, event } from 'lambdabus';\n${classes}\nvoid event;\n`;
  return { diagnostics: checkSources({ 'bus.ts': text }).diagnostics, text };
}

describe('a rule of definition', () => {
  it.each(rules)('refuses $title', (rule) => {
    const { diagnostics, text } = check(rule);

    expect(diagnostics.map(({ code }) => code)).toEqual([rule.code]);
    const [diagnostic] = diagnostics;
    if (diagnostic === undefined) return;
    expect(underlined(diagnostic, { 'bus.ts': text })).toBe(rule.at);
    expect(diagnostic.message).toMatch(rule.message);
    expect(diagnostic.hint).toMatch(rule.hint);
  });

  it('points at both of two classes of one name', () => {
    const { diagnostics } = check(rules.find(({ code }) => code === 'API_NAME_TAKEN') ?? expect.fail());

    expect(diagnostics[0]).toMatchObject({
      position: { line: 3 },
      related: { message: 'OrderApi has the name here.', position: { file: 'bus.ts', line: 2 } },
    });
  });

  it('points at what a base class declares', () => {
    const { diagnostics } = checkSources({
      'bus.ts': `import { Api } from 'lambdabus';
abstract class Base extends Api { async get(id: string) { void id; } }
export class OrderApi extends Base { static readonly meta = { name: 'order' } as const; }
`,
    });

    expect(diagnostics).toMatchObject([
      { code: 'PARAMETER_NOT_OBJECT', message: /OrderApi.get/, position: { line: 2 } },
    ]);
  });

  it('says nothing of classes that are not exported, and of abstract ones', () => {
    const { diagnostics, apis } = checkSources({
      'bus.ts': `import { Api } from 'lambdabus';
class Unseen extends Api { async get(id: string) { void id; } }
export abstract class Base extends Api { async find(id: string) { void id; void Unseen; } }
`,
    });

    expect(diagnostics).toEqual([]);
    expect(apis).toEqual([]);
  });
});
