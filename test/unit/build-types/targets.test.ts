import { describe, expect, it } from 'vitest';
import type { CheckedBus } from '../../../src/build/types/index.ts';
import { createSources, type Sources, underlined } from './check-sources.ts';

const apis = `import { Api, event } from 'lambdabus';
export class OrderApi extends Api {
  static readonly meta = { name: 'shop.order' } as const;
  readonly placed = event<{ id: string }>();
  readonly paid = event<{ id: string; at: Date }>({ fifo: true });
  async get({ id }: { id: string }) { return id; }
  async list() { return ['x']; }
}
`;

const foreign = `import { Api, event } from 'lambdabus';
export interface Invoice { number: string; total: bigint }
export class InvoiceApi extends Api {
  static readonly meta = { name: 'billing.invoice' } as const;
  readonly issued = event<Invoice>();
  readonly corrected = event<Invoice>({ openTo: ['support'] });
  async get({ id }: { id: string }) { return id; }
}
`;

const bus = `import { createBus } from 'lambdabus';
import type * as own from './apis.ts';
import type * as billing from './billing.ts';
export const bus = createBus<[typeof own, typeof billing]>();
`;

/** What code that is no function of the bus does: all that its modules export may run. */
function inModules(checked: CheckedBus, files: readonly string[]) {
  return checked.targetsOf({ name: 'use.ts', entry: { kind: 'modules', files }, files });
}

/** What the module \`use.ts\` with these statements does to the bus. */
function targetsOf(statements: string, more: Sources = {}) {
  const sources: Sources = {
    'apis.ts': apis,
    'billing.ts': foreign,
    'the-bus.ts': bus,
    'bus.ts': `export * from './apis.ts';\nimport './use.ts';\n`,
    'use.ts': `import { bus } from './the-bus.ts';\n${statements}\nexport {};\n`,
    ...more,
  };
  const directory = createSources(sources);
  const checked = directory.check();
  expect(checked.diagnostics).toEqual([]);
  const { calls, enqueues, fires, diagnostics } = inModules(checked, [directory.path('use.ts')]);
  return {
    calls,
    enqueues,
    fires: fires.map(({ event }) => event),
    found: diagnostics.map((diagnostic) => [diagnostic.code, underlined(diagnostic, sources)]),
    diagnostics,
    payloads: fires.map(({ payload }) => payload),
    $defs: checked.$defs,
  };
}

const get = { calls: ['shop.order.get'], fires: [], found: [] };
const placed = { calls: [], fires: ['shop.order.placed'], found: [] };
const nothing = { calls: [], fires: [], found: [] };

describe('a call', () => {
  it.each([
    ['directly', `await bus.shop.order.get({ id: '1' });`],
    ['by enqueue', `await bus.shop.order.get.enqueue({ id: '1' });`],
    ['by a key', `await bus.shop['order'].get({ id: '1' });`],
    ['through an alias of the API', `const { order } = bus.shop; await order.get({ id: '1' });`],
    ['through an alias of the procedure', `const find = bus.shop.order.get; await find({ id: '1' });`],
    ['by destructuring', `const { shop: { order: { get } } } = bus; await get({ id: '1' });`],
    ['by destructuring under another name', `const { get: find } = bus.shop.order; await find({ id: '1' });`],
    [
      'by a destructuring assignment',
      `let get: typeof bus.shop.order.get; ({ get } = bus.shop.order); await get({ id: '1' });`,
    ],
    [
      'by a destructured parameter',
      `function read({ get }: typeof bus.shop.order) { return get({ id: '1' }); } void read;`,
    ],
    [
      'by handing it to a function',
      `await Promise.all(['1'].map((id) => ({ id })).map((by) => bus.shop.order.get(by)));`,
    ],
    ['as a value', `const table = { find: bus.shop.order.get }; void table;`],
    ['through the return value of a function', `const order = () => bus.shop.order; await order().get({ id: '1' });`],
    [
      'in a class',
      `class Reader { readonly orders = bus.shop.order; read() { return this.orders.get({ id: '1' }); } } new Reader().read();`,
    ],
    ['with optional chaining', `const maybe: typeof bus | undefined = bus; await maybe?.shop.order.get({ id: '1' });`],
    ['with a type assertion around', `await (bus as typeof bus).shop.order.get({ id: '1' });`],
    [
      'by a helper whose parameter is structural',
      `const helper = (api: { get(by: { id: string }): Promise<string> }) => api.get({ id: '1' }); await helper(bus.shop.order);`,
    ],
    [
      'by a generic helper',
      `const helper = <T extends { get(by: { id: string }): Promise<string> }>(api: T) => api.get({ id: '1' }); await helper(bus.shop.order);`,
    ],
    [
      'by an annotation that says less',
      `const api: { get(by: { id: string }): Promise<string> } = bus.shop.order; await api.get({ id: '1' });`,
    ],
    [
      'by a helper that takes the whole bus as less',
      `const helper = (all: { shop: { order: { get: (by: { id: string }) => Promise<unknown> } } }) => all; helper(bus);`,
    ],
    [
      'of the value of a call that goes to a helper',
      `const helper = (api: { get(by: { id: string }): Promise<string> }) => api; const orders = () => bus.shop.order; helper(orders());`,
    ],
    ['by name', `await bus.$client.call('shop.order.get', { id: '1' });`],
    ['by name, enqueued', `await bus.$client.enqueue('shop.order.get', { id: '1' });`],
  ])('is found when it is made %s', (_, statements) => {
    expect(targetsOf(statements)).toMatchObject(get);
  });

  it.each([
    ['types', `type Get = typeof bus.shop.order.get; export type R = ReturnType<Get>;`],
    ['the bus itself', `export const again = bus; export { bus };`],
  ])('is not found in %s', (_, statements) => {
    expect(targetsOf(statements)).toMatchObject(nothing);
  });

  it.each([
    ['by enqueue', `await bus.shop.order.get.enqueue({ id: '1' });`],
    ['by enqueue of an alias', `const find = bus.shop.order.get; await find.enqueue({ id: '1' });`],
    ['by enqueue as a value', `const later = bus.shop.order.get.enqueue; await later({ id: '1' });`],
    ['by name', `await bus.$client.enqueue('shop.order.get', { id: '1' });`],
  ])('is only enqueued when it is made %s', (_, statements) => {
    expect(targetsOf(statements)).toMatchObject({ ...get, enqueues: ['shop.order.get'] });
  });

  it.each([
    ['once waited for', `await bus.shop.order.get.enqueue({ id: '1' }); await bus.shop.order.get({ id: '1' });`],
    ['handed on', `const given = (find: typeof bus.shop.order.get) => find; given(bus.shop.order.get);`],
    ['picked by name for a call', `await bus.$client.call('shop.order.get', { id: '1' });`],
  ])('may be waited for when it is %s', (_, statements) => {
    expect(targetsOf(statements)).toMatchObject({ ...get, enqueues: [] });
  });

  it('is found in a helper of another file, when that is called', () => {
    const helper = `import type { bus } from './the-bus.ts';\nexport const read = (all: typeof bus) => all.shop.order.get({ id: '1' });\nexport const list = (all: typeof bus) => all.shop.order.list();\n`;

    expect(targetsOf(`import { read } from './helper.ts'; await read(bus);`, { 'helper.ts': helper })).toMatchObject(
      get,
    );
    expect(targetsOf(`import './helper.ts';`, { 'helper.ts': helper })).toMatchObject(nothing);
  });

  it('is any of a union of names', () => {
    const union = `declare const name: 'get' | 'list'; await bus.shop.order[name]({ id: '1' });`;
    const names = `declare const name: 'shop.order.get' | 'shop.order.list'; await bus.$client.call(name);`;

    expect(targetsOf(union).calls).toEqual(['shop.order.get', 'shop.order.list']);
    expect(targetsOf(names).calls).toEqual(['shop.order.get', 'shop.order.list']);
  });

  it.each([
    [
      'a key that is not known',
      `declare const key: string; await (bus.shop.order as Record<string, never>)[key];`,
      'bus.shop.order',
    ],
    [
      'a key of the API',
      `declare const key: keyof typeof bus.shop; void (<K extends string>(k: K) => bus.shop[k as unknown as 'order'])('x'); const t = (k: string) => bus.shop[k as never]; void t; void key;`,
      'k as never',
    ],
    ['a name that is not known', `declare const name: string; await bus.$client.call(name);`, 'name'],
    [
      'a method of $client on its own',
      `const { $client } = bus; const call = $client.call; void call;`,
      '$client.call',
    ],
    ['the bus as any', `const anything: any = bus; void anything;`, 'bus'],
    ['the bus handed to a function that takes any', `const helper = (all: any) => all; helper(bus.shop);`, 'bus.shop'],
  ])('cannot be told for %s', (_, statements, at) => {
    const { found, diagnostics } = targetsOf(statements);

    expect(found).toEqual([['TARGET_NAME_NOT_STATIC', at]]);
    expect(diagnostics[0]?.hint).not.toBe('');
  });
});

describe('a fire', () => {
  it.each([
    ['directly', `await bus.shop.order.placed.fire({ id: '1' });`],
    ['through an alias', `const { placed } = bus.shop.order; await placed.fire({ id: '1' });`],
    ['by destructuring', `const { placed: { fire } } = bus.shop.order; await fire({ id: '1' });`],
    ['as a value', `const fire = bus.shop.order.placed.fire; void fire;`],
    [
      'by a helper',
      `const helper = (event: { fire(payload: { id: string }): Promise<unknown> }) => event.fire({ id: '1' }); await helper(bus.shop.order.placed);`,
    ],
    [
      'by a helper that takes any',
      `const helper = (event: any) => event.fire({ id: '1' }); await helper(bus.shop.order.placed);`,
    ],
    ['by name', `await bus.$client.fire('shop.order.placed', { id: '1' });`],
  ])('is found when it is made %s', (_, statements) => {
    expect(targetsOf(statements)).toMatchObject(placed);
  });

  it.each([
    ['listening', `export const l = bus.shop.order.placed.listen(async () => {});`],
    ['listening to an alias', `const event = bus.shop.order.placed; export const l = event.listen(async () => {});`],
    [
      'listening to several',
      `import { listen } from 'lambdabus'; export const l = listen([bus.shop.order.placed, bus.billing.invoice.issued], async () => {});`,
    ],
  ])('is not found in %s', (_, statements) => {
    expect(targetsOf(statements)).toMatchObject(nothing);
  });

  const inClass = (members: string) => {
    const directory = createSources({
      'base.ts': `import { Api, event } from 'lambdabus';
export abstract class Audited extends Api {
  readonly changed = event<{ by: string }>();
  protected async note(by: string) { await this.changed.fire({ by }); }
}`,
      'bus.ts': `import { event } from 'lambdabus';
import { Audited } from './base.ts';
export class OrderApi extends Audited {
  static readonly meta = { name: 'order' } as const;
  readonly placed = event<{ id: string }>();
  ${members}
}
export class StockApi extends Audited {
  static readonly meta = { name: 'stock' } as const;
  async place() { await this.note('x'); }
}
`,
    });
    const checked = directory.check();
    expect(checked.diagnostics).toEqual([]);
    return (exportName: string, api: string) => {
      const entry = { kind: 'procedure', exportName, api, procedure: 'place' } as const;
      const files = ['bus.ts', 'base.ts'].map(directory.path);
      return checked.targetsOf({ name: `${api}.place`, entry, files }).fires.map(({ event }) => event);
    };
  };

  it.each([
    ['directly', `async place() { await this.placed.fire({ id: '1' }); }`],
    ['detached', `async place() { const { fire } = this.placed; await fire({ id: '1' }); }`],
    ['through an alias', `async place() { const { placed } = this; await placed.fire({ id: '1' }); }`],
    ['through this under another name', `async place() { const self = this; await self.placed.fire({ id: '1' }); }`],
    [
      'by handing it on',
      `async place() { const send = (e: { fire(p: { id: string }): unknown }) => e.fire({ id: '1' }); send(this.placed); }`,
    ],
    ['by a key', `async place() { await this['placed'].fire({ id: '1' }); }`],
  ])('of an own event is found when a class makes it %s', (_, members) => {
    expect(inClass(members)('OrderApi', 'order')).toEqual(['order.placed']);
  });

  it('of an inherited event is one of the API that the function belongs to', () => {
    expect(inClass('async place() {}')('OrderApi', 'order')).toEqual([]);
    expect(inClass('async place() {}')('StockApi', 'stock')).toEqual(['stock.changed']);
    expect(inClass(`async place() { await this.note('x'); }`)('OrderApi', 'order')).toEqual(['order.changed']);
    expect(inClass(`async place() { await this.changed.fire({ by: 'x' }); }`)('OrderApi', 'order')).toEqual([
      'order.changed',
    ]);
  });

  it('comes with the schema of its payload', () => {
    const { payloads, $defs } = targetsOf(
      `await bus.shop.order.paid.fire({ id: '1', at: new Date() }, { fifoGroup: '1' }); await bus.billing.invoice.corrected.fire({ number: '1', total: 5n });`,
    );

    expect(payloads).toEqual([{ $ref: '#/$defs/Invoice' }, expect.objectContaining({ required: ['at', 'id'] })]);
    expect($defs['Invoice']).toMatchObject({ required: ['number', 'total'] });
  });

  it('of another owner’s event is refused, unless that is open', () => {
    const { fires, found, diagnostics } = targetsOf(
      `const i = { number: '1', total: 5n }; await bus.billing.invoice.corrected.fire(i); await bus.billing.invoice.issued.fire(i);`,
    );

    expect(fires).toContain('billing.invoice.corrected');
    expect(found).toEqual([['FIRE_NOT_ALLOWED', 'bus.billing.invoice.issued.fire']]);
    expect(diagnostics[0]).toMatchObject({
      message: 'billing.invoice.issued is an event of another service, and only its owner fires it.',
      hint: expect.stringContaining(`event<T>({ openTo: ['support'] })`),
    });
  });

  it('by a name that nothing is at is refused', () => {
    expect(targetsOf(`await bus.$client.fire('shop.order.lost', {});`).found).toEqual([
      ['TARGET_NOT_FOUND', "'shop.order.lost'"],
    ]);
  });
});

describe('a compiled package', () => {
  const sources: Sources = {
    'compiled.js':
      'export const useBus = (all) => all; export const hold = (value) => value; export const relay = (event) => event; export class Uses { constructor(options) { this.options = options; } }',
    'compiled.d.ts': `import type { bus } from './the-bus.ts';
export declare function useBus(all: typeof bus): void;
export declare function hold<T>(value: T): T;
export declare function relay(event: typeof bus.shop.order.placed | typeof bus.billing.invoice.issued): void;
export declare class Uses { constructor(options: { orders: typeof bus.shop.order }); }
`,
  };

  it.each([
    ['the bus', `import { useBus } from './compiled.js'; useBus(bus);`, 'bus'],
    [
      'an API among options',
      `import { Uses } from './compiled.js'; new Uses({ orders: bus.shop.order });`,
      'bus.shop.order',
    ],
  ])('that is given %s hides what it does with it', (_, statements, at) => {
    const { found, diagnostics } = targetsOf(statements, sources);

    expect(found).toEqual([['TARGET_NAME_NOT_STATIC', at]]);
    expect(diagnostics[0]?.hint).toContain('one by one');
  });

  it('may hold it, and may be given procedures', () => {
    const held = `import { hold } from './compiled.js'; const kept = hold(bus); await kept.shop.order.get({ id: '1' });`;
    const given = `import { hold } from './compiled.js'; hold({ find: bus.shop.order.get });`;

    expect(targetsOf(held, sources)).toMatchObject(get);
    expect(targetsOf(given, sources)).toMatchObject(get);
  });

  it('that makes a bus of its own hides what it does with it', () => {
    const directory = createSources({
      'bus.ts': `import './client.js';\nexport {};`,
      'client.d.ts': 'export declare function find(id: string): Promise<string>;',
      'client.js': `import { createBus } from 'lambdabus';\nexport const find = (id) => createBus().shop.order.get({ id });`,
      'harmless.js': 'export const createBus = () => 1; createBus();',
    });
    const { diagnostics } = inModules(directory.check(), ['client.js', 'harmless.js'].map(directory.path));

    expect(diagnostics).toMatchObject([
      { code: 'TARGET_CODE_COMPILED', position: { file: 'client.js', line: 2, column: 29 } },
    ]);
  });

  describe('in the own sources', () => {
    const files = ['use.ts', 'orders.ts', 'the-bus.ts', 'compiled.js'];
    const compiled = (imported: string, code: string, more: Sources) => {
      const directory = createSources({
        'apis.ts': apis,
        'billing.ts': foreign,
        'the-bus.ts': bus,
        'bus.ts': `export * from './apis.ts';\nimport './use.ts';\n`,
        'use.ts': `import { find } from './compiled.js';\nimport './orders.ts';\nexport const use = () => find('1');\n`,
        'compiled.d.ts': 'export declare function find(id: string): Promise<string>;',
        'compiled.js': `${imported}\nexport const find = (id) => ${code};\n`,
        ...more,
      });
      const entry = { kind: 'modules', files: [directory.path('use.ts')] } as const;
      return directory.check().targetsOf({ name: 'use.ts', entry, files: files.map(directory.path) });
    };

    it.each([
      ['the bus', `import { bus } from './orders.ts';`, 'bus.shop.order.get({ id })', 'export { bus };'],
      [
        'a part of the bus',
        `import { all } from './orders.ts';`,
        'all.it.get({ id })',
        'export const all = { it: bus.shop.order };',
      ],
      [
        'a function that gives it',
        `import { its } from './orders.ts';`,
        'its().get({ id })',
        'export const its = () => bus.shop.order;',
      ],
      [
        'a procedure',
        `const { get } = await import('./orders.ts');`,
        'get({ id })',
        'export const { get } = bus.shop.order;',
      ],
    ])('that imports %s hides what it does with it', (_, imported, code, exported) => {
      const found = compiled(imported, code, { 'orders.ts': `import { bus } from './the-bus.ts';\n${exported}\n` });

      expect(found.diagnostics).toMatchObject([
        {
          code: 'TARGET_CODE_COMPILED',
          message: expect.stringContaining('orders.ts'),
          position: { file: 'compiled.js', line: 1, column: imported.indexOf("'./") + 1 },
        },
      ]);
    });

    it('may run whatever the modules export that it imports', () => {
      const found = compiled(`import { read } from './orders.js';`, 'read(id)', {
        'orders.ts': `import { bus } from './the-bus.ts';
export const read = (id: string): Promise<string> => bus.shop.order.get({ id });
const list = () => bus.shop.order.list();
`,
      });

      expect(found.diagnostics).toEqual([]);
      expect(found.calls).toEqual(['shop.order.get']);
      expect(found.explained[0]).toMatchObject({ because: 'assumed' });
    });
  });

  it('may fire an own event that it is given, and listen to any', () => {
    const statements = `import { relay } from './compiled.js'; relay(bus.shop.order.placed); relay(bus.billing.invoice.issued);`;

    expect(targetsOf(statements, sources)).toMatchObject(placed);
  });
});

describe('a mistake', () => {
  it('in a name on the bus is refused with the names that there are', () => {
    const { found, diagnostics } = targetsOf(`await bus.shop.ordr.get({ id: '1' });`);

    expect(found).toEqual([['TARGET_NOT_FOUND', 'ordr']]);
    expect(diagnostics[0]).toMatchObject({
      message: 'There is no "ordr" on the bus at this place; there is order.',
      hint: 'Did you mean "order"?',
    });
  });

  it('in a destructured name is refused', () => {
    expect(targetsOf(`const { gett } = bus.shop.order; void gett;`).found).toEqual([['TARGET_NOT_FOUND', 'gett']]);
  });

  it.each([
    ['the rest of destructuring', 'const { get, ...others } = bus.shop.order; void get; void others;', 'others'],
    ['the rest of a parameter', 'const f = ({ ...all }: typeof bus.shop.order) => all; void f;', 'all'],
    ['the rest of an assignment', 'let all; ({ ...all } = bus.shop.order); void all;', 'all'],
    ['a copy', 'const copy = { ...bus.shop.order }; void copy;', 'bus.shop.order'],
  ])(
    'that takes all of a part of the bus, which has no list when it runs, is refused: %s',
    (_what, statement, place) => {
      expect(targetsOf(statement).found).toEqual([['TARGET_NAME_NOT_STATIC', place]]);
    },
  );

  it.each([
    [
      'a module that cannot be found',
      `import type * as gone from './gone.ts'; createBus<typeof gone>();`,
      'typeof gone',
      /gone is imported from '.\/gone.ts', which cannot be found/,
    ],
    [
      'one of several',
      `import type * as gone from 'gone'; import type * as own from './apis.ts'; createBus<[typeof own, typeof gone]>();`,
      '[typeof own, typeof gone]',
      /gone is imported from 'gone'/,
    ],
    ['any', 'createBus<any>();', 'any', /makes a bus that is any/],
  ])('in the type argument of createBus is refused: %s', (_, statements, at, message) => {
    const { found, diagnostics } = targetsOf(`import { createBus } from 'lambdabus'; ${statements}`);

    expect(found.map(([, underlinedText]) => underlinedText)).toEqual([at]);
    expect(diagnostics[0]?.message).toMatch(message);
  });
});

describe('a set of modules', () => {
  it('does what its modules do together, without doubles', () => {
    const directory = createSources({
      'apis.ts': apis,
      'billing.ts': foreign,
      'the-bus.ts': bus,
      'a.ts': `import { bus } from './the-bus.ts';\nexport const a = () => bus.shop.order.get({ id: '1' });`,
      'b.js': `import { bus } from './the-bus.ts';\nexport const b = () => [bus.shop.order.list(), bus.shop.order.get({ id: '1' })];`,
      'bus.ts': `export * from './apis.ts';\nimport './a.ts';\nimport './b.js';\n`,
    });
    const checked = directory.check();
    const files = ['a.ts', 'b.js', 'bus.ts', 'the-bus.ts', 'absent.ts'].map(directory.path);

    expect(inModules(checked, files).calls).toEqual(['shop.order.get', 'shop.order.list']);
    expect(inModules(checked, []).calls).toEqual([]);
  });
});
