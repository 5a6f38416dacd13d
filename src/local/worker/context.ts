import type { InvokeMessage } from './protocol.ts';

/**
 * The second argument of a Lambda handler.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
 */
export interface LambdaContext {
  callbackWaitsForEmptyEventLoop: boolean;
  readonly awsRequestId: string;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly clientContext?: unknown;
  readonly identity?: undefined;
  getRemainingTimeInMillis(): number;
}

/** Makes the context of one invocation from the message and the function's environment. */
export function lambdaContext(message: InvokeMessage, environment: NodeJS.ProcessEnv): LambdaContext {
  return {
    callbackWaitsForEmptyEventLoop: true,
    awsRequestId: message.requestId,
    functionName: environment['AWS_LAMBDA_FUNCTION_NAME'] ?? '',
    functionVersion: environment['AWS_LAMBDA_FUNCTION_VERSION'] ?? '',
    invokedFunctionArn: message.functionArn,
    memoryLimitInMB: environment['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'] ?? '',
    logGroupName: environment['AWS_LAMBDA_LOG_GROUP_NAME'] ?? '',
    logStreamName: environment['AWS_LAMBDA_LOG_STREAM_NAME'] ?? '',
    clientContext: message.clientContext === undefined ? undefined : JSON.parse(message.clientContext),
    identity: undefined,
    getRemainingTimeInMillis: () => Math.max(0, message.deadline - Date.now()),
  };
}
