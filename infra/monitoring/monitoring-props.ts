import type { Duration } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';

/** What is watched, and who is told. */
export interface MonitoringProps {
  /**
   * What an alarm does when it goes off and when it is over, such as `new SnsAction(topic)`.
   * @default nothing: alarms are seen in CloudWatch
   */
  readonly alarmActions?: readonly IAlarmAction[] | undefined;
  /**
   * How old the oldest message in a listener's queue may become, by the listener's name.
   * @default as long as all receives of a message may take: `maxReceiveCount` × visibility timeout, 15 minutes where
   * nothing was set; 5 minutes at least
   */
  readonly oldestMessage?: Readonly<Record<string, Duration>> | undefined;
  /**
   * Whether there is a dashboard of the service.
   * @default true
   */
  readonly dashboard?: boolean | undefined;
}
