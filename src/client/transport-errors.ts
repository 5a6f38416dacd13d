import { BusError, isBusError } from '../definition/index.ts';
import type { Deadline } from './deadline.ts';

/** What an error of the transport is about. */
export interface TransportSubject {
  /** As the message says it: `support.case.get`. */
  readonly name: string;
  /** The physical name or ARN of what was addressed. */
  readonly resource: string;
  readonly kind: 'function' | 'topic';
  readonly deadline: Deadline;
}

/** The error of a call or fire that AWS, the network or the deadline ended. */
export function toTransportError(error: unknown, subject: TransportSubject): BusError {
  if (isBusError(error)) return error;
  if (subject.deadline.signal.aborted) return subject.deadline.error(error);
  const { name, kind, resource } = subject;
  const code = errorName(error);
  const message = error instanceof Error ? error.message : String(error);
  if (notFound.has(code)) {
    return kind === 'function'
      ? new BusError(
          'PROCEDURE_NOT_FOUND',
          `There is no function "${resource}" for ${name}. Is its service deployed to this stage, account and region? Stage, account and region come from createBus() or the environment.`,
          { cause: error },
        )
      : new BusError(
          'TOPIC_NOT_FOUND',
          `There is no topic ${resource} for ${name}. Is its service deployed to this stage, account and region, and is the event FIFO exactly when it is fired with a fifoGroup?`,
          { cause: error },
        );
  }
  if (accessDenied.has(code)) {
    return new BusError(
      'ACCESS_DENIED',
      `The credentials may not ${kind === 'function' ? 'call' : 'fire'} ${name}: ${message} They need ${kind === 'function' ? 'lambda:InvokeFunction' : 'sns:Publish'} on ${resource}.`,
      { cause: error },
    );
  }
  if (isThrottle(error)) {
    return new BusError(
      'THROTTLED',
      `${name} is throttled: ${message} It was tried again until there was no time left.`,
      { cause: error, retryable: true },
    );
  }
  if (tooLarge.has(code)) {
    return new BusError('PAYLOAD_TOO_LARGE', `What was sent to ${name} is larger than AWS takes: ${message}`, {
      cause: error,
    });
  }
  return new BusError('TRANSPORT_FAILED', `${name} could not be reached: ${message || code}${endpointHint()}`, {
    cause: error,
    retryable: true,
  });
}

/** Whether AWS turned a request away without doing anything, because there were too many. */
export function isThrottle(error: unknown): boolean {
  return throttled.has(errorName(error));
}

const notFound: ReadonlySet<string> = new Set(['ResourceNotFoundException', 'NotFoundException', 'NotFound']);
const accessDenied: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'AccessDenied',
  'AuthorizationErrorException',
  'AuthorizationError',
  'KMSAccessDeniedException',
]);
const tooLarge: ReadonlySet<string> = new Set([
  'RequestTooLargeException',
  'RequestEntityTooLargeException',
  'BatchRequestTooLongException',
]);
const throttled: ReadonlySet<string> = new Set([
  'TooManyRequestsException',
  'ThrottlingException',
  'ThrottledException',
  'Throttled',
  'Throttling',
  'EC2ThrottledException',
  'RequestLimitExceeded',
]);

function errorName(error: unknown): string {
  return typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : '';
}

function endpointHint(): string {
  const endpoint = process.env['AWS_ENDPOINT_URL'];
  return endpoint === undefined ? '' : ` (AWS_ENDPOINT_URL is ${endpoint})`;
}
