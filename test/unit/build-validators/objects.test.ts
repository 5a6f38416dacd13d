import { expect, test } from 'vitest';
import { date, number, objectOf, string, validatorOf } from './validating.ts';

test('an object with what it must have is valid, and comes back as it is', async () => {
  const validate = await validatorOf(objectOf({ id: string, count: number, isOpen: { type: 'boolean' } }));
  const wire = { id: 'a', count: 1, isOpen: true };

  const { value, issues } = validate(wire);

  expect(issues).toEqual([]);
  expect(value).toBe(wire);
});

test('every failing path is listed', async () => {
  const validate = await validatorOf(
    objectOf({ id: string, rows: { type: 'array', items: objectOf({ 'a/b': number }) } }),
  );

  const { issues } = validate({ rows: [{ 'a/b': 1 }, { 'a/b': '1' }, {}] });

  expect(issues).toEqual([
    { path: '/id', message: 'expected string, got nothing' },
    { path: '/rows/1/a~1b', message: 'expected number, got "1"' },
    { path: '/rows/2/a~1b', message: 'expected number, got nothing' },
  ]);
});

test('an optional property may be absent, not null', async () => {
  const validate = await validatorOf(objectOf({ note: string }, ['note']));

  expect(validate({}).issues).toEqual([]);
  expect(validate({ note: null }).issues).toEqual([{ path: '/note', message: 'expected string, got null' }]);
});

test('a Date is cast in a copy', async () => {
  const validate = await validatorOf(
    objectOf({ at: date, inner: objectOf({ at: date }), same: objectOf({ id: string }) }),
  );
  const wire = {
    at: '2026-02-28T12:00:00Z',
    inner: { at: '2024-02-29T00:00:00.123+01:00', more: 1 },
    same: { id: 'a' },
  };
  const before = structuredClone(wire);

  const { value, issues } = validate(wire);

  expect(issues).toEqual([]);
  expect(wire).toEqual(before);
  expect(value).toEqual({
    at: new Date('2026-02-28T12:00:00Z'),
    inner: { at: new Date('2024-02-28T23:00:00.123Z'), more: 1 },
    same: { id: 'a' },
  });
});

test.each([[undefined], [null], [5], ['x'], [[]], [() => {}]])('%s is no object, and no crash', async (wire) => {
  const validate = await validatorOf(objectOf({ at: date }));

  expect(validate(wire).issues).toMatchObject([{ path: '' }]);
});
