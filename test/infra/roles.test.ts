import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Tracing } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, it } from 'vitest';
import { BusStack, type BusStackProps } from '../../infra/index.ts';
import type { ListenerEntry } from '../../src/manifest/index.ts';
import { helpdeskManifest } from '../support/manifest.ts';
import { located, temporaryApp } from './support/located-manifest.ts';
import { arn, statements } from './support/templates.ts';

const keyArn = 'arn:aws:kms:us-east-1:111111111111:key/1234';
const logs = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const consume = ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'];
const trace = ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'];
const encrypt = ['kms:Decrypt', 'kms:GenerateDataKey*'];
const attach = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];
const failed = arn('sqs', 'prod-helpdesk--failed');
const calling = [
  [
    'Call',
    'lambda:InvokeFunction',
    ['billing-account-charge', 'support-case-get'].map((name) => arn('lambda', `function:prod-${name}`)),
  ],
  ['Fire', 'sns:Publish', arn('sns', 'prod-support-case-caseCreated')],
] as const;

/** A key, tracing and a VPC, each on or off, in a stack of the help desk. */
function deployed({ tracing = false, vpc = false, key = false, onError = false } = {}): Template {
  const app = temporaryApp();
  const shared = new Stack(app, 'Shared');
  const props: Partial<BusStackProps> = {
    ...(key ? { encryptionKey: Key.fromKeyArn(shared, 'Key', keyArn) } : {}),
    defaults: { ...(tracing ? { tracing: Tracing.ACTIVE } : {}), ...(vpc ? { vpc: new Vpc(shared, 'Vpc') } : {}) },
  };
  const listeners: readonly ListenerEntry[] = helpdeskManifest().listeners.map((listener) =>
    onError ? { ...listener, options: { onError: 'discard' } } : listener,
  );
  const manifest = located(helpdeskManifest({ listeners }));
  return Template.fromStack(new BusStack(app, 'Helpdesk', { manifest, stage: 'prod', ...props }));
}

/** What a role allows, as a table of statement, actions and resources, without its log, which every role may write. */
function allowed(template: Template, name: string): readonly unknown[] {
  const [log, ...others] = statements(template, name);
  expect([log?.Sid, log?.Action]).toEqual(['Log', logs]);
  expect(JSON.stringify(log?.Resource)).toMatch(/^\{"Fn::GetAtt":\["Bus\w+Logs\w+","Arn"\]\}$/);
  for (const { Effect } of others) expect(Effect).toBe('Allow');
  return others.map(({ Sid, Action, Resource }) => [Sid, Action, Resource]);
}

const kinds = {
  'prod-support-case-get': [['KeepFailures', 'sqs:SendMessage', failed]],
  'prod-support-case-open': [...calling, ['KeepFailures', 'sqs:SendMessage', failed]],
  'prod-helpdesk--report': [['KeepFailures', 'sqs:SendMessage', failed]],
  'prod-helpdesk--notifyAgents': [
    ['KeepFailures', 'sqs:SendMessage', arn('sqs', 'prod-helpdesk--notifyAgents--dlq')],
    ['Listen', consume, arn('sqs', 'prod-helpdesk--notifyAgents')],
  ],
};

describe.each(Object.entries(kinds))('the role of %s', (name, own) => {
  it('allows its log and what its code does, and nothing else', () => {
    expect(allowed(deployed(), name)).toEqual(own);
  });

  it('allows tracing only where the function is traced, on *, for X-Ray knows no resources', () => {
    expect(allowed(deployed({ tracing: true }), name)).toEqual([...own, ['Trace', trace, '*']]);
  });

  it('allows network interfaces only in a VPC, on *, for they have no ARN before Lambda makes them', () => {
    expect(allowed(deployed({ vpc: true }), name)).toEqual([...own, ['AttachToVpc', attach, '*']]);
  });

  it('allows a key only where there is a customer key', () => {
    expect(allowed(deployed({ key: true }), name)).toEqual([...own, ['Encrypt', encrypt, keyArn]]);
  });
});

describe('the role of a listener that discards', () => {
  it('may send nothing, and with a customer key only decrypt', () => {
    const template = deployed({ onError: true, key: true });

    expect(allowed(template, 'prod-helpdesk--notifyAgents')).toEqual([
      ['Listen', consume, arn('sqs', 'prod-helpdesk--notifyAgents')],
      ['Decrypt', 'kms:Decrypt', keyArn],
    ]);
  });
});
