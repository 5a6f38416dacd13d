import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { invalidParameter, payloadNotJson, requestTooLarge, ServiceError } from './service-error.ts';

/** Lambda's limits for payloads, in bytes. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const payloadLimits = { RequestResponse: 6_291_456, Event: 1_048_576, DryRun: 6_291_456 } as const;

/** More than any payload that is taken: what is larger is counted, and not kept. */
const keptBytes = 8 * 1_048_576;

/** Whether the caller waits. */
export type InvocationType = keyof typeof payloadLimits;

/** A request's body. */
export interface RequestBody {
  readonly bytes: Buffer;
  /** How much was sent; of what nobody takes, `bytes` holds less. */
  readonly size: number;
}

/** Reads a request to its end; the promise stays open for one whose sender gave up. */
export function readBody(request: IncomingMessage): Promise<RequestBody> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= keptBytes) chunks.push(chunk);
    });
    request.on('end', () =>
      resolve({ bytes: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks), size }),
    );
  });
}

/** @throws ServiceError `InvalidParameterValueException` for a type that Lambda does not have. */
export function invocationType({ 'x-amz-invocation-type': header }: IncomingHttpHeaders): InvocationType {
  if (header === undefined) return 'RequestResponse';
  if (header === 'RequestResponse' || header === 'Event' || header === 'DryRun') return header;
  throw invalidParameter(`Invocation type ${String(header)} is none of RequestResponse, Event and DryRun.`);
}

/**
 * The payload as text; none at all is an empty object.
 * @throws ServiceError `RequestTooLargeException` over the type's limit, `InvalidRequestContentException` for what is no JSON.
 */
export function jsonPayload({ bytes, size }: RequestBody, type: InvocationType): string {
  // What is too large was not kept.
  const text = size > bytes.length ? '' : bytes.toString('utf8') || '{}';
  assertPayload(text, size, type);
  return text;
}

/**
 * Refuses what Lambda refuses; `bytes` is the payload's size.
 * @throws ServiceError `RequestTooLargeException` over the type's limit, `InvalidRequestContentException` for what is no JSON.
 */
export function assertPayload(text: string, bytes: number, type: InvocationType): void {
  const limit = payloadLimits[type];
  if (bytes > limit) throw requestTooLarge(bytes, type, limit);
  const problem = payloadProblem(text);
  if (problem !== undefined) throw payloadNotJson(problem);
}

/** Why a text is no JSON; undefined for what is. */
export function payloadProblem(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** @throws ServiceError `InvalidRequestContentException` for a context that is no JSON in base64. */
export function clientContext({ 'x-amz-client-context': header }: IncomingHttpHeaders): string | undefined {
  if (header === undefined) return undefined;
  const text = Buffer.from(String(header), 'base64').toString('utf8');
  try {
    JSON.parse(text);
  } catch (cause) {
    throw new ServiceError(
      'InvalidRequestContentException',
      400,
      `Client context must be base64-encoded JSON: ${String(cause)}`,
    );
  }
  return text;
}
