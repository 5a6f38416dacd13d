import { toRemoteError } from '../src/wire/index.ts';

/**
 * What leaves a function of what was thrown in it. Lambda makes `errorType` of the name, `errorMessage` of the message
 * and `trace` of the stack, which stays inside.
 *
 * @param isForBus Whether the caller sent metadata, and reads the whole failure from the message.
 */
export function toFunctionError(thrown: unknown, isForBus: boolean): Error {
  const remote = toRemoteError(thrown);
  const failure = new Error(isForBus ? JSON.stringify(remote) : remote.message);
  failure.name = toErrorType(remote.code === 'HANDLER_ERROR' ? remote.name : remote.code);
  failure.stack = '';
  return failure;
}

const errorTypeLength = 128;

/** The runtime sends the type as an HTTP header too: one with a line end in it would end the function. */
function toErrorType(name: string): string {
  return name.replace(/[^\x21-\x7e]+/g, '_').slice(0, errorTypeLength);
}
