import { Annotations, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnEventSourceMapping, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSubscription, type CfnSubscriptionProps } from 'aws-cdk-lib/aws-sns';
import type { IQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { MappingResource, QueueResource, SubscriptionResource } from '../src/topology/index.ts';
import type { ListenerQueue } from './deployment-props.ts';
import { MessageQueue } from './message-queue.ts';
import { required } from './required.ts';

/** The message attribute that says which event it is. */
const eventAttribute = 'lambdabus.event';

/** Properties of an {@link EventSubscription}. */
export interface EventSubscriptionProps {
  /** Undefined for queues under a listener's former name, which only hand over what is in them. */
  readonly subscription: SubscriptionResource | undefined;
  readonly mapping: MappingResource;
  readonly queues: {
    readonly source: QueueResource;
    readonly dlq: QueueResource;
    readonly undelivered: QueueResource;
  };
  /** The queue that the deployment brings instead of one that is made here. */
  readonly given?: ListenerQueue | undefined;
  /** The ARN of the event's topic as this stack refers to it, and as any other does; of that of its former name. */
  readonly topicArns: { readonly here: string; readonly computed: string; readonly former?: string | undefined };
  /** Its region, where that is another one. */
  readonly topicRegion?: string | undefined;
  /** The listener's function. */
  readonly handler: IFunction;
  readonly removalPolicy: RemovalPolicy;
  readonly encryptionKey?: IKey | undefined;
}

/** The way of one event to a listener: its subscription, its queues and the mapping to the listener's function. */
export class EventSubscription extends Construct {
  readonly queue: IQueue;
  readonly deadLetterQueue: IQueue;
  readonly undeliveredQueue: Queue;

  constructor(scope: Construct, id: string, props: EventSubscriptionProps) {
    super(scope, id);
    const { subscription, mapping, queues, topicArns, topicRegion, handler } = props;

    const { queue, deadLetterQueue } = props.given ?? this.#makeQueues(props);
    this.queue = queue;
    this.deadLetterQueue = deadLetterQueue;
    this.undeliveredQueue = new MessageQueue(this, 'UndeliveredQueue', {
      ...settingsOf(props),
      resource: queues.undelivered,
    });
    for (const each of [this.queue, this.undeliveredQueue]) this.#takeDeliveries(each, topicArns);

    if (subscription !== undefined) {
      this.#subscribe('Subscription', {
        topicArn: topicArns.here,
        ...(isElsewhere(this, topicRegion)
          ? { region: topicRegion }
          : { redrivePolicy: { deadLetterTargetArn: this.undeliveredQueue.queueArn } }),
        ...(subscription.filter === undefined
          ? {}
          : { filterPolicyScope: 'MessageBody', filterPolicy: subscription.filter }),
      });
    }
    if (topicArns.former !== undefined) {
      this.#subscribe('FormerSubscription', {
        topicArn: topicArns.former,
        redrivePolicy: { deadLetterTargetArn: this.undeliveredQueue.queueArn },
        // What its own service fires comes by the present name as well.
        filterPolicyScope: 'MessageAttributes',
        filterPolicy: { [eventAttribute]: [{ exists: false }, { 'anything-but': [required(queues.source.event)] }] },
      });
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

  #subscribe(id: string, props: Omit<CfnSubscriptionProps, 'protocol' | 'endpoint'>): void {
    const subscription = new CfnSubscription(this, id, {
      ...props,
      protocol: 'sqs',
      endpoint: this.queue.queueArn,
      rawMessageDelivery: true,
    });
    // SNS delivers from the moment the subscription is there, so the queues have to take it by then.
    for (const each of [this.queue, this.undeliveredQueue]) {
      const policy = each.node.tryFindChild('Policy');
      if (policy !== undefined) subscription.node.addDependency(policy);
    }
  }

  #makeQueues(props: EventSubscriptionProps): { readonly queue: Queue; readonly deadLetterQueue: Queue } {
    const { source, dlq } = props.queues;
    const settings = settingsOf(props);
    const deadLetterQueue = new MessageQueue(this, 'DeadLetterQueue', {
      ...settings,
      resource: dlq,
      deadLettersOf: source.name,
    });
    return {
      deadLetterQueue,
      queue: new MessageQueue(this, 'Queue', { ...settings, resource: source, deadLetterQueue }),
    };
  }

  /** Lets SNS send what the one topic delivers. */
  #takeDeliveries(queue: IQueue, { here, computed, former }: EventSubscriptionProps['topicArns']): void {
    const present = Stack.of(queue) === Stack.of(this) ? here : computed;
    const topicArn = former === undefined ? present : [present, former];
    const { statementAdded } = queue.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal('sns.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': topicArn } },
      }),
    );
    if (statementAdded) return;
    Annotations.of(this).addWarningV2(
      'lambdabus:queuePolicy',
      `The policy of the queue ${queue.node.path} is not in this app. It has to let sns.amazonaws.com do sqs:SendMessage where aws:SourceArn is ${[topicArn].flat().join(' or ')}, or nothing is delivered. See https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html`,
    );
  }
}

function settingsOf({ removalPolicy, encryptionKey }: EventSubscriptionProps) {
  return { removalPolicy, encryptionKey };
}

/**
 * Whether the topic is in another region. SNS takes a subscription's dead-letter queue in the topic's own region only;
 * to a queue in another one it goes on trying for 23 days.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
 */
function isElsewhere(scope: Construct, region: string | undefined): boolean {
  return region !== undefined && region !== Stack.of(scope).region;
}
