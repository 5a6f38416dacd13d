import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { EventSubscription } from './event-subscription.ts';
import type { ListenedEventProps } from './listener.ts';

/** Properties of a {@link RetiredListener}. */
export interface RetiredListenerProps {
  readonly events: readonly ListenedEventProps[];
  /** The function under the listener's present name. */
  readonly handler: IFunction;
  readonly removalPolicy: RemovalPolicy;
  readonly encryptionKey: IKey | undefined;
}

/**
 * What is left of a listener under its former name: its queues stay where they are, by the same logical ids, and the
 * function of its present name empties them.
 */
export class RetiredListener extends Construct {
  constructor(scope: Construct, id: string, { events, ...props }: RetiredListenerProps) {
    super(scope, id);
    for (const event of events) new EventSubscription(this, event.id, { ...event, ...props });
  }
}
