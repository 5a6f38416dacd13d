/**
 * The process of one execution environment: it loads the function's bundle and serves one invocation at a time, as
 * Lambda's Node.js runtime does. It is started by the engine, and ends with it.
 */
import { existsSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { lambdaContexts } from './context.ts';
import { errorPayload, initErrorPayload } from './error-payload.ts';
import { FrameReader } from './frames.ts';
import {
  channelDescriptor,
  type FunctionErrorPayload,
  type InvokeMessage,
  messageFrame,
  readInvokeFrame,
  resultFrame,
} from './protocol.ts';

type Handler = (event: unknown, context: unknown) => unknown;

const invocations = new FrameReader((body) => void serve(readInvokeFrame(body)));
const channel = new Socket({
  fd: channelDescriptor,
  // Bytes are handed over as they are read, without the machinery of a stream.
  onread: {
    buffer: Buffer.allocUnsafeSlow(65_536),
    callback: (size, buffer) => {
      // The buffer is read into again: what is kept for longer is a copy.
      invocations.push(Buffer.from(buffer.subarray(0, size)));
      return true;
    },
  },
});
channel.on('close', () => process.exit(1));
channel.on('error', () => process.exit(1));

let current: InvokeMessage | undefined;

process.on('uncaughtException', (error) => fail(errorPayload(error), 129));
process.on('unhandledRejection', (reason) => {
  const cause = errorPayload(reason);
  const errorMessage = reason instanceof Error ? `${cause.errorType}: ${cause.errorMessage}` : cause.errorMessage;
  fail({ errorType: 'Runtime.UnhandledPromiseRejection', errorMessage, trace: cause.trace }, 128);
});
for (const stream of [process.stdout, process.stderr]) makeBlocking(stream);

const contextOf = lambdaContexts(process.env);
const handler = await loadHandler().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return report(messageFrame({ type: 'init-error', error: initErrorPayload(error) })).then(() => process.exit(1));
});
// Nothing comes before the engine knows that it may send.
channel.resume();
channel.write(messageFrame({ type: 'ready' }));

async function serve(message: InvokeMessage): Promise<void> {
  current = message;
  let answer: Buffer;
  try {
    answer = resultFrame(toJson(await handler(JSON.parse(message.payload), contextOf(message))));
  } catch (error) {
    answer = messageFrame({ type: 'error', error: errorPayload(error), fatal: false });
  }
  current = undefined;
  channel.write(answer);
}

/** Reports what no handler returned, and ends the process: its state is unknown. */
function fail(error: FunctionErrorPayload, exitCode: number): void {
  process.stderr.write(`${error.trace?.join('\n') || error.errorMessage}\n`);
  if (current === undefined) process.exit(exitCode);
  void report(messageFrame({ type: 'error', error, fatal: true })).then(() => process.exit(exitCode));
}

/** Sends the last that this process says. */
function report(message: Buffer): Promise<void> {
  return new Promise((resolve) => channel.write(message, () => resolve()));
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
