import { setTimeout as sleep } from 'node:timers/promises';
import type { TopicAddress } from './address.ts';
import type { Deadline } from './deadline.ts';
import type { EventPublisher, OutgoingMessage, PublishResult } from './ports.ts';
import { withRetry } from './retry.ts';
import { isThrottle } from './transport-errors.ts';

/** @see https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html */
const batchLimits = { messages: 10, bytes: 262_144 } as const;
/** Batches of one topic that are under way at once: SNS's clients keep 50 connections. */
const concurrentBatches = 16;
const retryDelayMs = 100;

interface Waiting {
  readonly message: OutgoingMessage;
  readonly bytes: number;
  readonly deadline: Deadline;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** A failure that SNS reported for one message of a batch. */
class MessageRefused extends Error {
  override readonly name: string;

  constructor({ code, message }: Extract<PublishResult, { ok: false }>) {
    super(message);
    this.name = code;
  }
}

/**
 * Publishes what comes in the same tick together: up to ten messages and 256 KiB a request, each message with a
 * result of its own. Messages of one FIFO group are never under way in two requests at once, so a later one does not
 * pass an earlier one that has to be sent again.
 */
export class PublishBatcher {
  readonly #publisher: EventPublisher;
  readonly #topics = new Map<string, TopicQueue>();

  constructor(publisher: EventPublisher) {
    this.#publisher = publisher;
  }

  /** Resolves when the message has been accepted. */
  publish(address: TopicAddress, message: OutgoingMessage, deadline: Deadline): Promise<void> {
    return new Promise((resolve, reject) => {
      let topic = this.#topics.get(address.topicArn);
      if (topic === undefined) {
        topic = new TopicQueue(address, this.#publisher);
        this.#topics.set(address.topicArn, topic);
      }
      topic.add({ message, bytes: sizeOf(message), deadline, resolve, reject });
    });
  }
}

class TopicQueue {
  readonly #address: TopicAddress;
  readonly #publisher: EventPublisher;
  readonly #waiting: Waiting[] = [];
  readonly #busyGroups = new Set<string>();
  #underWay = 0;
  #isPlanned = false;

  constructor(address: TopicAddress, publisher: EventPublisher) {
    this.#address = address;
    this.#publisher = publisher;
  }

  add(waiting: Waiting): void {
    this.#waiting.push(waiting);
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    queueMicrotask(() => {
      this.#isPlanned = false;
      this.#pump();
    });
  }

  #pump(): void {
    while (this.#underWay < concurrentBatches) {
      const batch = this.#takeBatch();
      if (batch.length === 0) return;
      void this.#publish(batch);
    }
  }

  #takeBatch(): readonly Waiting[] {
    const batch: Waiting[] = [];
    // One of a group in a request: SNS may refuse one message and take the next, which would then be ahead of it.
    const taken = new Set<string>();
    let bytes = 0;
    for (let index = 0; index < this.#waiting.length && batch.length < batchLimits.messages; ) {
      const waiting = this.#waiting[index];
      if (waiting === undefined) break;
      const group = orderedGroup(waiting.message);
      const mustWait = group !== undefined && (this.#busyGroups.has(group) || taken.has(group));
      if (group !== undefined) taken.add(group);
      if (mustWait || bytes + waiting.bytes > batchLimits.bytes) {
        index += 1;
        continue;
      }
      this.#waiting.splice(index, 1);
      batch.push(waiting);
      bytes += waiting.bytes;
    }
    return batch;
  }

  async #publish(batch: readonly Waiting[]): Promise<void> {
    const groups = batch.flatMap(({ message }) => orderedGroup(message) ?? []);
    for (const group of groups) this.#busyGroups.add(group);
    this.#underWay += 1;
    await this.#send(batch);
    this.#underWay -= 1;
    for (const group of groups) this.#busyGroups.delete(group);
    this.#pump();
  }

  /** Sends a batch, and again what of it failed for a reason that may pass. */
  async #send(batch: readonly Waiting[]): Promise<void> {
    let left = batch;
    while (left.length > 0) {
      const results = await this.#request(left);
      if (results === undefined) return;
      const again: Waiting[] = [];
      for (const [index, waiting] of left.entries()) {
        const result = results[index] ?? {
          ok: false,
          code: 'Unknown',
          message: 'SNS said nothing of it',
          isSenderFault: false,
        };
        const isHopeless = !result.ok && (result.isSenderFault || Date.now() + retryDelayMs >= waiting.deadline.at);
        if (result.ok) waiting.resolve();
        else if (isHopeless) waiting.reject(new MessageRefused(result));
        else again.push(waiting);
      }
      left = again;
      if (left.length > 0) await sleep(retryDelayMs);
    }
  }

  /** The results of one request; undefined when it failed as a whole, which its messages have been told. */
  async #request(batch: readonly Waiting[]): Promise<readonly PublishResult[] | undefined> {
    // Whoever waits longest decides for the batch; the others' waits end by their own deadlines.
    const [deadline] = batch.map((waiting) => waiting.deadline).sort((a, b) => b.at - a.at);
    if (deadline === undefined) return [];
    const ended = batch.map((waiting) => endAtDeadline(waiting));
    try {
      return await withRetry(
        () =>
          this.#publisher.publish({
            ...this.#address,
            messages: batch.map(({ message }) => message),
            signal: deadline.signal,
          }),
        { deadline, mayPass: isThrottle },
      );
    } catch (error) {
      for (const waiting of batch) waiting.reject(error);
      return undefined;
    } finally {
      for (const end of ended) end();
    }
  }
}

function endAtDeadline({ deadline, reject }: Waiting): () => void {
  const onAbort = (): void => reject(deadline.signal.reason);
  deadline.signal.addEventListener('abort', onAbort, { once: true });
  return () => deadline.signal.removeEventListener('abort', onAbort);
}

/** The FIFO group of a message; a fair group of a standard topic orders nothing. */
function orderedGroup({ groupId, deduplicationId }: OutgoingMessage): string | undefined {
  return deduplicationId === undefined ? undefined : groupId;
}

function sizeOf({ body, attributes }: OutgoingMessage): number {
  const text = [body, ...Object.entries(attributes).flat()];
  return (
    text.reduce((sum, part) => sum + Buffer.byteLength(part), 0) + Object.keys(attributes).length * 'String'.length
  );
}
