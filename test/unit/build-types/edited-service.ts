import type { Sources } from './check-sources.ts';

/** A service whose files lean on each other in every way that the reading of code knows. */
export const service: Sources = {
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      target: 'es2024',
      lib: ['es2024'],
      module: 'nodenext',
      types: [],
      strict: true,
      allowImportingTsExtensions: true,
    },
    files: ['bus.ts'],
  }),
  'all.ts': "export * from './orders.ts';\nexport * from './stock.ts';\n",
  'bus.ts': `export * from './all.ts';
export * from './listeners.ts';
`,
  'client.ts': `import { createBus } from 'lambdabus';
import type * as all from './all.ts';
export const bus = createBus<typeof all>();
`,
  'models.ts': `/** An order. */
export interface Order { id: string; cents: number; state: 'open' | 'paid' }
export interface Page<TItem> { items: TItem[]; next?: string }
`,
  'orders.ts': `import { Api, event } from 'lambdabus';
import { bus } from './client.ts';
import { makeNotifier, remember } from './helpers.ts';
import { leaked } from './leak.ts';
import type { Order, Page } from './models.ts';
import { passed } from './passed.ts';
import { runner } from './runners.ts';
export class OrderApi extends Api {
  static readonly meta = { name: 'order' } as const;
  readonly placed = event<Order>();
  readonly paid = event<{ id: string }>();
  private readonly retries = 3;
  /** Places an order. */
  async place({ id }: { id: string }): Promise<Order> {
    await bus.stock.reserve({ id });
    const order: Order = { id, cents: this.retries, state: 'open' };
    remember(order);
    return order;
  }
  async pay({ id }: { id: string }): Promise<string> {
    return leaked.run(runner.run(id));
  }
  async list({ next = '' }: { next?: string } = {}): Promise<Page<Order>> {
    makeNotifier().notify(next);
    passed.weigh(next);
    return { items: [], next };
  }
}
`,
  'base.ts': `import { Api } from 'lambdabus';
import { bus } from './client.ts';
export abstract class Noting extends Api {
  protected async note(id: string): Promise<void> {
    await bus.order.list({ next: id });
  }
}
`,
  'stock.ts': `import { event } from 'lambdabus';
import { Noting } from './base.ts';
import { pick } from './helpers.ts';
export class StockApi extends Noting {
  static readonly meta = { name: 'stock' } as const;
  readonly emptied = event<{ id: string }>();
  async reserve({ id }: { id: string }): Promise<number> {
    await this.note(id);
    return pick('slow').weigh(id);
  }
  async count(): Promise<number> {
    return 0;
  }
}
`,
  'helpers.ts': `import { bus } from './client.ts';
import type { Order } from './models.ts';
const seen = new Map<string, Order>();
export function remember(order: Order): void {
  seen.set(order.id, order);
}
export function makeNotifier() {
  return {
    notify(id: string): void {
      void bus.stock.count.enqueue();
      void id;
    },
  };
}
interface Weigher { weigh(id: string): number }
const weighers: Record<'fast' | 'slow', Weigher> = {
  fast: { weigh: (id) => id.length },
  slow: { weigh: (id) => id.length * 2 },
};
export function pick(kind: 'fast' | 'slow'): Weigher {
  return weighers[kind];
}
export const logged = <TPayload>(handler: (payload: TPayload) => Promise<void>) => async (payload: TPayload) => {
  await handler(payload);
};
`,
  'runners.ts': `import { bus } from './client.ts';
export interface Runner { run(id: string): string }
export class CallingRunner implements Runner {
  run(id: string): string {
    void bus.stock.count();
    return id;
  }
}
export class IdleRunner implements Runner {
  run(id: string): string {
    return id;
  }
}
export const runner: Runner = new IdleRunner();
`,
  'given.ts': `import { bus } from './client.ts';
export const own = { weigh(id: string): number { void bus.stock.count(); return id.length; } };
export const written = { weigh(id: string): number { void bus.order.list(); return id.length; } };
`,
  'taken.ts': `import { own, written } from './given.ts';
void own;
export const taken = written;
`,
  'passed.ts': `import { taken } from './taken.ts';
export const passed = taken;
`,
  'vault.ts': `import { CallingRunner, IdleRunner } from './runners.ts';
export const runners = [CallingRunner];
export class Vault {
  private readonly keep = new IdleRunner();
  private size(): number { return 1; }
}
`,
  'leak.ts': `import { Vault } from './vault.ts';
export const leaked = new Vault()['keep'];
`,
  'listeners.ts': `import { every } from 'lambdabus';
import { bus } from './client.ts';
import { logged, remember } from './helpers.ts';
export const onPlaced = bus.order.placed.listen(logged(async (order) => {
  remember(order);
}));
export const onEmptied = bus.stock.emptied.listen(async ({ id }) => {
  await bus.order.pay({ id });
});
export const nightly = every('1 day', async () => {
  await bus.stock.count();
});
`,
};

/** One edit of a service that was edited before. */
export interface Edit {
  readonly name: string;
  readonly file: string;
  /** What to replace in the file, and by what; absent for a file that is written or removed whole. */
  readonly replace?: readonly [found: string, by: string];
  /** The whole new text; null removes the file. */
  readonly text?: string | null;
  /** Whether nothing of it is seen outside of the file, so that the other files' code is not read again. */
  readonly isInner: boolean;
}

/** Edits of every kind, each on top of those before it. */
export const edits: readonly Edit[] = [
  { name: 'the body of a method', file: 'orders.ts', replace: ["state: 'open' };", "state: 'paid' };"], isInner: true },
  { name: 'lines before everything', file: 'orders.ts', replace: ['import { Api', '\n\nimport { Api'], isInner: true },
  {
    name: 'a call in a body',
    file: 'orders.ts',
    replace: ['remember(order);', 'remember(order);\n    await bus.stock.count();'],
    isInner: true,
  },
  {
    name: 'a fire in a body',
    file: 'orders.ts',
    replace: ['return leaked', 'await this.paid.fire({ id });\n    return leaked'],
    isInner: true,
  },
  {
    name: 'a call in a function that others use',
    file: 'helpers.ts',
    replace: ['seen.set(order.id, order);', 'seen.set(order.id, order);\n  void bus.order.list();'],
    isInner: true,
  },
  {
    name: 'a call in an object that a function returns',
    file: 'helpers.ts',
    replace: ['void id;', 'void bus.order.pay({ id });'],
    isInner: true,
  },
  {
    name: 'another object before it',
    file: 'helpers.ts',
    replace: [
      'export function makeNotifier() {',
      'const other = { notify(): void { void bus.stock.reserve({ id: "" }); } };\nvoid other;\nexport function makeNotifier() {',
    ],
    isInner: true,
  },
  {
    name: 'a method of a base class',
    file: 'base.ts',
    replace: ['await bus.order.list({ next: id });', 'await bus.order.pay({ id });'],
    isInner: true,
  },
  {
    name: 'what a constant holds, under the same type',
    file: 'runners.ts',
    replace: ['= new IdleRunner()', '= new CallingRunner()'],
    isInner: true,
  },
  {
    name: 'an object in the place of an instance',
    file: 'runners.ts',
    replace: ['= new CallingRunner()', '= { run: (id) => { void bus.order.list(); return id; } }'],
    isInner: true,
  },
  {
    name: 'a wrapper that calls what it is given',
    file: 'helpers.ts',
    replace: [
      '=> async (payload: TPayload) => {\n',
      '=> {\n  void handler;\n  return async (payload: TPayload) => {\n',
    ],
    isInner: true,
  },
  {
    name: 'the end of that wrapper',
    file: 'helpers.ts',
    replace: ['  await handler(payload);\n};', '  await handler(payload);\n};\n};'],
    isInner: false,
  },
  {
    name: 'what a member of a table does',
    file: 'helpers.ts',
    replace: ['id.length * 2', '(void bus.order.place({ id }), 2)'],
    isInner: true,
  },
  {
    name: 'a listener',
    file: 'listeners.ts',
    replace: ['await bus.order.pay({ id });', 'await bus.order.place({ id });'],
    isInner: true,
  },
  {
    name: 'a schedule',
    file: 'listeners.ts',
    replace: ['await bus.stock.count();', 'await bus.stock.reserve({ id: "1" });'],
    isInner: true,
  },
  {
    name: 'a new import',
    file: 'stock.ts',
    replace: ['import { pick }', "import { bus } from './client.ts';\nimport { pick }"],
    isInner: true,
  },
  {
    name: 'a use of it',
    file: 'stock.ts',
    replace: ['return 0;', 'await bus.order.list();\n    return 0;'],
    isInner: true,
  },
  {
    name: 'a target that is given away',
    file: 'orders.ts',
    replace: ['makeNotifier().notify(next);', 'const { notify } = makeNotifier();\n    [next].forEach(notify);'],
    isInner: true,
  },
  {
    name: 'a name known only at run time',
    file: 'orders.ts',
    replace: ['[next].forEach(notify);', '[next].forEach(notify);\n    void bus.$client.call(next);'],
    isInner: true,
  },
  { name: 'its removal', file: 'orders.ts', replace: ['\n    void bus.$client.call(next);', ''], isInner: false },
  {
    name: 'a type that is any',
    file: 'helpers.ts',
    replace: ['void other;', 'export const loose: any = other;'],
    isInner: false,
  },
  {
    name: 'a use of any',
    file: 'orders.ts',
    replace: ['[next].forEach(notify);', '[next].forEach(notify);\n    loose.notify();'],
    isInner: true,
  },
  {
    name: 'the import that it lacked',
    file: 'orders.ts',
    replace: ['import { makeNotifier,', 'import { loose, makeNotifier,'],
    isInner: true,
  },
  {
    name: 'a private member of another type',
    file: 'orders.ts',
    replace: ['private readonly retries = 3;', 'private readonly retries: number = 4;'],
    isInner: false,
  },
  {
    name: 'a private member that another module takes out',
    file: 'vault.ts',
    replace: ['keep = new IdleRunner()', 'keep = new CallingRunner()'],
    isInner: false,
  },
  { name: 'the body of a private method', file: 'vault.ts', replace: ['return 1;', 'return 2;'], isInner: true },
  {
    name: 'an object of another module, written the same',
    file: 'taken.ts',
    replace: ['taken = written', 'taken = own'],
    isInner: false,
  },
  {
    name: 'a signature',
    file: 'stock.ts',
    replace: ['async count(): Promise<number>', 'async count({ since }: { since?: string } = {}): Promise<number>'],
    isInner: false,
  },
  {
    name: 'a type that procedures return',
    file: 'models.ts',
    replace: ['cents: number;', 'cents: number; note?: string;'],
    isInner: false,
  },
  {
    name: 'a doc comment',
    file: 'orders.ts',
    replace: ['/** Places an order. */', '/** Places one order. */'],
    isInner: false,
  },
  {
    name: 'an inferred result',
    file: 'helpers.ts',
    replace: [
      'notify(id: string): void {',
      'also(): void { void bus.stock.count(); },\n    notify(id: string): void {',
    ],
    isInner: false,
  },
  {
    name: 'a method more',
    file: 'stock.ts',
    replace: ['  async count(', '  async drop(): Promise<void> { await this.note("drop"); }\n  async count('],
    isInner: false,
  },
  {
    name: 'a call of it',
    file: 'orders.ts',
    replace: ['await bus.stock.reserve({ id });', 'await bus.stock.reserve({ id });\n    await bus.stock.drop();'],
    isInner: true,
  },
  { name: 'a renamed method', file: 'stock.ts', replace: ['async drop()', 'async discard()'], isInner: false },
  { name: 'its callers', file: 'orders.ts', replace: ['bus.stock.drop()', 'bus.stock.discard()'], isInner: false },
  { name: 'a new file that nothing imports', file: 'lone.ts', text: 'export const lone = 1;\n', isInner: false },
  {
    name: 'an import of it',
    file: 'orders.ts',
    replace: ['import { bus }', "import { lone } from './lone.ts';\nimport { bus }"],
    isInner: false,
  },
  {
    name: 'a body, with a file more',
    file: 'orders.ts',
    replace: ['return order;', 'void lone;\n    return order;'],
    isInner: true,
  },
  {
    name: 'a global augmentation',
    file: 'lone.ts',
    text: 'export const lone = 1;\ndeclare global { interface Array<T> { first(): T } }\n',
    isInner: false,
  },
  {
    name: 'an edit beside it',
    file: 'orders.ts',
    replace: ['void lone;', 'void lone;\n    void [order].first();'],
    isInner: true,
  },
  { name: 'the end of the augmentation', file: 'lone.ts', text: 'export const lone = 1;\n', isInner: false },
  { name: 'a file that becomes a script', file: 'lone.ts', text: 'const lone = 1;\n', isInner: false },
  { name: 'a module again', file: 'lone.ts', text: 'export const lone = 1;\n', isInner: false },
  { name: 'a syntax error', file: 'orders.ts', replace: ['void lone;', 'void lone'], isInner: true },
  {
    name: 'a worse one',
    file: 'orders.ts',
    replace: ['return { items: [], next };', 'return { items: [, next ;'],
    isInner: true,
  },
  {
    name: 'its correction',
    file: 'orders.ts',
    replace: ['return { items: [, next ;', 'return { items: [], next };'],
    isInner: false,
  },
  {
    name: 'a member that cannot travel',
    file: 'models.ts',
    replace: ['next?: string', 'next?: () => void'],
    isInner: false,
  },
  {
    name: 'its correction in turn',
    file: 'models.ts',
    replace: ['next?: () => void', 'next?: string'],
    isInner: false,
  },
  {
    name: 'a namespace import',
    file: 'stock.ts',
    replace: ["import { pick } from './helpers.ts';", "import * as helpers from './helpers.ts';"],
    isInner: true,
  },
  {
    name: 'a member picked from it',
    file: 'stock.ts',
    replace: ["pick('slow')", "helpers.pick('slow')"],
    isInner: true,
  },
  {
    name: 'a body behind the namespace',
    file: 'helpers.ts',
    replace: ['return weighers[kind];', 'void bus.order.list();\n  return weighers[kind];'],
    isInner: true,
  },
  {
    name: 'a base class with a method of its own',
    file: 'base.ts',
    replace: ['protected async note', 'protected async other(): Promise<void> {}\n  protected async note'],
    isInner: false,
  },
  {
    name: 'a body in the base class',
    file: 'base.ts',
    replace: ['await bus.order.pay({ id });', 'await bus.order.list({ next: id });'],
    isInner: true,
  },
  { name: 'a removed file', file: 'lone.ts', text: null, isInner: false },
  {
    name: 'the removal of its import',
    file: 'orders.ts',
    replace: ["import { lone } from './lone.ts';\n", ''],
    isInner: true,
  },
  {
    name: 'an event that a base class knows, and none of its subclasses has',
    file: 'base.ts',
    replace: [
      'protected async note',
      'protected readonly told?: EventDefinition<{ id: string }>;\n  protected async tell(id: string): Promise<void> { await this.told?.fire({ id }); }\n  protected async note',
    ],
    isInner: false,
  },
  {
    name: 'the import of its type',
    file: 'base.ts',
    replace: ['import { Api }', 'import { Api, type EventDefinition }'],
    isInner: false,
  },
  {
    name: 'a call of the base class that fires it',
    file: 'stock.ts',
    replace: ['await this.note("drop");', 'await this.tell("drop");'],
    isInner: true,
  },
  {
    name: 'that event in a subclass',
    file: 'stock.ts',
    replace: ['readonly emptied =', 'override readonly told = event<{ id: string }>();\n  readonly emptied ='],
    isInner: false,
  },
  {
    name: 'a body of the base class that fires it twice',
    file: 'base.ts',
    replace: ['await this.told?.fire({ id });', 'await this.told?.fire({ id });\n    await this.told?.fire({ id });'],
    isInner: true,
  },
  {
    name: 'the subclass without that event',
    file: 'stock.ts',
    replace: ['override readonly told = event<{ id: string }>();\n', ''],
    isInner: false,
  },
  {
    name: 'the event in a class that only its own file names',
    file: 'stock.ts',
    replace: [
      'export class StockApi extends Noting {',
      'abstract class Telling extends Noting {\n  override readonly told = event<{ id: string }>();\n}\nexport class StockApi extends Telling {',
    ],
    isInner: false,
  },
  {
    name: 'that class without it',
    file: 'stock.ts',
    replace: ['  override readonly told = event<{ id: string }>();\n', ''],
    isInner: false,
  },
];
