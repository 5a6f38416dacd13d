import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IAlarmAction,
  type Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

/** How often alarms look. */
export const alarmPeriod = Duration.minutes(1);

/** An alarm of a service. */
export interface ServiceAlarmProps {
  readonly name: string;
  /** What it means and what to do. */
  readonly description: string;
  readonly metric: Metric;
  /** The value above which it goes off. */
  readonly above: number;
  /** How many of the last minutes have to be above, to tell a burst from a state. */
  readonly minutes: number;
  readonly actions: readonly IAlarmAction[];
}

/** Makes an alarm on one metric: metric math would cost as much for each metric, and tell less. */
export function addAlarm(
  scope: Construct,
  id: string,
  { name, description, metric, above, minutes, actions }: ServiceAlarmProps,
): Alarm {
  const alarm = new Alarm(scope, id, {
    alarmName: name,
    alarmDescription: description,
    metric,
    threshold: above,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: minutes,
    // An empty queue and an idle function send no data.
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction(...actions);
  alarm.addOkAction(...actions);
  return alarm;
}
