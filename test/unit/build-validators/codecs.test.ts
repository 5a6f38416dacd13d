import { expect, test } from 'vitest';
import { codecsOf, generateValidators, type ValidatorsRequest } from '../../../src/build/validators/index.ts';
import type { JsonSchema } from '../../../src/manifest/index.ts';
import type { BundleValidators, Issue } from '../../../src/wire/validator.ts';
import { bigint, importModule, importValidators, objectOf, string, type Validated } from './validating.ts';

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
