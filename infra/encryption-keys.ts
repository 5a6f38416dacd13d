import { Annotations, ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { createTopology, type Topology } from '../src/topology/index.ts';
import type { Addresses } from './addresses.ts';
import type { BusProps } from './bus-props.ts';
import { givenQueues } from './given-queues.ts';

/** The customer keys of topics and queues, by the physical names that these have or would have. */
export function encryptionKeys(scope: Construct, topology: Topology, props: BusProps): ReadonlyMap<string, IKey> {
  const { encryptionKey, locations = {}, manifest, stage } = props;
  const own =
    encryptionKey === undefined
      ? []
      : [
          ...createTopology(manifest, { stage }).topics,
          ...topology.queues,
          ...(topology.retired ?? []).flatMap(({ queues }) => Object.values(queues)),
        ];
  const elsewhere = Object.entries(topology.elsewhere ?? {}).map(([name, { prefix }]) => {
    return [name, locations[prefix]?.encryptionKey] as const;
  });
  const topics = Object.values(props.topics ?? {}).map((topic) => [topic.topicArn, topic.masterKey] as const);
  const queues = [...givenQueues(scope, props).values()].flatMap(({ queue, deadLetterQueue }) => {
    return [queue, deadLetterQueue].map((each) => [each.queueArn, each.encryptionMasterKey] as const);
  });
  const ofGiven = new Map([...topics, ...queues]);
  const keys = new Map<string, IKey | undefined>([
    ...own.map(({ name }) => [name, encryptionKey] as const),
    ...elsewhere,
    ...Object.entries(topology.given ?? {}).map(([name, arn]) => [name, ofGiven.get(arn)] as const),
  ]);
  return new Map([...keys].flatMap(([name, key]) => (key === undefined ? [] : [[name, key]])));
}

/**
 * Lets SNS encrypt what it delivers to the queues, and CloudWatch Logs what functions log.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-enable-encryption-for-topic-sqs-queue-subscriptions.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
export function letServicesUse(key: IKey, scope: Construct, topology: Topology, addresses: Addresses): void {
  const stack = Stack.of(scope);
  const topics = [...new Set(topology.subscriptions.map(({ topic }) => topic))];
  const deliveries = new PolicyStatement({
    principals: [new ServicePrincipal('sns.amazonaws.com')],
    actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    // In a key's policy this is the key itself.
    resources: ['*'],
    conditions: { ArnEquals: { 'aws:SourceArn': topics.map((name) => addresses.topicArn(scope, name)) } },
  });
  const logs = new PolicyStatement({
    principals: [new ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
    actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
    resources: ['*'],
    conditions: {
      ArnLike: {
        // All of the stage: a key's policy has 32 KB, too little for a name of each function.
        'kms:EncryptionContext:aws:logs:arn': stack.formatArn({
          service: 'logs',
          resource: 'log-group',
          resourceName: `/aws/lambda/${topology.stage}-*`,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      },
    },
  });
  const added = [...(topics.length === 0 ? [] : [deliveries]), logs].map(
    (statement) => key.addToResourcePolicy(statement).statementAdded,
  );
  if (added.every(Boolean)) return;
  Annotations.of(scope).addWarningV2(
    'lambdabus:keyPolicy',
    `The policy of the key ${key.keyArn} is not in this app. It has to let sns.amazonaws.com do kms:Decrypt and kms:GenerateDataKey*, and logs.${stack.region}.amazonaws.com kms:Encrypt, kms:Decrypt, kms:ReEncrypt*, kms:GenerateDataKey* and kms:DescribeKey, or deliveries and deployment fail. See https://docs.aws.amazon.com/sns/latest/dg/sns-enable-encryption-for-topic-sqs-queue-subscriptions.html`,
  );
}
