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

/** A failure that SNS reported for one message of a batch; it looks like an error of the SDK. */
export class MessageRefused extends Error {
  override readonly name: string;
  readonly $fault: 'client' | 'server';

  constructor(code: string, message: string, isSenderFault: boolean) {
    super(message);
    this.name = code;
    this.$fault = isSenderFault ? 'client' : 'server';
  }
}

/** The error of a call or fire that AWS, the network or the deadline ended. */
export function toTransportError(error: unknown, subject: TransportSubject): BusError {
  if (isBusError(error)) return error;
  if (subject.deadline.isOver) return subject.deadline.error(error);
  const { name, kind } = subject;
  const code = errorName(error);
  const text = describe(error);
  if (names.notFound.has(code)) return notFound(subject, error);
  if (names.accessDenied.has(code)) {
    const verb = kind === 'function' ? 'call' : 'fire';
    const action = kind === 'function' ? 'lambda:InvokeFunction' : 'sns:Publish';
    return new BusError(
      'ACCESS_DENIED',
      `The credentials may not ${verb} ${name}: ${text} They need ${action} on ${subject.resource}.`,
      { cause: error },
    );
  }
  if (names.credentials.has(code)) {
    return new BusError(
      'ACCESS_DENIED',
      `There are no credentials for ${name} that AWS takes: ${text} Look at AWS_PROFILE or AWS_ACCESS_KEY_ID, and whether a login has expired.`,
      { cause: error },
    );
  }
  if (isThrottle(error)) {
    return new BusError('THROTTLED', `${name} is throttled: ${text} It was tried again until there was no time left.`, {
      cause: error,
      retryable: true,
    });
  }
  if (names.tooLarge.has(code)) {
    return new BusError('PAYLOAD_TOO_LARGE', `What was sent to ${name} is larger than AWS takes: ${text}`, {
      cause: error,
    });
  }
  if (isClientFault(error)) {
    return new BusError('TRANSPORT_FAILED', `AWS refused what was sent to ${name}: ${code}: ${text}`, { cause: error });
  }
  if (member(error, 'code') === 'ERR_MODULE_NOT_FOUND' && /aws[\\/](?:lambda|sns)\.mjs'/.test(text)) {
    return notGranted(subject, error);
  }
  return new BusError('TRANSPORT_FAILED', `${name} could not be reached: ${text}${hint(text, kind)}`, {
    cause: error,
    retryable: true,
  });
}

/** Whether AWS turned a request away without doing anything, because there were too many. */
export function isThrottle(error: unknown): boolean {
  return names.throttled.has(errorName(error));
}

/** Whether a failure may pass when the same is sent again; it may have been done already. */
export function isTransient(error: unknown): boolean {
  return isBusError(error) ? error.retryable : !isClientFault(error);
}

/** The names of errors that AWS's services and the SDK use, in the JSON and in the older protocols. */
const names = {
  notFound: new Set(['ResourceNotFoundException', 'NotFoundException', 'NotFound']),
  accessDenied: new Set([
    'AccessDeniedException',
    'AccessDenied',
    'AuthorizationErrorException',
    'AuthorizationError',
    'KMSAccessDeniedException',
  ]),
  credentials: new Set([
    'CredentialsProviderError',
    'TokenProviderError',
    'UnrecognizedClientException',
    'InvalidClientTokenId',
    'ExpiredToken',
    'ExpiredTokenException',
    'InvalidSignatureException',
    'SignatureDoesNotMatch',
    'IncompleteSignature',
    'MissingAuthenticationToken',
    'MissingAuthenticationTokenException',
  ]),
  tooLarge: new Set(['RequestTooLargeException', 'RequestEntityTooLargeException', 'BatchRequestTooLongException']),
  throttled: new Set([
    'TooManyRequestsException',
    'ThrottlingException',
    'ThrottledException',
    'Throttled',
    'Throttling',
    'EC2ThrottledException',
    'RequestLimitExceeded',
  ]),
} as const satisfies Record<string, ReadonlySet<string>>;

function notFound({ name, kind, resource }: TransportSubject, cause: unknown): BusError {
  return kind === 'function'
    ? new BusError(
        'PROCEDURE_NOT_FOUND',
        `There is no function "${resource}" for ${name}. Is the name that of a procedure, and its service deployed to this stage, account and region? Those come from createBus() or the environment.`,
        { cause },
      )
    : new BusError(
        'TOPIC_NOT_FOUND',
        `There is no topic ${resource} for ${name}. ${
          resource.endsWith('.fifo')
            ? 'It was fired with a fifoGroup, which is for FIFO events only: leave that out if the event is none.'
            : 'If the event is FIFO, fire it with a fifoGroup.'
        } Otherwise: is its service deployed to this stage, account and region?`,
        { cause },
      );
}

/** What a bundle meets that lacks the client of AWS: it gets one only for what the build saw the function do. */
function notGranted({ name, kind }: TransportSubject, cause: unknown): BusError {
  const verb = kind === 'function' ? 'call' : 'fire';
  return new BusError(
    'TRANSPORT_FAILED',
    `This function may not ${verb} ${name}: the build saw it ${verb} nothing, so its bundle has no client for that, and its role no permission. Name it among the function's options: uses: ['${name}'], or uses: [{ ${verb}: '${name}' }] where the types of its service are not at hand.`,
    { cause },
  );
}

function isClientFault(error: unknown): boolean {
  // A socket's timeout has no fault of its own, whatever the SDK makes of it.
  return member(error, '$fault') === 'client' && errorName(error) !== 'TimeoutError';
}

function errorName(error: unknown): string {
  return String(member(error, 'name') ?? '');
}

/** An error's own words; an AggregateError, of a host with two addresses, has only a code. */
function describe(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text || String(member(error, 'code') ?? errorName(error));
}

function hint(text: string, kind: TransportSubject['kind']): string {
  if (text.includes('Region is missing')) return '. Set AWS_REGION, or pass createBus({ region }).';
  const ofService = kind === 'function' ? 'AWS_ENDPOINT_URL_LAMBDA' : 'AWS_ENDPOINT_URL_SNS';
  const variable = [ofService, 'AWS_ENDPOINT_URL'].find((candidate) => process.env[candidate] !== undefined);
  return variable === undefined ? '' : ` (${variable} is ${process.env[variable]})`;
}

function member(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null && name in error
    ? // It is there, whatever it is.
      (error as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
