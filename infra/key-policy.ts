import { Annotations, ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Topology } from '../src/topology/index.ts';
import type { Addresses } from './addresses.ts';
import { functionNamePatterns } from './function-name-patterns.ts';

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
        'kms:EncryptionContext:aws:logs:arn': functionNamePatterns(topology).map((pattern) =>
          stack.formatArn({
            service: 'logs',
            resource: 'log-group',
            resourceName: `/aws/lambda/${pattern}`,
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        ),
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
