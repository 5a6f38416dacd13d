import { toRemoteError } from '../src/wire/index.ts';
import { apiStart } from './api-start.ts';
import type { ProcedureEntryPoint } from './entry-point.ts';
import { describeError, log } from './log.ts';
import { type ProcedureHandler, procedureHandler } from './procedure-handler.ts';

/**
 * Lambda ends the init phase after 10 s and begins it anew within the first request; what Node and the extensions take of
 * it is left over. Environments of provisioned concurrency have minutes.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib
 */
const longestInitMs = 9_000;
/** A first request that comes this soon fails by what init failed by; later what was wrong may be over. */
const freshMs = 1_000;

/**
 * Makes the Lambda handler of a procedure whose API has a `start()`, and starts the API: awaited at the top level of the
 * entry, that belongs to Lambda's init phase, which has the whole processor and, with provisioned concurrency, no caller
 * that waits. It never rejects: a failed init would be an opaque `Runtime` error to callers.
 */
export async function startedProcedureHandler(entry: ProcedureEntryPoint): Promise<ProcedureHandler> {
  const start = apiStart(entry);
  let isInit = true;
  let failed: { readonly error: unknown; readonly atMs: number } | undefined;
  const handler = procedureHandler(entry, async () => {
    const before = failed;
    failed = undefined;
    if (before !== undefined && Date.now() - before.atMs < freshMs) throw before.error;
    return start();
  });
  const starting = start().then(
    () => {},
    (error: unknown) => {
      if (isInit) failed = { error, atMs: Date.now() };
      reportNotStarted(error, entry);
    },
  );
  await endOfInit(starting);
  isInit = false;
  return handler;
}

/** Resolves when the API has started or failed to, or before Lambda would end the init phase: the first request then waits for the rest. */
async function endOfInit(starting: Promise<void>): Promise<void> {
  if (process.env['AWS_LAMBDA_INITIALIZATION_TYPE'] === 'provisioned-concurrency') return starting;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, Math.max(0, longestInitMs - performance.now()));
  await Promise.race([starting, promise]);
  clearTimeout(timer);
}

/** A warning: the request that it fails, if it fails one, is logged as an error. */
function reportNotStarted(thrown: unknown, { api, procedure }: ProcedureEntryPoint): void {
  const { code, message } = toRemoteError(thrown);
  log('WARN', message, { procedure: `${api}.${procedure}`, code, error: describeError(thrown) });
}
