import { validate, version } from 'uuid';
import { expect, it } from 'vitest';
import { eventId } from '../../../src/client/event-id.ts';

it('is a UUID v7 with the time in it', () => {
  const before = Date.now();

  const id = eventId();

  expect(validate(id)).toBe(true);
  expect(version(id)).toBe(7);
  const at = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
  expect(at).toBeGreaterThanOrEqual(before);
  expect(at).toBeLessThanOrEqual(Date.now());
});

it('never comes twice, and sorts in the order of its making: within a millisecond, and when the clock is set back', () => {
  const now = Date.now() + 1_000;

  const ids = [
    ...Array.from({ length: 10_000 }, () => eventId(now)),
    eventId(now - 60_000),
    eventId(now + 1),
    eventId(now + 60_000),
  ];

  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.toSorted()).toEqual(ids);
});
