import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { EventSubscription, type EventSubscriptionProps } from './event-subscription.ts';
import { ServiceFunction, type ServiceFunctionProps } from './service-function.ts';

/** One of the events of a listener. */
export interface ListenedEventProps
  extends Pick<EventSubscriptionProps, 'subscription' | 'mapping' | 'queues' | 'given' | 'topicArns' | 'topicRegion'> {
  /**
   * The construct's id. Where one queue is all that a listener has, it holds no event: its physical name holds none
   * either, and CloudFormation cannot move a name to another logical id.
   */
  readonly id: string;
  /** The event's dotted name. */
  readonly event: string;
}

/** Properties of a {@link Listener}. */
export interface ListenerProps extends ServiceFunctionProps {
  readonly events: readonly ListenedEventProps[];
}

/** A listener: one function, and for each of its events a queue with dead-letter queues, a subscription and a mapping. */
export class Listener extends Construct {
  readonly function: LambdaFunction;
  /** By the event's dotted name. */
  readonly subscriptions: ReadonlyMap<string, EventSubscription>;

  constructor(scope: Construct, id: string, props: ListenerProps) {
    super(scope, id);
    this.function = new ServiceFunction(this, 'Handler', props).function;
    this.subscriptions = new Map(
      props.events.map((event) => [
        event.event,
        new EventSubscription(this, event.id, {
          ...event,
          handler: this.function,
          removalPolicy: props.removal.queues,
          encryptionKey: props.encryptionKey,
        }),
      ]),
    );
  }

  /** The queues that its function consumes, in the order of its events. */
  get queues(): readonly IQueue[] {
    return [...this.subscriptions.values()].map(({ queue }) => queue);
  }

  /** The queues of messages that it could not handle. */
  get deadLetterQueues(): readonly IQueue[] {
    return [...this.subscriptions.values()].map(({ deadLetterQueue }) => deadLetterQueue);
  }

  /** The queues of events that SNS could not deliver to its queues. */
  get undeliveredQueues(): readonly Queue[] {
    return [...this.subscriptions.values()].map(({ undeliveredQueue }) => undeliveredQueue);
  }
}
