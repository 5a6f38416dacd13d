import { isBusError, listenerState } from '../src/definition/index.ts';
import {
  attributeNames,
  type Issue,
  nextTraceparent,
  setFunctionContext,
  toRemoteError,
  withRequest,
} from '../src/wire/index.ts';
import { handleBatch, type Outcome } from './batch.ts';
import { sendToDeadLetterQueue } from './dead-letter-queue.ts';
import type { ListenerEntryPoint } from './entry-point.ts';
import {
  functionDeadline,
  type LambdaContext,
  type SqsBatch,
  type SqsBatchResponse,
  type SqsRecord,
  signalAt,
} from './lambda.ts';
import { listenedEvent, maxReceiveCount } from './listened-event.ts';
import { describeError, log } from './log.ts';
import { invalid } from './validation.ts';

/** Makes the Lambda handler that serves a listener's queues. */
export function listenerHandler(
  entry: ListenerEntryPoint,
): (batch: SqsBatch, context: LambdaContext) => Promise<SqsBatchResponse> {
  const { fires = {}, fifo = [] } = entry.validators;
  setFunctionContext({ service: entry.service, fires, fifo });

  return async ({ Records }, context) => {
    const deadline = functionDeadline(context);
    const limits = { context, deadline, signal: signalAt(deadline) };
    const failed = await handleBatch(Records, (record) => handleRecord(record, entry, limits), {
      context,
      onLate: (late) => reportLate(late, entry, context),
    });
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}

/** What holds for every record of a batch. */
interface BatchLimits {
  readonly context: LambdaContext;
  readonly deadline: number;
  readonly signal: AbortSignal;
}

async function handleRecord(
  record: SqsRecord,
  entry: ListenerEntryPoint,
  { context, deadline, signal }: BatchLimits,
): Promise<Outcome> {
  const attempt = Number(record.attributes.ApproximateReceiveCount);
  const id = eventId(record);
  const traceparent = record.messageAttributes[attributeNames.traceparent]?.stringValue;
  try {
    const { event } = listenedEvent(record, entry);
    const payload = await readPayload(record, event, entry);
    const { handler } = listenerState(entry.definition);
    const requestId = context.awsRequestId;
    await withRequest({ deadline, traceparent: nextTraceparent(traceparent), requestId, signal }, () =>
      // The validator made it what the handler's type says.
      handler(payload as never, {
        id,
        event,
        attempt,
        sentAt: new Date(Number(record.attributes.SentTimestamp)),
        group: record.attributes.MessageGroupId,
        traceparent,
        signal,
      }),
    );
    return 'done';
  } catch (error) {
    return failRecord(error, { record, entry, context, id, attempt, traceparent });
  }
}

function eventId({ messageAttributes, messageId }: SqsRecord): string {
  return messageAttributes[attributeNames.id]?.stringValue ?? messageId;
}

function reportLate(late: readonly SqsRecord[], { listener }: ListenerEntryPoint, context: LambdaContext): void {
  log('ERROR', `${listener} did not finish in time, what it has not finished is to be delivered again`, {
    requestId: context.awsRequestId,
    listener,
    eventIds: late.map(eventId),
  });
}

async function readPayload({ body }: SqsRecord, event: string, { validators }: ListenerEntryPoint): Promise<unknown> {
  const what = `The payload of ${event}`;
  const issues: Issue[] = [];
  const wire = parseBody(body, what);
  const payload = (await validators.payloads?.[event]?.(wire, issues)) ?? wire;
  if (issues.length > 0) throw invalid('VALIDATION_FAILED', what, issues);
  return payload;
}

function parseBody(body: string, what: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw invalid('VALIDATION_FAILED', what, [
      { path: '', message: `expected JSON, got ${JSON.stringify(body.slice(0, 60))}` },
    ]);
  }
}

interface FailedRecord {
  readonly record: SqsRecord;
  readonly entry: ListenerEntryPoint;
  readonly context: LambdaContext;
  readonly id: string;
  readonly attempt: number;
  readonly traceparent: string | undefined;
}

async function failRecord(
  error: unknown,
  { record, entry, context, id, attempt, traceparent }: FailedRecord,
): Promise<Outcome> {
  const { message, retryable, code } = toRemoteError(error);
  const isLast = !retryable || attempt >= maxReceiveCount(record, entry);
  const next = isLast
    ? entry.onError === 'discard'
      ? 'discarded'
      : 'sent to the dead-letter queue'
    : 'to be delivered again';
  log(isLast ? 'ERROR' : 'WARN', `${entry.listener} failed, the event is ${next}: ${message}`, {
    requestId: context.awsRequestId,
    traceparent,
    listener: entry.listener,
    eventId: id,
    messageId: record.messageId,
    attempt,
    code,
    error: describeError(error),
  });
  if (!isLast) return 'retry';
  if (entry.onError === 'discard') return 'done';
  try {
    await sendToDeadLetterQueue(record, entry, {
      reason: reasonOf(error),
      attempts: attempt,
      functionName: context.functionName,
    });
    return 'done';
  } catch (failure) {
    // The record then fails as any other, and SQS redrives it itself after its last receive.
    log('ERROR', `${entry.listener} could not send to its dead-letter queue`, {
      requestId: context.awsRequestId,
      listener: entry.listener,
      eventId: id,
      error: describeError(failure),
    });
    return 'retry';
  }
}

function reasonOf(error: unknown): string {
  const { code, name, message } = toRemoteError(error);
  return `${isBusError(error) || code !== 'HANDLER_ERROR' ? code : name}: ${message}`;
}
