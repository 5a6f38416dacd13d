import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Answer } from '../functions/invocation.ts';
import { payloadProblem } from './invoke-request.ts';
import type { LambdaService } from './lambda-service.ts';

/** What an ordinary call's request looks like from its first byte to the name of its function. */
const callLine = /^POST \/2015-03-31\/functions\/([A-Za-z0-9-_]+)\/invocations HTTP\/1\.1\r\n/;
const callStart = Buffer.from('POST /2015-03-31/functions/');
/** Headers that ask for more than a plain call with a body of known length. */
const unusual =
  /\r\n(?:transfer-encoding|expect|upgrade|connection:(?! *keep-alive\r)|x-amz-client-context|x-amz-log-type:(?! *none\r)|x-amz-invocation-type:(?! *requestresponse\r))/i;
const contentLength = /\r\ncontent-length: *(\d+)\r\n/i;
const secondLength = /\r\ncontent-length:[\s\S]*\r\ncontent-length:/i;
const host = /\r\nhost:/i;

/** Requests that are larger gain nothing here. */
const largestBytes = 65_536;

/**
 * Serves the ordinary calls of a connection, straight from its bytes: of a warm call's time in the engine, Node's HTTP
 * server would take more than half. Whatever else comes, be it one byte out of the ordinary, goes to `handOver` with all
 * that follows it: a connection is then Node's own server's for good.
 */
export function serveCalls(socket: Socket, service: LambdaService, handOver: (socket: Socket) => void): void {
  let pending: Buffer | undefined;
  let isBusy = false;

  const onData = (chunk: Buffer): void => {
    pending = pending === undefined ? chunk : Buffer.concat([pending, chunk]);
    if (!isBusy) serveNext();
  };
  const leave = (): void => {
    socket.off('data', onData);
    socket.pause();
    if (pending !== undefined) socket.unshift(pending);
    handOver(socket);
    socket.resume();
  };

  function serveNext(): void {
    if (pending === undefined) return;
    const call = readCall(pending);
    if (call === 'incomplete') return;
    const fn = call === 'unusual' ? undefined : service.find(call.functionName);
    if (call === 'unusual' || fn === undefined || payloadProblem(call.payload) !== undefined) {
      leave();
      return;
    }
    pending = call.end === pending.length ? undefined : pending.subarray(call.end);
    isBusy = true;
    const requestId = randomUUID();
    let isAnswered = false;
    const answer = (answered: Answer): void => {
      if (isAnswered) return;
      isAnswered = true;
      isBusy = false;
      socket.write(response(requestId, answered));
      serveNext();
    };
    // It answers before its log is whole; an invocation that did not begin answers only in the end.
    service.invoke(fn, { requestId, payload: call.payload, onAnswer: answer }).then(answer, () => socket.destroy());
  }

  socket.on('data', onData);
  // A caller that went away is no fault of the bus.
  socket.on('error', () => undefined);
}

interface Call {
  readonly functionName: string;
  readonly payload: string;
  /** Where the request ends. */
  readonly end: number;
}

function readCall(bytes: Buffer): Call | 'incomplete' | 'unusual' {
  // Bytes of TLS, for one, have no end that could be waited for.
  const started = Math.min(bytes.length, callStart.length);
  if (bytes.compare(callStart, 0, started, 0, started) !== 0) return 'unusual';
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd === -1) return bytes.length > largestBytes ? 'unusual' : 'incomplete';
  const head = bytes.toString('latin1', 0, headEnd + 2);
  const functionName = callLine.exec(head)?.[1];
  const length = contentLength.exec(head)?.[1];
  if (
    functionName === undefined ||
    length === undefined ||
    unusual.test(head) ||
    secondLength.test(head) ||
    !host.test(head)
  )
    return 'unusual';
  const start = headEnd + 4;
  const end = start + Number(length);
  if (end > largestBytes) return 'unusual';
  if (end > bytes.length) return 'incomplete';
  return { functionName, payload: bytes.toString('utf8', start, end) || '{}', end };
}

function response(requestId: string, { payload, error }: Answer): string {
  return [
    'HTTP/1.1 200 OK',
    'x-amz-executed-version: $LATEST',
    ...(error === undefined ? [] : ['x-amz-function-error: Unhandled']),
    `x-amzn-requestid: ${requestId}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(payload)}`,
    `\r\n${payload}`,
  ].join('\r\n');
}
