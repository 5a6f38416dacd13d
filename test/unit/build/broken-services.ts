/** Services with mistakes, by what is wrong with them: one example at least of each diagnostic of the build. */
export const brokenServices: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'The meta of an API': {
    'bus.ts': `import { Api, event, registry } from 'lambdabus';

export class Unnamed extends Api {
  async ping() {}
}

export class Nameless extends Api {
  static readonly meta = { memory: 512 } as const;
}

export class Mapped extends Api {
  static readonly meta = new Map() as unknown as { readonly name: 'support.map' };
}

export class Shouted extends Api {
  static readonly meta = { name: 'Support.Case' } as const;
}

export class Reserved extends Api {
  static readonly meta = { name: 'support.listen' } as const;
}

export class First extends Api {
  static readonly meta = { name: 'support.first' } as const;
}

export class Second extends Api {
  static readonly meta = { name: 'support.first' } as const;
}

export class Mistyped extends Api {
  static readonly meta = {
    name: 'support.mistyped',
    memroy: 512,
    timeout: 1_000,
    environment: { AWS_REGION: 'mars' },
    architecture: 'arm',
    renamedFrom: 'support.Mistyped',
    logRetention: 31,
    procedures: { gett: { timeout: 20 }, get: { idempotnet: true, retryAttempts: 1 } },
  } as const;
  readonly moved = event<{ id: string }>({ fifo: 'yes' as never, openTo: ['support'], maximumMessageSize: 2_000_000 });
  async get() {}
}

class Hidden extends Api {
  static readonly meta = { name: 'support.hidden', autoRegister: false } as const;
}
registry.add(new Hidden());

export class Twice extends Api {
  static readonly meta = { name: 'support.twice' } as const;
}
registry.add(new Twice());
`,
  },
  'Names that meet': {
    'bus.ts': `import { Api } from 'lambdabus';

export class SupportApi extends Api {
  static readonly meta = { name: 'support' } as const;
  async case() {}
}

export class SupportCaseApi extends Api {
  static readonly meta = { name: 'support.case' } as const;
  async get() {}
}
`,
  },
  'Listeners and schedules': {
    'apis.ts': `import { Api, event } from 'lambdabus';

export class SupportCaseApi extends Api {
  static readonly meta = { name: 'support.case' } as const;
  readonly opened = event<{ id: string }>();
  readonly moved = event<{ id: string }>({ fifo: true });
}
`,
    'bus.ts': `import { createBus, every } from 'lambdabus';
import type * as apis from './apis.ts';
export * from './apis.ts';

const bus = createBus<typeof apis>();

bus.support.case.opened.listen(async () => {});

every({ days: 1 }, async () => {});

export const again = bus.support.case.opened.listen(async () => {});
export { again as andAgain };

export const dlq = bus.support.case.opened.listen(async () => {});

export const $report = every({ hours: 1 }, async () => {});

export const tuned = bus.support.case.opened.listen(async () => {}, { batchSize: 10_001, maxConcurency: 5 } as never);

export const large = bus.support.case.opened.listen(async () => {}, { batchSize: 100 });

export const choosy = bus.support.case.opened.listen(async () => {}, { filter: { id: [] } });

export const slow = bus.support.case.moved.listen(async () => {}, { batchSize: 100, batchWindow: 10 });

export const handless = every({ hours: 1 }, undefined as never);

export default every({ hours: 2 }, async () => {}, { timezone: 'Europe/Atlantis' });
`,
  },
  'A wrong interval': {
    'bus.ts': `import { every } from 'lambdabus';

export const report = every({ minutes: 0.5 }, async () => {});
export const nothing = every(undefined as never, async () => {});
`,
  },
  'A constructor that does more than define': {
    'bus.ts': `import { connect } from 'node:net';
import { Api, event } from 'lambdabus';

export class Firing extends Api {
  static readonly meta = { name: 'firing' } as const;
  readonly made = event<{ at: string }>();
  constructor() {
    super();
    void this.made.fire({ at: 'once' });
  }
}

export class Connecting extends Api {
  static readonly meta = { name: 'connecting' } as const;
  readonly #socket = connect(5432, 'db.internal');
}

export class Throwing extends Api {
  static readonly meta = { name: 'throwing' } as const;
  readonly table = mustHave('TABLE_NAME');
}

function mustHave(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(\`\${name} is not set\`);
  return value;
}
`,
  },
  'A module that throws': {
    'bus.ts': `import { readFileSync } from 'node:fs';

export const query = readFileSync(new URL('./query.sql', import.meta.url), 'utf8');
`,
  },
  'A module that never ends': {
    'bus.ts': 'await new Promise((resolve) => setTimeout(resolve, 600_000));\n',
  },
  'A module that exits': {
    'bus.ts': 'if (process.env.DATABASE_URL === undefined) process.exit(1);\n',
  },
  'Modules that import each other': {
    'apis.ts': `import { Api } from 'lambdabus';
import { bus } from './bus.ts';

const ping = bus.support.ping;

export class SupportApi extends Api {
  static readonly meta = { name: 'support' } as const;
  async ping(): Promise<number> { return 1; }
  async twice(): Promise<number> { return 2 * (await ping()); }
}
`,
    'bus.ts': `import { createBus } from 'lambdabus';
import type * as apis from './apis.ts';
export * from './apis.ts';

export const bus = createBus<typeof apis>();
`,
  },
  'An API in JavaScript': {
    'apis.js': `import { Api } from 'lambdabus';

export class SupportApi extends Api {
  static meta = { name: 'support' };
  async ping({ id }) { return id; }
}
`,
    'bus.ts': "export * from './apis.js';\n",
  },
  'An import that leads nowhere': {
    'bus.ts': "export { SupportApi } from './apsi.ts';\n",
  },
  'Types and code that differ': {
    'bus.ts': `import { Api, event, every } from 'lambdabus';

export class Declared extends Api {
  static readonly meta = { name: 'declared' as string as 'stated' };
  declare readonly later: ReturnType<typeof event<{ id: string }>>;
}

export const report: unknown = every({ hours: 1 }, async () => {});
`,
  },
  'What is no procedure': {
    'bus.ts': `import { Api } from 'lambdabus';

export class ShapesApi extends Api {
  static readonly meta = { name: 'shapes' } as const;

  async two(first: string, second: number) {}

  async rest(...names: string[]) {}

  async text(id: string) {}

  async metadata({ $bus }: { $bus: string }) {}

  async generic<T>({ value }: { value: T }) { return value; }

  async *pages({ size }: { size: number }) { yield size; }

  overloaded(params: { id: string }): Promise<string>;
  overloaded(params: { name: string }): Promise<number>;
  async overloaded(): Promise<string | number> { return 1; }

  get size() { return 1; }

  handler = async ({ id }: { id: string }) => id;

  readonly anything: any = 1;

  async start() {}

  async call() {}

  async Shout() {}
}

export class Needy extends Api {
  static readonly meta = { name: 'needy' } as const;
  constructor(readonly table: string) { super(); }
}

export class Boxes<T> extends Api {
  static readonly meta = { name: 'boxes' } as const;
  async get(): Promise<T | null> { return null; }
}

export class Vague extends Api {
  static readonly meta = { name: 'vague' as string };
}
`,
  },
  'Types that cannot travel': {
    'bus.ts': `import { Api, event } from 'lambdabus';
import type { Gone } from './gone.ts';

class Money {
  constructor(readonly amount: number) {}
  add(other: Money) { return new Money(this.amount + other.amount); }
}

class HalfCodec {
  static toBus(value: HalfCodec) { return 'x'; }
  use() {}
}

interface Nested<T> { value: T; deeper?: Nested<T[]> }

export class TypesApi extends Api {
  static readonly meta = { name: 'types' } as const;

  readonly counted = event<number[]>();

  async callback({ done }: { done: () => void }) {}

  async pattern({ expression }: { expression: RegExp }) {}

  async token({ key }: { key: symbol }) {}

  async price(): Promise<Money | null> { return null; }

  async coded(): Promise<HalfCodec | null> { return null; }

  async missing({ gone }: { gone: Gone }) {}

  async loose({ value }: { value: any }) {}

  async shapeless({ value }: { value: object }) {}

  async methods({ format }: { format: Intl.NumberFormat }) {}

  async deep({ nested }: { nested: Nested<string> }) {}

  async proto({ value }: { value: { __proto__: string } }) {}

  async tagged(params: {
    /** @minimum many */
    count: number;
    /** @maxLength 3 */
    size: number;
  }) {}

  async patch({ change }: { change: DeepPartial<{ at: Date }> }) {}

  open<T>(): T | null { return null; }
}

type DeepPartial<T> = { [K in keyof T]?: DeepPartial<T[K]> };
`,
    'gone.ts': '',
  },
  'A union that looks the same on the wire': {
    'bus.ts': `import { Api } from 'lambdabus';

export class CalendarApi extends Api {
  static readonly meta = { name: 'calendar' } as const;
  async when({ at }: { at: Date | string }) {}
}
`,
  },
  'A type that leads to hundreds of others': {
    'chain.ts': Array.from(
      { length: 1_001 },
      (_, index) => `export interface Link${index} { next: Link${index + 1} | null }`,
    )
      .concat('export interface Link1001 { end: true }', '')
      .join('\n'),
    'bus.ts': `import { Api } from 'lambdabus';
import type { Link0 } from './chain.ts';

export class ChainApi extends Api {
  static readonly meta = { name: 'chain' } as const;
  async follow({ link }: { link: Link0 }) {}
}
`,
  },
  'Two codecs of one name': {
    'a.ts': `export class Money {
  readonly #cents = 1;
  static toBus(value: Money): string { return 'x'; }
  static fromBus(json: unknown): Money { return new Money(); }
}
`,
    'b.ts': `export class Money {
  readonly #euros = 1;
  static toBus(value: Money): string { return 'y'; }
  static fromBus(json: unknown): Money { return new Money(); }
}
`,
    'bus.ts': `import { Api } from 'lambdabus';
import { Money } from './a.ts';
import { Money as Other } from './b.ts';

export class WalletApi extends Api {
  static readonly meta = { name: 'wallet' } as const;
  async mine(): Promise<Money> { return new Money(); }
  async yours(): Promise<Other> { return new Other(); }
}
`,
  },
  'Targets that the build cannot tell': {
    'support.ts': `import { Api, event } from 'lambdabus';

export class SupportCaseApi extends Api {
  static readonly meta = { name: 'support.case' } as const;
  readonly opened = event<{ id: string }>();
  async get({ id }: { id: string }) { return id; }
}
`,
    'bus.ts': `import { Api, createBus } from 'lambdabus';
import type * as support from './support.ts';

const bus = createBus<typeof support>();

export class BillingApi extends Api {
  static readonly meta = { name: 'billing' } as const;

  async forward({ procedure }: { procedure: string }): Promise<void> {
    await bus.$client.call(procedure);
  }

  async steal({ id }: { id: string }): Promise<void> {
    await bus.support.case.opened.fire({ id });
  }

  async guess(): Promise<void> {
    await bus.$client.fire('support.case.closed', {});
  }
}
`,
  },
  'A listener whose type says nothing': {
    'support.ts': `import { Api, event } from 'lambdabus';

export class SupportCaseApi extends Api {
  static readonly meta = { name: 'support.case' } as const;
  readonly opened = event<{ id: string }>();
}
`,
    'bus.ts': `import { createBus, type ListenerDefinition } from 'lambdabus';
import type * as support from './support.ts';

const bus = createBus<typeof support>();

export const onOpened: ListenerDefinition<never> = bus.support.case.opened.listen(async () => {});
`,
  },
  'Compiled code that makes a bus of its own': {
    'client.js': `import { createBus } from 'lambdabus';

export const find = (id) => createBus().support.case.get({ id });
`,
    'client.d.ts': 'export declare function find(id: string): Promise<string>;\n',
    'bus.ts': `import { Api } from 'lambdabus';
import { find } from './client.js';

export class BillingApi extends Api {
  static readonly meta = { name: 'billing' } as const;
  async caseOf({ id }: { id: string }): Promise<string> { return await find(id); }
}
`,
  },
  'Uses that are not known': {
    'bus.ts': `import { Api } from 'lambdabus';

export class BillingApi extends Api {
  static readonly meta = {
    name: 'billing',
    procedures: { pay: { uses: ['billing.payy', 'support.case.get', { call: 'ledger.book' }] } },
  } as const;
  async pay(): Promise<void> {}
}
`,
  },
  'A listener of a mistyped event': {
    'support.ts': `import { Api, event } from 'lambdabus';

export class SupportCaseApi extends Api {
  static readonly meta = { name: 'support.case' } as const;
  readonly opened = event<{ id: string }>();
}
`,
    'bus.ts': `import { createBus } from 'lambdabus';
import type * as support from './support.ts';

const bus = createBus<typeof support>();

export const onOpened = bus.support.case.openend.listen(async () => {});
`,
  },
  Syntax: {
    'bus.ts': `export const broken = {;
`,
  },
  'A wrong tsconfig.json': {
    'tsconfig.json': '{ "extends": "./tsconfig.base.json" }',
    'bus.ts': '',
  },
  'A listener of nothing': {
    'bus.ts': `import { listen } from 'lambdabus';

export const idle = listen([], async () => {});
`,
  },
  'Standard Schemas that do not fit': {
    'schema.ts': `import type { StandardSchema } from 'lambdabus';

export function schema<TInput, TOutput = TInput>(): StandardSchema<TInput, TOutput> {
  return { '~standard': { version: 1, vendor: 'own', validate: (value) => ({ value: value as TOutput }) } };
}
`,
    'billing.d.ts': `import type { Api, EventDefinition } from 'lambdabus';

declare const Base: typeof Api;
export declare class BillingApi extends Base {
  static readonly meta: { readonly name: 'billing' };
  readonly issued: EventDefinition<{ total: number }, false, false, { total: string }>;
}
`,
    'bus.ts': `import { Api, createBus, event } from 'lambdabus';
import type * as billing from './billing.js';
import { schema } from './schema.ts';

export const Place = schema<{ sku: string }, { sku: string; count: number }>();
const Order = schema<{ id: string }>();

export class OrderApi extends Api {
  static readonly meta = { name: 'order', procedures: { place: { params: Place, result: Order } } } as const;
  readonly placed = event(schema<{ id: string }>());

  async place({ sku, count }: { sku: string; count: string }): Promise<{ ids: string[] }> {
    return { ids: [sku, count] };
  }
}

const bus = createBus<typeof billing>();
export const onIssued = bus.billing.issued.listen(async ({ total }) => console.log(total));
`,
  },
  'Files that are not there': {
    'bus.ts': `import { Api } from 'lambdabus';

export class MailApi extends Api {
  static readonly meta = { name: 'mail', assets: ['templates/**'] } as const;
  async send({ to }: { to: string }): Promise<string> {
    return to;
  }
}
`,
  },
  'A schedule that EventBridge Scheduler does not take': {
    'bus.ts': `import { cron } from 'lambdabus';

export const noon = cron('0 12 ? * 0 *', async () => {});
export const unix = cron('*/15 9-17 * * 1-5', async () => {});
export const never = cron('0 12 * * * *', async () => {}, { timezone: 'Europe/Berlin' });
`,
  },
  'A time zone in letters of another size': {
    'bus.ts': `import { cron } from 'lambdabus';

export const noon = cron('0 12 * * ? *', async () => {}, { timezone: 'europe/berlin' });
export const night = cron('0 0 * * ? *', async () => {}, { timezone: '+02:00' });
`,
  },
};
