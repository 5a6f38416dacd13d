import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { build } from '../../../src/build/index.ts';
import { createBus } from '../../../src/index.ts';
import { type LocalBus, startLocalBus } from '../../../src/local/index.ts';
import { writeService } from './temporary-service.ts';

const files = {
  'money.ts': `export class Money {
  constructor(readonly cents: number, readonly currency: 'EUR' | 'USD') {}
  describe(): string { return this.cents + ' ' + this.currency; }
  static toBus({ cents, currency }: Money): { cents: number; currency: 'EUR' | 'USD' } { return { cents, currency }; }
  static fromBus({ cents, currency }: { cents: number; currency: 'EUR' | 'USD' }): Money {
    if ('only-in-the-class' === currency) throw new Error();
    return new Money(cents, currency);
  }
}
`,
  'apis.ts': `import { Api, event } from 'lambdabus';
import type { Money } from './money.ts';
import { inCents } from './prices.ts';

export class ShopApi extends Api {
  static readonly meta = { name: 'shop' } as const;
  readonly paid = event<{ price: Money; at: Date }>();

  async pay({ cents, currency }: { cents: number; currency: string }): Promise<void> {
    await this.paid.fire({ price: inCents(cents, currency), at: new Date(5) });
  }
}
`,
  // What has the shape of the class, not its code: the function that fires holds no class.
  'prices.ts': `import type { Money } from './money.ts';
export function inCents(cents: number, currency: string): Money { return { cents, currency } as Money; }
`,
  'weights.ts': `import { Api, event } from 'lambdabus';

export class Weight {
  constructor(readonly kilograms: number) {}
  describe(): string { return this.kilograms + ' kg'; }
  static toBus({ kilograms }: Weight): string { return String(kilograms); }
  static fromBus(text: string): Weight {
    if (!(Number(text) > 0)) throw new RangeError(text + ' is no weight');
    return new Weight(Number(text));
  }
}

export class ParcelApi extends Api {
  static readonly meta = { name: 'parcel' } as const;
  readonly weighed = event<{ weight: Weight }>();

  async weigh({ kilograms }: { kilograms: string }): Promise<void> {
    await this.weighed.fire({ weight: new Weight(Number(kilograms)) });
  }

  async date(): Promise<void> {
    await this.weighed.fire({ weight: new Date(5) as unknown as Weight });
  }
}
`,
  'bus.ts': `import { createBus } from 'lambdabus';
import type * as apis from './apis.ts';
export * from './apis.ts';
export { ParcelApi } from './weights.ts';

const bus = createBus<typeof apis>();
export const onPaid = bus.shop.paid.listen(async ({ price, at }) => {
  console.log('paid', price.describe(), at.getTime());
});
`,
};

const service = writeService(files);
const lines: string[] = [];
let local: LocalBus;

beforeAll(async () => {
  const manifest = await build(join(service.root, 'bus.ts'));
  local = await startLocalBus({
    manifests: [manifest],
    onEvent: (event) => {
      if (event.type === 'log') lines.push(event.line);
    },
  });
  Object.assign(process.env, local.environment);
}, 120_000);

afterAll(async () => {
  await local.stop();
  service.remove();
});

function pay(currency: string): Promise<unknown> {
  const bus = createBus() as unknown as {
    readonly shop: { pay(params: { cents: number; currency: string }): Promise<unknown> };
  };
  return bus.shop.pay({ cents: 5, currency });
}

it('checks a payload that holds a codec before it is fired', async () => {
  await expect(pay('GBP')).rejects.toMatchObject({
    code: 'VALIDATION_FAILED',
    message: expect.stringContaining('The payload of shop.paid is not valid, and it was not fired'),
    data: { issues: [{ path: '/price/currency', message: 'expected "EUR" | "USD", got "GBP"' }] },
  });
});

it('fires what is valid, which the listener gets as the class', async () => {
  await pay('USD');
  await local.settled();

  expect(lines).toContain('paid 5 USD 5');
});

it('refuses what the class itself would not read, and what is of another class', async () => {
  const { parcel } = createBus() as unknown as {
    readonly parcel: { weigh(params: { kilograms: string }): Promise<unknown>; date(): Promise<unknown> };
  };

  await expect(parcel.weigh({ kilograms: 'many' })).rejects.toMatchObject({
    code: 'VALIDATION_FAILED',
    data: { issues: [{ path: '/weight', message: 'no Weight: NaN is no weight' }] },
  });
  await expect(parcel.date()).rejects.toMatchObject({
    code: 'VALIDATION_FAILED',
    data: { issues: [{ path: '/weight', message: 'expected Weight, got a Date' }] },
  });
  await expect(parcel.weigh({ kilograms: '5' })).resolves.toBeNull();
});

it('needs no code of the class to check', () => {
  const codeOf = (name: string) => readFileSync(join(service.root, '.lambdabus/functions', name, 'index.mjs'), 'utf8');

  expect(codeOf('shop.pay')).not.toContain('only-in-the-class');
  expect(codeOf('onPaid')).toContain('only-in-the-class');
});
