import type { FunctionResource } from '../../topology/topology.ts';
import { functionArn } from '../aws-names.ts';
import type { LocalBusEvent } from '../events.ts';
import type { Invocation, InvocationRequest } from '../functions/invocation.ts';
import type { SqsClient } from '../server/sqs-client.ts';

/** What asynchronous invocations work with. */
export interface AsynchronousHost {
  readonly region: string;
  readonly sqs: SqsClient;
  readonly retryDelayMs: number;
  invoke(functionName: string, request: InvocationRequest): Promise<Invocation>;
  emit(event: LocalBusEvent): void;
}

/** How often Lambda tries a failed asynchronous invocation again when nothing else is configured. */
const lambdaRetries = 2;

/**
 * Invocations whose callers do not wait: Lambda answers 202, tries again as configured, and sends what failed for the
 * last time to the function's on-failure destination.
 */
export class AsynchronousInvocations {
  readonly #host: AsynchronousHost;
  readonly #running = new Set<Promise<void>>();
  #isStopped = false;

  constructor(host: AsynchronousHost) {
    this.#host = host;
  }

  /** How many have not ended. */
  get inFlight(): number {
    return this.#running.size;
  }

  /** Tries nothing again and keeps nothing more: the queues end as well. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Takes an invocation on. */
  accept(resource: FunctionResource, request: InvocationRequest): void {
    const running: Promise<void> = this.#run(resource, request)
      .catch((error: unknown) => {
        this.#host.emit({ type: 'warning', message: `An invocation of ${resource.name} was lost: ${String(error)}` });
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #run(resource: FunctionResource, request: InvocationRequest): Promise<void> {
    const attempts = 1 + (resource.onFailure?.maximumRetryAttempts ?? lambdaRetries);
    let last: Invocation | undefined;
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      if (attempt > 1) await new Promise((resolve) => setTimeout(resolve, this.#host.retryDelayMs));
      last = await this.#host.invoke(resource.name, request);
      if (last.error === undefined || this.#isStopped) return;
    }
    const { onFailure } = resource;
    if (onFailure === undefined || last?.error === undefined) return;
    await this.#host.sqs.send(onFailure.queue, JSON.stringify(this.#failure(resource, request, last, attempts)));
    const reason = `${resource.name} failed: ${last.error.errorType}: ${last.error.errorMessage}`;
    this.#host.emit({ type: 'dead-letter', queue: onFailure.queue, reason });
  }

  /** The record of a failed invocation. @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
  #failure(resource: FunctionResource, request: InvocationRequest, invocation: Invocation, attempts: number): object {
    return {
      version: '1.0',
      timestamp: new Date().toISOString(),
      requestContext: {
        requestId: request.requestId,
        functionArn: `${functionArn(this.#host.region, resource.name)}:$LATEST`,
        condition: 'RetriesExhausted',
        approximateInvokeCount: attempts,
      },
      requestPayload: JSON.parse(request.payload),
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: JSON.parse(invocation.payload),
    };
  }
}
