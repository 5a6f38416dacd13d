import { PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { FunctionResource } from '../src/topology/index.ts';
import { functionArn, queueArn, topicArn } from './arns.ts';

/** What a function's policy is made from. */
export interface ExecutionPolicyProps {
  readonly resource: FunctionResource;
  /** The ARN of the function's log group with `:*`, as CDK gives it: all of the group's streams. */
  readonly logGroupArn: string;
  /** Whether the function runs in a VPC. */
  readonly inVpc: boolean;
}

/** What a function's role allows: its log, and exactly what its code calls, fires, sends to and consumes. */
export function executionPolicy(
  scope: Construct,
  { resource, logGroupArn, inVpc }: ExecutionPolicyProps,
): PolicyDocument {
  const { invoke, publish, send, consume } = resource.grants;
  const sent = resource.onFailure === undefined ? send : [...send, resource.onFailure.queue];
  const statements = [
    statement('Log', ['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroupArn]),
    statement(
      'Call',
      ['lambda:InvokeFunction'],
      invoke.map((name) => functionArn(scope, name)),
    ),
    statement(
      'Fire',
      ['sns:Publish'],
      publish.map((name) => topicArn(scope, name)),
    ),
    statement(
      'KeepFailures',
      ['sqs:SendMessage'],
      sent.map((name) => queueArn(scope, name)),
    ),
    // What an event source mapping needs, and no more.
    // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-permissions
    statement(
      'Listen',
      ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
      consume.map((name) => queueArn(scope, name)),
    ),
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

function statement(
  sid: string,
  actions: readonly string[],
  resources: readonly string[],
): readonly [] | readonly [PolicyStatement] {
  if (resources.length === 0) return [];
  return [new PolicyStatement({ sid, actions: [...actions], resources: [...resources] })];
}
