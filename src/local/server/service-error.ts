/** An error of the Lambda service itself, as its REST API answers it. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  /** AWS's name of the error, such as `ResourceNotFoundException`. */
  readonly type: string;
  readonly statusCode: number;

  constructor(type: string, statusCode: number, message: string) {
    super(message);
    this.type = type;
    this.statusCode = statusCode;
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
