import { isBusError, listenerState } from '../src/definition/index.ts';
import {
  attributeNames,
  type Issue,
  nextTraceparent,
  setFunctionContext,
  toRemoteError,
  withRequest,
} from '../src/wire/index.ts';
import { sendToDeadLetterQueue } from './dead-letter-queue.ts';
import type { ListenerEntryPoint } from './entry-point.ts';
import { type LambdaContext, type SqsBatch, type SqsBatchResponse, type SqsRecord, timeoutSignal } from './lambda.ts';
import { listenedEvent } from './listened-event.ts';
import { describeError, log } from './log.ts';
import { invalid } from './validation.ts';

/** What became of a record: handled or laid to rest, or to be delivered again. */
type Outcome = 'done' | 'retry';

/** Makes the Lambda handler that serves a listener's queues. */
export function listenerHandler(
  entry: ListenerEntryPoint,
): (batch: SqsBatch, context: LambdaContext) => Promise<SqsBatchResponse> {
  setFunctionContext({ service: entry.service, fires: entry.validators.fires ?? {} });

  return async ({ Records }, context) => {
    const signal = timeoutSignal(context);
    const failed = await Promise.all(
      orderedGroups(Records).map((group) =>
        handleInOrder(group, (record) => handleRecord(record, entry, context, signal)),
      ),
    );
    return { batchItemFailures: failed.flat().map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}

/** The records that have to wait for each other: those of one FIFO group; a record of a standard queue waits for none. */
function orderedGroups(records: readonly SqsRecord[]): readonly (readonly SqsRecord[])[] {
  const groups = new Map<string, SqsRecord[]>();
  for (const record of records) {
    const isFifo = record.eventSourceARN.endsWith('.fifo');
    const key = isFifo ? `${record.eventSourceARN} ${record.attributes.MessageGroupId}` : record.messageId;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [record]);
    else group.push(record);
  }
  return [...groups.values()];
}

/** Handles records one after another; after one that is to be retried the later ones are not run, which keeps their order. */
async function handleInOrder(
  records: readonly SqsRecord[],
  handle: (record: SqsRecord) => Promise<Outcome>,
): Promise<readonly SqsRecord[]> {
  for (const [index, record] of records.entries()) {
    if ((await handle(record)) === 'retry') return records.slice(index);
  }
  return [];
}

async function handleRecord(
  record: SqsRecord,
  entry: ListenerEntryPoint,
  context: LambdaContext,
  signal: AbortSignal,
): Promise<Outcome> {
  const attempt = Number(record.attributes.ApproximateReceiveCount);
  const id = record.messageAttributes[attributeNames.id]?.stringValue ?? record.messageId;
  try {
    const { event } = listenedEvent(record, entry);
    const payload = readPayload(record, event, entry);
    const traceparent = record.messageAttributes[attributeNames.traceparent]?.stringValue;
    const { handler } = listenerState(entry.definition);
    const deadline = Date.now() + context.getRemainingTimeInMillis();
    await withRequest({ deadline, traceparent: nextTraceparent(traceparent) }, () =>
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
    return failRecord(error, { record, entry, context, id, attempt });
  }
}

function readPayload({ body }: SqsRecord, event: string, { validators }: ListenerEntryPoint): unknown {
  const what = `The payload of ${event}`;
  const issues: Issue[] = [];
  const wire = parseBody(body, what);
  const payload = validators.payloads?.[event]?.(wire, issues) ?? wire;
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
}

async function failRecord(error: unknown, { record, entry, context, id, attempt }: FailedRecord): Promise<Outcome> {
  const { message, retryable, code } = toRemoteError(error);
  const isLast = !retryable || attempt >= entry.maxReceiveCount;
  const next = isLast
    ? entry.onError === 'discard'
      ? 'discarded'
      : 'sent to the dead-letter queue'
    : 'to be delivered again';
  log(isLast ? 'ERROR' : 'WARN', `${entry.listener} failed, the event is ${next}: ${message}`, {
    requestId: context.awsRequestId,
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
