import { BusError, bindEvents } from '../src/definition/index.ts';
import {
  type CallMetadata,
  carriesMetadata,
  compactCasts,
  type EncodedCast,
  encode,
  type Issue,
  nextTraceparent,
  readCallRequest,
  setFunctionContext,
  toRemoteError,
  withRequest,
} from '../src/wire/index.ts';
import type { ProcedureEntryPoint } from './entry-point.ts';
import type { LambdaContext } from './lambda.ts';
import { describeError, log } from './log.ts';
import { invalid } from './validation.ts';

/** The handler of a procedure's function. */
export type ProcedureHandler = (payload: unknown, context: LambdaContext) => Promise<unknown>;

type Method = (params: unknown) => unknown;

/** Makes the Lambda handler that serves one procedure of an API. */
export function procedureHandler(entry: ProcedureEntryPoint): ProcedureHandler {
  const name = `${entry.api}.${entry.procedure}`;
  setFunctionContext({ service: entry.service, fires: entry.validators.fires ?? {} });
  let starting: Promise<Method> | undefined;

  const started = async (): Promise<Method> => {
    starting ??= startApi(entry);
    try {
      return await starting;
    } catch (error) {
      // A database that was away may be back for the next request.
      starting = undefined;
      throw error;
    }
  };

  return async (payload, context) => {
    let metadata: CallMetadata | undefined;
    try {
      const request = readCallRequest(payload);
      metadata = request.metadata;
      checkMetadata(metadata, name, entry.idempotent);
      const params = readParams(request.params, name, entry);
      const deadline = Math.min(
        metadata?.deadline ?? Number.POSITIVE_INFINITY,
        Date.now() + context.getRemainingTimeInMillis(),
      );
      const traceparent = nextTraceparent(metadata?.traceparent);
      const method = await started();
      const result = await withRequest({ deadline, traceparent }, () => method(params));
      return writeResult(result, name, entry, metadata?.accept === 'casts');
    } catch (error) {
      throw reportFailure(error, name, context, { metadata, isOurs: carriesMetadata(payload) });
    }
  };
}

async function startApi({ instance, api, procedure, fire }: ProcedureEntryPoint): Promise<Method> {
  const made = instance();
  if (fire !== undefined) bindEvents(made, api, fire);
  if ('start' in made && typeof made.start === 'function') await made.start();
  // The build saw that the class has this method.
  const method = (made as Readonly<Record<string, Method | undefined>>)[procedure];
  if (method === undefined) throw new TypeError(`${api} has no method ${procedure}.`);
  return (params) => method.call(made, params);
}

function checkMetadata(metadata: CallMetadata | undefined, name: string, idempotent: boolean): void {
  if (metadata?.idempotencyKey !== undefined && !idempotent) {
    throw new BusError(
      'NOT_IDEMPOTENT',
      `${name} was called with an idempotencyKey, but is not marked as idempotent. Leave the key out, or give the procedure "idempotent: true" in its API's meta when calling it twice is as good as once.`,
    );
  }
  if (metadata?.deadline !== undefined && Date.now() >= metadata.deadline) {
    throw new BusError(
      'DEADLINE_EXCEEDED',
      `${name} was not run: its caller stopped waiting ${Date.now() - metadata.deadline} ms ago.`,
    );
  }
}

function readParams(params: unknown, name: string, { validators }: ProcedureEntryPoint): unknown {
  const isNothing = params === undefined || params === null || isEmptyObject(params);
  const issues: Issue[] = [];
  if (validators.params === undefined) {
    if (!isNothing)
      throw invalid('VALIDATION_FAILED', `The parameters of ${name}`, [
        { path: '', message: 'expected none: the procedure takes no parameters' },
      ]);
    return undefined;
  }
  const value = validators.params(isNothing ? {} : params, issues);
  if (issues.length > 0) throw invalid('VALIDATION_FAILED', `The parameters of ${name}`, issues);
  return value;
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}

function writeResult(
  result: unknown,
  name: string,
  { validators }: ProcedureEntryPoint,
  acceptsCasts: boolean,
): unknown {
  const casts: EncodedCast[] | undefined = acceptsCasts ? [] : undefined;
  const wire = encode(result, casts) ?? null;
  const issues: Issue[] = [];
  validators.result?.(wire, issues);
  if (issues.length > 0) throw invalid('RESULT_INVALID', `The result of ${name}`, issues);
  if (casts === undefined || casts.length === 0) return wire;
  return { $value: wire, $casts: compactCasts(wire, casts) };
}

/** Logs the whole error, and makes of it what leaves the function: no stack, and all of it only for a caller of ours. */
function reportFailure(
  thrown: unknown,
  name: string,
  context: LambdaContext,
  { metadata, isOurs }: { readonly metadata: CallMetadata | undefined; readonly isOurs: boolean },
): Error {
  const remote = toRemoteError(thrown);
  log('ERROR', `${name} failed: ${remote.message}`, {
    requestId: context.awsRequestId,
    procedure: name,
    code: remote.code,
    caller: metadata?.caller,
    traceparent: metadata?.traceparent,
    error: describeError(thrown),
  });
  const failure = new Error(isOurs ? JSON.stringify(remote) : remote.message);
  failure.name = remote.code === 'HANDLER_ERROR' ? remote.name : remote.code;
  failure.stack = '';
  return failure;
}
