import { AsyncLocalStorage } from 'node:async_hooks';
import type { Validator } from './validator.ts';

/** The request that a function is serving; what it calls and fires goes on from it. */
export interface RequestContext {
  /** When whoever waits for it stops waiting, in epoch milliseconds. */
  readonly deadline?: number | undefined;
  /** W3C trace context. */
  readonly traceparent?: string | undefined;
}

/** What is true of a whole function, whatever request it serves. */
export interface FunctionContext {
  readonly service: string;
  /** Of the payloads of the events it may fire, by the event's dotted name. */
  readonly fires: Readonly<Record<string, Validator>>;
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

/** The request that is being served, if any. */
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
