import { describe, expect, it } from 'vitest';
import { quantile, ratioOf, summarise } from '../../../bench/support/statistics.ts';

describe('the statistics of the benchmark', () => {
  it('take the middle of an odd number of values, whatever their order', () => {
    expect(summarise([9, 1, 5]).median).toBe(5);
  });

  it('take the mean of the two in the middle of an even number', () => {
    expect(summarise([4, 1, 10, 2]).median).toBe(3);
  });

  it('order numbers as numbers', () => {
    expect(summarise([10, 9, 100]).median).toBe(10);
  });

  it('give least, greatest and quartiles', () => {
    expect(summarise([1, 2, 3, 4, 100])).toEqual({ median: 3, min: 1, max: 100, quartiles: [2, 4] });
  });

  it('place a quantile between two values', () => {
    expect(quantile([0, 10], 0.25)).toBe(2.5);
  });

  it('refuse to summarise nothing, or what is no number', () => {
    expect(() => summarise([])).toThrow(RangeError);
    expect(() => summarise([1, Number.NaN])).toThrow('Not measured: NaN');
  });

  it('divide medians, and give the spread of the ratios of single rounds', () => {
    const ratio = ratioOf([10, 20, 90], [20, 20, 30]);

    expect(ratio).toEqual({ ofMedians: 1, min: 0.5, max: 3 });
  });

  it('take the spread from the rounds that both ran, and the medians from all', () => {
    const ratio = ratioOf([10, 20, 30, 40, 50], [100, 100]);

    expect(ratio).toEqual({ ofMedians: 0.3, min: 0.1, max: 0.2 });
  });
});
