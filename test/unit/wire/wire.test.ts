import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBusError } from '../../../src/definition/index.ts';
import type { Codecs } from '../../../src/wire/index.ts';
import {
  applyCasts,
  compactCasts,
  type EncodedCast,
  encode,
  fromErrorMessage,
  nextTraceparent,
  readCallRequest,
  toRemoteError,
} from '../../../src/wire/index.ts';

class Money {
  readonly cents: number;

  constructor(cents: number) {
    this.cents = cents;
  }

  static toBus(value: Money): unknown {
    return { c: value.cents };
  }

  static fromBus(wire: unknown): Money {
    return new Money((wire as { c: number }).c);
  }
}

/** Its wire form is an object with casts of its own. */
class Span {
  readonly days: bigint;
  readonly from: Date;

  constructor(days: bigint, from: Date) {
    this.days = days;
    this.from = from;
  }

  static toBus({ days, from }: Span): unknown {
    return { days, from };
  }

  static fromBus(wire: unknown): Span {
    const { days, from } = wire as Span;
    if (typeof days !== 'bigint' || !(from instanceof Date)) throw new TypeError('its members were not cast');
    return new Span(days, from);
  }
}

/** Its wire form is itself cast. */
class Total {
  readonly units: bigint;

  constructor(units: bigint) {
    this.units = units;
  }

  static toBus({ units }: Total): unknown {
    return units;
  }

  static fromBus(wire: unknown): Total {
    if (typeof wire !== 'bigint') throw new TypeError('its wire form was not cast');
    return new Total(wire);
  }
}

function castsOf(value: unknown): readonly (readonly [string, string])[] {
  const casts: EncodedCast[] = [];
  const wire = encode(value, casts);
  return compactCasts(wire, casts);
}

function roundTrip(value: unknown): unknown {
  const casts: EncodedCast[] = [];
  const wire = encode(value, casts) ?? null;
  return applyCasts(JSON.parse(JSON.stringify(wire)), compactCasts(wire, casts), [Money, Span, Total]);
}

describe('the wire form of a value', () => {
  it.each([
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [12345678901234567890n, '12345678901234567890'],
    [new Uint8Array([1, 2, 255]), 'AQL/'],
    [new URL('https://a.example/b'), 'https://a.example/b'],
    [new Map([['a', new Date(0)]]), [['a', '1970-01-01T00:00:00.000Z']]],
    [new Set([1n]), ['1']],
    [new Money(5), { c: 5 }],
    [{ a: undefined, b: 1 }, { b: 1 }],
    [[undefined], [null]],
  ])('of %o', (value, wire) => {
    expect(encode(value)).toEqual(wire);
  });

  it('shares what needs no encoding, and changes nothing', () => {
    const plain = { a: [1, { b: 'x' }] };
    const mixed = { plain, at: new Date(0) };

    const wire = encode(mixed);

    expect(encode(plain)).toBe(plain);
    expect(wire).toEqual({ plain, at: '1970-01-01T00:00:00.000Z' });
    expect(mixed.at).toBeInstanceOf(Date);
  });

  it.each([
    ['NaN', { a: [Number.NaN] }, '/a/0'],
    ['Infinity', { a: Number.POSITIVE_INFINITY }, '/a'],
    ['a function', { 'x/y~z': () => 1 }, '/x~1y~0z'],
    ['a symbol', [Symbol('s')], '/0'],
    ['an invalid Date', { d: new Date(Number.NaN) }, '/d'],
    ['a RegExp', { r: /x/ }, '/r'],
    ['a Promise', { p: Promise.resolve() }, '/p'],
    ['an Error', new Map([['k', new Error('x')]]), '/0/1'],
    ['a Uint16Array', { n: new Uint16Array() }, '/n'],
  ])('has no place for %s, and says where it was', (what, value, path) => {
    const message = expect.stringContaining(`The value at "${path}" cannot be sent: ${what} `);
    expect(() => encode(value)).toThrow(expect.objectContaining({ code: 'NOT_ENCODABLE', message, data: { path } }));
  });

  it('has no place for a value that contains itself, but for one that is there twice', () => {
    const ring: { self?: unknown } = {};
    ring.self = ring;
    const shared = { at: new Date(0) };

    expect(() => encode(ring)).toThrow('contains itself');
    expect(encode([shared, shared])).toHaveLength(2);
  });

  it('keeps a member named __proto__ a member', () => {
    const wire = encode(JSON.parse('{"__proto__":{"polluted":true},"at":1}'));

    expect(Object.keys(wire as object)).toEqual(['__proto__', 'at']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('the casts of an answer', () => {
  it('say once what holds for every element', () => {
    expect(castsOf({ rows: [{ at: new Date(0) }, { at: new Date(1) }, { at: null }] })).toEqual([
      ['/rows/*/at', 'date'],
    ]);
  });

  it('name each place where it does not', () => {
    expect(castsOf([new Date(0), 'x', new Date(1)])).toEqual([
      ['/0', 'date'],
      ['/2', 'date'],
    ]);
  });

  it('put what lies inside a map before the map', () => {
    expect(castsOf({ m: new Map([['a', new Date(0)]]) })).toEqual([
      ['/m/*/1', 'date'],
      ['/m', 'map'],
    ]);
  });

  it('tell a member named * from every member', () => {
    expect(castsOf({ '*': new Date(0), other: 'x' })).toEqual([['/~2', 'date']]);
    expect(roundTrip({ '*': new Date(0), other: 'x' })).toEqual({ '*': new Date(0), other: 'x' });
  });

  it('are the root for a bare value', () => {
    expect(castsOf(new Date(0))).toEqual([['', 'date']]);
  });

  it('name what is undefined where JSON has null, and leave null alone', () => {
    const sent = { list: [undefined, null, 'x'], map: new Map([['a', undefined]]), set: new Set([undefined]) };

    expect(castsOf(sent)).toContainEqual(['/list/0', 'undefined']);
    expect(roundTrip(sent)).toStrictEqual(sent);
  });

  it('name codecs, which the client must be given', () => {
    const casts: EncodedCast[] = [];
    const wire = encode({ price: new Money(5) }, casts);

    expect(compactCasts(wire, casts)).toEqual([['/price', 'codec:Money']]);
    expect(() => applyCasts(wire, compactCasts(wire, casts), [])).toThrow(
      expect.objectContaining({ code: 'CODEC_MISSING' }),
    );
  });

  it('find codecs whose classes a bundler has renamed by the keys of an object, or by the name that they give themselves', () => {
    const answer = () => ({ price: encode(new Money(5)) });
    const Renamed = class _Money extends Money {};
    const Named = class _Money extends Money {
      static readonly busName = 'Money';
    };

    const read = (codecs: Codecs) => applyCasts(answer(), [['/price', 'codec:Money']], codecs);

    expect(read({ Money: Renamed })).toEqual(read([Money]));
    expect(read([Named])).toEqual(read([Money]));
    expect(() => read([Renamed])).toThrow(/It was given "_Money".*createBus\(\{ codecs: \{ Money \} \}\)/);
  });

  it('cast what a codec is made of before its class reads it, at the same place too', () => {
    const sent = { spans: [new Span(1n, new Date(0)), null, new Span(2n, new Date(1))], total: new Total(7n) };

    expect(castsOf(sent)).toEqual([
      ['/spans/*/days', 'bigint'],
      ['/spans/*/from', 'date'],
      ['/spans/*', 'codec:Span'],
      ['/total', 'bigint'],
      ['/total', 'codec:Total'],
    ]);
    expect(roundTrip(sent)).toEqual(sent);
  });

  it('bring back what was sent, whatever it was', () => {
    const leaf = fc.oneof(
      fc.string(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Object.is(n, -0) ? 0 : n)),
      fc.boolean(),
      fc.constant(null),
      fc.bigInt(),
      fc.date({ noInvalidDate: true }),
      fc.uint8Array().map((bytes) => new Uint8Array(bytes)),
      fc.webUrl().map((url) => new URL(url)),
      fc.integer().map((cents) => new Money(cents)),
      fc.tuple(fc.bigInt(), fc.date({ noInvalidDate: true })).map(([days, from]) => new Span(days, from)),
      fc.bigInt().map((units) => new Total(units)),
    );
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('*', '~', '/', '0', '$value')), tie('value'), {
          maxKeys: 4,
        }),
        fc.array(fc.tuple(leaf, tie('value')), { maxLength: 3 }).map((pairs) => new Map(pairs)),
        fc.array(tie('value'), { maxLength: 3 }).map((items) => new Set(items)),
      ),
    }));

    fc.assert(
      fc.property(value, (sent) => {
        expect(roundTrip(sent)).toEqual(sent);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the payload of a call', () => {
  it('is the parameter object, without the metadata', () => {
    expect(readCallRequest({ id: 'x', $bus: { caller: 'me', unknown: 1 } })).toEqual({
      params: { id: 'x' },
      metadata: { caller: 'me', unknown: 1 },
    });
    expect(readCallRequest({ id: 'x' })).toEqual({ params: { id: 'x' }, metadata: undefined });
    expect(readCallRequest(null)).toEqual({ params: undefined, metadata: undefined });
  });

  it.each([
    [{ $bus: 1 }, '$bus must be an object'],
    [{ $bus: [] }, '$bus must be an object'],
    [{ $bus: { deadline: 'soon' } }, '$bus.deadline must be a number'],
    [{ $bus: { idempotencyKey: '' } }, '$bus.idempotencyKey must be a string of 1 to 128'],
    [{ $bus: { accept: 'xml' } }, '$bus.accept must be "casts"'],
  ])('with the metadata %o is refused', (payload, message) => {
    expect(() => readCallRequest(payload)).toThrow(message);
  });
});

describe('a failure', () => {
  it('keeps name, string code and JSON data of what was thrown', () => {
    const thrown = Object.assign(new RangeError('no'), { code: 'OUT_OF_STOCK', data: { left: 0n } });

    expect(toRemoteError(thrown)).toEqual({
      lambdabus: 1,
      code: 'OUT_OF_STOCK',
      name: 'RangeError',
      message: 'no',
      data: { left: '0' },
      retryable: true,
    });
  });

  it.each([
    [new Error('x'), { code: 'HANDLER_ERROR', name: 'Error', message: 'x', retryable: true }],
    ['text', { code: 'HANDLER_ERROR', name: 'Error', message: 'text' }],
    [undefined, { code: 'HANDLER_ERROR', message: 'undefined' }],
    [Object.assign(new Error('x'), { code: 42 }), { code: 'HANDLER_ERROR' }],
    [Object.assign(new Error('x'), { retryable: false }), { retryable: false }],
    [Object.assign(new Error('x'), { data: { f: () => 1 } }), { data: undefined }],
  ])('of %o travels', (thrown, remote) => {
    expect(toRemoteError(thrown)).toMatchObject(remote);
  });

  it('keeps the name that it was first thrown by, on its way through other functions', () => {
    const first = fromErrorMessage(JSON.stringify(toRemoteError(new RangeError('no'))));
    const second = fromErrorMessage(JSON.stringify(toRemoteError(first)));

    expect(second).toMatchObject({ code: 'HANDLER_ERROR', remoteName: 'RangeError', message: 'no' });
  });

  it('comes back as a BusError; any other message does not', () => {
    const error = fromErrorMessage(JSON.stringify(toRemoteError(new RangeError('no'))));

    expect(isBusError(error)).toBe(true);
    expect(error).toMatchObject({ code: 'HANDLER_ERROR', remoteName: 'RangeError', message: 'no', retryable: true });
    expect(fromErrorMessage('Task timed out')).toBeUndefined();
    expect(fromErrorMessage('{"lambdabus":1,')).toBeUndefined();
    expect(fromErrorMessage(undefined)).toBeUndefined();
  });
});

describe('the trace of a request', () => {
  it('goes on in what it sends, in a span of its own', () => {
    const first = nextTraceparent(undefined);
    const next = nextTraceparent(first);

    expect(first).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-01$/);
    expect(next.slice(0, 36)).toBe(first.slice(0, 36));
    expect(next).not.toBe(first);
  });

  it.each([
    'nonsense',
    `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
    `00-0af7651916cd43dd8448eb211c80319c-${'0'.repeat(16)}-01`,
    'ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  ])('begins anew after %s, which W3C calls invalid', (current) => {
    expect(nextTraceparent(current)).toMatch(/^00-(?!0af7651916cd)(?!0{32})[\da-f]{32}-[\da-f]{16}-01$/);
  });

  it('goes on from a later version with more fields, and keeps what was not sampled so', () => {
    expect(nextTraceparent('01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00-more')).toMatch(
      /^00-0af7651916cd43dd8448eb211c80319c-[\da-f]{16}-00$/,
    );
  });
});
