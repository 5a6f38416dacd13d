/** The processors that Lambda runs functions on, in Lambda's own words. */
export const architectures = ['arm64', 'x86_64'] as const;

/** The Node.js runtimes that bundles are made for. */
export const runtimes = ['nodejs22.x', 'nodejs24.x'] as const;

/** What a function does with X-Ray: samples by itself, only where its caller was sampled, or not at all. */
export const tracingModes = ['active', 'pass-through', 'off'] as const;

/** The levels of what a function's code logs, in Lambda's own words. */
export const applicationLogLevels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;

/** The levels of what Lambda itself logs of a function. */
export const systemLogLevels = ['DEBUG', 'INFO', 'WARN'] as const;

/**
 * How many days CloudWatch keeps logs.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
 */
export const logRetentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** How long logs are kept: days, or for good. */
export type LogRetention = (typeof logRetentionDays)[number] | 'forever';

/** Settings of a Lambda function, of a procedure, listener or schedule. Props of the CDK construct win over them. */
export interface FunctionOptions {
  /**
   * Memory in MB, 128 to 10,240.
   * @default 256
   * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
   */
  readonly memory?: number | undefined;
  /**
   * Longest run time in seconds, 1 to 900.
   * @default 10 for a procedure, 30 for a listener, 60 for a schedule
   * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
   */
  readonly timeout?: number | undefined;
  /**
   * Environment variables, 4 KB for all of them together; names that start with `AWS_` or `LAMBDABUS_` are taken.
   * @default none
   */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /**
   * The processor it runs on.
   * @default 'arm64'
   * @see https://docs.aws.amazon.com/lambda/latest/dg/foundation-arch.html
   */
  readonly architecture?: (typeof architectures)[number] | undefined;
  /**
   * The version of Node.js it runs on.
   * @default 'nodejs24.x'
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
   */
  readonly runtime?: (typeof runtimes)[number] | undefined;
  /**
   * The size of `/tmp` in MB, 512 to 10,240.
   * @default 512
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html
   */
  readonly ephemeralStorage?: number | undefined;
  /**
   * Environments kept for this function alone, which are also the most it has at once; 0 stops it. For a listener use
   * `maxConcurrency`: what reserved concurrency throttles counts as a receive and ends in the dead-letter queue.
   * @default none: it shares the account's
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
   */
  readonly reservedConcurrency?: number | undefined;
  /**
   * Whether X-Ray traces it.
   * @default 'off'
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
   */
  readonly tracing?: (typeof tracingModes)[number] | undefined;
  /**
   * How many days its log is kept, one of CloudWatch's numbers, or `forever`.
   * @default 30
   * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
   */
  readonly logRetention?: LogRetention | undefined;
  /**
   * The least level of what the code logs that is kept; logs are JSON.
   * @default 'INFO'
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
   */
  readonly applicationLogLevel?: (typeof applicationLogLevels)[number] | undefined;
  /**
   * The least level of what Lambda itself logs of it that is kept.
   * @default 'INFO'
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
   */
  readonly systemLogLevel?: (typeof systemLogLevels)[number] | undefined;
}

/** The option names of {@link FunctionOptions}. */
export const functionOptionNames = [
  'memory',
  'timeout',
  'environment',
  'architecture',
  'runtime',
  'ephemeralStorage',
  'reservedConcurrency',
  'tracing',
  'logRetention',
  'applicationLogLevel',
  'systemLogLevel',
] as const;

/** Settings of what is invoked without anyone waiting: enqueued calls and schedules. */
export interface AsynchronousOptions {
  /**
   * Seconds that an asynchronous invocation waits at most, throttled or to be tried again, before it goes to the
   * service's `--failed` queue; 60 to 21,600.
   * @default 21600, six hours
   * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html
   */
  readonly maxEventAge?: number | undefined;
}

/** The option names of {@link AsynchronousOptions}. */
export const asynchronousOptionNames = ['maxEventAge'] as const;
