import { expect, test } from 'vitest';
import { FrameReader, frame } from '../../../src/local/worker/frames.ts';
import { invokeFrame, readInvokeFrame, readWorkerFrame, resultFrame } from '../../../src/local/worker/protocol.ts';

function textFrame(text: string): Buffer {
  return frame(Buffer.byteLength(text), (bytes, offset) => bytes.write(text, offset));
}

/** What a reader makes of bytes that come in pieces of one size. */
function read(bytes: Buffer, pieceBytes: number): readonly string[] {
  const found: string[] = [];
  const reader = new FrameReader((body) => found.push(body.toString()));
  for (let at = 0; at < bytes.length; at += pieceBytes) reader.push(bytes.subarray(at, at + pieceBytes));
  return found;
}

test.each([1, 2, 3, 5, 7, 64, 1_000])('frames come whole from pieces of %i bytes', (pieceBytes) => {
  const texts = ['', 'a', 'ä€😀'.repeat(20), 'x'.repeat(500), ''];

  expect(read(Buffer.concat(texts.map(textFrame)), pieceBytes)).toEqual(texts);
});

test('an invocation says the same on both ends', () => {
  const message = { requestId: 'an-id', payload: '{"text":"ä€😀"}', deadline: 1_800_000_000_123.5 };
  const withContext = { ...message, clientContext: '{"custom":"ü"}' };

  expect(readInvokeFrame(invokeFrame(message).subarray(4))).toEqual({ ...message, clientContext: undefined });
  expect(readInvokeFrame(invokeFrame(withContext).subarray(4))).toEqual(withContext);
});

test('a result comes with its size in bytes', () => {
  expect(readWorkerFrame(resultFrame('"€"').subarray(4))).toEqual({ type: 'result', payload: '"€"', payloadBytes: 5 });
});
