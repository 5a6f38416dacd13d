import { expect, test } from 'vitest';
import { LineSplitter } from '../../../src/local/functions/line-splitter.ts';

function split(...chunks: readonly (string | Buffer)[]): string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(line));
  for (const chunk of chunks) splitter.push(Buffer.from(chunk));
  splitter.flush();
  return lines;
}

test('lines end with a line feed, whatever chunks they come in', () => {
  expect(split('a\nb', 'c\r\n', '\n', 'd')).toEqual(['a', 'bc', '', 'd']);
});

test('a character may be cut in two', () => {
  const euro = Buffer.from('€\n');

  expect(split(euro.subarray(0, 1), euro.subarray(1))).toEqual(['€']);
});

test('what never ends a line is not kept for ever', () => {
  expect(split('x'.repeat(300_000), 'y').map((line) => line.length)).toEqual([300_000, 1]);
});
