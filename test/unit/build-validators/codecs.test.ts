import { expect, test } from 'vitest';
import { codecsOf, generateValidators, type ValidatorsRequest } from '../../../src/build/validators/index.ts';
import type { JsonSchema } from '../../../src/manifest/index.ts';
import { type EncodedCast, encode } from '../../../src/wire/index.ts';
import type { BundleValidators, Issue } from '../../../src/wire/validator.ts';
import { bigint, date, importModule, importValidators, objectOf, string, type Validated } from './validating.ts';

class Money {
  readonly cents: number;
  constructor(cents: number) {
    this.cents = cents;
  }
  static fromBus({ cents }: { cents: bigint }): Money {
    if (cents < 0n) throw new RangeError('money is never negative');
    return new Money(Number(cents));
  }
}
const money: JsonSchema = { ...objectOf({ cents: bigint }), 'x-cast': 'codec:Money' };

async function withMoney(
  schema: JsonSchema,
  validation: ValidatorsRequest['validation'] = 'default',
): Promise<(wire: unknown) => Validated> {
  const code = await generateValidators({ $defs: { Price: money }, params: schema, validation });
  const { withCodecs } = await importModule<{ withCodecs(codecs: object): BundleValidators }>(code);
  const { params } = withCodecs({ Money });
  return (wire) => {
    const issues: { path: string; message: string }[] = [];
    const value = params?.(wire, issues);
    return { value, issues };
  };
}

test('a class with a codec is given its wire form when that is valid, with the casts in it', async () => {
  const validate = await withMoney(objectOf({ price: { $ref: '#/$defs/Price' } }));
  const wire = { price: { cents: '5' } };

  expect(validate(wire)).toStrictEqual({ value: { price: new Money(5) }, issues: [] });
  expect(wire).toEqual({ price: { cents: '5' } });
  expect(validate({ price: { cents: 5 } }).issues).toEqual([
    { path: '/price/cents', message: 'expected integer in a string, got 5' },
  ]);
});

test('what a codec throws is what is wrong, unless it must not be shown', async () => {
  const validate = await withMoney(objectOf({ shown: money, hidden: { ...money, 'x-sensitive': true } }));

  expect(validate({ shown: { cents: '-1' }, hidden: { cents: '-1' } }).issues).toEqual([
    { path: '/shown', message: 'no Money: money is never negative' },
    { path: '/hidden', message: 'no Money' },
  ]);
});

test('what a codec throws is not shown where a sensitive part may be quoted', async () => {
  const secret = { ...objectOf({ cents: { ...bigint, 'x-sensitive': true } }), 'x-cast': 'codec:Money' };
  const validate = await withMoney({ type: 'array', items: { anyOf: [secret, { $ref: '#/$defs/Price' }] } });
  const alone = await withMoney(secret);

  expect(alone({ cents: '-1' }).issues).toEqual([{ path: '', message: 'no Money' }]);
  expect(validate([{ cents: '-1' }]).issues).toEqual([{ path: '/0', message: 'no Money' }]);
});

test('a codec may be a member of a union', async () => {
  const validate = await withMoney({ anyOf: [money, objectOf({ free: { const: true } }), string] });

  expect(validate({ free: true }).value).toEqual({ free: true });
  expect(validate({ cents: '1' }).value).toEqual(new Money(1));
  expect(validate('a').value).toBe('a');
});

test('where validation is off, a codec is given only what it can read', async () => {
  const validate = await withMoney({ type: 'array', items: money }, 'off');

  expect(validate([{ cents: '1' }, { cents: 1 }, { cents: '-1' }, 'a'])).toEqual({
    value: [new Money(1), { cents: 1 }, { cents: '-1' }, 'a'],
    issues: [],
  });
});

test('the build learns which classes the module must be given', () => {
  const $defs = { Price: money, Unused: { ...string, 'x-cast': 'codec:Other' } };
  const payload = { type: 'array', items: { $ref: '#/$defs/Price' } };

  expect(codecsOf({ $defs, payloads: { 'a.b': payload }, params: string, validation: 'default' })).toEqual(['Money']);
  expect(codecsOf({ $defs, params: string, validation: 'default' })).toEqual([]);
});

test('what is fired is checked in its wire form only, without the class', async () => {
  const $defs = { Price: money, Prices: { type: 'array', items: { $ref: '#/$defs/Price' } } };
  const fires = { 'shop.paid': objectOf({ prices: { $ref: '#/$defs/Prices' } }) };
  const request: ValidatorsRequest = { $defs, fires, validation: 'default' };
  const validators = await importValidators(request);
  const issues: Issue[] = [];

  expect(codecsOf(request)).toEqual([]);
  validators.fires?.['shop.paid']?.({ prices: [{ cents: '5' }, { cents: '-1' }] }, issues);
  expect(issues).toEqual([]);
  validators.fires?.['shop.paid']?.({ prices: [{ cents: 5 }] }, issues);
  expect(issues).toEqual([{ path: '/prices/0/cents', message: 'expected integer in a string, got 5' }]);
});

test('what is fired is not made to the class where the same type is received, or a Standard Schema is given it', async () => {
  const $defs = { Price: money };
  const price = objectOf({ price: { $ref: '#/$defs/Price' } });
  const request: ValidatorsRequest = {
    $defs,
    payloads: { 'shop.heard': price },
    fires: { 'shop.paid': price, 'shop.ruled': price },
    castFires: ['shop.ruled'],
    validation: 'default',
  };
  const { withCodecs } = await importModule<{ withCodecs(codecs: object): BundleValidators }>(
    await generateValidators(request),
  );
  const { payloads = {}, fires = {} } = withCodecs({ Money });
  const wire = { price: { cents: '-1' } };
  const found = (validators: BundleValidators['fires'], event: string) => {
    const issues: Issue[] = [];
    validators?.[event]?.(wire, issues);
    return issues;
  };

  expect(codecsOf(request)).toEqual(['Money']);
  expect(found(payloads, 'shop.heard')).toHaveLength(1);
  expect(found(fires, 'shop.ruled')).toHaveLength(1);
  expect(found(fires, 'shop.paid')).toEqual([]);
});

class Price {
  readonly amount: string;
  constructor(amount: string) {
    this.amount = amount;
  }
  static toBus({ amount }: Price): string {
    return amount;
  }
  static fromBus(amount: string): Price {
    if (amount === 'NaN') throw new RangeError('a price is a number');
    return new Price(amount);
  }
}
class OrderId extends Price {}
class Discounted extends Price {
  static override toBus(): string {
    return 'NaN';
  }
  static override fromBus(): Price {
    return new Discounted('5');
  }
}
const price: JsonSchema = { ...string, 'x-cast': 'codec:Price' };

/** What the check of a fired payload finds wrong with a value. */
async function firing(
  schema: JsonSchema,
  payload: unknown,
  mode: 'default' | 'off' = 'default',
): Promise<readonly Issue[]> {
  const validators = await importValidators({
    $defs: { Price: price, OrderId: { ...string, 'x-cast': 'codec:OrderId' } },
    fires: { 'shop.paid': schema },
    validation: 'default',
    modes: { events: { 'shop.paid': mode } },
  });
  const issues: Issue[] = [];
  const casts: EncodedCast[] = [];
  const wire = encode(payload, casts);
  validators.fires?.['shop.paid']?.(wire, issues, casts);
  return issues;
}

test('what is fired of another class than its type says is refused, though it looks the same on the wire', async () => {
  const named = objectOf({ price: { $ref: '#/$defs/Price' } });

  expect(await firing(named, { price: new Price('5') })).toEqual([]);
  expect(await firing(named, { price: new Date(0) })).toEqual([
    { path: '/price', message: 'expected Price, got a Date' },
  ]);
  expect(await firing(named, { price: 5n })).toEqual([{ path: '/price', message: 'expected Price, got a bigint' }]);
  expect(await firing({ type: 'array', items: price }, [new Price('5'), new URL('https://a.b')])).toEqual([
    { path: '/1', message: 'expected Price, got a URL' },
  ]);
});

test('what is fired of a class with another codec is refused, unless it extends the class or may be it by a new name', async () => {
  const order = objectOf({ order: { $ref: '#/$defs/OrderId' } });
  const Renamed = class _Price extends Object {
    static toBus(): string {
      return '5';
    }
  };

  expect(await firing(order, { order: new OrderId('5') })).toEqual([]);
  expect(await firing(order, { order: new Price('5') })).toEqual([
    { path: '/order', message: 'expected OrderId, got Price' },
  ]);
  expect(await firing(price, new (class extends Price {})('5'))).toEqual([]);
  expect(await firing(price, new Renamed())).toEqual([]);
});

test('what is fired of a class that extends the one of its type is read by that one, as by the listener', async () => {
  expect(await firing(price, new Discounted('5'))).toEqual([{ path: '', message: 'no Price: a price is a number' }]);
});

test('what is fired that its own class does not read is refused, in records, maps, unions and recursive types too', async () => {
  const bad = new Price('NaN');
  const reason = 'no Price: a price is a number';
  const $defs = {
    Price: price,
    Node: objectOf({ price: { $ref: '#/$defs/Price' }, next: { $ref: '#/$defs/Node' } }, ['next']),
  };
  const places: readonly (readonly [JsonSchema, unknown, string])[] = [
    [price, bad, ''],
    [{ type: 'object', additionalProperties: price }, { 'a/b': bad }, '/a~1b'],
    [
      { type: 'array', 'x-cast': 'map', items: { type: 'array', prefixItems: [string, price], items: false } },
      new Map([['a', bad]]),
      '/0/1',
    ],
    [{ anyOf: [objectOf({ price }), objectOf({ free: { const: true } })] }, { price: bad }, '/price'],
    [{ anyOf: [{ $ref: '#/$defs/Node' }, objectOf({ free: { const: true } })] }, { price: bad }, '/price'],
    [{ $ref: '#/$defs/Node' }, { price: new Price('1'), next: { price: bad } }, '/next/price'],
  ];

  for (const [schema, payload, path] of places) {
    const validators = await importValidators({ $defs, fires: { 'a.b': schema }, validation: 'default' });
    const issues: Issue[] = [];
    const casts: EncodedCast[] = [];
    const wire = encode(payload, casts);
    validators.fires?.['a.b']?.(wire, issues, casts);
    expect(issues).toEqual([{ path, message: reason }]);
  }
});

test('what is fired as it is on the wire, or where nothing is validated, is left to the listener', async () => {
  expect(await firing(price, 'NaN')).toEqual([]);
  expect(await firing(price, new Date(0), 'off')).toEqual([]);
  expect(await firing({ anyOf: [price, objectOf({ free: price })] }, { free: new Price('NaN') }, 'off')).toEqual([]);
});

test('what a codec throws for what is fired is not shown where it must not be', async () => {
  expect(await firing({ ...price, 'x-sensitive': true }, new Price('NaN'))).toEqual([
    { path: '', message: 'no Price' },
  ]);
});

test('only the check of what is fired with codecs asks what was encoded', async () => {
  const { fires = {}, payloads = {} } = await importValidators({
    $defs: { Price: price },
    payloads: { 'a.heard': date },
    fires: { 'a.plain': objectOf({ at: date }), 'a.codec': objectOf({ price: { $ref: '#/$defs/Price' } }) },
    validation: 'default',
  });

  expect([payloads['a.heard']?.length, fires['a.plain']?.length, fires['a.codec']?.length]).toEqual([2, 2, 3]);
});
