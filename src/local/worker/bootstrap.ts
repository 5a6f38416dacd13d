/**
 * The process of one execution environment: it loads the function's bundle and serves one invocation at a time, as
 * Lambda's Node.js runtime does. It is started by the engine, and ends with it.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { lambdaContext } from './context.ts';
import { errorPayload, initErrorPayload } from './error-payload.ts';
import type { FunctionErrorPayload, InvokeMessage, WorkerMessage } from './protocol.ts';

type Handler = (event: unknown, context: unknown) => unknown;

const send = process.send?.bind(process);
if (send === undefined) throw new Error('This file is started by the local engine of lambdabus, not by hand.');
// On Lambda a function has no parent process to talk to.
process.send = undefined;

let current: InvokeMessage | undefined;

process.on('disconnect', () => process.exit(1));
process.on('uncaughtException', (error) => fail(errorPayload(error), 129));
process.on('unhandledRejection', (reason) => {
  const cause = errorPayload(reason);
  const errorMessage = reason instanceof Error ? `${cause.errorType}: ${cause.errorMessage}` : cause.errorMessage;
  fail({ errorType: 'Runtime.UnhandledPromiseRejection', errorMessage, trace: cause.trace }, 128);
});
for (const stream of [process.stdout, process.stderr]) makeBlocking(stream);

const handler = await loadHandler().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return report({ type: 'init-error', error: initErrorPayload(error) }).then(() => process.exit(1));
});
// The engine is the only sender on this channel.
process.on('message', (message) => void serve(message as InvokeMessage));
await report({ type: 'ready' });

async function serve(message: InvokeMessage): Promise<void> {
  current = message;
  const { requestId } = message;
  try {
    const result = await handler(JSON.parse(message.payload), lambdaContext(message, process.env));
    current = undefined;
    await report({ type: 'result', requestId, payload: toJson(result) });
  } catch (error) {
    current = undefined;
    await report({ type: 'error', requestId, error: errorPayload(error), fatal: false });
  }
}

/** Reports what no handler returned, and ends the process: its state is unknown. */
function fail(error: FunctionErrorPayload, exitCode: number): void {
  process.stderr.write(`${error.trace?.join('\n') || error.errorMessage}\n`);
  if (current === undefined) process.exit(exitCode);
  const { requestId } = current;
  void report({ type: 'error', requestId, error, fatal: true }).then(() => process.exit(exitCode));
}

function report(message: WorkerMessage): Promise<void> {
  return new Promise((resolve) => send?.(message, () => resolve()));
}

function toJson(result: unknown): string {
  try {
    return JSON.stringify(result) ?? 'null';
  } catch (cause) {
    const error = new Error('Unable to stringify response body', { cause });
    error.name = 'Runtime.MarshalError';
    throw error;
  }
}

async function loadHandler(): Promise<Handler> {
  const root = process.env['LAMBDA_TASK_ROOT'] ?? process.cwd();
  const [module = '', exported = ''] = (process.env['_HANDLER'] ?? '').split('.');
  const file = ['.mjs', '.js', '.cjs'].map((extension) => join(root, module + extension)).find(existsSync);
  if (file === undefined) {
    throw runtimeError('Runtime.ImportModuleError', `Error: Cannot find module '${module}' in ${root}`);
  }
  const loaded: Readonly<Record<string, unknown>> = await import(pathToFileURL(file).href);
  const found = loaded[exported];
  if (typeof found !== 'function') {
    throw runtimeError('Runtime.HandlerNotFound', `${module}.${exported} is undefined or not exported`);
  }
  // A function that is called as Lambda would call it; its own code decides what it takes.
  return found as Handler;
}

function runtimeError(name: string, message: string): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}

/** Lets what was written before a crash reach the log: a pipe that blocks has nothing left to lose. */
function makeBlocking(stream: NodeJS.WriteStream): void {
  const { _handle: handle } = stream as { readonly _handle?: { setBlocking?: (blocking: boolean) => void } };
  handle?.setBlocking?.(true);
}
