import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnTopic, FifoThroughputScope, type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { TopicResource } from '../src/topology/index.ts';

/** Properties of an {@link EventTopic}. */
export interface EventTopicProps {
  readonly resource: TopicResource;
  readonly removalPolicy: RemovalPolicy;
  /** A customer key; without one SNS encrypts with its own key of the account. */
  readonly encryptionKey?: IKey | undefined;
}

/** The topic of an event: encrypted, and closed to publishers without TLS. */
export class EventTopic extends Construct {
  readonly topic: ITopic;

  constructor(scope: Construct, id: string, { resource, removalPolicy, encryptionKey }: EventTopicProps) {
    super(scope, id);
    const topic = new Topic(this, 'Topic', {
      topicName: resource.name,
      // Groups do not wait for each other; a deduplication id then counts within its group.
      // https://docs.aws.amazon.com/sns/latest/dg/fifo-high-throughput.html
      ...(resource.fifo ? { fifo: true, fifoThroughputScope: FifoThroughputScope.MESSAGE_GROUP } : {}),
      enforceSSL: true,
      masterKey: encryptionKey,
    });
    topic.applyRemovalPolicy(removalPolicy);
    const { defaultChild } = topic.node;
    if (!(defaultChild instanceof CfnTopic)) throw new TypeError(`${topic.node.path} holds no AWS::SNS::Topic.`);
    defaultChild.maximumMessageSize = resource.maximumMessageSizeBytes;
    // By its alias in L1: an imported alias would become an ARN, and add KMS statements to every publisher.
    defaultChild.kmsMasterKeyId = encryptionKey?.keyArn ?? accountKey;
    this.topic = topic;
  }
}

/**
 * The account's own key for SNS: its key policy lets whoever may publish in this account use it, so no function needs a
 * KMS permission, and queues with SQS's own encryption take the deliveries. Publishers of other accounts cannot use it.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html
 */
const accountKey = 'alias/aws/sns';
