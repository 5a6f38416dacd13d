import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { localAccount } from '../aws-names.ts';
import type { LocalFunction } from './invocation.ts';

/** What the environment of every function of one engine has in common. */
export interface EngineEnvironment {
  readonly endpoint: string;
  readonly region: string;
  /** 16 hex digits that no other engine has; part of each log stream's name, by which stray processes are found. */
  readonly token: string;
  /** Variables for all functions, such as where a local database is. */
  readonly extra: Readonly<Record<string, string>>;
}

/** A token for {@link EngineEnvironment}. */
export function engineToken(): string {
  return randomBytes(8).toString('hex');
}

/** The name of a new execution environment's log stream. */
export function logStreamName(token: string, now = new Date()): string {
  return `${now.toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${token}${randomBytes(8).toString('hex')}`;
}

/**
 * The environment variables of one execution environment: those of Lambda, those of the topology, and nothing of the
 * developer's shell. Beyond AWS's own there are the endpoint, and no shared AWS configuration: a profile of the
 * developer must not change what a function does.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function functionEnvironment(
  { resource, directory }: LocalFunction,
  engine: EngineEnvironment,
  logStream: string,
): Readonly<Record<string, string>> {
  return {
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
    _HANDLER: resource.handler,
    LAMBDA_TASK_ROOT: directory,
    AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${process.versions.node.split('.')[0]}.x`,
    AWS_LAMBDA_FUNCTION_NAME: resource.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(resource.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${resource.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    AWS_LAMBDA_LOG_FORMAT: 'JSON',
    ...(resource.applicationLogLevel === undefined ? {} : { AWS_LAMBDA_LOG_LEVEL: resource.applicationLogLevel }),
    AWS_REGION: engine.region,
    AWS_DEFAULT_REGION: engine.region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    AWS_ENDPOINT_URL: engine.endpoint,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    LAMBDABUS_ACCOUNT: localAccount,
    ...resource.environment,
    ...engine.extra,
  };
}
