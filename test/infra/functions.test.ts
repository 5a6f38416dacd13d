import { Duration, Size, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import {
  ApplicationLogLevel,
  Architecture,
  Code,
  LayerVersion,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { describe, expect, it } from 'vitest';
import { BusStack } from '../../infra/index.ts';
import type { ProcedureOptions } from '../../src/definition/index.ts';
import type { Manifest } from '../../src/manifest/index.ts';
import { bundleOf, helpdeskManifest } from '../support/manifest.ts';
import { located, temporaryApp } from './support/located-manifest.ts';
import { arn, helpdeskStack, resourceOf, statements } from './support/templates.ts';

describe('a function', () => {
  const { template } = helpdeskStack();

  it('is Node.js 24 on arm64 with the settings of the topology, and knows its stage, service and account', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'prod-support-case-open',
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      MemorySize: 512,
      Timeout: 20,
      Description: 'support.case.open',
      Environment: {
        Variables: {
          LAMBDABUS_STAGE: 'prod',
          LAMBDABUS_SERVICE: 'helpdesk',
          LAMBDABUS_ACCOUNT: { Ref: 'AWS::AccountId' },
        },
      },
    });
  });

  it('logs JSON to a group of its own that is kept for a month', () => {
    const { logicalId, DeletionPolicy } = resourceOf(template, 'AWS::Logs::LogGroup', {
      LogGroupName: '/aws/lambda/prod-support-case-get',
      RetentionInDays: 30,
    });

    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'prod-support-case-get',
      LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: logicalId } },
    });
    expect(DeletionPolicy).toBe('Delete');
  });

  it('has a role of its own without managed policies', () => {
    const roles = Object.values(template.findResources('AWS::IAM::Role'));
    const functions = Object.values(template.findResources('AWS::Lambda::Function'));

    // One more for the schedule, which Scheduler assumes.
    expect(roles).toHaveLength(functions.length + 1);
    for (const role of roles) expect(role['Properties']).not.toHaveProperty('ManagedPolicyArns');
    expect(new Set(functions.map((resource) => JSON.stringify(resource['Properties'].Role))).size).toBe(4);
    template.resourceCountIs('AWS::IAM::Policy', 0);
  });

  it('may log and keep its failed invocations, and nothing else, when its code neither calls nor fires', () => {
    expect(statements(template, 'prod-support-case-get')).toEqual([
      {
        Sid: 'Log',
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: {
          'Fn::GetAtt': [
            resourceOf(template, 'AWS::Logs::LogGroup', { LogGroupName: '/aws/lambda/prod-support-case-get' })
              .logicalId,
            'Arn',
          ],
        },
      },
      {
        Sid: 'KeepFailures',
        Effect: 'Allow',
        Action: 'sqs:SendMessage',
        Resource: arn('sqs', 'prod-helpdesk--failed'),
      },
    ]);
  });

  it('may invoke and publish to exactly what its code calls and fires, in this and in other services', () => {
    const [, call, fire] = statements(template, 'prod-support-case-open');

    expect(call).toEqual({
      Sid: 'Call',
      Effect: 'Allow',
      Action: 'lambda:InvokeFunction',
      Resource: [
        arn('lambda', 'function:prod-billing-account-charge'),
        arn('lambda', 'function:prod-support-case-get'),
      ],
    });
    expect(fire).toEqual({
      Sid: 'Fire',
      Effect: 'Allow',
      Action: 'sns:Publish',
      Resource: arn('sns', 'prod-support-case-caseCreated'),
    });
  });

  it('may, as a listener, consume its queue and send to its dead-letter queue', () => {
    const [log, ...others] = statements(template, 'prod-helpdesk--notifyAgents');

    expect(log?.Sid).toBe('Log');
    expect(others).toEqual([
      {
        Sid: 'KeepFailures',
        Effect: 'Allow',
        Action: 'sqs:SendMessage',
        Resource: arn('sqs', 'prod-helpdesk--notifyAgents--dlq'),
      },
      {
        Sid: 'Listen',
        Effect: 'Allow',
        Action: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
        Resource: arn('sqs', 'prod-helpdesk--notifyAgents'),
      },
    ]);
  });

  it('keeps failed asynchronous invocations in the failed queue and does not retry them', () => {
    const { logicalId } = resourceOf(template, 'AWS::SQS::Queue', { QueueName: 'prod-helpdesk--failed' });

    template.resourceCountIs('AWS::Lambda::EventInvokeConfig', 3);
    template.allResourcesProperties('AWS::Lambda::EventInvokeConfig', {
      Qualifier: '$LATEST',
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [logicalId, 'Arn'] } } },
    });
  });
});

describe('the settings of a deployment', () => {
  it('win over the code where they name a function', () => {
    const { template } = helpdeskStack({
      defaults: { memorySize: 1024, tracing: Tracing.ACTIVE },
      functions: {
        'support.case.open': { timeout: Duration.seconds(25), architecture: Architecture.X86_64 },
        notifyAgents: {
          timeout: Duration.minutes(1),
          batchSize: 1,
          batchWindow: Duration.seconds(3),
          maxConcurrency: 7,
        },
      },
    });

    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'prod-support-case-open',
      MemorySize: 512,
      Timeout: 25,
      Architectures: ['x86_64'],
      TracingConfig: { Mode: 'Active' },
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'prod-support-case-get',
      MemorySize: 1024,
    });
    template.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'prod-helpdesk--notifyAgents',
      VisibilityTimeout: 363,
    });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 1,
      MaximumBatchingWindowInSeconds: 3,
      ScalingConfig: { MaximumConcurrency: 7 },
    });
  });

  it('stay the defaults where a function has none', () => {
    const { template } = helpdeskStack({
      defaults: { architecture: Architecture.X86_64 },
      functions: { 'support.case.get': { architecture: undefined } },
    });

    template.allResourcesProperties('AWS::Lambda::Function', { Architectures: ['x86_64'] });
  });

  it('of the code reach Lambda and CloudWatch in their own words', () => {
    const { template } = helpdeskStack({
      manifest: withOptions({
        architecture: 'x86_64',
        runtime: 'nodejs22.x',
        ephemeralStorage: 1024,
        reservedConcurrency: 5,
        tracing: 'active',
        logRetention: 'forever',
        applicationLogLevel: 'WARN',
        systemLogLevel: 'DEBUG',
        maxEventAge: 600,
        idempotent: true,
        retryAttempts: 1,
      }),
    });

    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'prod-support-case-get',
      Architectures: ['x86_64'],
      Runtime: 'nodejs22.x',
      EphemeralStorage: { Size: 1024 },
      ReservedConcurrentExecutions: 5,
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'WARN', SystemLogLevel: 'DEBUG' },
    });
    template.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: '/aws/lambda/prod-support-case-get',
      RetentionInDays: Match.absent(),
    });
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      MaximumEventAgeInSeconds: 600,
      MaximumRetryAttempts: 1,
    });
  });

  it('win over the same settings of the code', () => {
    const { template } = helpdeskStack({
      manifest: withOptions({
        architecture: 'x86_64',
        runtime: 'nodejs22.x',
        ephemeralStorage: 1024,
        reservedConcurrency: 5,
        tracing: 'active',
        logRetention: 'forever',
        applicationLogLevel: 'WARN',
        systemLogLevel: 'DEBUG',
        maxEventAge: 600,
        idempotent: true,
        retryAttempts: 1,
      }),
      functions: {
        'support.case.get': {
          architecture: Architecture.ARM_64,
          runtime: Runtime.NODEJS_24_X,
          ephemeralStorageSize: Size.gibibytes(2),
          reservedConcurrentExecutions: 7,
          tracing: Tracing.PASS_THROUGH,
          logRetention: RetentionDays.ONE_WEEK,
          applicationLogLevel: ApplicationLogLevel.DEBUG,
          systemLogLevel: SystemLogLevel.WARN,
          maxEventAge: Duration.hours(1),
          retryAttempts: 0,
        },
      },
    });

    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'prod-support-case-get',
      Architectures: ['arm64'],
      Runtime: 'nodejs24.x',
      EphemeralStorage: { Size: 2048 },
      ReservedConcurrentExecutions: 7,
      TracingConfig: { Mode: 'PassThrough' },
      LoggingConfig: { ApplicationLogLevel: 'DEBUG', SystemLogLevel: 'WARN' },
    });
    template.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: '/aws/lambda/prod-support-case-get',
      RetentionInDays: 7,
    });
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: {
        Ref: resourceOf(template, 'AWS::Lambda::Function', { FunctionName: 'prod-support-case-get' }).logicalId,
      },
      MaximumEventAgeInSeconds: 3600,
      MaximumRetryAttempts: 0,
    });
  });

  it('add layers', () => {
    const app = temporaryApp();
    const shared = new Stack(app, 'Shared');
    const layer = new LayerVersion(shared, 'Layer', { code: Code.fromAsset(import.meta.dirname) });
    const stack = new BusStack(app, 'Helpdesk', {
      manifest: located(helpdeskManifest()),
      stage: 'prod',
      functions: { 'support.case.get': { layers: [layer] } },
    });

    const found = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
    expect(found.filter(({ Properties }) => Properties.Layers !== undefined)).toHaveLength(1);
  });

  it.each([
    [
      'a runtime that is not for bundles',
      { runtime: Runtime.PYTHON_3_13 },
      'The runtime of procedure support.case.get',
    ],
    ['too large a /tmp', { ephemeralStorageSize: Size.gibibytes(11) }, 'The ephemeralStorage of procedure'],
    ['retries of what is not idempotent', { retryAttempts: 1 }, 'but it is not idempotent'],
    ['an age of asynchronous events', { maxEventAge: Duration.seconds(1) }, 'takes a whole number of seconds from 60'],
  ])('are refused with %s', (_, settings, message) => {
    expect(() => helpdeskStack({ functions: { 'support.case.get': settings } })).toThrow(message);
  });

  it('warn of a reserved concurrency of a listener, which throttles messages into the dead-letter queue', () => {
    const { stack } = helpdeskStack({
      functions: {
        notifyAgents: { reservedConcurrentExecutions: 2 },
        'support.case.get': { reservedConcurrentExecutions: 2 },
      },
    });

    const warnings = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('reserved concurrency'));
    expect(warnings.map(({ id }) => id)).toEqual(['/Helpdesk/Bus/notifyAgents/Handler']);
  });

  it('reach into the VPC with a role that may attach to it', () => {
    const app = temporaryApp();
    const vpc = new Vpc(new Stack(app, 'Network'), 'Vpc');
    const stack = new BusStack(app, 'Helpdesk', {
      manifest: located(helpdeskManifest()),
      stage: 'prod',
      functions: { 'support.case.get': { vpc } },
    });
    const template = Template.fromStack(stack);

    expect(statements(template, 'prod-support-case-get').map(({ Sid }) => Sid)).toContain('AttachToVpc');
    expect(statements(template, 'prod-support-case-open').map(({ Sid }) => Sid)).not.toContain('AttachToVpc');
  });
});

/** The help desk whose procedure `get` has these options in its code. */
function withOptions(options: ProcedureOptions): Manifest {
  const manifest = helpdeskManifest();
  return {
    ...manifest,
    apis: manifest.apis.map((api) => ({
      ...api,
      procedures: api.procedures.map((each) => (each.name === 'get' ? { ...each, options } : each)),
    })),
  };
}

describe('the way out', () => {
  it('gives every function by the name that the code has for it', () => {
    const { bus } = helpdeskStack().stack;

    expect([...bus.functions.keys()]).toEqual(['support.case.get', 'support.case.open', 'notifyAgents', 'report']);
    expect(bus.functions.get('notifyAgents')).toBe(bus.listener('notifyAgents').function);
  });

  it("grants a procedure's role what its code needs besides the bus", () => {
    const { stack, template } = helpdeskStack({}, ({ bus }) => {
      const table = new Table(bus, 'Cases', { partitionKey: { name: 'id', type: AttributeType.STRING } });
      table.grantReadData(bus.procedure('support.case.get'));
      bus.procedure('support.case.get').addEnvironment('TABLE', table.tableName);
    });

    const { Properties } = resourceOf(template, 'AWS::IAM::Policy', {});
    expect(JSON.stringify(Properties)).toContain('dynamodb:GetItem');
    expect(Properties['Roles']).toEqual([
      { Ref: stack.getLogicalId(stack.bus.procedure('support.case.get').role?.node.defaultChild as never) },
    ]);
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'prod-support-case-get',
      Environment: {
        Variables: { TABLE: { Ref: stack.getLogicalId(stack.bus.node.findChild('Cases').node.defaultChild as never) } },
      },
    });
  });
});

describe('a function that calls very many others', () => {
  const calling = (count: number) => {
    const manifest = helpdeskManifest();
    const [api] = manifest.apis;
    const [get] = api?.procedures ?? [];
    if (api === undefined || get === undefined) throw new Error('the fixture changed');
    const calls = Array.from({ length: count }, (_, index) => `billing.account.procedure${index}`);
    return helpdeskStack({
      manifest: {
        ...manifest,
        apis: [
          {
            ...api,
            procedures: [{ ...get, bundle: bundleOf('support.case.get', { calls }) }, ...api.procedures.slice(1)],
          },
        ],
      },
    });
  };

  it('may call each of them once, in policies that IAM takes', () => {
    const { stack, template } = calling(300);

    const role = resourceOf(template, 'AWS::IAM::Role', { Description: 'Execution role of prod-support-case-get' });
    const managed = Object.values(template.findResources('AWS::IAM::ManagedPolicy'));
    expect(role.Properties['ManagedPolicyArns']).toHaveLength(managed.length);
    const documents = managed.map((policy) => policy['Properties'].PolicyDocument);
    const calls = [...statements(template, 'prod-support-case-get'), ...documents.flatMap(({ Statement }) => Statement)]
      .filter(({ Action }) => Action === 'lambda:InvokeFunction')
      .flatMap(({ Resource }) => Resource)
      .map((resource) => JSON.stringify(resource));
    expect(calls).toHaveLength(300);
    expect(new Set(calls).size).toBe(300);
    // As IAM counts, with the longest partition and region.
    const deployed = (document: unknown) =>
      JSON.stringify(stack.resolve(document))
        .replaceAll(
          /\{"Fn::Join":\["",\["arn:",\{"Ref":"AWS::Partition"\}(.*?)\]\]\}/g,
          (_, arn: string) => `"arn:aws-us-gov${arn}"`,
        )
        .replaceAll(/","|",|,"/g, '')
        .replaceAll('{"Ref":"AWS::Region"}', 'ap-southeast-99')
        .replaceAll('{"Ref":"AWS::AccountId"}', '000000000000').length;
    for (const document of documents) expect(deployed(document)).toBeLessThanOrEqual(6_144);
    const [inline] = role.Properties['Policies'] as readonly { readonly PolicyDocument: unknown }[];
    expect(deployed(inline?.PolicyDocument)).toBeLessThanOrEqual(10_240);
  });

  it('is refused when no role could name them all', () => {
    expect(() => calling(900)).toThrow(
      /The procedure support\.case\.get calls 900 procedures .*more than the policies of one role can name.*reference_iam-quotas/,
    );
  });
});
