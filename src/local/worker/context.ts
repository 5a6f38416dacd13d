import { functionArn } from '../aws-names.ts';
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

/** What makes the contexts of a function's invocations. Its environment is read once: every look at a variable costs. */
export function lambdaContexts(environment: NodeJS.ProcessEnv): (message: InvokeMessage) => LambdaContext {
  const functionName = environment['AWS_LAMBDA_FUNCTION_NAME'] ?? '';
  const constant = {
    functionName,
    functionVersion: environment['AWS_LAMBDA_FUNCTION_VERSION'] ?? '',
    invokedFunctionArn: functionArn(environment['AWS_REGION'] ?? '', functionName),
    memoryLimitInMB: environment['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'] ?? '',
    logGroupName: environment['AWS_LAMBDA_LOG_GROUP_NAME'] ?? '',
    logStreamName: environment['AWS_LAMBDA_LOG_STREAM_NAME'] ?? '',
    identity: undefined,
  } as const;
  return ({ requestId, deadline, clientContext }) => ({
    callbackWaitsForEmptyEventLoop: true,
    awsRequestId: requestId,
    ...constant,
    clientContext: clientContext === undefined ? undefined : JSON.parse(clientContext),
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  });
}
