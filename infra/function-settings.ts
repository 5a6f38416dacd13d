import type { Duration, Size } from 'aws-cdk-lib';
import type {
  ApplicationLogLevel,
  Architecture,
  FunctionOptions,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { AsynchronousSettings, SingleFunctionOverrides } from '../src/topology/index.ts';

/**
 * Settings that only a deployment can give, because they are constructs of it or depend on its network.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
type CdkSettings = Pick<
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
export interface FunctionSettings extends CdkSettings, AsynchronousSettings<Duration> {
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
}

/** Settings of one function; what is about batches only listeners have. */
export interface SingleFunctionSettings extends FunctionSettings, SingleFunctionOverrides<Duration> {}
