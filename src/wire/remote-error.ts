import { BusError, isBusError } from '../definition/index.ts';
import { encode } from './encode.ts';

/** A failure as it travels, the JSON in `errorMessage` for a caller that sent `$bus`. */
export interface RemoteError {
  readonly lambdabus: 1;
  /** One of the bus's codes, the string `code` of what the handler threw, or `HANDLER_ERROR`. */
  readonly code: string;
  /** The `name` of the error that was thrown. */
  readonly name: string;
  readonly message: string;
  readonly data?: unknown;
  readonly retryable: boolean;
}

/** What was thrown inside a function, as it travels. */
export function toRemoteError(thrown: unknown): RemoteError {
  if (isBusError(thrown)) {
    // What another function threw keeps its name on the way through this one.
    const { code, name, remoteName = name, message, retryable, data } = thrown;
    return { lambdabus: 1, code, name: remoteName, message, data: jsonData(data), retryable };
  }
  if (typeof thrown !== 'object' || thrown === null) {
    return { lambdabus: 1, code: 'HANDLER_ERROR', name: 'Error', message: String(thrown), retryable: true };
  }
  const { name, message, code, data, retryable } = thrown as Readonly<Record<string, unknown>>;
  return {
    lambdabus: 1,
    code: typeof code === 'string' && code !== '' ? code : 'HANDLER_ERROR',
    name: typeof name === 'string' && name !== '' ? name : 'Error',
    message: typeof message === 'string' ? message : 'The handler threw an object without a message.',
    data: jsonData(data),
    retryable: retryable !== false,
  };
}

/** Lambda's answer for a function that failed. */
export interface FunctionErrorPayload {
  readonly errorType?: string | undefined;
  readonly errorMessage?: string | undefined;
}

/** The error that a remote function reported, or undefined when the message is not of its making. */
export function fromErrorMessage(errorMessage: string | undefined): BusError | undefined {
  const remote = parseRemoteError(errorMessage);
  if (remote === undefined) return undefined;
  return new BusError(remote.code, remote.message, {
    data: remote.data,
    retryable: remote.retryable,
    remoteName: remote.name,
  });
}

function parseRemoteError(errorMessage: string | undefined): RemoteError | undefined {
  if (errorMessage === undefined || !errorMessage.startsWith('{"lambdabus":1')) return undefined;
  try {
    // Written by toRemoteError of the other side, as the marker in front of it says.
    return JSON.parse(errorMessage) as RemoteError;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Data that cannot travel must not hide the failure that it belongs to. */
function jsonData(data: unknown): unknown {
  if (data === undefined || typeof data === 'function' || typeof data === 'symbol') return undefined;
  try {
    return encode(data);
  } catch (error) {
    if (isBusError(error)) return undefined;
    throw error;
  }
}
