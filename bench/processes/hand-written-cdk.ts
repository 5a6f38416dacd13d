/**
 * The resources of a generated service as one would write them with CDK by hand, with equal care:
 * `node hand-written-cdk.ts <service.json> <output directory>`. The code is the bundles that lambdabus made.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Duration, NestedStack, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias } from 'aws-cdk-lib/aws-kms';
import {
  Architecture,
  Code,
  EventInvokeConfig,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { GeneratedService } from '../support/generated-service.ts';
import type { GeneratedApi } from '../support/generated-sources.ts';

const [file = '', outdir = ''] = process.argv.slice(2);
const { directory, apis, listeners }: GeneratedService = JSON.parse(readFileSync(file, 'utf8'));
const proceduresInAStack = 100;
const eventsInAStack = 30;

interface ServiceFunctionProps {
  readonly functionName: string;
  /** The bundle's directory. */
  readonly bundle: string;
  readonly timeout: Duration;
  readonly statements: readonly PolicyStatement[];
}

/** A function with a role and a log group of its own, whose permissions are written into the role. */
class ServiceFunction extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, { functionName, bundle, timeout, statements }: ServiceFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const writeLogs = new PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { own: new PolicyDocument({ statements: [writeLogs, ...statements] }) },
    });
    this.function = new LambdaFunction(this, 'Function', {
      functionName,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(join(directory, '.lambdabus/functions', bundle)),
      memorySize: 256,
      timeout,
      environment: { STAGE: 'dev' },
      // The role holds all it needs: what CDK would grant again would be a policy more for each function.
      role: role.withoutPolicyUpdates(),
      logGroup,
      loggingFormat: LoggingFormat.JSON,
    });
  }
}

const app = new App({ outdir });
const stack = new Stack(app, 'HandWritten');
const failed = newQueue(stack, 'Failed', { queueName: 'dev-generated--failed', retentionPeriod: Duration.days(14) });
const procedures = apis.flatMap((api) => api.procedures.map((procedure) => ({ api, procedure })));
for (const [index, { api, procedure }] of procedures.entries()) {
  addProcedure(nestedStack('Procedures', Math.floor(index / proceduresInAStack)), api, procedure);
}
const topics = new Map<string, Topic>();
for (const [index, { api, event }] of apis.flatMap((api) => api.events.map((event) => ({ api, event }))).entries()) {
  topics.set(`${api.name}.${event}`, addTopic(nestedStack('Events', Math.floor(index / eventsInAStack)), api, event));
}
for (const [listener, event] of Object.entries(listeners)) addListener(listener, event);
app.synth();

function nestedStack(name: string, number: number): Construct {
  const id = `${name}${number}`;
  return stack.node.tryFindChild(id) ?? new NestedStack(stack, id);
}

function addProcedure(scope: Construct, api: GeneratedApi, procedure: string): void {
  const own = api.name.replaceAll('.', '-');
  const next = apis[(api.index + 1) % apis.length]?.name.replaceAll('.', '-');
  const calls = procedure === 'setStatus' ? [allow('lambda:InvokeFunction', 'lambda', `function:dev-${next}-get`)] : [];
  const fires =
    procedure === 'create' && api.events.length > 0 ? [allow('sns:Publish', 'sns', `dev-${own}-created`)] : [];
  const { function: handler } = new ServiceFunction(scope, `${own}-${procedure}`, {
    functionName: `dev-${own}-${procedure}`,
    bundle: `${api.name}.${procedure}`,
    timeout: Duration.seconds(10),
    statements: [...calls, ...fires, allow('sqs:SendMessage', 'sqs', 'dev-generated--failed')],
  });
  new EventInvokeConfig(handler, 'Asynchronous', {
    function: handler,
    retryAttempts: 0,
    onFailure: new SqsDestination(failed),
  });
}

function addTopic(scope: Construct, api: GeneratedApi, event: string): Topic {
  const topicName = `dev-${api.name.replaceAll('.', '-')}-${event}`;
  return new Topic(scope, topicName, {
    topicName,
    enforceSSL: true,
    masterKey: Alias.fromAliasName(scope, `${topicName}-key`, 'alias/aws/sns'),
  });
}

function addListener(listener: string, event: string): void {
  const topic = topics.get(event);
  if (topic === undefined) throw new TypeError(`No topic is called ${event}.`);
  const scope = new Construct(Stack.of(topic), listener);
  const queueName = `dev-generated--${listener}`;
  const retentionPeriod = Duration.days(14);
  const dead = newQueue(scope, 'DeadLetters', { queueName: `${queueName}--dlq`, retentionPeriod });
  const undelivered = newQueue(scope, 'Undelivered', { queueName: `${queueName}--undelivered`, retentionPeriod });
  const queue = newQueue(scope, 'Queue', {
    queueName,
    visibilityTimeout: Duration.seconds(180),
    retentionPeriod: Duration.days(4),
    deadLetterQueue: { queue: dead, maxReceiveCount: 5 },
  });
  topic.addSubscription(new SqsSubscription(queue, { rawMessageDelivery: true, deadLetterQueue: undelivered }));
  const { function: handler } = new ServiceFunction(scope, 'Handler', {
    functionName: queueName,
    bundle: listener,
    timeout: Duration.seconds(30),
    statements: [
      allow('sqs:SendMessage', 'sqs', `${queueName}--dlq`),
      new PolicyStatement({
        actions: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
        resources: [queue.queueArn],
      }),
    ],
  });
  handler.addEventSource(new SqsEventSource(queue, { batchSize: 10, reportBatchItemFailures: true }));
}

function newQueue(scope: Construct, id: string, props: QueueProps): Queue {
  return new Queue(scope, id, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    removalPolicy: RemovalPolicy.DESTROY,
    ...props,
  });
}

function allow(action: string, service: string, resource: string): PolicyStatement {
  const { partition, region, account } = stack;
  return new PolicyStatement({
    actions: [action],
    resources: [`arn:${partition}:${service}:${region}:${account}:${resource}`],
  });
}
