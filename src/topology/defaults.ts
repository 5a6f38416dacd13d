import { defaultTimeoutSeconds } from '../manifest/index.ts';

/** What holds where neither the code nor the deployment says otherwise. */
export const topologyDefaults = {
  memoryMb: 256,
  architecture: 'arm64',
  runtime: 'nodejs24.x',
  tracing: 'off',
  logRetention: 30,
  timeoutSeconds: defaultTimeoutSeconds,
  batchSize: 10,
  batchWindowSeconds: 0,
  maxReceiveCount: 5,
  timezone: 'UTC',
} as const;

const daySeconds = 24 * 60 * 60;

/**
 * How long queues keep messages. A message in a dead-letter queue keeps its first send time, so it needs the longer
 * time; 14 days is the most that SQS takes.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
 */
export const retentionSeconds = { source: 4 * daySeconds, dead: 14 * daySeconds } as const;

/** The visibility timeout of queues that people read rather than functions, SQS's own default. */
export const restingVisibilitySeconds = 30;

/**
 * How many timeouts of its function a queue hides a message, so that Lambda can retry batches that it throttled.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
export const visibilityFactor = 6;
