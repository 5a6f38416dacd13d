import { RemovalPolicy } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import type { ListenerEntry } from '../../src/manifest/index.ts';
import { bundleOf, helpdeskManifest } from '../support/manifest.ts';
import { arn, type CloudFormationResource, helpdeskStack, resourceOf } from './support/templates.ts';

function audit(overrides: Partial<ListenerEntry>): ListenerEntry {
  return {
    name: 'audit',
    source: { file: 'bus.ts', line: 1, column: 1 },
    events: [{ event: 'support.case.caseCreated', fifo: false, payload: {} }],
    several: false,
    options: {},
    bundle: bundleOf('audit'),
    ...overrides,
  };
}

describe('a listener', () => {
  const { template } = helpdeskStack();
  const topic = resourceOf(template, 'AWS::SNS::Topic', { TopicName: 'prod-support-case-caseCreated' }).logicalId;
  const queue = resourceOf(template, 'AWS::SQS::Queue', { QueueName: 'prod-helpdesk--notifyAgents' });
  const dlq = resourceOf(template, 'AWS::SQS::Queue', { QueueName: 'prod-helpdesk--notifyAgents--dlq' });
  const undelivered = resourceOf(template, 'AWS::SQS::Queue', {
    QueueName: 'prod-helpdesk--notifyAgents--undelivered',
  });

  it('has a queue that hides messages for six timeouts and gives up after five receives', () => {
    expect(queue.Properties).toMatchObject({
      VisibilityTimeout: 180,
      MessageRetentionPeriod: 345_600,
      SqsManagedSseEnabled: true,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [dlq.logicalId, 'Arn'] }, maxReceiveCount: 5 },
    });
    expect(queue.Properties).not.toHaveProperty('KmsMasterKeyId');
  });

  it('has a dead-letter queue of 14 days that only its queue may move messages to', () => {
    expect(dlq.Properties).toMatchObject({
      MessageRetentionPeriod: 1_209_600,
      SqsManagedSseEnabled: true,
      RedriveAllowPolicy: {
        redrivePermission: 'byQueue',
        sourceQueueArns: [arn('sqs', 'prod-helpdesk--notifyAgents')],
      },
    });
  });

  it.each([
    ['queue', queue.logicalId],
    ['undelivered queue', undelivered.logicalId],
  ])('lets the one topic send to its %s, by exactly one statement, and nobody without TLS', (_, logicalId) => {
    const { Properties } = resourceOf(template, 'AWS::SQS::QueuePolicy', { Queues: [{ Ref: logicalId }] });

    const Resource = { 'Fn::GetAtt': [logicalId, 'Arn'] };
    expect(Properties['PolicyDocument']).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Deny',
          Principal: { AWS: '*' },
          Action: 'sqs:*',
          Resource,
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
        {
          Effect: 'Allow',
          Principal: { Service: 'sns.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource,
          Condition: { ArnEquals: { 'aws:SourceArn': { Ref: topic } } },
        },
      ],
    });
  });

  it('is subscribed with raw delivery and a dead-letter queue, once the queues take what comes', () => {
    const { Properties, DependsOn } = resourceOf(template, 'AWS::SNS::Subscription', {});

    expect(Properties).toEqual({
      TopicArn: { Ref: topic },
      Protocol: 'sqs',
      Endpoint: { 'Fn::GetAtt': [queue.logicalId, 'Arn'] },
      RawMessageDelivery: true,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [undelivered.logicalId, 'Arn'] } },
    });
    const policies = [queue, undelivered].map(
      ({ logicalId }) => resourceOf(template, 'AWS::SQS::QueuePolicy', { Queues: [{ Ref: logicalId }] }).logicalId,
    );
    expect(DependsOn).toEqual(expect.arrayContaining(policies));
  });

  it('reports which messages of a batch failed', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [queue.logicalId, 'Arn'] },
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: Match.absent(),
      MaximumBatchingWindowInSeconds: Match.absent(),
    });
  });

  it('filters by the payload', () => {
    const filter = { currency: ['EUR'], total: [{ numeric: ['>', 100] }] };
    const filtered = helpdeskStack({ manifest: helpdeskManifest({ listeners: [audit({ options: { filter } })] }) });

    filtered.template.hasResourceProperties('AWS::SNS::Subscription', {
      FilterPolicyScope: 'MessageBody',
      FilterPolicy: filter,
    });
  });

  it("finds another service's topic by its name", () => {
    const events = [{ event: 'billing.account.charged', fifo: false, payload: {} }];
    const foreign = helpdeskStack({ manifest: helpdeskManifest({ listeners: [audit({ events })] }) });

    foreign.template.hasResourceProperties('AWS::SNS::Subscription', {
      TopicArn: arn('sns', 'prod-billing-account-charged'),
    });
  });

  it('of a FIFO event has FIFO queues of high throughput', () => {
    const events = [{ event: 'billing.account.charged', fifo: true, payload: {} }];
    const fifo = helpdeskStack({ manifest: helpdeskManifest({ listeners: [audit({ events })] }) }).template;

    for (const QueueName of [
      'prod-helpdesk--audit.fifo',
      'prod-helpdesk--audit--dlq.fifo',
      'prod-helpdesk--audit--undelivered.fifo',
    ]) {
      fifo.hasResourceProperties('AWS::SQS::Queue', {
        QueueName,
        FifoQueue: true,
        DeduplicationScope: 'messageGroup',
        FifoThroughputLimit: 'perMessageGroupId',
      });
    }
    fifo.hasResourceProperties('AWS::SNS::Subscription', { TopicArn: arn('sns', 'prod-billing-account-charged.fifo') });
  });

  it('of several events has one function and a queue, a subscription and a mapping for each event', () => {
    const events = ['support.case.caseCreated', 'billing.account.charged'].map((event) => ({
      event,
      fifo: false,
      payload: {},
    }));
    const { stack, template: both } = helpdeskStack({
      manifest: helpdeskManifest({ listeners: [audit({ events, several: true })] }),
    });

    both.resourceCountIs('AWS::Lambda::EventSourceMapping', 2);
    both.resourceCountIs('AWS::SNS::Subscription', 2);
    expect(stack.bus.listener('audit').queues).toHaveLength(2);
    expect(stack.bus.listener('audit').deadLetterQueues).toHaveLength(2);
    expect(stack.bus.listener('audit').undeliveredQueues).toHaveLength(2);
  });
});

describe('a topic', () => {
  it('is encrypted and closed to publishers without TLS', () => {
    const { template } = helpdeskStack();
    const { logicalId, Properties } = resourceOf(template, 'AWS::SNS::Topic', {});

    expect(Properties).toEqual({ TopicName: 'prod-support-case-caseCreated', KmsMasterKeyId: 'alias/aws/sns' });
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      Topics: [{ Ref: logicalId }],
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Deny',
            Principal: '*',
            Action: 'sns:Publish',
            Resource: { Ref: logicalId },
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      },
    });
  });

  it('of a large event takes more than SNS does by default', () => {
    const manifest = helpdeskManifest();
    const apis = manifest.apis.map((api) => ({
      ...api,
      events: api.events.map((event) => ({ ...event, maximumMessageSize: 1_000_000 })),
    }));

    const { template } = helpdeskStack({ manifest: { ...manifest, apis } });

    template.hasResourceProperties('AWS::SNS::Topic', { MaximumMessageSize: 1_000_000 });
  });

  it('of a FIFO event is FIFO, with a throughput of its groups', () => {
    const manifest = helpdeskManifest();
    const [api] = manifest.apis;
    if (api === undefined) throw new Error('the fixture changed');
    const apis = [{ ...api, events: api.events.map((event) => ({ ...event, fifo: true })) }];

    const { template } = helpdeskStack({ manifest: { ...manifest, apis, listeners: [] } });

    template.hasResourceProperties('AWS::SNS::Topic', {
      TopicName: 'prod-support-case-caseCreated.fifo',
      FifoTopic: true,
      FifoThroughputScope: 'MessageGroup',
    });
  });
});

describe('a schedule', () => {
  const { template } = helpdeskStack();
  const handler = resourceOf(template, 'AWS::Lambda::Function', { FunctionName: 'prod-helpdesk--report' });
  const failed = resourceOf(template, 'AWS::SQS::Queue', { QueueName: 'prod-helpdesk--failed' });

  it('runs its function at its times and keeps what it could not start', () => {
    const role = resourceOf(template, 'AWS::IAM::Role', {
      Description: 'Lets EventBridge Scheduler run prod-helpdesk--report',
    });

    expect(resourceOf(template, 'AWS::Scheduler::Schedule', {}).Properties).toEqual({
      Name: 'prod-helpdesk--report',
      Description: 'report',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ScheduleExpression: 'rate(1 hour)',
      ScheduleExpressionTimezone: 'UTC',
      Target: {
        Arn: { 'Fn::GetAtt': [handler.logicalId, 'Arn'] },
        RoleArn: { 'Fn::GetAtt': [role.logicalId, 'Arn'] },
        RetryPolicy: { MaximumRetryAttempts: 0 },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [failed.logicalId, 'Arn'] } },
        Input: '{"scheduledAt":"<aws.scheduler.scheduled-time>"}',
      },
    });
  });

  it('has a role that only this account can have Scheduler take, for the one function and queue', () => {
    const { Properties } = resourceOf(template, 'AWS::IAM::Role', {
      Description: 'Lets EventBridge Scheduler run prod-helpdesk--report',
    });

    expect(Properties).toMatchObject({
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Principal: { Service: 'scheduler.amazonaws.com' },
            Condition: {
              StringEquals: {
                'aws:SourceAccount': { Ref: 'AWS::AccountId' },
                'aws:SourceArn': arn('scheduler', 'schedule-group/default'),
              },
            },
          },
        ],
      },
      Policies: [
        {
          PolicyDocument: {
            Statement: [
              { Action: 'lambda:InvokeFunction', Resource: { 'Fn::GetAtt': [handler.logicalId, 'Arn'] } },
              { Action: 'sqs:SendMessage', Resource: { 'Fn::GetAtt': [failed.logicalId, 'Arn'] } },
            ],
          },
        },
      ],
    });
  });
});

/** What can be made again as it was: whatever a stack holds besides must say what becomes of it. */
const stateless = [
  'AWS::CloudFormation::Stack',
  'AWS::IAM::Role',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::SNS::Subscription',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::Scheduler::Schedule',
];

describe('what holds data', () => {
  const kinds = { topics: 'AWS::SNS::Topic', queues: 'AWS::SQS::Queue', logGroups: 'AWS::Logs::LogGroup' };

  it.each([
    [undefined, 'Delete'],
    [RemovalPolicy.RETAIN, 'Retain'],
    [RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, 'RetainExceptOnCreate'],
  ])('with the removal policy %s has the deletion policy %s', (removalPolicy, expected) => {
    const { template } = helpdeskStack({ removalPolicy });

    const resources: Readonly<Record<string, CloudFormationResource & { readonly Type: string }>> =
      template.toJSON()['Resources'];
    const stateful = Object.values(resources).filter(({ Type }) => !stateless.includes(Type));
    expect(new Set(stateful.map(({ Type }) => Type))).toEqual(new Set(Object.values(kinds)));
    for (const resource of stateful) {
      expect(resource.DeletionPolicy).toBe(expected);
      expect(resource.UpdateReplacePolicy).toBeDefined();
    }
  });

  it.each(Object.entries(kinds))('may be retained by its kind: %s', (kind, type) => {
    const { template } = helpdeskStack({ removalPolicy: { [kind]: RemovalPolicy.RETAIN } });

    for (const each of Object.values(kinds)) {
      const expected = each === type ? 'Retain' : 'Delete';
      for (const resource of Object.values(template.findResources(each))) {
        expect(resource['DeletionPolicy']).toBe(expected);
        expect(resource['UpdateReplacePolicy']).toBe(expected);
      }
    }
  });
});
