import { v7 as uuidV7 } from 'uuid';
import {
  assertNotBuildPhase,
  BusError,
  type FifoFireOptions,
  type FiredEvent,
  type FireOptions,
} from '../definition/index.ts';
import { attributeNames, currentRequest, encode, functionContext, type Issue, nextTraceparent } from '../wire/index.ts';
import { topicAddress } from './address.ts';
import { defaultTimeoutMs, startDeadline } from './deadline.ts';
import type { BusOptions } from './options.ts';
import { PublishBatcher } from './publish-batcher.ts';
import { snsPublisher } from './sns-publisher.ts';
import { toTransportError } from './transport-errors.ts';

/** @see https://docs.aws.amazon.com/sns/latest/dg/sns-quotas.html */
const messageLimitBytes = 262_144;

/** Fires events of one bus; what is fired in the same tick to one topic is published together. */
export class EventSender {
  readonly #bus: BusOptions;
  readonly #batcher: PublishBatcher;

  constructor(bus: BusOptions) {
    this.#bus = bus;
    this.#batcher = new PublishBatcher(bus.publisher ?? snsPublisher);
  }

  /** Fires an event by its dotted name; resolves when SNS has accepted it. */
  async fire(
    event: string,
    payload: unknown,
    options: FireOptions & Partial<FifoFireOptions> = {},
  ): Promise<FiredEvent> {
    assertNotBuildPhase(`The event ${event}`);
    const deadline = startDeadline({
      what: `Firing ${event}`,
      timeoutMs: options.timeoutMs ?? this.#bus.timeoutMs ?? defaultTimeoutMs,
      signal: options.signal,
    });
    const id = uuidV7();
    const { fifoGroup } = options;
    const message = {
      body: toBody(event, payload),
      attributes: {
        [attributeNames.event]: event,
        [attributeNames.id]: id,
        [attributeNames.traceparent]: nextTraceparent(currentRequest()?.traceparent),
      },
      groupId: fifoGroup ?? options.fairGroup,
      deduplicationId: fifoGroup === undefined ? undefined : (options.idempotencyKey ?? id),
    };
    const found = topicAddress(event, fifoGroup !== undefined, this.#bus, this.#bus.publisher ?? snsPublisher);
    // Awaited only where it has to be asked for: otherwise the message joins its tick's batch.
    const address =
      found instanceof Promise
        ? await found.catch((error: unknown) => {
            throw toTransportError(error, { name: event, resource: event, kind: 'topic', deadline });
          })
        : found;
    try {
      await this.#batcher.publish(address, message, deadline);
    } catch (error) {
      throw toTransportError(error, { name: event, resource: address.topicArn, kind: 'topic', deadline });
    }
    return { id };
  }
}

function toBody(event: string, payload: unknown): string {
  const wire = encode(payload) ?? {};
  const issues: Issue[] = [];
  functionContext()?.fires[event]?.(wire, issues);
  if (issues.length > 0) {
    const [first] = issues;
    throw new BusError(
      'VALIDATION_FAILED',
      `The payload of ${event} is not valid, and it was not fired: ${first?.path === '' ? '' : `${first?.path}: `}${first?.message}${issues.length > 1 ? `; and ${issues.length - 1} more` : ''}.`,
      { data: { issues } },
    );
  }
  const body = JSON.stringify(wire);
  const bytes = Buffer.byteLength(body);
  if (bytes > messageLimitBytes) {
    throw new BusError(
      'PAYLOAD_TOO_LARGE',
      `The payload of ${event} is ${bytes} bytes as JSON; SNS takes ${messageLimitBytes}. Put large data into S3 and fire its key.`,
      { data: { bytes, limit: messageLimitBytes } },
    );
  }
  return body;
}
