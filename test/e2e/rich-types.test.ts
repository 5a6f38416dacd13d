import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../../src/build/index.ts';
import { createBus } from '../../src/index.ts';
import { type LocalBus, type LocalBusEvent, startLocalBus } from '../../src/local/index.ts';

class Money {
  readonly cents: bigint;

  constructor(cents: bigint) {
    this.cents = cents;
  }

  static toBus(value: Money): unknown {
    return { cents: value.cents };
  }

  static fromBus(wire: unknown): Money {
    return new Money(BigInt((wire as { cents: string }).cents));
  }
}

const files = {
  'package.json': '{ "name": "rich", "type": "module" }',
  'tsconfig.json':
    '{ "compilerOptions": { "module": "nodenext", "target": "es2024", "strict": true, "allowImportingTsExtensions": true, "noEmit": true } }',
  'money.ts': `export class Money {
  readonly cents: bigint;
  constructor(cents: bigint) { this.cents = cents; }
  double(): Money { return new Money(this.cents * 2n); }
  static toBus(value: Money): { cents: bigint } { return { cents: value.cents }; }
  static fromBus(wire: { cents: bigint | string }): Money { return new Money(BigInt(wire.cents)); }
}
`,
  'bus.ts': `import { Api, createBus, event } from 'lambdabus';
import { Money } from './money.ts';

export interface Rich {
  at: Date;
  big: bigint;
  bytes: Uint8Array;
  map: Map<string, { at: Date; set: Set<bigint> }>;
  set: Set<string>;
  url: URL;
  price: Money;
  next?: Rich;
  either: { kind: 'dates'; dates: Date[] } | { kind: 'none' };
}

export class RichApi extends Api {
  static readonly meta = { name: 'rich' } as const;
  readonly sent = event<{ value: Rich }>();

  async echo({ value }: { value: Rich }): Promise<Rich> {
    await this.sent.fire({ value });
    return { ...value, price: value.price.double() };
  }
}

const bus = createBus<{ RichApi: typeof RichApi }>();
export const onSent = bus.rich.sent.listen(async ({ value }) => {
  const seen = [value.at, value.url, value.map, value.set, value.bytes, value.price].map((part) => part.constructor.name);
  console.log('seen ' + [...seen, typeof value.big, value.next?.at.getTime()].join(' '));
});
`,
};

let directory: string;
let local: LocalBus;
const events: LocalBusEvent[] = [];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'lambdabus-rich-'));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(directory, file), text);
  local = await startLocalBus({
    manifests: [await build(join(directory, 'bus.ts'))],
    onEvent: (event) => events.push(event),
  });
  Object.assign(process.env, local.environment);
});

afterAll(async () => {
  await local.stop();
  rmSync(directory, { recursive: true, force: true });
});

describe('rich types over the whole way', () => {
  const value = (price: Money, next?: object) => ({
    at: new Date(1_700_000_000_000),
    big: 2n ** 70n,
    bytes: new Uint8Array([0, 127, 255]),
    map: new Map([['k', { at: new Date(5), set: new Set([1n, 2n]) }]]),
    set: new Set(['a', 'b']),
    url: new URL('https://a.example/b?c#d'),
    price,
    either: { kind: 'dates', dates: [new Date(1), new Date(2)] },
    ...(next === undefined ? {} : { next }),
  });

  it('arrive as what they were: at the procedure, at the caller and at the listener', async () => {
    const bus = createBus<unknown>({ codecs: [Money] });
    const sent = value(new Money(5n), value(new Money(7n)));

    const received = await bus.$client.call('rich.echo', { value: sent });
    await local.settled();

    expect(received).toEqual({ ...sent, price: new Money(10n) });
    expect(events.flatMap((event) => (event.type === 'log' ? [event.line] : []))).toContain(
      'seen Date URL Map Set Uint8Array Money bigint 1700000000000',
    );
  });

  it('are refused in the places where they are wrong', async () => {
    const bus = createBus<unknown>({ codecs: [Money] });
    const wrong = { ...value(new Money(5n)), at: 'yesterday', map: [['k', { at: true, set: ['x'] }]] };

    await expect(bus.$client.call('rich.echo', { value: wrong })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      data: { issues: [{ path: '/value/at' }, { path: '/value/map/0/1/at' }, { path: '/value/map/0/1/set/0' }] },
    });
  });

  it('need their class at the caller', async () => {
    await expect(createBus<unknown>().$client.call('rich.echo', { value: value(new Money(1n)) })).rejects.toMatchObject(
      {
        code: 'CODEC_MISSING',
      },
    );
  });
});
