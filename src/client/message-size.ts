import type { OutgoingMessage } from './ports.ts';

/**
 * The most that SNS takes in one message, and in one request.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-quotas.html
 */
export const messageLimitBytes = 262_144;

/** How much of SNS's limit a message uses: its body, and the names, types and values of its attributes. */
export function messageBytes({ body, attributes }: OutgoingMessage): number {
  const parts = Object.entries(attributes).flatMap(([name, value]) => [name, 'String', value]);
  return [body, ...parts].reduce((sum, part) => sum + Buffer.byteLength(part), 0);
}
