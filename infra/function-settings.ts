import type { Duration } from 'aws-cdk-lib';
import type { FunctionOptions } from 'aws-cdk-lib/aws-lambda';
import type { FunctionOverrides } from '../src/topology/index.ts';

/** Settings of a function that a deployment may give; what it does not give, the code's options and the defaults say. */
export interface FunctionSettings
  extends Pick<
    FunctionOptions,
    | 'memorySize'
    | 'timeout'
    | 'architecture'
    | 'layers'
    | 'reservedConcurrentExecutions'
    | 'tracing'
    | 'vpc'
    | 'vpcSubnets'
    | 'securityGroups'
  > {
  /**
   * Environment variables, such as the name of a table. They are added to those of the code.
   * @default none
   */
  readonly environment?: Readonly<Record<string, string>> | undefined;
}

/** Settings of one function; what is about batches only listeners have. */
export interface SingleFunctionSettings extends FunctionSettings {
  /**
   * Messages handed to one invocation of a listener at most, 1 to 10.
   * @default the listener's own, else 10
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

/** The part of the settings that the topology knows. */
export function toOverrides(settings: SingleFunctionSettings): FunctionOverrides {
  return {
    memory: settings.memorySize,
    timeout: settings.timeout?.toSeconds(),
    environment: settings.environment,
    batchSize: settings.batchSize,
    batchWindow: settings.batchWindow?.toSeconds(),
    maxConcurrency: settings.maxConcurrency,
  };
}
