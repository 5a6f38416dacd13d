import { expect, test } from 'vitest';
import type { JsonSchema } from '../../../src/manifest/index.ts';
import { date, number, objectOf, string, validatorOf } from './validating.ts';

const $defs: Readonly<Record<string, JsonSchema>> = {
  Tree: { type: 'object', properties: { at: date, next: { $ref: '#/$defs/Tree' } } },
  // Told apart by nothing but which of two properties there is, with all that is below in both.
  Either: {
    anyOf: [
      objectOf({ next: { $ref: '#/$defs/Next' }, at: date }),
      objectOf({ next: { $ref: '#/$defs/Next' }, name: string }),
    ],
  },
  Next: { anyOf: [{ $ref: '#/$defs/Either' }, { type: 'null' }] },
  // Told apart by nothing before the end.
  Same: {
    anyOf: [
      { type: 'object', properties: { next: { $ref: '#/$defs/End' }, a: string } },
      { type: 'object', properties: { next: { $ref: '#/$defs/End' }, b: string } },
    ],
  },
  End: { anyOf: [{ $ref: '#/$defs/Same' }, { type: 'null' }] },
};

function nested(levels: number, member: object, last: unknown): unknown {
  let value = last;
  for (let level = 0; level < levels; level++) value = { ...member, next: value };
  return value;
}

test('a recursive type is cast at every level', async () => {
  const validate = await validatorOf({ $ref: '#/$defs/Tree' }, { $defs });
  const at = '2026-01-01T00:00:00Z';

  const { value, issues } = validate({ at, next: { next: { at } } });

  expect(issues).toEqual([]);
  expect(value).toEqual({ at: new Date(at), next: { next: { at: new Date(at) } } });
});

test.each(['default', 'strict', 'off'] as const)('what nests without end is an issue, no crash (%s)', async (mode) => {
  const validate = await validatorOf({ $ref: '#/$defs/Tree' }, { $defs, mode });

  expect(validate(nested(400, {}, {})).issues).toEqual([]);
  expect(validate(nested(100_000, {}, {})).issues.map(({ message }) => message)).toEqual(
    mode === 'off' ? [] : ['nested more than 500 levels deep'],
  );
});

test('what overflows the stack before it is as deep as is allowed is an issue too', async () => {
  const dates = Object.fromEntries(
    Array.from({ length: 1000 }, (_, index) => [`at${index}`, { anyOf: [date, number] }]),
  );
  const Large: JsonSchema = { type: 'object', properties: { ...dates, next: { $ref: '#/$defs/Large' } } };
  const validate = await validatorOf({ $ref: '#/$defs/Large' }, { $defs: { Large } });

  expect(validate(nested(20, {}, {})).issues).toEqual([]);
  expect(validate(nested(499, {}, {})).issues).toEqual([{ path: '', message: 'nested too deeply' }]);
});

test('what nests without end where anything may stand is of no concern', async () => {
  const validate = await validatorOf(objectOf({ data: {}, unique: { type: 'array', uniqueItems: true } }));
  const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);

  expect(validate({ data: deep, unique: [1] }).issues).toEqual([]);
  expect(validate({ data: 1, unique: deep }).issues).toEqual([]);
});

test('members of a recursive union do not double the work with every level', async () => {
  const validate = await validatorOf({ $ref: '#/$defs/Next' }, { $defs });
  const at = '2026-01-01T00:00:00Z';

  expect(validate(nested(200, { name: 'a' }, null)).issues).toEqual([]);
  const { value, issues } = validate(nested(100, { name: 'a' }, { next: null, at }));
  expect(issues).toEqual([]);
  expect(value).toEqual(nested(100, { name: 'a' }, { next: null, at: new Date(at) }));
  const { issues: found } = validate(nested(200, { name: 'a' }, { name: 1, next: null }));
  expect(found).toHaveLength(1);
  expect(found[0]?.path).toMatch(/^(?:\/next){200}\/name$/);
});

test('nor do members that nothing tells apart', async () => {
  const validate = await validatorOf({ $ref: '#/$defs/Same' }, { $defs });
  const start = performance.now();

  expect(validate(nested(200, {}, null)).issues).toEqual([]);
  expect(validate(nested(200, {}, 'wrong')).issues).toEqual([
    { path: '/next'.repeat(200), message: 'expected object | null, got "wrong"' },
  ]);
  expect(performance.now() - start).toBeLessThan(1000);
});

test('a value that stands in two places is judged in both', async () => {
  const validate = await validatorOf(
    { type: 'object', properties: { a: { $ref: '#/$defs/Next' }, b: { $ref: '#/$defs/Next' } } },
    { $defs },
  );
  const shared = { next: null };

  expect(validate({ a: shared, b: shared }).issues.map(({ path }) => path)).toEqual(['/a/at', '/b/at']);
});

test('names that every object inherits something under are names like others', async () => {
  const names = ['constructor', 'toString', 'hasOwnProperty', 'valueOf'];
  const validate = await validatorOf(objectOf(Object.fromEntries(names.map((name) => [name, string]))));

  expect(validate({}).issues).toEqual(
    names.map((name) => ({ path: `/${name}`, message: 'expected string, got nothing' })),
  );
  expect(validate(Object.fromEntries(names.map((name) => [name, 'a']))).issues).toEqual([]);
});

test('a member named __proto__ stays a member and gives nothing its prototype', async () => {
  const inner = '{"__proto__":{"isAdmin":"2026-01-01T00:00:00Z"},"at":"2026-01-01T00:00:00Z"}';
  const wire = JSON.parse(`{"known":${inner},"record":${inner}}`);
  const validate = await validatorOf(
    objectOf({
      known: objectOf({ at: date }),
      record: {
        type: 'object',
        additionalProperties: { anyOf: [date, { type: 'object', additionalProperties: date }] },
      },
    }),
  );

  const { value, issues } = validate(wire);

  expect(issues).toEqual([]);
  // The value has the shape that the schema describes.
  for (const made of Object.values(value as Readonly<Record<string, object>>)) {
    expect(Object.keys(made).sort()).toEqual(['__proto__', 'at']);
    expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
    expect('isAdmin' in made).toBe(false);
  }
  expect('isAdmin' in {}).toBe(false);
});

test('strict refuses a member named __proto__', async () => {
  const validate = await validatorOf(objectOf({ at: date }), { mode: 'strict' });

  expect(validate(JSON.parse('{"at":"2026-01-01T00:00:00Z","__proto__":{}}')).issues).toEqual([
    { path: '/__proto__', message: 'unknown property' },
  ]);
});

test('JSON that is Infinity is no number', async () => {
  const validate = await validatorOf({ anyOf: [number, { type: 'null' }] });

  expect(validate(JSON.parse('1e999')).issues).toEqual([{ path: '', message: 'expected number | null, got Infinity' }]);
});

test.each([[Symbol('a')], [5n], [() => {}], [new Date()], [new Map()], [Number.NaN]])(
  'what is no JSON is judged without a crash: %o',
  async (wire) => {
    const validate = await validatorOf({
      anyOf: [date, number, objectOf({ a: string }), { type: 'array', items: string }, { type: 'null' }],
    });

    expect(validate(wire).issues).toHaveLength(1);
  },
);

test('a million wrong values cost no more text than is kept', async () => {
  const validate = await validatorOf({ type: 'array', items: string });
  const start = performance.now();

  const { issues } = validate(Array.from({ length: 1_000_000 }, () => 1));

  expect(issues).toHaveLength(21);
  expect(performance.now() - start).toBeLessThan(2000);
});
