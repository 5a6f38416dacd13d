/** An error of an AWS service itself, as opposed to one of a function. */
export class ServiceError extends Error {
  /** AWS's name of the error, such as `ResourceNotFoundException`; the AWS SDK calls its errors so as well. */
  override readonly name: string;
  readonly statusCode: number;
  /** Whose fault it is, as the AWS SDK says it. */
  readonly $fault: 'client' | 'server';

  constructor(type: string, statusCode: number, message: string) {
    super(message);
    this.name = type;
    this.statusCode = statusCode;
    this.$fault = statusCode < 500 ? 'client' : 'server';
  }
}

/** No function of this name. */
export function functionNotFound(arn: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', 404, `Function not found: ${arn}`);
}

/** A payload that is larger than the invocation type takes. */
export function requestTooLarge(bytes: number, invocationType: string, limit: number): ServiceError {
  return new ServiceError(
    'RequestTooLargeException',
    413,
    `${bytes} byte payload is too large for the ${invocationType} invocation type (limit ${limit} bytes)`,
  );
}

/** A payload that is no JSON. */
export function payloadNotJson(reason: string): ServiceError {
  return new ServiceError(
    'InvalidRequestContentException',
    400,
    `Could not parse request body into json: Could not parse payload into json: ${reason}`,
  );
}

/** A parameter whose value the service does not take. */
export function invalidParameter(message: string): ServiceError {
  return new ServiceError('InvalidParameterValueException', 400, message);
}
