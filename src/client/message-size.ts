import type { OutgoingMessage } from './ports.ts';

/**
 * The most that SNS takes in one message, and in one request; of a topic that takes more, a larger message goes alone.
 * @see https://docs.aws.amazon.com/sns/latest/dg/large-message-payloads.html
 */
export const messageLimitBytes = 262_144;

/** The most that SNS takes in one message of a topic that was made to take more. */
export const largestMessageBytes = 1_048_576;

/** How much of SNS's limit a message uses: its body, and the names, types and values of its attributes. */
export function messageBytes({ body, attributes }: OutgoingMessage): number {
  let bytes = Buffer.byteLength(body);
  // Names, ids and traces: of characters of one byte, all of them.
  for (const name in attributes) bytes += name.length + 'String'.length + (attributes[name]?.length ?? 0);
  return bytes;
}
