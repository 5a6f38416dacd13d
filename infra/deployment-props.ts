import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';

/** Where other services' APIs are. */
export interface ApiLocation {
  /**
   * The account, 12 digits. Its service has to let this account in: see `bus.grantCall`, `grantFire`, `grantListen`.
   * @default this account
   */
  readonly account?: string | undefined;
  /**
   * The region.
   * @default this region
   */
  readonly region?: string | undefined;
  /**
   * The customer key that encrypts the events of these APIs: functions that fire them may then use it.
   * @default none: their topics are encrypted with their account's own key for SNS
   */
  readonly encryptionKey?: IKey | undefined;
}

/** A queue that stands already, for a listener. */
export interface ListenerQueue {
  readonly queue: IQueue;
  /** The dead-letter queue, where the listener lays what it cannot handle. */
  readonly deadLetterQueue: IQueue;
  /**
   * Receives of one message before the queue's own redrive policy moves it, 1 to 1,000.
   * @default what the `Queue` says, else the listener's own
   */
  readonly maxReceiveCount?: number | undefined;
}

/** What a deployment brings along, and where it finds what others have. */
export interface DeploymentProps {
  /**
   * Accounts and regions of other services' APIs, by the beginning of their names: `billing` means `billing` and
   * everything below it; the longest match wins. Grants, subscriptions and the functions' clients follow it.
   * @default none: all in this account and region
   */
  readonly locations?: Readonly<Record<string, ApiLocation>> | undefined;
  /**
   * Topics that stand already, by the dotted names of their events, of this or another service. They are used instead
   * of being made or found by name, and may have any name.
   * @default none
   */
  readonly topics?: Readonly<Record<string, ITopic>> | undefined;
  /**
   * Queues that stand already, by the listener's name, and `/` with the event's dotted name for a listener of several.
   * A `Queue` with a dead-letter queue says it all.
   * @default none
   */
  readonly queues?: Readonly<Record<string, IQueue | ListenerQueue>> | undefined;
  /**
   * A customer key for topics, queues, log groups and environment variables. Roles may use it where they publish, send
   * or consume; SNS and CloudWatch Logs are let in by its key policy, if it is one of this app.
   * @default SNS's own key of the account, SQS's and CloudWatch's own encryption
   */
  readonly encryptionKey?: IKey | undefined;
}
