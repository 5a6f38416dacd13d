import { Tracing } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { FunctionOverrides } from '../src/topology/index.ts';
import type { SingleFunctionSettings } from './function-settings.ts';

const tracingModes = {
  [Tracing.ACTIVE]: 'active',
  [Tracing.PASS_THROUGH]: 'pass-through',
  [Tracing.DISABLED]: 'off',
} as const;

/** The part of the settings that the topology knows. */
export function toOverrides(settings: SingleFunctionSettings): FunctionOverrides {
  return {
    memory: settings.memorySize,
    timeout: settings.timeout?.toSeconds(),
    environment: settings.environment,
    // Names of Lambda's own, which the topology checks against what bundles are made for.
    architecture: settings.architecture?.name as FunctionOverrides['architecture'],
    runtime: settings.runtime?.name as FunctionOverrides['runtime'],
    ephemeralStorage: settings.ephemeralStorageSize?.toMebibytes(),
    reservedConcurrency: settings.reservedConcurrentExecutions,
    tracing: settings.tracing && tracingModes[settings.tracing],
    logRetention: toLogRetention(settings.logRetention),
    applicationLogLevel: settings.applicationLogLevel,
    systemLogLevel: settings.systemLogLevel,
    maxEventAge: settings.maxEventAge?.toSeconds(),
    retryAttempts: settings.retryAttempts,
    maxReceiveCount: settings.maxReceiveCount,
    filter: settings.filter,
    batchSize: settings.batchSize,
    batchWindow: settings.batchWindow?.toSeconds(),
    maxConcurrency: settings.maxConcurrency,
  };
}

function toLogRetention(retention: RetentionDays | undefined): FunctionOverrides['logRetention'] {
  if (retention === RetentionDays.INFINITE) return 'forever';
  // The members of the enum are the days that CloudWatch knows.
  return retention as FunctionOverrides['logRetention'];
}
