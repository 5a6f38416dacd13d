/**
 * What engine and worker say to each other: frames over a socket pair of their own. A payload is JSON that only the
 * function reads, so it travels as it is, beside what the engine and the worker say of it.
 */
import { frame } from './frames.ts';

/** The descriptor of a worker's end of the channel: the first after its standard streams. */
export const channelDescriptor = 3;

/** What a function answers when it fails, as Lambda puts it into the response's payload. */
export interface FunctionErrorPayload {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[] | undefined;
}

/** What the engine sends to a worker: one invocation. */
export interface InvokeMessage {
  readonly requestId: string;
  /** JSON. */
  readonly payload: string;
  /** Epoch milliseconds. */
  readonly deadline: number;
  /** JSON. */
  readonly clientContext?: string | undefined;
}

/** What a worker sends to the engine. */
export type WorkerMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'init-error'; readonly error: FunctionErrorPayload }
  | { readonly type: 'result'; readonly payload: string; readonly payloadBytes: number }
  | {
      readonly type: 'error';
      readonly error: FunctionErrorPayload;
      /** Whether the process ends after it, as it does on Lambda after an error that no handler returned. */
      readonly fatal: boolean;
    };

const deadlineBytes = 8;
const countBytes = 4;

/** An invocation as a frame: deadline, the sizes of id and context, id, context, payload. */
export function invokeFrame({ requestId, payload, deadline, clientContext = '' }: InvokeMessage): Buffer {
  const contextBytes = Buffer.byteLength(clientContext);
  const size = deadlineBytes + 2 * countBytes + requestId.length + contextBytes + Buffer.byteLength(payload);
  return frame(size, (bytes, start) => {
    let offset = bytes.writeDoubleLE(deadline, start);
    offset = bytes.writeUInt32LE(requestId.length, offset);
    offset = bytes.writeUInt32LE(contextBytes, offset);
    offset += bytes.write(requestId, offset, 'latin1');
    if (contextBytes > 0) offset += bytes.write(clientContext, offset);
    bytes.write(payload, offset);
  });
}

/** Reads what {@link invokeFrame} wrote. */
export function readInvokeFrame(body: Buffer): InvokeMessage {
  const idStart = deadlineBytes + 2 * countBytes;
  const contextStart = idStart + body.readUInt32LE(deadlineBytes);
  const payloadStart = contextStart + body.readUInt32LE(deadlineBytes + countBytes);
  return {
    deadline: body.readDoubleLE(0),
    requestId: body.toString('latin1', idStart, contextStart),
    clientContext: payloadStart === contextStart ? undefined : body.toString('utf8', contextStart, payloadStart),
    payload: body.toString('utf8', payloadStart),
  };
}

/** What a frame of a worker is, by its first byte: a result is the rest, anything else JSON. */
const kinds = { result: 1, message: 2 } as const;

/** A result as a frame. */
export function resultFrame(payload: string): Buffer {
  return frame(1 + Buffer.byteLength(payload), (bytes, offset) => {
    bytes[offset] = kinds.result;
    bytes.write(payload, offset + 1);
  });
}

/** Any other message of a worker as a frame. */
export function messageFrame(message: Exclude<WorkerMessage, { readonly type: 'result' }>): Buffer {
  const text = JSON.stringify(message);
  return frame(1 + Buffer.byteLength(text), (bytes, offset) => {
    bytes[offset] = kinds.message;
    bytes.write(text, offset + 1);
  });
}

/** Reads a frame of a worker. */
export function readWorkerFrame(body: Buffer): WorkerMessage {
  const text = body.toString('utf8', 1);
  if (body[0] === kinds.result) return { type: 'result', payload: text, payloadBytes: body.length - 1 };
  return JSON.parse(text) as WorkerMessage; // The worker's bootstrap is the only sender.
}
