import { assertNotBuildPhase, BusError } from '../definition/index.ts';
import {
  applyCasts,
  type Cast,
  currentRequest,
  encode,
  type FunctionErrorPayload,
  fromErrorMessage,
  idempotencyKeyLimit,
  metadataMember,
  nextTraceparent,
} from '../wire/index.ts';
import { type FunctionAddress, functionAddress } from './address.ts';
import type { EnqueuedCall, IdempotentCallOptions } from './bus-type.ts';
import { Deadline, defaultTimeoutMs } from './deadline.ts';
import { invokeLambda, type UnboundedRequest } from './lambda-invoker.ts';
import type { BusOptions } from './options.ts';
import type { InvokeResponse } from './ports.ts';
import { remembered } from './remembered.ts';
import { pauseAfter } from './retry.ts';
import { isThrottle, isTransient, toTransportError } from './transport-errors.ts';
import { turnsOf } from './turns.ts';

/**
 * 6 MB and 1 MB; only an answer may have 100 bytes more.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const payloadLimits = { call: 6_291_456, enqueue: 1_048_576 } as const;

/** How often a call with an idempotency key is sent at most: what fails for a reason of its own fails each time. */
const idempotentAttempts = 3;

/** What is known of a procedure of a bus. */
interface ProcedureFacts extends FunctionAddress {
  /** Who calls it: a member of the metadata, or nothing. */
  readonly caller: string;
}

const factsOf = remembered((procedure, bus): ProcedureFacts => {
  assertNotBuildPhase(procedure);
  const caller = bus.caller ?? process.env['AWS_LAMBDA_FUNCTION_NAME'];
  return {
    ...functionAddress(procedure, bus),
    caller: caller === undefined ? '' : `,"caller":${JSON.stringify(caller)}`,
  };
});

/** Calls a procedure by its dotted name and waits for its result. */
export async function callProcedure(
  procedure: string,
  params: unknown,
  options: IdempotentCallOptions = {},
  bus: BusOptions,
): Promise<unknown> {
  const { payload } = await send(procedure, params, { mode: 'call', options, bus });
  const answer: unknown = payload === '' ? null : JSON.parse(payload);
  return isCast(answer) ? applyCasts(answer.$value, answer.$casts, bus.codecs ?? []) : answer;
}

/** Hands a call of a procedure to Lambda, which runs it later. */
export async function enqueueProcedure(
  procedure: string,
  params: unknown,
  options: IdempotentCallOptions = {},
  bus: BusOptions,
): Promise<EnqueuedCall> {
  const { requestId } = await send(procedure, params, { mode: 'enqueue', options, bus });
  return { requestId };
}

/** @throws BusError `INVALID_METADATA`, which the function would answer. */
function assertIdempotencyKey(procedure: string, key: string | undefined): void {
  if (key === undefined || (key.length >= 1 && key.length <= idempotencyKeyLimit)) return;
  throw new BusError(
    'INVALID_METADATA',
    `The idempotencyKey of a call of ${procedure} has ${key.length} characters; it must have 1 to ${idempotencyKeyLimit}. Hash a longer one.`,
  );
}

interface Sending {
  readonly mode: 'call' | 'enqueue';
  readonly options: IdempotentCallOptions;
  readonly bus: BusOptions;
}

async function send(procedure: string, params: unknown, sending: Sending): Promise<InvokeResponse> {
  const { mode, options, bus } = sending;
  assertIdempotencyKey(procedure, options.idempotencyKey);
  const { functionName, region, caller } = factsOf(procedure, bus);
  const wire = toWire(procedure, params);
  const traceparent = nextTraceparent(currentRequest()?.traceparent);
  const turns = turnsOf(bus);
  const deadline = new Deadline({
    what: `The call of ${procedure}`,
    advice: 'or the function less to do',
    timeoutMs: options.timeoutMs ?? bus.timeoutMs ?? defaultTimeoutMs,
    signal: options.signal,
  });
  const turn = turns?.take(deadline);
  let isOurs = turn === undefined;
  try {
    if (turn !== undefined) await turn;
    isOurs = true;
    // Waiting for a turn is no fault of the function: its time begins now.
    deadline.start();
    const payload = withMetadata(procedure, wire, { sending, deadline, traceparent, caller });
    for (let failures = 1; ; failures += 1) {
      try {
        const response = await deadline.within(invoke({ functionName, region, payload, mode }, bus, deadline));
        if (response.functionError === undefined) return response;
        throw toCallError(procedure, response);
      } catch (error) {
        if (!mayPass(error, failures, options)) throw error;
        await pauseAfter(error, failures, deadline);
      }
    }
  } catch (error) {
    throw toTransportError(error, { name: procedure, resource: functionName, kind: 'function', deadline });
  } finally {
    deadline.done();
    if (isOurs) turns?.release();
  }
}

function invoke(request: UnboundedRequest, { invoker }: BusOptions, deadline: Deadline): Promise<InvokeResponse> {
  return invoker === undefined
    ? invokeLambda(request, deadline)
    : invoker.invoke({ ...request, signal: deadline.signal });
}

/** A throttled call did not run. Any other may have run, and runs again only when that is as good as once. */
function mayPass(error: unknown, failures: number, { idempotencyKey }: IdempotentCallOptions): boolean {
  return isThrottle(error) || (idempotencyKey !== undefined && failures < idempotentAttempts && isTransient(error));
}

/** The parameters as the JSON of an object; they may change while the call waits for its turn. */
function toWire(procedure: string, params: unknown): string {
  const wire = encode(params, undefined, `The parameters of ${procedure}`) ?? {};
  if (typeof wire === 'object' && wire !== null && !Array.isArray(wire)) return JSON.stringify(wire);
  throw new BusError(
    'NOT_ENCODABLE',
    `${procedure} takes one object of parameters, got ${JSON.stringify(wire)?.slice(0, 100)}.`,
  );
}

interface Metadata {
  readonly sending: Sending;
  readonly deadline: Deadline;
  readonly traceparent: string;
  readonly caller: string;
}

function withMetadata(
  procedure: string,
  wire: string,
  { sending: { mode, options }, deadline, traceparent, caller }: Metadata,
): string {
  const { idempotencyKey: key } = options;
  const idempotencyKey = key === undefined ? '' : `,"idempotencyKey":${JSON.stringify(key)}`;
  // What is run later has nobody who waits for it, and no answer.
  const waited = mode === 'call' ? `,"deadline":${deadline.at},"accept":"casts"` : '';
  // Written by hand: a trace that is sent has no character that JSON would escape.
  const metadata = `{"traceparent":"${traceparent}"${caller}${idempotencyKey}${waited}}`;
  // The last of two members of one name counts: one of the parameters that is called so is not the metadata.
  const payload = `${wire.slice(0, -1)}${wire === '{}' ? '' : ','}"${metadataMember}":${metadata}}`;
  const bytes = Buffer.byteLength(payload);
  if (bytes > payloadLimits[mode]) {
    throw new BusError(
      'PAYLOAD_TOO_LARGE',
      `The parameters of ${procedure} are ${bytes} bytes as JSON; Lambda takes ${payloadLimits[mode]} ${mode === 'call' ? 'in a call' : 'in an enqueued call'}. Put large data into S3 and send its key.`,
      { data: { bytes, limit: payloadLimits[mode] } },
    );
  }
  return payload;
}

function isCast(answer: unknown): answer is { readonly $value: unknown; readonly $casts: readonly Cast[] } {
  return (
    typeof answer === 'object' &&
    answer !== null &&
    '$casts' in answer &&
    '$value' in answer &&
    Array.isArray(answer.$casts)
  );
}

/** A failure that the function reported, or the failure of a function that could report nothing. */
function toCallError(procedure: string, { payload, functionError, requestId }: InvokeResponse): BusError {
  // Lambda describes a failure this way.
  const { errorType = functionError, errorMessage = '' } = JSON.parse(payload || '{}') as FunctionErrorPayload;
  const remote = fromErrorMessage(errorMessage);
  if (remote !== undefined) return remote;
  const data = { errorType, errorMessage, requestId };
  if (errorType === 'Function.ResponseSizeTooLarge') {
    return new BusError(
      'PAYLOAD_TOO_LARGE',
      `The result of ${procedure} is larger than Lambda takes: ${errorMessage} Answer with a part of it, or put it into S3 and answer with its key.`,
      { data },
    );
  }
  return new BusError(
    'FUNCTION_CRASHED',
    `The function of ${procedure} ended without an answer: ${[errorType, errorMessage].filter(Boolean).join(': ').replace(/\.$/, '')}. ${crashHint(errorType, errorMessage)}Its log has more, by the request id ${requestId}.`,
    { data, retryable: true },
  );
}

function crashHint(errorType: string | undefined, errorMessage: string): string {
  if (errorType === 'Sandbox.Timedout' || errorMessage.includes('Task timed out')) {
    return 'It did not finish within its timeout: raise "timeout" in its API\'s meta, or give it less to do. ';
  }
  return errorType === 'Runtime.OutOfMemory' || errorMessage.includes('signal: killed')
    ? 'It needed more memory than it has: raise "memory" in its API\'s meta. '
    : '';
}
