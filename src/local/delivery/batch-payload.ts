import type { ReceivedMessage } from '../server/sqs-client.ts';

/**
 * The most that an event source mapping hands to an invocation, less some room.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html
 */
const mostBytes = 5_900_000;

/** What a record has besides its body. */
const recordBytes = 1_500;

/** What a character of a body takes in the event's JSON at most, where the body is a string. */
const mostOfCharacter = 6;

/** Splits a batch that would be more than an invocation takes; most are one batch, or none without messages. */
export function withinPayload(messages: readonly ReceivedMessage[]): readonly (readonly ReceivedMessage[])[] {
  const most = messages.reduce((sum, { Body }) => sum + recordBytes + Body.length * mostOfCharacter, 0);
  if (most <= mostBytes) return messages.length === 0 ? [] : [messages];
  const batches: ReceivedMessage[][] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = recordBytes + Buffer.byteLength(JSON.stringify(message.Body));
    const current = batches.at(-1);
    if (current === undefined || bytes + size > mostBytes) {
      batches.push([message]);
      bytes = size;
    } else {
      current.push(message);
      bytes += size;
    }
  }
  return batches;
}
