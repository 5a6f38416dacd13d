import type { TopicAddress } from './address.ts';
import type { Deadline } from './deadline.ts';
import { messageLimitBytes } from './message-size.ts';
import type { EventPublisher, OutgoingMessage, PublishResult } from './ports.ts';
import { retryDelayMs } from './retry.ts';
import { isThrottle, MessageRefused } from './transport-errors.ts';

/** @see https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html */
const batchLimits = { messages: 10, bytes: messageLimitBytes } as const;
/** Batches of one topic that are under way at once: SNS's clients keep 50 connections. */
const concurrentBatches = 16;

/** A message to send. */
export interface Sending {
  readonly message: OutgoingMessage;
  /** How much of SNS's limit it uses. */
  readonly bytes: number;
  readonly deadline: Deadline;
}

/** A message on its way. */
interface Outgoing extends Sending {
  /** Its FIFO group; a fair group of a standard topic orders nothing. */
  readonly group: string | undefined;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
  /** Told when nobody waits for it any more while it is under way. */
  onGivenUp: (() => void) | undefined;
  failures: number;
  isSettled: boolean;
}

/**
 * Publishes what comes in the same tick together: up to ten messages and 256 KiB a request, each message with a
 * result of its own. Of a FIFO group one message at a time is ready or under way, so none passes one that has to be
 * sent again.
 */
export class PublishBatcher {
  readonly #publisher: EventPublisher;
  readonly #topics = new Map<string, TopicQueue>();

  constructor(publisher: EventPublisher) {
    this.#publisher = publisher;
  }

  /** Resolves when the message has been accepted. */
  publish(address: TopicAddress, sending: Sending): Promise<void> {
    let topic = this.#topics.get(address.topicArn);
    if (topic === undefined) {
      topic = new TopicQueue(address, this.#publisher);
      this.#topics.set(address.topicArn, topic);
    }
    return topic.add(sending);
  }
}

class TopicQueue {
  readonly #address: TopicAddress;
  readonly #publisher: EventPublisher;
  readonly #ready: Outgoing[] = [];
  /** What waits for the message of its group that is ready or under way; a group is here as long as there is one. */
  readonly #followers = new Map<string, Outgoing[]>();
  #underWay = 0;
  #isPlanned = false;

  constructor(address: TopicAddress, publisher: EventPublisher) {
    this.#address = address;
    this.#publisher = publisher;
  }

  add({ message, bytes, deadline }: Sending): Promise<void> {
    return new Promise((resolve, reject) => {
      const group = message.deduplicationId === undefined ? undefined : message.groupId;
      const state = { onGivenUp: undefined, failures: 0, isSettled: false };
      const outgoing: Outgoing = { message, bytes, deadline, group, resolve, reject, ...state };
      deadline.onOver(() => this.#giveUp(outgoing));
      this.#enqueue(outgoing);
    });
  }

  #giveUp(outgoing: Outgoing): void {
    if (outgoing.isSettled) return;
    settle(outgoing, outgoing.deadline.error(undefined));
    outgoing.onGivenUp?.();
    this.#drop(outgoing);
  }

  #enqueue(outgoing: Outgoing): void {
    const { group } = outgoing;
    const followers = group === undefined ? undefined : this.#followers.get(group);
    if (followers !== undefined) {
      followers.push(outgoing);
      return;
    }
    if (group !== undefined) this.#followers.set(group, []);
    this.#ready.push(outgoing);
    this.#plan();
  }

  /** Takes out a message that was given up before it was sent. */
  #drop(outgoing: Outgoing): void {
    if (remove(this.#ready, outgoing)) this.#passOn(outgoing);
    else if (outgoing.group !== undefined) remove(this.#followers.get(outgoing.group) ?? [], outgoing);
  }

  /** Makes the next message of a group ready. */
  #passOn({ group }: Outgoing): void {
    if (group === undefined) return;
    const next = this.#followers.get(group)?.shift();
    if (next === undefined) {
      this.#followers.delete(group);
    } else {
      this.#ready.push(next);
      this.#plan();
    }
  }

  /**
   * Sends a batch at the end of this tick, with what else comes in it, and the next one when that is on its way: if all
   * were sent at once, the first would wait until the last is signed.
   */
  #plan(when: (run: () => void) => void = atEndOfTick): void {
    if (this.#isPlanned || this.#underWay === concurrentBatches || this.#ready.length === 0) return;
    this.#isPlanned = true;
    when(() => {
      this.#isPlanned = false;
      // Those that were ready may have been given up.
      if (this.#ready.length > 0) void this.#send(this.#takeBatch());
      this.#plan(setImmediate);
    });
  }

  #takeBatch(): readonly Outgoing[] {
    let bytes = 0;
    const end = this.#ready.findIndex((outgoing, index) => {
      bytes += outgoing.bytes;
      return index === batchLimits.messages || (index > 0 && bytes > batchLimits.bytes);
    });
    return this.#ready.splice(0, end === -1 ? this.#ready.length : end);
  }

  async #send(batch: readonly Outgoing[]): Promise<void> {
    this.#underWay += 1;
    const results = await this.#request(batch);
    this.#underWay -= 1;
    for (const [index, outgoing] of batch.entries()) {
      const failure = results instanceof Error ? results : failureOf(results[index]);
      this.#finish(outgoing, failure);
    }
    this.#plan();
  }

  /** What SNS says of each message, or the failure of the request as a whole. */
  async #request(batch: readonly Outgoing[]): Promise<readonly PublishResult[] | Error> {
    // Given up when nobody waits any more: one of ten who stops waiting must not stop the other nine.
    const controller = new AbortController();
    const onGivenUp = (): void => {
      if (batch.every(({ isSettled }) => isSettled)) controller.abort();
    };
    for (const outgoing of batch) outgoing.onGivenUp = onGivenUp;
    try {
      const messages = batch.map(({ message }) => message);
      return await this.#publisher.publish({ ...this.#address, messages, signal: controller.signal });
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    } finally {
      for (const outgoing of batch) outgoing.onGivenUp = undefined;
    }
  }

  #finish(outgoing: Outgoing, failure: Error | undefined): void {
    if (failure !== undefined && !outgoing.isSettled && mayPass(failure)) {
      outgoing.failures += 1;
      const delay = retryDelayMs(outgoing.failures);
      if (Date.now() + delay < outgoing.deadline.at) {
        setTimeout(() => this.#sendAgain(outgoing), delay);
        return;
      }
    }
    settle(outgoing, failure);
    this.#passOn(outgoing);
  }

  #sendAgain(outgoing: Outgoing): void {
    if (outgoing.isSettled) {
      this.#passOn(outgoing);
    } else {
      this.#ready.unshift(outgoing);
      this.#plan();
    }
  }
}

/** Tells whoever fired a message; only the first time counts. */
function settle(outgoing: Outgoing, failure: Error | undefined): void {
  if (outgoing.isSettled) return;
  outgoing.isSettled = true;
  if (failure === undefined) outgoing.resolve();
  else outgoing.reject(failure);
}

/**
 * Runs something when all that this tick of the event loop does has been done, whatever promises it goes through: Node
 * has no nextTick callback left only when it has no microtask left either.
 */
function atEndOfTick(run: () => void): void {
  queueMicrotask(() => process.nextTick(run));
}

function failureOf(result: PublishResult | undefined): Error | undefined {
  if (result === undefined) return new MessageRefused('Unknown', 'SNS said nothing of this message.', false);
  return result.ok ? undefined : new MessageRefused(result.code, result.message, result.isSenderFault);
}

function mayPass(failure: Error): boolean {
  return isThrottle(failure) || (failure instanceof MessageRefused && failure.$fault === 'server');
}

function remove(list: Outgoing[], outgoing: Outgoing): boolean {
  const index = list.indexOf(outgoing);
  if (index !== -1) list.splice(index, 1);
  return index !== -1;
}
