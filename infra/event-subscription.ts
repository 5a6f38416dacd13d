import type { RemovalPolicy } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnEventSourceMapping, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSubscription } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { MappingResource, QueueResource, SubscriptionResource } from '../src/topology/index.ts';
import { MessageQueue } from './message-queue.ts';

/** Properties of an {@link EventSubscription}. */
export interface EventSubscriptionProps {
  readonly subscription: SubscriptionResource;
  readonly mapping: MappingResource;
  readonly queues: {
    readonly source: QueueResource;
    readonly dlq: QueueResource;
    readonly undelivered: QueueResource;
  };
  /** The ARN of the event's topic, of this or another service. */
  readonly topicArn: string;
  /** The listener's function. */
  readonly handler: IFunction;
  readonly removalPolicy: RemovalPolicy;
}

/** The way of one event to a listener: its subscription, its queues and the mapping to the listener's function. */
export class EventSubscription extends Construct {
  /** The physical name of the topic, which may belong to another service. */
  readonly topicName: string;
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;
  readonly undeliveredQueue: Queue;

  constructor(scope: Construct, id: string, props: EventSubscriptionProps) {
    super(scope, id);
    const { subscription, mapping, queues, topicArn, handler, removalPolicy } = props;

    this.topicName = subscription.topic;
    this.deadLetterQueue = new MessageQueue(this, 'DeadLetterQueue', {
      resource: queues.dlq,
      removalPolicy,
      deadLettersOf: queues.source.name,
    });
    this.queue = new MessageQueue(this, 'Queue', {
      resource: queues.source,
      removalPolicy,
      deadLetterQueue: this.deadLetterQueue,
    });
    this.undeliveredQueue = new MessageQueue(this, 'UndeliveredQueue', {
      resource: queues.undelivered,
      removalPolicy,
    });
    for (const queue of [this.queue, this.undeliveredQueue]) queue.addToResourcePolicy(deliveries(queue, topicArn));

    const subscribed = new CfnSubscription(this, 'Subscription', {
      topicArn,
      protocol: 'sqs',
      endpoint: this.queue.queueArn,
      rawMessageDelivery: true,
      redrivePolicy: { deadLetterTargetArn: this.undeliveredQueue.queueArn },
      ...(subscription.filter === undefined
        ? {}
        : { filterPolicyScope: 'MessageBody', filterPolicy: subscription.filter }),
    });
    // SNS delivers from the moment the subscription is there, so the queues have to take it by then.
    for (const queue of [this.queue, this.undeliveredQueue]) {
      subscribed.node.addDependency(queue.node.findChild('Policy'));
    }

    new CfnEventSourceMapping(this, 'Mapping', {
      eventSourceArn: this.queue.queueArn,
      functionName: handler.functionName,
      batchSize: mapping.batchSize,
      functionResponseTypes: ['ReportBatchItemFailures'],
      ...(mapping.batchWindowSeconds === 0 ? {} : { maximumBatchingWindowInSeconds: mapping.batchWindowSeconds }),
      ...(mapping.maxConcurrency === undefined
        ? {}
        : { scalingConfig: { maximumConcurrency: mapping.maxConcurrency } }),
    });
  }
}

/** Lets SNS send what the one topic delivers. */
function deliveries(queue: Queue, topicArn: string): PolicyStatement {
  return new PolicyStatement({
    effect: Effect.ALLOW,
    principals: [new ServicePrincipal('sns.amazonaws.com')],
    actions: ['sqs:SendMessage'],
    resources: [queue.queueArn],
    conditions: { ArnEquals: { 'aws:SourceArn': topicArn } },
  });
}
