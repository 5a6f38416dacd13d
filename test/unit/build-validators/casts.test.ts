import { describe, expect, test } from 'vitest';
import type { JsonSchema } from '../../../src/manifest/index.ts';
import { encode } from '../../../src/wire/index.ts';
import { bigint, bytes, date, objectOf, string, url, validatorOf } from './validating.ts';

function mapOf(key: JsonSchema, value: JsonSchema): JsonSchema {
  const items = { type: 'array', prefixItems: [key, value], minItems: 2, maxItems: 2, items: false };
  return { type: 'array', items, 'x-cast': 'map' };
}

const nothing: JsonSchema = { type: 'null', 'x-cast': 'undefined' };
const setOfBigints: JsonSchema = { type: 'array', items: bigint, uniqueItems: true, 'x-cast': 'set' };

test.each([
  ['date', date, '2026-02-28T12:00:00.5+01:30', new Date('2026-02-28T10:30:00.500Z')],
  [
    'date with the digits that Python writes',
    date,
    '2026-02-28T12:00:00.123456+00:00',
    new Date('2026-02-28T12:00:00.123Z'),
  ],
  ['date of a leap day', date, '2000-02-29T00:00:00Z', new Date('2000-02-29T00:00:00Z')],
  ['date of the first century', date, '0004-02-29T00:00:00Z', new Date('0004-02-29T00:00:00Z')],
  ['last date of all', date, '+275760-09-13T00:00:00.000Z', new Date(8.64e15)],
  ['date before our era', date, '-000001-12-31T00:00:00Z', new Date('-000001-12-31T00:00:00Z')],
  ['bigint', bigint, '-123456789012345678901234567890', -123456789012345678901234567890n],
  ['bigint literal', { type: 'string', const: '5', 'x-cast': 'bigint' }, '5', 5n],
  ['one of several bigint literals', { type: 'string', enum: ['5', '6'], 'x-cast': 'bigint' }, '6', 6n],
  ['bytes', bytes, 'AP8=', new Uint8Array([0, 255])],
  ['no bytes', bytes, '', new Uint8Array()],
  ['URL', url, 'https://example.com/a?b={c}|d', new URL('https://example.com/a?b={c}|d')],
  ['set', setOfBigints, ['1', '2'], new Set([1n, 2n])],
  [
    'map',
    mapOf(date, bytes),
    [['2026-01-01T00:00:00Z', 'AA==']],
    new Map([[new Date('2026-01-01T00:00:00Z'), new Uint8Array(1)]]),
  ],
  ['map of maps', mapOf(string, mapOf(string, bigint)), [['a', [['b', '1']]]], new Map([['a', new Map([['b', 1n]])]])],
  ['undefined', nothing, null, undefined],
  ['element that is undefined', { type: 'array', items: { anyOf: [date, nothing] } }, [null], [undefined]],
  ['nullable date', { anyOf: [date, { type: 'null' }] }, null, null],
  [
    'records',
    { type: 'object', additionalProperties: { type: 'object', patternProperties: { '^\\d+$': date } } },
    { a: { 1: '2026-01-01T00:00:00Z', x: 'y' } },
    { a: { 1: new Date('2026-01-01T00:00:00Z'), x: 'y' } },
  ],
  [
    'tuple',
    { type: 'array', prefixItems: [date, string], minItems: 1, maxItems: 2, items: false },
    ['2026-01-01T00:00:00Z'],
    [new Date('2026-01-01T00:00:00Z')],
  ],
  ['list after a tuple', { type: 'array', prefixItems: [string], items: bigint }, ['1', '2'], ['1', 2n]],
])('%s arrives as what it was, and the wire form stays', async (_name, schema, wire, expected) => {
  const before = structuredClone(wire);
  const validate = await validatorOf(schema);

  const { value, issues } = validate(wire);

  expect(issues).toEqual([]);
  expect(value).toStrictEqual(expected);
  expect(wire).toStrictEqual(before);
});

describe('refused is', () => {
  test.each([
    ['2026-02-30T00:00:00Z'],
    ['2026-02-29T00:00:00Z'],
    ['1900-02-29T00:00:00Z'],
    ['2026-13-01T00:00:00Z'],
    ['2026-00-01T00:00:00Z'],
    ['2026-01-00T00:00:00Z'],
    ['2026-01-01T24:00:00Z'],
    ['2026-01-01T23:60:00Z'],
    ['2026-01-01T23:59:60Z'],
    ['2026-01-01T00:00:00'],
    ['2026-01-01'],
    ['2026-01-01T00:00:00+0100'],
    ['2026-01-01 00:00:00Z'],
    ['2026-01-01T00:00Z'],
    ['20260101T000000Z'],
    ['+275760-09-13T00:00:00.001Z'],
    ['-000000-01-01T00:00:00Z'],
    ['tomorrow'],
    [''],
    [1_772_000_000_000],
    [null],
    [{}],
    [undefined],
  ])('as a date %s', async (wire) => {
    const validate = await validatorOf(date);

    expect(validate(wire).issues).toMatchObject([{ path: '' }]);
  });

  test.each([
    [bigint, '1.0'],
    [bigint, '0x1'],
    [bigint, ''],
    [bigint, '١'],
    [bigint, 1],
    [bigint, '1\n'],
    [bigint, ' 1'],
    [bytes, 'AP8'],
    [bytes, 'AP8=='],
    [bytes, 'A==='],
    [bytes, 'A=P8'],
    [bytes, 'AP-_'],
    [bytes, 'AP8=\n'],
    [bytes, [1]],
    [url, '/a'],
    [url, 'https://'],
    [url, ' https://a.b'],
    [url, 'a b:c'],
    [url, ''],
    [{ type: 'string', const: '5', 'x-cast': 'bigint' }, '05'],
    [mapOf(string, bigint), [['a']]],
    [mapOf(string, bigint), [['a', '1', '2']]],
    [mapOf(string, bigint), ['ab']],
    [mapOf(string, bigint), { a: '1' }],
    [setOfBigints, ['1', '1']],
    [nothing, 0],
  ])('by %o the value %o', async (schema, wire) => {
    const validate = await validatorOf(schema);

    expect(validate(wire).issues).toHaveLength(1);
  });
});

test('what is encoded is cast back, through every kind of nesting', async () => {
  const validate = await validatorOf(
    objectOf({
      rows: {
        type: 'array',
        items: objectOf({ at: date, tags: setOfBigints, more: mapOf(string, { anyOf: [date, bytes] }) }),
      },
    }),
  );
  const value = {
    rows: [
      {
        at: new Date(0),
        tags: new Set([1n]),
        more: new Map<string, unknown>([
          ['a', new Date(1)],
          ['b', new Uint8Array([1, 2])],
        ]),
      },
    ],
  };

  expect(validate(encode(value))).toStrictEqual({ value, issues: [] });
});
