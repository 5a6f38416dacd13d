import type { Duration } from 'aws-cdk-lib';
import { type IAlarmAction, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { QueueResource } from '../../src/topology/index.ts';
import { addAlarm, alarmPeriod } from './alarm.ts';

/** A listener's queue, and what is expected of it. */
export interface QueueAlarmsProps {
  readonly queue: QueueResource;
  /** What it is called in AWS. */
  readonly queueName: string;
  readonly oldestMessage: Duration | undefined;
  readonly actions: readonly IAlarmAction[];
}

const leastAgeSeconds = 300;

/** What the alarm of a queue where failures rest says. */
const resting = {
  dlq: 'its listener could not handle them, and each says why in the attribute lambdabus.error',
  undelivered: 'SNS could not deliver them to the queue of their listener',
  failed: 'asynchronous invocations of procedures and schedules failed',
} as const;

/** The alarm of a queue: that messages wait too long in it, or that it is not empty where failures rest. */
export class QueueAlarms extends Construct {
  constructor(scope: Construct, id: string, { queue, queueName, oldestMessage, actions }: QueueAlarmsProps) {
    super(scope, id);
    if (queue.role === 'source') {
      const seconds = oldestMessage?.toSeconds() ?? expectedSeconds(queue);
      addAlarm(this, 'Age', {
        name: `${queue.name} is late`,
        description: `The oldest message of the listener ${queue.listener} is older than ${seconds} s: it is slow, throttled or fails again and again.`,
        metric: queueMetric(queueName, 'ApproximateAgeOfOldestMessage'),
        above: seconds,
        minutes: 3,
        actions,
      });
      return;
    }
    addAlarm(this, 'NotEmpty', {
      name: `${queue.name} is not empty`,
      description: `Messages rest in ${queue.name}: ${resting[queue.role]}. Find out why before they are sent again or expire.`,
      metric: queueMetric(queueName, 'ApproximateNumberOfMessagesVisible'),
      above: 0,
      minutes: 1,
      actions,
    });
  }
}

/** As long as all receives of one message may take before it is a dead letter. */
function expectedSeconds({ visibilityTimeoutSeconds, redrive }: QueueResource): number {
  return Math.max(leastAgeSeconds, visibilityTimeoutSeconds * (redrive?.maxReceiveCount ?? 1));
}

function queueMetric(name: string, metricName: string): Metric {
  return new Metric({
    namespace: 'AWS/SQS',
    metricName,
    dimensionsMap: { QueueName: name },
    statistic: Stats.MAXIMUM,
    period: alarmPeriod,
  });
}
