import { expect, test } from 'vitest';
import { number, objectOf, validatorOf } from './validating.ts';

const secret = 'hunter2';

test.each([
  ['of a record', { type: 'object', additionalProperties: number }, 'expected number, got a string (hidden)'],
  ['by pattern', { type: 'object', patternProperties: { '^h': number } }, 'expected number, got a string (hidden)'],
  [
    'that are wrong themselves',
    { type: 'object', propertyNames: { pattern: '^x' } },
    'expected string matching /^x/u, got a string (hidden)',
  ],
  ['that are unknown', { type: 'object', additionalProperties: false }, 'unknown property'],
])('names %s are not shown where the object is sensitive', async (_, schema, message) => {
  const validate = await validatorOf(objectOf({ data: { ...schema, 'x-sensitive': true } }));

  expect(validate({ data: { [secret]: 'x' } }).issues).toEqual([{ path: '/data/(hidden)', message }]);
});

test('strict shows no unknown name of what is sensitive', async () => {
  const validate = await validatorOf({ ...objectOf({ id: number }), 'x-sensitive': true }, { mode: 'strict' });

  expect(validate({ id: 1, [secret]: 1 }).issues).toEqual([{ path: '/(hidden)', message: 'unknown property' }]);
});

test('names that are declared are shown, for they are no values', async () => {
  const validate = await validatorOf({ ...objectOf({ id: number }), 'x-sensitive': true });

  expect(validate({ id: secret }).issues).toEqual([{ path: '/id', message: 'expected number, got a string (hidden)' }]);
});

test('long names make no answer that is too large to send', async () => {
  const validate = await validatorOf({ type: 'object', additionalProperties: { type: 'array', items: number } });

  const { issues } = validate({ ['k'.repeat(1_000_000)]: Array.from({ length: 30 }, () => 'x') });

  expect(issues).toHaveLength(21);
  expect(JSON.stringify(issues).length).toBeLessThan(100_000);
  expect(issues[0]?.path).toMatch(/^\/k+…$/);
});
