import { AsyncLocalStorage } from 'node:async_hooks';
import type { Validator } from './validator.ts';

/** The request that a function is serving; what it calls and fires goes on from it. */
export interface RequestContext {
  /** When whoever waits for it stops waiting, in epoch milliseconds, and before the function's own timeout. */
  readonly deadline?: number | undefined;
  /** W3C trace context. */
  readonly traceparent?: string | undefined;
  /** Lambda's id of the request, as its log has it. */
  readonly requestId?: string | undefined;
  /** Who calls, as the caller says it; nothing that proves it. */
  readonly caller?: string | undefined;
  /** What calls that mean the same share, of an idempotent procedure. */
  readonly idempotencyKey?: string | undefined;
  /** Aborted at the deadline. */
  readonly signal?: AbortSignal | undefined;
}

/** What is true of a whole function, whatever request it serves. */
export interface FunctionContext {
  readonly service: string;
  /** Of the payloads of the events it may fire, by the event's dotted name. */
  readonly fires: Readonly<Record<string, Validator>>;
  /** Which of the events that it may fire are FIFO; of one that neither this nor `fires` has, nothing is known. */
  readonly fifo?: readonly string[] | undefined;
}

const requestKey = Symbol.for('lambdabus.request');
const functionKey = Symbol.for('lambdabus.function');

// Both hang on the global object: the client may be of another copy of the library than the handler.
const holder = globalThis as {
  [requestKey]?: AsyncLocalStorage<RequestContext>;
  [functionKey]?: FunctionContext;
};

/** Runs something as part of a request. */
export function withRequest<TResult>(context: RequestContext, run: () => TResult): TResult {
  holder[requestKey] ??= new AsyncLocalStorage();
  return holder[requestKey].run(context, run);
}

/**
 * The request that is being served, from anywhere in the code that serves it: its deadline, trace, caller and signal.
 * Undefined outside of a function, and while an API starts.
 *
 * @example `const response = await fetch(url, { signal: currentRequest()?.signal });`
 */
export function currentRequest(): RequestContext | undefined {
  return holder[requestKey]?.getStore();
}

/** Says once, at cold start, what function this is. */
export function setFunctionContext(context: FunctionContext): void {
  holder[functionKey] = context;
}

/** The function that this process is, if it is one. */
export function functionContext(): FunctionContext | undefined {
  return holder[functionKey];
}
