import { describe, expect, it } from 'vitest';
import { filterProblem } from '../../../src/definition/filter-problem.ts';

const list = (length: number) => Array.from({ length }, (_, index) => `v${index}`);

describe('a payload filter that SNS takes', () => {
  it.each([
    [{ status: ['open', null, true, 1.5] }],
    [{ sender: [{ prefix: 'a' }, { suffix: '.com' }, { wildcard: '*@*' }, { 'equals-ignore-case': 'x' }] }],
    [{ address: [{ cidr: '10.0.0.0/24' }], note: [{ exists: false }] }],
    [{ kind: [{ 'anything-but': ['a', 'b'] }, { 'anything-but': { prefix: 'x' } }, { 'anything-but': 7 }] }],
    [{ total: [{ numeric: ['=', 1] }, { numeric: ['>=', 0, '<', 1e9] }] }],
    [{ customer: { address: { country: ['DE', 'AT'] } } }],
    [{ $or: [{ status: ['open'] }, { total: [{ numeric: ['>', 100] }] }] }],
    [{ a: list(150) }],
    [{ a: { b: { c: ['w', 'x', 'y', 'z'] } }, d: { e: ['x', 'y', 'z'] } }],
  ])('is %j', (filter) => {
    expect(filterProblem(filter)).toBeUndefined();
  });
});

describe('a payload filter that SNS refuses', () => {
  it.each([
    ['without properties', {}, 'it has no property'],
    ['with six properties', { a: ['x'], b: ['x'], c: ['x'], d: ['x'], e: ['x'], f: ['x'] }, 'it has 6 properties'],
    [
      'with six in its alternatives',
      {
        a: ['x'],
        $or: [
          { b: ['x'], c: ['x'] },
          { d: ['x'], e: ['x'], f: ['x'] },
        ],
      },
      '6',
    ],
    ['of 151 combinations', { a: list(151) }, 'it has 151 combinations; SNS takes 150'],
    ['of 13 × 12 combinations', { a: list(13), b: list(12) }, 'it has 156 combinations'],
    // The depth counts: 4 × 3 and 7 × 2.
    ['of nested combinations', { a: { b: { c: list(4) } }, d: { e: list(7) } }, 'it has 168 combinations'],
    ['that adds alternatives up', { a: list(2), $or: [{ b: list(38) }, { c: list(38) }] }, 'it has 152 combinations'],
    ['without a list', { status: 'open' }, 'status is "open"; conditions stand in a list'],
    ['with an empty list', { status: [] }, 'status has no condition'],
    ['with an empty property', { customer: {} }, 'customer has no property'],
    ['with an unknown operator', { a: [{ startsWith: 'x' }] }, 'a has the condition {"startsWith":"x"}'],
    ['with two operators in one', { a: { b: [{ prefix: 'x', suffix: 'y' }] } }, 'a.b has the condition'],
    ['with half a range', { a: [{ numeric: ['>', 1, '<'] }] }, 'a has the condition'],
    ['with a range the wrong way', { a: [{ numeric: ['<', 1, '>', 0] }] }, 'a has the condition'],
    ['with too large a number', { a: [1e9 + 1] }, 'a has the number 1000000001'],
    ['with too fine a number', { a: [0.000001] }, 'a has the number 0.000001'],
    ['with one alternative', { $or: [{ a: ['x'] }] }, '$or must be a list of two filters or more'],
    ['of more than 256 KB', { a: ['x'.repeat(262_144)] }, 'SNS takes 262144'],
  ])('is one %s', (_, filter, problem) => {
    expect(filterProblem(filter)).toContain(problem);
  });
});
