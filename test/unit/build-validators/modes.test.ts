import { describe, expect, test } from 'vitest';
import type { JsonSchema } from '../../../src/manifest/index.ts';
import { bigint, date, number, objectOf, string, validatorOf } from './validating.ts';

const address = objectOf({ street: string, postCode: string }, ['postCode']);

describe('strict', () => {
  test('an unknown property is refused, with the known one that is meant', async () => {
    const validate = await validatorOf(objectOf({ sender: string, home: address }, ['home']), { mode: 'strict' });

    expect(validate({ sender: 'a', home: { street: 'b', postcode: 'c', 'a/b': 1 }, zzz: 1, sendr: 2 }).issues).toEqual([
      { path: '/home/postcode', message: 'unknown property, did you mean "postCode"?' },
      { path: '/home/a~1b', message: 'unknown property' },
      { path: '/zzz', message: 'unknown property' },
      { path: '/sendr', message: 'unknown property, did you mean "sender"?' },
    ]);
  });

  test('what a type says of other properties stays allowed', async () => {
    const record = { type: 'object', properties: { id: string }, additionalProperties: number };
    const numbered = { type: 'object', patternProperties: { '^\\d+$': string } };
    const validate = await validatorOf(objectOf({ record, numbered, anything: {} }), { mode: 'strict' });

    expect(validate({ record: { id: 'a', x: 1 }, numbered: { 1: 'a' }, anything: { b: 1 } }).issues).toEqual([]);
    expect(validate({ record: { x: 'a' }, numbered: { a: 'a' }, anything: 1 }).issues).toEqual([
      { path: '/record/x', message: 'expected number, got "a"' },
      { path: '/numbered/a', message: 'unknown property' },
    ]);
  });

  test('what {} stands for is anything but null', async () => {
    const kinds = ['array', 'boolean', 'number', 'string'].map((type) => ({ type }));
    const anything = { anyOf: [...kinds, { type: 'object', additionalProperties: true }] };
    const validate = await validatorOf(objectOf({ value: anything }), { mode: 'strict' });

    for (const value of ['x', 1, false, [1], {}, { b: 1 }]) {
      expect(validate({ value })).toEqual({ value: { value }, issues: [] });
    }
    expect([validate({ value: null }).issues, validate({}).issues].map(({ length }) => length)).toEqual([1, 1]);
  });

  test('what holds together knows the properties of all its parts', async () => {
    const $defs = { Address: address };
    const validate = await validatorOf(
      {
        $ref: '#/$defs/Address',
        allOf: [objectOf({ city: string })],
        anyOf: [objectOf({ a: date }), objectOf({ b: date })],
        type: 'object',
      },
      { $defs, mode: 'strict' },
    );

    expect(validate({ street: 'a', city: 'b', b: '2026-01-01T00:00:00Z' })).toEqual({
      value: { street: 'a', city: 'b', b: new Date('2026-01-01T00:00:00Z') },
      issues: [],
    });
    expect(validate({ street: 'a', city: 'b', a: '2026-01-01T00:00:00Z', c: 1 }).issues).toEqual([
      { path: '/c', message: 'unknown property' },
    ]);
  });

  test('a member of a union that knows all properties is taken before one that does not', async () => {
    const validate = await validatorOf(
      { anyOf: [objectOf({ a: string }), objectOf({ a: string, at: date })] },
      { mode: 'strict' },
    );

    expect(validate({ a: 'x', at: '2026-01-01T00:00:00Z' }).value).toEqual({
      a: 'x',
      at: new Date('2026-01-01T00:00:00Z'),
    });
  });
});

test('by default an unknown property stays in the value, whether or not anything is cast', async () => {
  const validate = await validatorOf(objectOf({ at: date, home: address }));

  expect(validate({ at: '2026-01-01T00:00:00Z', home: { street: 'a', floor: 3 }, more: [1] }).value).toEqual({
    at: new Date('2026-01-01T00:00:00Z'),
    home: { street: 'a', floor: 3 },
    more: [1],
  });
});

describe('off', () => {
  const schema: JsonSchema = objectOf({
    at: date,
    name: string,
    ids: { type: 'array', items: bigint, uniqueItems: true, 'x-cast': 'set' },
    either: { anyOf: [objectOf({ kind: { const: 'a' }, at: date }), objectOf({ kind: { const: 'b' }, at: string })] },
    untagged: { anyOf: [objectOf({ a: date }), objectOf({ b: bigint })] },
    nothing: { type: 'null', 'x-cast': 'undefined' },
  });

  test('what fits is cast, and nothing is said', async () => {
    const validate = await validatorOf(schema, { mode: 'off' });
    const at = '2026-01-01T00:00:00Z';

    const { value, issues } = validate({
      at,
      name: 5,
      ids: ['1', 'x'],
      either: { kind: 'a', at },
      untagged: { b: '1' },
      nothing: null,
      extra: 1,
    });

    expect(issues).toEqual([]);
    expect(value).toEqual({
      at: new Date(at),
      name: 5,
      ids: new Set([1n, 'x']),
      either: { kind: 'a', at: new Date(at) },
      untagged: { b: 1n },
      nothing: undefined,
      extra: 1,
    });
  });

  test.each([
    [undefined],
    [null],
    [[]],
    ['a'],
    [{}],
    [{ at: 1, ids: 1, either: 1, untagged: 1 }],
    [{ either: {}, untagged: { a: 1 }, ids: {} }],
  ])('%j stays as it is', async (wire) => {
    const validate = await validatorOf(schema, { mode: 'off' });

    expect(validate(wire)).toEqual({ value: wire, issues: [] });
  });

  test('the code for a type without casts does nothing', async () => {
    const validate = await validatorOf(objectOf({ a: string, b: { type: 'array', items: address } }), { mode: 'off' });
    const wire = { a: 1 };

    expect(validate(wire).value).toBe(wire);
  });
});
