import { deployed } from './deployment.ts';
import type { BusOptions } from './options.ts';
import type { OutgoingMessage } from './ports.ts';

/**
 * The most that SNS takes in one message, and in one request; of a topic that takes more, a larger message goes alone.
 * @see https://docs.aws.amazon.com/sns/latest/dg/large-message-payloads.html
 */
export const messageLimitBytes = 262_144;

/** The most bytes that an event may have with its attributes. */
export function eventLimitBytes(event: string, { maximumMessageSizes }: BusOptions): number {
  return deployed('LAMBDABUS_MESSAGE_SIZES', maximumMessageSizes)[event] ?? messageLimitBytes;
}

/** How much of SNS's limit a message uses: its body, and the names, types and values of its attributes. */
export function messageBytes({ body, attributes }: OutgoingMessage): number {
  let bytes = Buffer.byteLength(body);
  for (const [name, value] of Object.entries(attributes)) {
    bytes += Buffer.byteLength(name) + 'String'.length + Buffer.byteLength(value);
  }
  return bytes;
}
