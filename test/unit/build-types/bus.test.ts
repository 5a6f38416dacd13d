import { describe, expect, it } from 'vitest';
import { checkSources } from './check-sources.ts';

const apis = `import { Api, event } from 'lambdabus';

/** A case of a customer. */
export interface SupportCase { id: string; sender: string; subject: string; body: string; openedAt: Date }
const cases = new Map<string, SupportCase>();

/** Cases of support. */
export class SupportCaseApi extends Api {
  static readonly meta = { name: 'support.case' } as const;

  /** A customer wrote. */
  readonly caseCreated = event<{ id: string; sender: string; subject: string; body: string }>();

  /** Opens a case. */
  async open({ sender, subject, body }: { sender: string; subject: string; body: string }): Promise<SupportCase> {
    const opened = { id: crypto.randomUUID(), sender, subject, body, openedAt: new Date() };
    cases.set(opened.id, opened);
    await this.caseCreated.fire({ id: opened.id, sender, subject, body });
    return opened;
  }

  /** @deprecated */
  async get({ id }: { id: string }): Promise<SupportCase | null> { return cases.get(id) ?? null; }
}
`;

const bus = `import { createBus, every } from 'lambdabus';
import type * as apis from './apis.ts';
export * from './apis.ts';

const bus = createBus<typeof apis>();
/** Tells agents. */
export const notifyAgents = bus.support.case.caseCreated.listen(async ({ id, subject }) => { console.log(id, subject); });
export const report = every({ hours: 1 }, async () => { console.log('hourly report'); });
`;

describe('a bus module', () => {
  const checked = () => checkSources({ 'apis.ts': apis, 'bus.ts': bus });

  it('is read as a whole', () => {
    const {
      apis: [api],
      listeners,
      schedules,
      $defs,
      diagnostics,
    } = checked();

    expect(diagnostics).toEqual([]);
    expect(api).toMatchObject({
      className: 'SupportCaseApi',
      exportNames: ['SupportCaseApi'],
      name: 'support.case',
      description: 'Cases of support.',
      source: { file: 'apis.ts', line: 8, column: 14 },
      declaredIn: { exportName: 'SupportCaseApi' },
      procedures: [
        { name: 'get', deprecated: true, source: { file: 'apis.ts', line: 23, column: 9 } },
        { name: 'open', description: 'Opens a case.' },
      ],
      events: [{ name: 'caseCreated', description: 'A customer wrote.', fifo: false }],
    });
    expect(listeners).toMatchObject([
      {
        exportNames: ['notifyAgents'],
        description: 'Tells agents.',
        events: [{ event: 'support.case.caseCreated', fifo: false, payload: api?.events[0]?.payload }],
      },
    ]);
    expect(schedules).toEqual([{ exportNames: ['report'], source: { file: 'bus.ts', line: 8, column: 14 } }]);
    expect($defs).toEqual({
      SupportCase: {
        description: 'A case of a customer.',
        type: 'object',
        properties: {
          id: { type: 'string' },
          sender: { type: 'string' },
          subject: { type: 'string' },
          body: { type: 'string' },
          openedAt: { type: 'string', format: 'date-time', 'x-cast': 'date' },
        },
        required: ['body', 'id', 'openedAt', 'sender', 'subject'],
      },
    });
  });

  it('has schemas of parameters and awaited results', () => {
    const [get, open] = checked().apis[0]?.procedures ?? [];

    expect(get?.params).toEqual({ type: 'object', properties: { id: { type: 'string' } }, required: ['id'] });
    expect(get?.result).toEqual({ anyOf: [{ $ref: '#/$defs/SupportCase' }, { type: 'null' }] });
    expect(open?.result).toEqual({ $ref: '#/$defs/SupportCase' });
  });

  it('gives the same bytes each time', () => {
    expect(JSON.stringify({ ...checked(), files: [], apis: [] })).toBe(
      JSON.stringify({ ...checked(), files: [], apis: [] }),
    );
  });
});

describe('what is exported', () => {
  it('is found through aliases, defaults, packages and export *', () => {
    const { apis: found } = checkSources({
      'a.ts': `import { Api } from 'lambdabus';
class Hidden extends Api { static readonly meta = { name: 'hidden' } as const; async a() {} }
export { Hidden as Shown, Hidden as Again };
`,
      'b.ts': `import { Api } from 'lambdabus';
export default class extends Api { static readonly meta = { name: 'unnamed' } as const; async b() {} }
export const Held = class extends Api { static readonly meta = { name: 'held' } as const; async c() {} };
export abstract class Base extends Api { async inherited() {} }
export type { Shown } from './a.ts';
`,
      'bus.ts': `export * from './a.ts';
export { default as Unnamed, Held, Base } from './b.ts';
export type { Shown as OnlyType } from './a.ts';
`,
    });

    expect(found.map(({ className, exportNames, name }) => ({ className, exportNames, name }))).toEqual([
      { className: 'Hidden', exportNames: ['Again', 'Shown'], name: 'hidden' },
      { className: 'Held', exportNames: ['Held'], name: 'held' },
      { className: 'Unnamed', exportNames: ['Unnamed'], name: 'unnamed' },
    ]);
    expect(found.map(({ declaredIn }) => declaredIn?.exportName)).toEqual(['Again', 'Held', 'default']);
  });

  it('counts public members of base classes below Api, and no others', () => {
    const {
      apis: [api],
      diagnostics,
    } = checkSources({
      'bus.ts': `import { Api, event } from 'lambdabus';
abstract class Audited extends Api {
  readonly changed = event<{ by: string }>();
  async history() { return ['x']; }
  protected audit() {}
  private note() { return this.#secret; }
  readonly #secret = 1;
  _internal() {}
}
export class OrderApi extends Audited {
  static readonly meta = { name: 'order' } as const;
  readonly cache = new Map<string, string>();
  protected override async start() {}
  async get() {}
}
`,
    });

    expect(diagnostics).toEqual([]);
    expect(api?.procedures.map(({ name }) => name)).toEqual(['get', 'history']);
    expect(api?.events.map(({ name }) => name)).toEqual(['changed']);
  });

  it('tells the events of a listener through aliases, factories and lists', () => {
    const { listeners, diagnostics } = checkSources({
      'apis.ts': `import { Api, event } from 'lambdabus';
export class OrderApi extends Api {
  static readonly meta = { name: 'order' } as const;
  readonly placed = event<{ id: string }>({ fifo: true });
  readonly paid = event<{ cents: number }>({ openTo: ['billing'] });
}
`,
      'bus.ts': `import { createBus, listen } from 'lambdabus';
import type * as apis from './apis.ts';
export * from './apis.ts';
const { order } = createBus<typeof apis>();
const placed = order.placed;
function logged<T extends { listen(handler: () => void): unknown }>(event: T) {
  return event;
}
const onPaid = () => logged(order.paid).listen(async () => {});
export const one = placed.listen(async () => {});
export const two = onPaid();
export const both = listen([order.paid, placed], async (payload) => { void payload; });
`,
    });

    expect(diagnostics).toEqual([]);
    expect(
      listeners.map(({ exportNames, events }) => [exportNames[0], events.map(({ event, fifo }) => [event, fifo])]),
    ).toEqual([
      [
        'both',
        [
          ['order.paid', false],
          ['order.placed', true],
        ],
      ],
      ['one', [['order.placed', true]]],
      ['two', [['order.paid', false]]],
    ]);
  });

  it('is refused where the compiler cannot make it out', () => {
    const { diagnostics } = checkSources({
      'apis.ts': apis,
      'bus.ts': `import { createBus } from 'lambdabus';
import type * as apis from './apis.ts';
export * from './apis.ts';
export const settings = JSON.parse('{}');
export const notifyAgents = createBus<typeof apis>().support.caze.caseCreated.listen(async () => {});
`,
    });

    expect(diagnostics).toMatchObject([
      {
        code: 'EXPORT_NOT_TYPED',
        message: 'The type of the export "notifyAgents" is not known: Property \'caze\' does not exist there.',
        position: { line: 5, column: 62 },
        length: 4,
      },
    ]);
  });

  it('may come from a copy of the library that a package brings', () => {
    const { apis: found } = checkSources({
      'copy/api.ts': `export abstract class Api { static readonly '~api' = true; protected async start(): Promise<void> {} }`,
      'bus.ts': `import { Api } from './copy/api.ts';
export class CopiedApi extends Api { static readonly meta = { name: 'copied' } as const; async get() {} }
`,
    });

    expect(found.map(({ name, procedures }) => [name, procedures.map((procedure) => procedure.name)])).toEqual([
      ['copied', ['get']],
    ]);
  });
});

describe('the sources of a program', () => {
  it('are the user’s own', () => {
    const { files } = checkSources({ 'apis.ts': apis, 'bus.ts': bus });

    expect(files.map((file) => file.slice(file.lastIndexOf('/') + 1)).sort()).toEqual(['apis.ts', 'bus.ts']);
  });

  it('are compiled as the tsconfig says, and options of later compilers change nothing', () => {
    const { diagnostics, apis: found } = checkSources({
      'tsconfig.json': `{
  // comments are allowed
  "compilerOptions": { "target": "es2030", "strict": false, "unheardOf": true, "paths": { "@models/*": ["./models/*"] }, "module": "nodenext" },
}`,
      'models/item.ts': 'export interface Item { id: string }',
      'bus.ts': `import { Api } from 'lambdabus';
import type { Item } from '@models/item.ts';
export class ItemApi extends Api {
  static readonly meta = { name: 'item' } as const;
  async get(): Promise<Item | null> { return null; }
}
`,
    });

    expect(diagnostics).toEqual([]);
    expect(found[0]?.procedures[0]?.result).toEqual({ anyOf: [{ $ref: '#/$defs/Item' }, { type: 'null' }] });
  });

  it('say which tsconfig cannot be read', () => {
    const { diagnostics } = checkSources({
      'tsconfig.json': '{ "extends": "./missing.json" }',
      'bus.ts': 'export {};',
    });

    expect(diagnostics).toMatchObject([{ code: 'TSCONFIG_INVALID', message: expect.stringContaining('missing.json') }]);
  });

  it('are told by their syntax errors', () => {
    const { diagnostics } = checkSources({ 'bus.ts': 'export const a = ;\n' });

    expect(diagnostics).toEqual([
      {
        code: 'SYNTAX_ERROR',
        message: 'Expression expected.',
        hint: expect.any(String),
        position: { file: 'bus.ts', line: 1, column: 18 },
        length: 1,
      },
    ]);
  });
});
