import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { measureRow, takeTurns } from '../../../bench/support/measure-row.ts';
import type { Row, Subject } from '../../../bench/support/row.ts';

const quiet = { log: () => undefined };

function recorder() {
  const order: string[] = [];
  const subject = (name: string, maxRounds?: number): Subject => ({
    name,
    maxRounds,
    run() {
      order.push(name);
      return { count: order.length };
    },
  });
  return { order, subject };
}

describe('the rounds of a row', () => {
  it('are run forwards and backwards in turn, after a warm-up that does not count', async () => {
    const { order, subject } = recorder();

    const samples = await takeTurns([subject('a'), subject('b')], { rounds: 3, warmUp: true, ...quiet });

    expect(order.join('')).toBe('ab' + 'ab' + 'ba' + 'ab');
    expect(samples.get('a')).toEqual([{ count: 3 }, { count: 6 }, { count: 7 }]);
  });

  it('leave out a slow peer after its own most rounds, and do not warm it up', async () => {
    const { order, subject } = recorder();

    await takeTurns([subject('a'), subject('s', 2)], { rounds: 4, warmUp: true, ...quiet });

    expect(order.join('')).toBe('a' + 'as' + 'sa' + 'a' + 'a');
  });

  it('may be had without warm-up', async () => {
    const { order, subject } = recorder();

    await takeTurns([subject('a'), subject('b')], { rounds: 1, warmUp: false, ...quiet });

    expect(order.join('')).toBe('ab');
  });
});

describe('a row', () => {
  it('is measured at least as often as it wants, in a directory that is gone afterwards', async () => {
    const { order, subject } = recorder();
    let directory = '';
    let isCleanedUp = false;
    const row: Row = {
      name: 'sample',
      title: 'A sample',
      note: 'None.',
      rounds: 7,
      prepare(context) {
        ({ directory } = context);
        expect(existsSync(directory)).toBe(true);
        return Promise.resolve({
          subjects: [subject('a')],
          comparisons: [{ measure: 'order', metric: 'count', unit: 'ms', subject: 'a', beside: [] }],
          versions: { peer: '1.2.3' },
          cleanup: () => {
            isCleanedUp = true;
          },
        });
      },
    };

    const result = await measureRow(row, { rounds: 5, isQuick: false, ...quiet });

    expect(order).toHaveLength(8);
    expect(result).toMatchObject({
      name: 'sample',
      versions: { peer: '1.2.3' },
      comparisons: [{ own: { median: 5 } }],
    });
    expect([isCleanedUp, existsSync(directory)]).toEqual([true, false]);
  });

  it('that does not vary is measured once', async () => {
    const { order, subject } = recorder();
    const row: Row = {
      name: 'size',
      title: 'A size',
      note: 'None.',
      rounds: 'once',
      prepare: () => Promise.resolve({ subjects: [subject('a')], comparisons: [] }),
    };

    await measureRow(row, { rounds: 5, isQuick: false, ...quiet });

    expect(order).toEqual(['a']);
  });

  it('is cleaned up after a failure, which is not hidden', async () => {
    let isCleanedUp = false;
    const row: Row = {
      name: 'failing',
      title: 'Fails',
      note: 'None.',
      prepare: () =>
        Promise.resolve({
          subjects: [{ name: 'a', run: () => Promise.reject(new Error('out of order')) }],
          comparisons: [],
          cleanup: () => {
            isCleanedUp = true;
          },
        }),
    };

    await expect(measureRow(row, { rounds: 1, isQuick: true, ...quiet })).rejects.toThrow('out of order');

    expect(isCleanedUp).toBe(true);
  });
});
