import { expect, test } from 'vitest';
import type { JsonSchema } from '../../../src/manifest/index.ts';
import { bytes, date, number, objectOf, string, validatorOf } from './validating.ts';

async function messageOf(schema: JsonSchema, wire: unknown): Promise<string> {
  const { issues } = (await validatorOf(schema))(wire);
  return issues.map(({ message }) => message).join('; ');
}

test('messages say what was expected and what was there', async () => {
  const cases: readonly (readonly [JsonSchema, unknown])[] = [
    [string, 1],
    [string, undefined],
    [number, 'a "quoted" text'],
    [number, Number.POSITIVE_INFINITY],
    [{ type: 'integer' }, 1.5],
    [{ type: 'boolean' }, []],
    [{ type: 'null' }, {}],
    [{ type: 'object' }, ['a', 'b']],
    [{ type: 'array' }, null],
    [{ enum: ['a', 'b', 1, null] }, 'c'],
    [{ enum: Array.from({ length: 20 }, (_, index) => index) }, 20],
    [{ type: 'string', minLength: 1 }, ''],
    [{ type: 'string', minLength: 3 }, '😀😀'],
    [{ type: 'string', maxLength: 1 }, 'ab'],
    [{ type: 'string', pattern: '^a/b$' }, 'c'],
    [{ type: 'string', format: 'email' }, 'nobody'],
    [{ type: 'number', minimum: 1 }, 0],
    [{ type: 'number', exclusiveMaximum: 1 }, 1],
    [{ type: 'number', multipleOf: 0.1 }, 0.35],
    [{ type: 'array', minItems: 2 }, [1]],
    [{ type: 'array', maxItems: 0 }, [1]],
    [{ type: 'array', prefixItems: [string], minItems: 1, maxItems: 1, items: false }, ['a', 'b']],
    [
      { type: 'array', uniqueItems: true },
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
    ],
    [{ not: {} }, 1],
    [date, '2026-02-30T00:00:00Z'],
    [bytes, 'ä'],
    [{ anyOf: [string, { type: 'null' }] }, 1],
    [objectOf({ a: {} }), {}],
    [{ type: 'object', additionalProperties: false }, { a: 1 }],
    [{ type: 'object', propertyNames: { pattern: '^[a-z]+$' } }, { A: 1 }],
    [string, () => {}],
    [number, 5n],
  ];

  const messages = await Promise.all(cases.map(([schema, wire]) => messageOf(schema, wire)));

  expect(messages).toMatchInlineSnapshot(`
    [
      "expected string, got 1",
      "expected string, got nothing",
      "expected number, got "a \\"quoted\\" text"",
      "expected number, got Infinity",
      "expected integer, got 1.5",
      "expected boolean, got an empty array",
      "expected null, got an object",
      "expected object, got an array of 2",
      "expected array, got null",
      "expected "a" | "b" | 1 | null, got "c"",
      "expected 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 8 more, got 20",
      "expected at least 1 character, got """,
      "expected at least 3 characters, got "😀😀"",
      "expected at most 1 character, got "ab"",
      "expected string matching /^a\\/b$/u, got "c"",
      "expected email address, got "nobody"",
      "expected at least 1, got 0",
      "expected less than 1, got 1",
      "expected multiple of 0.1, got 0.35",
      "expected at least 2 items, got an array of 1",
      "expected exactly 0 items, got an array of 1",
      "expected exactly 1 item, got an array of 2",
      "expected items that differ from each other, got an array of 2",
      "expected no value, got 1",
      "expected ISO 8601 date-time with time zone, got "2026-02-30T00:00:00Z"",
      "expected base64 string, got "ä"",
      "expected string | null, got 1",
      "expected value, got nothing",
      "unknown property",
      "expected string matching /^[a-z]+$/u, got "A"",
      "expected string, got a function",
      "expected number, got a bigint",
    ]
  `);
});

test('long values are cut to 60 characters', async () => {
  for (const wire of [
    'x'.repeat(5000),
    '\u0000'.repeat(50),
    '"'.repeat(59),
    'x'.repeat(57),
    'x'.repeat(58),
    'x'.repeat(59),
  ]) {
    const [, shown = ''] = (await messageOf(number, wire)).split('got ');

    expect(shown.length).toBeLessThanOrEqual(60);
    expect(shown.endsWith('…"')).toBe(JSON.stringify(wire).length > 60);
  }
});

test('twenty places are listed, and that there are more', async () => {
  const validate = await validatorOf({
    type: 'array',
    items: { anyOf: [objectOf({ a: number }), objectOf({ b: number })] },
  });

  const { issues } = validate(Array.from({ length: 1000 }, () => ({ a: 'x' })));

  expect(issues).toHaveLength(21);
  expect(issues[19]).toEqual({ path: '/19/a', message: 'expected number, got "x"' });
  expect(issues[20]).toEqual({ path: '', message: '… and more' });
});

test('no value of what is sensitive is shown, wherever it stands', async () => {
  const secret = { ...string, 'x-sensitive': true };
  const login = objectOf({ password: { ...secret, minLength: 30 } });
  const $defs = { Token: objectOf({ value: number, kind: { const: 'token' } }), Login: login };
  const validate = await validatorOf(
    objectOf({
      login,
      pin: { type: 'integer', 'x-sensitive': true },
      token: { $ref: '#/$defs/Token', 'x-sensitive': true },
      shown: { $ref: '#/$defs/Token' },
      either: { anyOf: [secret, { type: 'null' }] },
      choice: { anyOf: [objectOf({ kind: { const: 'a', 'x-sensitive': true } }), objectOf({ kind: { const: 'b' } })] },
      list: { type: 'array', items: secret },
      keys: { type: 'array', items: { $ref: '#/$defs/Login' }, uniqueItems: true },
    }),
    { $defs },
  );
  const hunter = 'hunter2';

  const { issues } = validate({
    login: { password: hunter },
    pin: hunter,
    token: { value: hunter, kind: hunter },
    shown: { value: 'public', kind: 'token' },
    either: 7,
    choice: { kind: hunter },
    list: [7, {}],
    // A whole object as text, as where something was encoded twice.
    keys: [`{"password":"${hunter}"}`],
  });

  expect(JSON.stringify(issues)).not.toContain(hunter);
  expect(issues.map(({ path, message }) => `${path}: ${message}`)).toMatchInlineSnapshot(`
    [
      "/login/password: expected at least 30 characters, got a string (hidden)",
      "/pin: expected integer, got a string (hidden)",
      "/token/value: expected number, got a string (hidden)",
      "/token/kind: expected "token", got a string (hidden)",
      "/shown/value: expected number, got "public"",
      "/either: expected string | null, got a number (hidden)",
      "/choice/kind: expected "a" | "b", got a string (hidden)",
      "/list/0: expected string, got a number (hidden)",
      "/list/1: expected string, got an object",
      "/keys/0: expected object, got a string (hidden)",
    ]
  `);
});
