import type { Duration, Size } from 'aws-cdk-lib';
import type {
  ApplicationLogLevel,
  Architecture,
  FunctionOptions,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';

/**
 * Settings that only a deployment can give, because they are constructs of it or depend on its network.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
type DeploymentSettings = Pick<
  FunctionOptions,
  | 'layers'
  | 'recursiveLoop'
  | 'vpc'
  | 'vpcSubnets'
  | 'securityGroups'
  | 'allowAllOutbound'
  | 'allowAllIpv6Outbound'
  | 'allowPublicSubnet'
  | 'ipv6AllowedForDualStack'
>;

/** Settings of a function that a deployment may give; what it does not give, the code's options and the defaults say. */
export interface FunctionSettings extends DeploymentSettings {
  /**
   * Memory in MB, 128 to 10,240.
   * @default 256
   */
  readonly memorySize?: number | undefined;
  /**
   * Longest run time, 1 second to 15 minutes.
   * @default 10 seconds for a procedure, 30 for a listener, 60 for a schedule
   */
  readonly timeout?: Duration | undefined;
  /**
   * Environment variables, such as the name of a table. They are added to those of the code.
   * @default none
   */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /**
   * The processor.
   * @default Architecture.ARM_64
   */
  readonly architecture?: Architecture | undefined;
  /**
   * `Runtime.NODEJS_22_X` or `Runtime.NODEJS_24_X`: bundles are made for these.
   * @default Runtime.NODEJS_24_X
   */
  readonly runtime?: Runtime | undefined;
  /**
   * The size of `/tmp`, 512 MB to 10 GB.
   * @default 512 MB
   */
  readonly ephemeralStorageSize?: Size | undefined;
  /**
   * Environments kept for each function alone, which are also the most it has at once. For listeners use
   * `maxConcurrency`: what reserved concurrency throttles counts as a receive and ends in the dead-letter queue.
   * @default none: functions share the account's
   */
  readonly reservedConcurrentExecutions?: number | undefined;
  /**
   * Whether X-Ray traces it; the role then may send traces.
   * @default Tracing.DISABLED
   */
  readonly tracing?: FunctionOptions['tracing'] | undefined;
  /**
   * How long logs are kept.
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays | undefined;
  /**
   * The least level of what the code logs that is kept.
   * @default ApplicationLogLevel.INFO
   */
  readonly applicationLogLevel?: ApplicationLogLevel | undefined;
  /**
   * The least level of what Lambda itself logs that is kept.
   * @default SystemLogLevel.INFO
   */
  readonly systemLogLevel?: SystemLogLevel | undefined;
  /**
   * How long an asynchronous invocation of a procedure or schedule waits at most, throttled or to be tried again,
   * 1 minute to 6 hours.
   * @default 6 hours
   */
  readonly maxEventAge?: Duration | undefined;
}

/** Settings of one function; what is about batches only listeners have. */
export interface SingleFunctionSettings extends FunctionSettings {
  /**
   * How often Lambda runs a failed asynchronous invocation of an idempotent procedure again, 0 to 2.
   * @default the procedure's own, else 2 where it is idempotent
   */
  readonly retryAttempts?: number | undefined;
  /**
   * Receives of one message of a listener before it goes to the dead-letter queue, 1 to 1,000.
   * @default the listener's own, else 5
   */
  readonly maxReceiveCount?: number | undefined;
  /**
   * An SNS payload filter of a listener, instead of its own.
   * @default the listener's own, else every event
   */
  readonly filter?: Readonly<Record<string, unknown>> | undefined;
  /**
   * Messages handed to one invocation of a listener at most, 1 to 10,000. More than 10 need a `batchWindow` of a second
   * or more, and FIFO queues take 10.
   * @default the listener's own, else 10
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
   */
  readonly batchSize?: number | undefined;
  /**
   * How long a listener's mapping waits for a full batch, up to 5 minutes.
   * @default the listener's own, else none
   */
  readonly batchWindow?: Duration | undefined;
  /**
   * Invocations of a listener at the same time for each of its queues, 2 to 1,000.
   * @default the listener's own, else as many as the account allows
   */
  readonly maxConcurrency?: number | undefined;
}
