import { inspect } from 'node:util';
import fc from 'fast-check';
import { createBus } from 'lambdabus';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as rich from './fixtures/rich/bus.ts';
import { Money, type Rich } from './fixtures/rich/bus.ts';
import { receivedFrom } from './received-messages.ts';

/** Where the service of `fixtures/rich` runs. */
export interface RichTarget {
  release(): Promise<void>;
}

/** How far a target is tried. */
export interface RichTraits {
  /** How many random values make the way. */
  readonly randomValues: number;
}

const witness = 'rich-witness';

/** What JSON cannot say makes the whole way: to the procedure, back to the caller, and to the listener. */
export function describeRichTypes(name: string, start: () => Promise<RichTarget>, { randomValues }: RichTraits): void {
  describe(`rich types over ${name}`, () => {
    let target: RichTarget;
    beforeAll(async () => {
      target = await start();
    });
    afterAll(async () => target?.release());

    const bus = createBus<typeof rich>({ stage: 'dev', account: '000000000000', codecs: [Money], timeoutMs: 30_000 });

    it('arrive as what they were at the procedure, and come back so', async () => {
      const sent = value({ next: value({ next: value(), scalar: 3 }), scalar: null });

      const { value: received, seen } = await bus.rich.echo({ value: sent });

      expect(seen).toBe(shown(sent));
      expect(shown(received)).toBe(shown(sent));
      expect(received).toStrictEqual(sent);
    });

    it('arrive as what they were at the listener', async () => {
      const sent = value({ next: value({ either: { kind: 'big', value: -5n } }) });

      const { id } = await bus.rich.send({ value: sent });

      const [seen] = await receivedFrom(witness, 1, ({ body }) => body['id'] === id);
      expect(seen?.body['seen']).toBe(shown(sent));
    });

    it('are instances of the caller’s own class, which has its methods', async () => {
      const received = await bus.rich.double({ price: new Money(21n) });

      expect(received).toBeInstanceOf(Money);
      expect(received.double().cents).toBe(84n);
    });

    it('are left alone: what is sent is not changed', async () => {
      const sent = value({ next: value() });
      const before = shown(sent);

      await bus.rich.echo({ value: sent });

      expect(shown(sent)).toBe(before);
    });

    it('make the way whatever they are', async () => {
      const values = fc.sample(richValues, { numRuns: randomValues, seed: 7 });

      const answers = await Promise.all(values.map((sent) => bus.rich.echo({ value: sent })));

      expect(answers.map(({ seen }) => seen)).toEqual(values.map(shown));
      expect(answers.map(({ value: received }) => shown(received))).toEqual(values.map(shown));
    });

    it('are refused in the places where they are wrong', async () => {
      const map = [['k', { at: true, set: ['x'] }]];
      const wrong = { ...value(), date: 'yesterday', map, tuple: ['2026-01-01T00:00:00Z'] };

      await expect(bus.$client.call('rich.echo', { value: wrong })).rejects.toMatchObject({
        code: 'VALIDATION_FAILED',
        data: {
          issues: [
            { path: '/value/date' },
            { path: '/value/map/0/1/at' },
            { path: '/value/map/0/1/set/0' },
            { path: '/value/tuple' },
          ],
        },
      });
    });

    it('need their class at the caller', async () => {
      const stranger = createBus<typeof rich>({ stage: 'dev', timeoutMs: 30_000 });

      await expect(stranger.rich.double({ price: new Money(1n) })).rejects.toMatchObject({ code: 'CODEC_MISSING' });
    });
  });
}

function shown(value: unknown): string {
  return inspect(value, { depth: null, sorted: true, maxArrayLength: null });
}

function value(differences: Partial<Rich> = {}): Rich {
  return {
    date: new Date(1_700_000_000_123),
    bigint: 2n ** 70n,
    bytes: new Uint8Array([0, 127, 255]),
    url: new URL('https://a.example/b?c=%20#d'),
    map: new Map([
      ['k', { at: new Date(5), set: new Set([1n, -2n]) }],
      ['*', { at: new Date(0), set: new Set() }],
    ]),
    set: new Set(['a', '', '~/']),
    money: new Money(5n),
    lists: [[1n, 2n], [], [3n]],
    dates: [new Date(1), null, new Date(2)],
    record: { 'a/b': new Date(3), '*': new Date(4), '': new Date(5) },
    records: { one: new Map([[1n, new Uint8Array([1])]]), none: new Map() },
    tuple: [new Date(6), 7n, new Uint8Array(), new Uint8Array([9])],
    keyed: new Map([[10n, new Set([new Date(11), new Date(12)])]]),
    wallet: new Map([['w', [new Money(1n), new Money(2n ** 65n)]]]),
    either: { kind: 'dates', value: [new Date(13), new Date(14)] },
    scalar: new Date(15),
    optional: 16n,
    ...differences,
  };
}

const dates = fc.date({ noInvalidDate: true });
const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => new Uint8Array(array));
const money = fc.bigInt().map((cents) => new Money(cents));
const mapOf = <TKey, TValue>(keys: fc.Arbitrary<TKey>, values: fc.Arbitrary<TValue>) =>
  fc.array(fc.tuple(keys, values), { maxLength: 4 }).map((pairs) => new Map(pairs));
const setOf = <TValue>(values: fc.Arbitrary<TValue>) =>
  fc.array(values, { maxLength: 4 }).map((items) => new Set(items));
const recordOf = <TValue>(values: fc.Arbitrary<TValue>) =>
  fc.dictionary(
    fc.string({ maxLength: 8 }).filter((key) => key !== '__proto__'),
    values,
    { maxKeys: 4, noNullPrototype: true },
  );

const { rich: richValues } = fc.letrec<{ rich: Rich }>((tie) => ({
  rich: fc.record(
    {
      date: dates,
      bigint: fc.bigInt(),
      bytes,
      url: fc.webUrl().map((url) => new URL(url)),
      map: mapOf(fc.string(), fc.record({ at: dates, set: setOf(fc.bigInt()) }, { noNullPrototype: true })),
      set: setOf(fc.string()),
      money,
      lists: fc.array(fc.array(fc.bigInt(), { maxLength: 3 }), { maxLength: 3 }),
      dates: fc.array(fc.option(dates), { maxLength: 4 }),
      record: recordOf(dates),
      records: recordOf(mapOf(fc.bigInt(), bytes)),
      tuple: fc
        .tuple(dates, fc.bigInt(), fc.array(bytes, { maxLength: 3 }))
        .map(([date, big, rest]): Rich['tuple'] => [date, big, ...rest]),
      keyed: mapOf(fc.bigInt(), setOf(dates)),
      wallet: mapOf(fc.string(), fc.array(money, { maxLength: 3 })),
      either: fc.oneof(
        fc.array(dates, { maxLength: 3 }).map((list): Rich['either'] => ({ kind: 'dates', value: list })),
        fc.bigInt().map((big): Rich['either'] => ({ kind: 'big', value: big })),
      ),
      scalar: fc.oneof(dates, fc.integer(), fc.constant(null)),
      optional: fc.bigInt(),
      next: fc.oneof({ depthSize: 'small', withCrossShrink: true }, tie('rich')),
    },
    {
      requiredKeys: [
        'date',
        'bigint',
        'bytes',
        'url',
        'map',
        'set',
        'money',
        'lists',
        'dates',
        'record',
        'records',
        'tuple',
        'keyed',
        'wallet',
        'either',
        'scalar',
      ],
      noNullPrototype: true,
    },
  ),
}));
