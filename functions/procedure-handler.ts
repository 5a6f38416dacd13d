import { BusError, isBusError } from '../src/definition/index.ts';
import {
  type CallMetadata,
  carriesMetadata,
  compactCasts,
  type EncodedCast,
  encode,
  type Issue,
  nextTraceparent,
  type RequestContext,
  readCallRequest,
  setFunctionContext,
  toRemoteError,
  withRequest,
} from '../src/wire/index.ts';
import { type ApiStart, apiStart } from './api-start.ts';
import type { ProcedureEntryPoint } from './entry-point.ts';
import { toFunctionError } from './failure.ts';
import { functionDeadline, type LambdaContext, signalAt } from './lambda.ts';
import { describeError, log } from './log.ts';
import { invalid } from './validation.ts';

/** The handler of a procedure's function. */
export type ProcedureHandler = (payload: unknown, context: LambdaContext) => Promise<unknown>;

/** Makes the Lambda handler that serves one procedure of an API. */
export function procedureHandler(entry: ProcedureEntryPoint, start: ApiStart = apiStart(entry)): ProcedureHandler {
  const name = `${entry.api}.${entry.procedure}`;
  const { fires = {}, fifo = [] } = entry.validators;
  setFunctionContext({ service: entry.service, fires, fifo });

  return async (payload, context) => {
    let metadata: CallMetadata | undefined;
    let accepted = false;
    try {
      const request = readCallRequest(payload);
      metadata = request.metadata;
      checkIdempotency(metadata, name, entry.idempotent);
      checkDeadline(metadata, name);
      const params = await readParams(request.params, name, entry);
      accepted = true;
      const method = await start();
      // A cold start may have taken all the time there was.
      checkDeadline(metadata, name);
      const result = await withRequest(toRequest(metadata, context), () => method(params));
      return await writeResult(result, name, entry, metadata?.accept === 'casts');
    } catch (error) {
      reportFailure(error, accepted && !isAnswer(error) ? 'ERROR' : 'WARN', { name, context, metadata });
      throw toFunctionError(error, carriesMetadata(payload));
    }
  };
}

/** What the method and all it calls can ask for by `currentRequest()`. */
function toRequest(metadata: CallMetadata | undefined, context: LambdaContext): RequestContext {
  const deadline = Math.min(metadata?.deadline ?? Number.POSITIVE_INFINITY, functionDeadline(context));
  let signal: AbortSignal | undefined;
  return {
    deadline,
    traceparent: nextTraceparent(metadata?.traceparent),
    requestId: context.awsRequestId,
    caller: metadata?.caller,
    idempotencyKey: metadata?.idempotencyKey,
    // Most never ask, and a timer costs more than all the rest.
    get signal() {
      signal ??= signalAt(deadline);
      return signal;
    },
  };
}

function checkIdempotency(metadata: CallMetadata | undefined, name: string, idempotent: boolean): void {
  if (metadata?.idempotencyKey === undefined || idempotent) return;
  throw new BusError(
    'NOT_IDEMPOTENT',
    `${name} was called with an idempotencyKey, but is not marked as idempotent. Leave the key out, or give the procedure "idempotent: true" in its API's meta when calling it twice is as good as once.`,
  );
}

function checkDeadline(metadata: CallMetadata | undefined, name: string): void {
  if (metadata?.deadline !== undefined && Date.now() >= metadata.deadline) {
    throw new BusError(
      'DEADLINE_EXCEEDED',
      `${name} was not run: its caller stopped waiting ${Date.now() - metadata.deadline} ms ago.`,
    );
  }
}

async function readParams(params: unknown, name: string, { validators }: ProcedureEntryPoint): Promise<unknown> {
  const isNothing = params === undefined || params === null || isEmptyObject(params);
  const issues: Issue[] = [];
  if (validators.params === undefined) {
    if (!isNothing)
      throw invalid('VALIDATION_FAILED', `The parameters of ${name}`, [
        { path: '', message: 'expected none: the procedure takes no parameters' },
      ]);
    return undefined;
  }
  if (isNothing) {
    // An optional parameter is left out, so that its default is taken; otherwise nothing is an empty object.
    const absent: Issue[] = [];
    const value = await validators.params(null, absent);
    if (absent.length === 0) return value;
  }
  const value = await validators.params(isNothing ? {} : params, issues);
  if (issues.length > 0) throw invalid('VALIDATION_FAILED', `The parameters of ${name}`, issues);
  return value;
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}

async function writeResult(
  result: unknown,
  name: string,
  { validators }: ProcedureEntryPoint,
  acceptsCasts: boolean,
): Promise<unknown> {
  // Its type says that it gives nothing: what it returns all the same, such as a row that it wrote, is nobody's.
  if ((validators.answer ?? validators.result) === undefined) return null;
  const issues: Issue[] = [];
  const answer = validators.answer === undefined ? result : await validators.answer(result, issues);
  const casts: EncodedCast[] | undefined = acceptsCasts ? [] : undefined;
  const wire = issues.length > 0 ? null : (encode(answer, casts, `The result of ${name}`) ?? null);
  if (validators.answer === undefined) validators.result?.(wire, issues);
  if (issues.length > 0) throw invalid('RESULT_INVALID', `The result of ${name}`, issues);
  if (answer === undefined) casts?.push({ path: [], kind: 'undefined' });
  if (casts === undefined || (casts.length === 0 && !looksCast(wire))) return wire;
  return { $value: wire, $casts: compactCasts(wire, casts) };
}

/** Whether a caller would take a result for one with casts, which then has to say that it has none. */
function looksCast(wire: unknown): boolean {
  return typeof wire === 'object' && wire !== null && '$casts' in wire;
}

/** Whose failure it is. */
interface FailedCall {
  readonly name: string;
  readonly context: LambdaContext;
  readonly metadata: CallMetadata | undefined;
}

/**
 * Logs the whole error: nothing but its name, message and data leaves the function. A warning is for the caller to
 * repair, an error for who runs the function; alarms count errors.
 */
function reportFailure(thrown: unknown, level: 'ERROR' | 'WARN', { name, context, metadata }: FailedCall): void {
  const { code, message } = toRemoteError(thrown);
  log(level, `${name} failed: ${message}`, {
    requestId: context.awsRequestId,
    traceparent: metadata?.traceparent,
    procedure: name,
    code,
    caller: metadata?.caller,
    error: describeError(thrown),
  });
}

/** Whether a failure is the procedure's answer: an error of its own with a code, which the same call meets again. */
function isAnswer(thrown: unknown): boolean {
  if (isBusError(thrown) || typeof thrown !== 'object' || thrown === null) return false;
  const { code, retryable } = thrown as Readonly<Record<string, unknown>>;
  return typeof code === 'string' && retryable === false;
}
