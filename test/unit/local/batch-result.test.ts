import { expect, test } from 'vitest';
import { batchResult } from '../../../src/local/delivery/batch-result.ts';

const ids = ['a', 'b'];

function failedIds(response: unknown): string[] {
  return [...batchResult(ids, { payload: JSON.stringify(response), durationMs: 1, log: '' }).failedIds];
}

// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html lists these cases.
test.each([null, {}, { batchItemFailures: null }, { batchItemFailures: [] }, { other: 1 }])(
  '%j reports that all messages are done',
  (response) => {
    expect(failedIds(response)).toEqual([]);
  },
);

test.each([
  'ok',
  7,
  true,
  { batchItemFailures: 'a' },
  { batchItemFailures: {} },
  { batchItemFailures: [{ itemIdentifier: '' }] },
  { batchItemFailures: [{ itemIdentifier: null }] },
  { batchItemFailures: [{ id: 'a' }] },
  { batchItemFailures: [null] },
  { batchItemFailures: [{ itemIdentifier: 'a' }, { itemIdentifier: 'c' }] },
])('%j cannot be understood, so all messages failed', (response) => {
  expect(failedIds(response)).toEqual(ids);
});

test('a report names the messages that failed', () => {
  expect(failedIds({ batchItemFailures: [{ itemIdentifier: 'b' }] })).toEqual(['b']);
});

test('a function error fails all messages, and says why', () => {
  const error = { errorType: 'Error', errorMessage: 'no' };

  const result = batchResult(ids, { payload: JSON.stringify(error), error, durationMs: 1, log: '' });

  expect(result).toEqual({ failedIds: new Set(ids), error: 'Error: no' });
});
