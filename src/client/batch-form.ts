import type { SNSClient } from '@aws-sdk/client-sns';
import type { OutgoingMessage } from './ports.ts';
import { type Ending, partsOf } from './sdk-client.ts';

/** Under this key a command's input holds the messages that `writeBatches` puts into its request. */
export const batch = Symbol('lambdabus.batch');

/** A part of a PublishBatch command's input. */
export interface BatchInput extends Ending {
  readonly [batch]?: Batch;
}

/** Up to ten messages. */
export interface Batch {
  readonly messages: readonly OutgoingMessage[];
  /** Set where SNS has accepted each of them; the command's output then says nothing of them. */
  isAccepted: boolean;
}

/** What is read of a request: the SDK has put the command, its version and the topic into its body. */
interface FormRequest {
  body: string;
}

/** What is read of an answer. */
interface Answer {
  readonly response: { readonly statusCode: number; body: unknown };
}

/**
 * Lets a client's PublishBatch take messages as they are, under `batch`, in place of entries: they are written into its
 * form directly, and an answer that has accepted them all is not taken apart. The SDK walks a schema for each of them, which
 * is a third of the processor time of firing many events. Everything else of the request stays the SDK's.
 * @returns Whether the client speaks to SNS in forms; otherwise it takes entries only.
 */
export function writeBatches(client: SNSClient): boolean {
  const { config, middlewareStack } = partsOf(client);
  // SQS's has changed within version 3 of the SDK.
  if (config.protocol.getShapeId() !== 'aws.protocols#awsQuery') return false;
  middlewareStack.add(
    (next) => (args) => {
      const { [batch]: sent } = args.input as BatchInput;
      // The query protocol's body is text.
      if (sent !== undefined) (args.request as FormRequest).body += batchForm(sent.messages);
      return next(args);
    },
    { step: 'build', priority: 'high', name: 'lambdabusBatch' },
  );
  middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { [batch]: sent } = args.input as BatchInput;
      // What the request handler answers.
      const { response } = result as Answer;
      if (sent === undefined || response.statusCode !== 200) return result;
      const body = await config.streamCollector(response.body);
      sent.isAccepted = hasAccepted(Buffer.from(body).toString('latin1'), sent.messages.length);
      response.body = sent.isAccepted ? new Uint8Array() : body;
      return result;
    },
    // Between the SDK's reading of the answer and what adaptRequests adds after it.
    { step: 'deserialize', priority: 'low', name: 'lambdabusBatchAnswer' },
  );
  return true;
}

/** Only what was accepted has a MessageId. */
function hasAccepted(xml: string, count: number): boolean {
  return xml.includes('<PublishBatchResult>') && xml.split('<MessageId>').length - 1 === count;
}

/**
 * The entries of a batch as SNS's form names them.
 * @see https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
 */
export function batchForm(messages: readonly OutgoingMessage[]): string {
  let form = '';
  for (const [index, { body, attributes, groupId, deduplicationId }] of messages.entries()) {
    const entry = `&PublishBatchRequestEntries.member.${index + 1}.`;
    form += `${entry}Id=${index}${entry}Message=${encoded(body)}`;
    let position = 0;
    for (const name in attributes) {
      position += 1;
      const attribute = `${entry}MessageAttributes.entry.${position}.`;
      form += `${attribute}Name=${encoded(name)}${attribute}Value.DataType=String`;
      form += `${attribute}Value.StringValue=${encoded(attributes[name] ?? '')}`;
    }
    if (deduplicationId !== undefined) form += `${entry}MessageDeduplicationId=${encoded(deduplicationId)}`;
    if (groupId !== undefined) form += `${entry}MessageGroupId=${encoded(groupId)}`;
  }
  return form;
}

/** As RFC 3986 says: what `encodeURIComponent` leaves of the reserved characters is encoded too. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
