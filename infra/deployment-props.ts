import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { DeploymentSettings, Location } from '../src/topology/index.ts';
import type { FunctionSettings, SingleFunctionSettings } from './function-settings.ts';

/** Where other services' APIs are. */
export interface ApiLocation extends Location {
  /**
   * The customer key that encrypts the events of these APIs: functions that fire them may then use it.
   * @default none: their topics are encrypted with their account's own key for SNS
   */
  readonly encryptionKey?: IKey | undefined;
}

/** A queue that stands already, for a listener. */
export interface ListenerQueue {
  /** The queue itself, which the topic is subscribed to and the listener consumes. */
  readonly queue: IQueue;
  /** The dead-letter queue, where the listener lays what it cannot handle. */
  readonly deadLetterQueue: IQueue;
  /**
   * Receives of one message before the queue's own redrive policy moves it, 1 to 1,000.
   * @default what the `Queue` says, else the listener's own
   */
  readonly maxReceiveCount?: number | undefined;
}

/** What a deployment says of a service, and what it brings along. */
export interface DeploymentProps
  extends DeploymentSettings<{
    readonly defaults: FunctionSettings;
    readonly function: SingleFunctionSettings;
    readonly location: ApiLocation;
    readonly topic: ITopic;
    readonly queue: IQueue | ListenerQueue;
  }> {
  /**
   * A customer key for topics, queues, log groups and environment variables. Roles may use it where they publish, send
   * or consume; SNS and CloudWatch Logs are let in by its key policy, if it is one of this app.
   * @default SNS's own key of the account, SQS's and CloudWatch's own encryption
   */
  readonly encryptionKey?: IKey | undefined;
}
