import type { EventPublisher, OutgoingMessage, PublishResult } from '../../client/ports.ts';
import { localAccount } from '../aws-names.ts';
import type { LocalBusEvent } from '../events.ts';
import type { Publish } from '../server/fauxqs.ts';
import { ServiceError } from '../server/service-error.ts';

/** What events are published through. */
export interface PublishingHost {
  readonly region: string;
  readonly publish: Publish;
  emit(event: LocalBusEvent): void;
}

/** Publishes to topics of an engine in the same process, by the very action that answers SNS's API. */
export function enginePublisher({ region, publish, emit }: PublishingHost): EventPublisher {
  return {
    async publish({ topicArn, messages, signal }) {
      signal.throwIfAborted();
      const results = messages.map((message) => publishOne(publish, topicArn, message));
      const accepted = results.filter(({ ok }) => ok).length;
      const topic = topicArn.split(':').at(-1) ?? '';
      if (accepted > 0) emit({ type: 'publish', topic, messages: accepted });
      return results;
    },
    account: async () => localAccount,
    region: async () => region,
  };
}

/** @throws ServiceError for a topic that is not there, as SNS refuses a whole batch. */
function publishOne(publish: Publish, topicArn: string, message: OutgoingMessage): PublishResult {
  try {
    publish(parameters(topicArn, message));
    return { ok: true };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const { code, message: reason, statusCode, senderFault } = error;
    if (code === 'NotFound') throw new ServiceError('NotFoundException', statusCode, reason);
    return { ok: false, code, message: reason, isSenderFault: senderFault };
  }
}

/** A message as SNS's query protocol has it. */
function parameters(topicArn: string, message: OutgoingMessage): Readonly<Record<string, string>> {
  const { body, attributes, groupId, deduplicationId } = message;
  const result: Record<string, string> = { TopicArn: topicArn, Message: body };
  if (groupId !== undefined) result['MessageGroupId'] = groupId;
  if (deduplicationId !== undefined) result['MessageDeduplicationId'] = deduplicationId;
  for (const [index, [name, value]] of Object.entries(attributes).entries()) {
    const entry = `MessageAttributes.entry.${index + 1}`;
    result[`${entry}.Name`] = name;
    result[`${entry}.Value.DataType`] = 'String';
    result[`${entry}.Value.StringValue`] = value;
  }
  return result;
}

/** fauxqs's error of an action that it refuses. */
interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly statusCode: number;
  readonly senderFault: boolean;
}

function isRefusal(error: unknown): error is Refusal {
  return error instanceof Error && error.name === 'SnsError';
}
