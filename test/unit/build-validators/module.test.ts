import { expect, test } from 'vitest';
import { generateValidators } from '../../../src/build/validators/index.ts';
import type { Issue } from '../../../src/wire/validator.ts';
import { date, importValidators, number, objectOf, string, validatorOf } from './validating.ts';

test('a module has what the bundle needs, and nothing for what it does not have', async () => {
  const validators = await importValidators({
    $defs: {},
    result: date,
    payloads: { 'orders.order.placed': objectOf({ id: string }), 'orders.order.$paid': string },
    fires: {},
    validation: 'strict',
  });

  expect(Object.keys(validators)).toEqual(['payloads', 'result']);
  expect(Object.keys(validators.payloads ?? {})).toEqual(['orders.order.placed', 'orders.order.$paid']);
});

test('a module says which of the events that the bundle fires are FIFO', async () => {
  const validators = await importValidators({ $defs: {}, fifo: ['orders.order.paid'], validation: 'default' });

  expect(validators.fifo).toEqual(['orders.order.paid']);
});

test('a bundle without anything to validate has an empty module', async () => {
  expect(Object.keys(await importValidators({ $defs: {}, validation: 'default' }))).toEqual([]);
});

test('payloads keep what a later version of the event adds, however parameters are checked', async () => {
  const { payloads, fires } = await importValidators({
    $defs: {},
    payloads: { 'a.b': objectOf({ id: string }) },
    fires: { 'c.d': objectOf({ id: string }) },
    validation: 'strict',
  });
  const issues: Issue[] = [];

  payloads?.['a.b']?.({ id: 'a', added: 1 }, issues);
  fires?.['c.d']?.({ id: 'a', added: 1 }, issues);

  expect(issues).toEqual([]);
});

test('the code has no import and no eval, only what is used, and is the same each time', async () => {
  const request = { $defs: { Unused: date }, params: objectOf({ id: string }), validation: 'default' } as const;

  const code = await generateValidators(request);

  expect(code).not.toMatch(/\bimport\b|\beval\b|\bFunction\b|\brequire\b/);
  expect(code).not.toMatch(/Date|BigInt|Buffer|URL|Map|Set|depth|replaceAll/);
  expect(code.length).toBeLessThan(900);
  expect(await generateValidators(request)).toBe(code);
});

test('the same bytes come out whatever the order in which the named types stand', async () => {
  const params = objectOf({ a: { $ref: '#/$defs/A' }, b: { $ref: '#/$defs/B' } });
  const [A, B] = [objectOf({ b: { $ref: '#/$defs/B' } }), objectOf({ at: date })];

  const code = await generateValidators({ $defs: { A, B }, params, validation: 'default' });

  expect(await generateValidators({ $defs: { B, A }, params, validation: 'default' })).toBe(code);
});

test('a named type is written once, however often it is used', async () => {
  const Line = objectOf({ somethingUnmistakable: number });
  const line = { $ref: '#/$defs/Line' };

  const code = await generateValidators({
    $defs: { Line },
    params: objectOf({ a: line, b: { type: 'array', items: line } }),
    result: line,
    validation: 'default',
  });

  expect(code.split('"/somethingUnmistakable"')).toHaveLength(2);
});

test('ten properties with a date fit in 3 kB, strict ones too', async () => {
  const properties = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`property${index}`, string]));
  const params = objectOf({ ...properties, at: date });

  for (const validation of ['default', 'strict'] as const) {
    expect((await generateValidators({ $defs: {}, params, validation })).length).toBeLessThan(3000);
  }
});

test.each([
  [{ type: 'string', contains: {} }, 'the keyword "contains"'],
  [{ type: 'text' }, 'has the type "text"'],
  [{ $ref: 'https://example.com/schema' }, 'which is not in $defs'],
  [{ $ref: '#/$defs/Gone' }, '#/$defs/Gone, which is not there'],
  [{ not: { type: 'string' } }, 'only { "not": {} } is understood'],
  [{ items: 5 }, 'is 5, not an object or a boolean'],
])('%j is refused when the code is made: ignoring it would let anything through', async (schema, message) => {
  await expect(validatorOf(schema)).rejects.toThrow(message);
});
