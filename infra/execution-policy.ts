import { PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { FunctionResource } from '../src/topology/index.ts';
import type { Addresses } from './addresses.ts';

/** What a function's policy is made from. */
export interface ExecutionPolicyProps {
  readonly resource: FunctionResource;
  readonly addresses: Addresses;
  /** The ARN of the function's log group with `:*`, as CDK gives it: all of the group's streams. */
  readonly logGroupArn: string;
  /** Whether the function runs in a VPC. */
  readonly inVpc: boolean;
  /** The customer key of its environment variables. */
  readonly environmentKey: IKey | undefined;
}

/**
 * What a function's role allows: its log, and exactly what its code calls, fires, sends to and consumes, with the keys
 * that this takes. Each statement is there only where it is needed; `*` stands only where AWS knows no resource.
 */
export function executionPolicy(scope: Construct, props: ExecutionPolicyProps): PolicyDocument {
  const { resource, addresses, logGroupArn, inVpc } = props;
  const { invoke, publish, consume } = resource.grants;
  const send = sentQueues(resource);
  const keys = usedKeys(props);
  const statements = [
    statement('Log', ['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroupArn]),
    statement(
      'Call',
      ['lambda:InvokeFunction'],
      invoke.map((name) => addresses.functionArn(scope, name)),
    ),
    statement(
      'Fire',
      ['sns:Publish'],
      publish.map((name) => addresses.topicArn(scope, name)),
    ),
    statement(
      'KeepFailures',
      ['sqs:SendMessage'],
      send.map((name) => addresses.queueArn(scope, name)),
    ),
    // What an event source mapping needs, and no more.
    // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-permissions
    statement(
      'Listen',
      ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
      consume.map((name) => addresses.queueArn(scope, name)),
    ),
    // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    statement('Encrypt', ['kms:Decrypt', 'kms:GenerateDataKey*'], keys.encrypt),
    statement('Decrypt', ['kms:Decrypt'], keys.decrypt),
    // X-Ray's actions take no resource.
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
    statement('Trace', ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], resource.tracing === 'off' ? [] : ['*']),
    // Network interfaces have no ARN before Lambda creates them, and the describing actions take no resource.
    // https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
    statement('AttachToVpc', networkInterfaceActions, inVpc ? ['*'] : []),
  ];
  return new PolicyDocument({ statements: statements.flat() });
}

const networkInterfaceActions = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

function sentQueues({ grants, onFailure }: FunctionResource): readonly string[] {
  return onFailure === undefined ? grants.send : [...grants.send, onFailure.queue];
}

/** ARNs of the keys that it encrypts with, which takes decrypting as well, and of those that it only decrypts with. */
function usedKeys({ resource, addresses, environmentKey }: ExecutionPolicyProps) {
  const keysOf = (names: readonly string[]) => names.flatMap((name) => addresses.keyOf(name)?.keyArn ?? []);
  const encrypt = new Set(keysOf([...resource.grants.publish, ...sentQueues(resource)]));
  const decrypt = new Set([...keysOf(resource.grants.consume), ...(environmentKey ? [environmentKey.keyArn] : [])]);
  return { encrypt: [...encrypt], decrypt: [...decrypt].filter((arn) => !encrypt.has(arn)) };
}

function statement(
  sid: string,
  actions: readonly string[],
  resources: readonly string[],
): readonly [] | readonly [PolicyStatement] {
  if (resources.length === 0) return [];
  return [new PolicyStatement({ sid, actions: [...actions], resources: [...resources] })];
}
