import { expect, test } from 'vitest';
import type { JsonSchema } from '../../../src/manifest/index.ts';
import { bigint, date, number, objectOf, string, validatorOf } from './validating.ts';

const literal = (value: unknown): JsonSchema => ({ const: value });
const box = objectOf({ kind: literal('box'), width: number });
const tube = objectOf({ kind: literal('tube'), made: date });

test('members are told apart by a property of literals, and only the chosen one speaks', async () => {
  const validate = await validatorOf(objectOf({ shape: { anyOf: [box, tube] } }));

  expect(validate({ shape: { kind: 'cube' } }).issues).toEqual([
    { path: '/shape/kind', message: 'expected "box" | "tube", got "cube"' },
  ]);
  expect(validate({ shape: {} }).issues).toEqual([
    { path: '/shape/kind', message: 'expected "box" | "tube", got nothing' },
  ]);
  expect(validate({ shape: { kind: 'box', made: 1 } }).issues).toEqual([
    { path: '/shape/width', message: 'expected number, got nothing' },
  ]);
  expect(validate({ shape: 'box' }).issues).toEqual([{ path: '/shape', message: 'expected object, got "box"' }]);
  expect(validate({ shape: { kind: 'tube', made: '2026-01-01T00:00:00Z' } }).value).toEqual({
    shape: { kind: 'tube', made: new Date('2026-01-01T00:00:00Z') },
  });
});

test('named unions within unions are told apart as one', async () => {
  const $defs = { Box: box, Solid: { anyOf: [{ $ref: '#/$defs/Box' }, tube] } };
  const validate = await validatorOf(
    { anyOf: [{ $ref: '#/$defs/Solid' }, objectOf({ kind: literal('none') }), string] },
    { $defs },
  );

  expect(validate({ kind: 'none' }).issues).toEqual([]);
  expect(validate({ kind: 'box', width: 1 }).issues).toEqual([]);
  expect(validate('none').issues).toEqual([]);
  expect(validate({ kind: 'x' }).issues).toEqual([
    { path: '/kind', message: 'expected "box" | "tube" | "none", got "x"' },
  ]);
});

test('a second property tells apart what the first leaves together', async () => {
  const member = (type: string, sub: boolean, value: JsonSchema) =>
    objectOf({ type: literal(type), sub: literal(sub), value });
  const validate = await validatorOf({
    anyOf: [member('a', true, number), member('a', false, string), member('b', true, date)],
  });

  expect(validate({ type: 'a', sub: false, value: 'x' }).issues).toEqual([]);
  expect(validate({ type: 'a', sub: false, value: 1 }).issues).toEqual([
    { path: '/value', message: 'expected string, got 1' },
  ]);
  expect(validate({ type: 'a', sub: 1 }).issues).toEqual([{ path: '/sub', message: 'expected true | false, got 1' }]);
});

test('kinds of JSON values are told apart before anything is tried', async () => {
  const validate = await validatorOf({ anyOf: [date, number, { type: 'array', items: bigint }, { type: 'null' }] });

  expect(validate('2026-01-01T00:00:00Z').value).toEqual(new Date('2026-01-01T00:00:00Z'));
  expect(validate(['1']).value).toEqual([1n]);
  expect(validate(null)).toEqual({ value: null, issues: [] });
  expect(validate(['1', 'x']).issues).toEqual([{ path: '/1', message: 'expected integer in a string, got "x"' }]);
  expect(validate(true).issues).toEqual([
    { path: '', message: 'expected ISO 8601 date-time with time zone | number | array | null, got true' },
  ]);
});

test('a member that fails halfway leaves nothing of its casts behind', async () => {
  const first = objectOf({ at: date, count: number });
  const second = objectOf({ at: string, name: string });
  const validate = await validatorOf({ anyOf: [first, second] });

  expect(validate({ at: '2026-01-01T00:00:00Z', name: 'a' })).toEqual({
    value: { at: '2026-01-01T00:00:00Z', name: 'a' },
    issues: [],
  });
});

test('where no member matches, the closest one says why', async () => {
  const validate = await validatorOf({
    anyOf: [objectOf({ street: string, city: string }), objectOf({ latitude: number, longitude: number })],
  });

  expect(validate({ latitude: 1, longitude: 'x' }).issues).toEqual([
    { path: '/longitude', message: 'expected number, got "x"' },
  ]);
  expect(validate({ street: 'a' }).issues).toEqual([{ path: '/city', message: 'expected string, got nothing' }]);
});

test('what is wrong further in tells less against a member than what is missing', async () => {
  const validate = await validatorOf({
    anyOf: [objectOf({ id: string }), objectOf({ rows: { type: 'array', items: number } })],
  });

  expect(validate({ rows: ['a', 'b'] }).issues.map(({ path }) => path)).toEqual(['/rows/0', '/rows/1']);
});

test('literals and patterns of one kind are alternatives', async () => {
  const validate = await validatorOf({
    anyOf: [{ enum: ['none', 1] }, { type: 'string', pattern: '^x-\\d+$' }, bigint],
  });

  expect(validate('none').value).toBe('none');
  expect(validate('x-1').value).toBe('x-1');
  expect(validate('12').value).toBe(12n);
  expect(validate(1).value).toBe(1);
  expect(validate(2).issues).toEqual([{ path: '', message: 'expected "none" | 1, got 2' }]);
  expect(validate('y').issues).toEqual([
    { path: '', message: 'expected "none" | 1 | string matching /^x-\\d+$/u | integer in a string, got "y"' },
  ]);
});

test('every schema of allOf sees the wire form, and all casts are kept', async () => {
  const validate = await validatorOf({
    allOf: [
      objectOf({ at: date, inner: objectOf({ a: bigint }) }),
      objectOf({ at: { type: 'string', minLength: 20 }, inner: objectOf({ b: bigint }) }),
    ],
  });

  expect(validate({ at: '2026-01-01T00:00:00Z', inner: { a: '1', b: '2' } })).toEqual({
    value: { at: new Date('2026-01-01T00:00:00Z'), inner: { a: 1n, b: 2n } },
    issues: [],
  });
  expect(validate({ at: '2026-01-01T00:00:00Z', inner: { a: '1' } }).issues).toEqual([
    { path: '/inner/b', message: 'expected integer in a string, got nothing' },
  ]);
});

test('keywords beside a reference hold as well', async () => {
  const $defs = { Id: { type: 'string', minLength: 2 } };
  const validate = await validatorOf({ $ref: '#/$defs/Id', maxLength: 3, description: 'short' }, { $defs });

  expect(validate('abc').issues).toEqual([]);
  expect(validate('a').issues).toEqual([{ path: '', message: 'expected at least 2 characters, got "a"' }]);
  expect(validate('abcd').issues).toEqual([{ path: '', message: 'expected at most 3 characters, got "abcd"' }]);
});
