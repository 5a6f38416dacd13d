import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnQueue, DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { QueueResource } from '../src/topology/index.ts';
import { acknowledge } from './acknowledge.ts';
import { queueArn } from './arns.ts';

/** Properties of a {@link MessageQueue}. */
export interface MessageQueueProps {
  readonly resource: QueueResource;
  readonly removalPolicy: RemovalPolicy;
  /** A customer key; without one SQS encrypts with its own. */
  readonly encryptionKey?: IKey | undefined;
  /** The queue that takes what was received too often; its count is the resource's. */
  readonly deadLetterQueue?: Queue | undefined;
  /** The only queue, by name, whose messages may be moved here by SQS. */
  readonly deadLettersOf?: string | undefined;
}

/** A queue of a service: encrypted, and closed to clients without TLS. */
export class MessageQueue extends Queue {
  constructor(
    scope: Construct,
    id: string,
    { resource, removalPolicy, encryptionKey, deadLetterQueue, deadLettersOf }: MessageQueueProps,
  ) {
    super(scope, id, {
      queueName: resource.name,
      ...(encryptionKey === undefined
        ? { encryption: QueueEncryption.SQS_MANAGED }
        : { encryption: QueueEncryption.KMS, encryptionMasterKey: encryptionKey }),
      enforceSSL: true,
      visibilityTimeout: Duration.seconds(resource.visibilityTimeoutSeconds),
      retentionPeriod: Duration.seconds(resource.retentionSeconds),
      removalPolicy,
      ...(resource.fifo ? highThroughputFifo : {}),
      ...(deadLetterQueue === undefined || resource.redrive === undefined
        ? {}
        : { deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount: resource.redrive.maxReceiveCount } }),
    });
    if (resource.role === 'failed' || resource.role === 'undelivered') acknowledge(this, 'restingQueue');
    if (deadLettersOf !== undefined) {
      // By L1: the L2 property takes a queue, which would depend on this one in turn.
      cfnQueueOf(this).redriveAllowPolicy = {
        redrivePermission: 'byQueue',
        sourceQueueArns: [queueArn(scope, deadLettersOf)],
      };
    }
  }
}

/** The CloudFormation resource of a queue. */
export function cfnQueueOf(queue: Queue): CfnQueue {
  const { defaultChild } = queue.node;
  if (!(defaultChild instanceof CfnQueue)) throw new TypeError(`${queue.node.path} holds no AWS::SQS::Queue.`);
  return defaultChild;
}

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/high-throughput-fifo.html */
const highThroughputFifo = {
  fifo: true,
  deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
  fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
} as const;
