import type { MappingResource, QueueResource } from '../../topology/topology.ts';
import { queueArn } from '../aws-names.ts';
import type { LocalBusEvent } from '../events.ts';
import type { Invocation } from '../functions/invocation.ts';
import type { ReceivedMessage, SqsClient } from '../server/sqs-client.ts';
import { withinPayload } from './batch-payload.ts';
import { batchResult } from './batch-result.ts';
import { sqsEvent } from './sqs-event.ts';

/** What an event source mapping works with. */
export interface MappingHost {
  readonly region: string;
  readonly sqs: SqsClient;
  /** After a failure messages come back after this time, instead of the queue's visibility timeout. */
  readonly retryDelayMs: number;
  invoke(functionName: string, payload: string): Promise<Invocation>;
  emit(event: LocalBusEvent): void;
}

/** The longest wait of a receive, in seconds. @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
const longestPollSeconds = 20;
/** Lambda polls a queue with five pollers to begin with. */
const defaultConcurrency = 5;

/** Consumes a queue with a function, as Lambda's event source mapping does. */
export class EventSourceMapping {
  readonly resource: MappingResource;
  readonly #redrive: QueueResource['redrive'];
  readonly #host: MappingHost;
  readonly #running = new Set<Promise<void>>();
  #isStopped = false;
  #loop: Promise<void> | undefined;

  constructor(resource: MappingResource, redrive: QueueResource['redrive'], host: MappingHost) {
    this.resource = resource;
    this.#redrive = redrive;
    this.#host = host;
  }

  /** How many batches its function is handling. */
  get inFlight(): number {
    return this.#running.size;
  }

  /** Begins to consume. */
  start(): void {
    this.#loop ??= this.#consume();
  }

  /** Receives no more, and resolves when the batches in hand are done. A receive that waits ends with its wait. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#running);
  }

  async #consume(): Promise<void> {
    const concurrency = this.resource.maxConcurrency ?? defaultConcurrency;
    while (!this.#isStopped) {
      try {
        const messages = await this.#receiveBatch();
        for (const batch of withinPayload(messages)) this.#dispatch(batch);
        while (this.#running.size >= concurrency) await Promise.race(this.#running);
      } catch (error) {
        if (this.#isStopped) return;
        this.#host.emit({ type: 'warning', message: `Receiving from ${this.resource.queue} failed: ${String(error)}` });
        await new Promise((resolve) => setTimeout(resolve, this.#host.retryDelayMs));
      }
    }
  }

  /** Receives until the batch is full or its window is over. */
  async #receiveBatch(): Promise<readonly ReceivedMessage[]> {
    const { queue, batchSize, batchWindowSeconds } = this.resource;
    const { sqs } = this.#host;
    const messages = [...(await sqs.receive(queue, batchSize, longestPollSeconds))];
    if (messages.length === 0 || batchWindowSeconds === 0) return messages;
    const windowEnd = Date.now() + batchWindowSeconds * 1000;
    while (messages.length < batchSize && !this.#isStopped) {
      const seconds = Math.min(longestPollSeconds, (windowEnd - Date.now()) / 1000);
      if (seconds <= 0) break;
      messages.push(...(await sqs.receive(queue, batchSize - messages.length, seconds)));
    }
    return messages;
  }

  #dispatch(messages: readonly ReceivedMessage[]): void {
    const running: Promise<void> = this.#handle(messages)
      .catch((error: unknown) => {
        const message = `Delivering from ${this.resource.queue} failed: ${String(error)}`;
        if (!this.#isStopped) this.#host.emit({ type: 'warning', message });
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #handle(messages: readonly ReceivedMessage[]): Promise<void> {
    const { queue, function: functionName } = this.resource;
    const { region, sqs, retryDelayMs } = this.#host;
    const event = sqsEvent(messages, queueArn(region, queue), region);
    const invocation = await this.#host.invoke(functionName, JSON.stringify(event));
    const ids = messages.map(({ MessageId }) => MessageId);
    const { failedIds, error } = batchResult(ids, invocation);
    const failed = messages.filter(({ MessageId }) => failedIds.has(MessageId));
    await sqs.deleteMessages(
      queue,
      messages.filter(({ MessageId }) => !failedIds.has(MessageId)),
    );
    await sqs.release(queue, failed, retryDelayMs);
    this.#host.emit({
      type: 'delivery',
      queue,
      function: functionName,
      messages: messages.length,
      failed: failed.length,
      durationMs: invocation.durationMs,
    });
    this.#tellLastReceives(failed, error);
  }

  #tellLastReceives(failed: readonly ReceivedMessage[], error: string | undefined): void {
    if (this.#redrive === undefined) return;
    const { deadLetterQueue, maxReceiveCount } = this.#redrive;
    for (const { MessageId, Attributes } of failed) {
      const receives = Number(Attributes?.['ApproximateReceiveCount'] ?? 0);
      if (receives < maxReceiveCount) continue;
      const last = error === undefined ? '' : `, at last with ${error}`;
      const reason = `message ${MessageId} failed ${receives} times${last}`;
      this.#host.emit({ type: 'dead-letter', queue: deadLetterQueue, reason });
    }
  }
}
