import { describe, expect, it } from 'vitest';
import { withinPayload } from '../../../src/local/delivery/batch-payload.ts';
import { sqsEvent } from '../../../src/local/delivery/sqs-event.ts';
import type { ReceivedMessage } from '../../../src/local/server/sqs-client.ts';

function messages(count: number, Body: string): readonly ReceivedMessage[] {
  return Array.from({ length: count }, (_, index) => ({
    MessageId: String(index),
    ReceiptHandle: 'r'.repeat(300),
    MD5OfBody: 'm'.repeat(32),
    Body,
  }));
}

describe('a batch', () => {
  it('is one as long as an invocation takes it', () => {
    expect(withinPayload([])).toEqual([]);
    expect(withinPayload(messages(2_000, '{"id":1}'))).toEqual([messages(2_000, '{"id":1}')]);
    // More by a first guess than by its bytes.
    expect(withinPayload(messages(10, 'x'.repeat(200_000)))).toHaveLength(1);
  });

  it.each([
    ['of large messages', messages(20, 'x'.repeat(1_000_000))],
    ['of text that takes more bytes than characters', messages(40, '"é'.repeat(200_000))],
    ['of very many', messages(10_000, '{"id":1}')],
  ])('%s is several, of which none is over 6 MB, in order', (_, all) => {
    const batches = withinPayload(all);

    expect(batches.length).toBeGreaterThan(1);
    expect(batches.flat()).toEqual(all);
    for (const batch of batches) {
      expect(Buffer.byteLength(JSON.stringify(sqsEvent(batch, 'a'.repeat(80), 'us-east-1')))).toBeLessThan(6_000_000);
    }
  });
});
