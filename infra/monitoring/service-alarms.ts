import { type IAlarmAction, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Topology } from '../../src/topology/index.ts';
import { addAlarm, alarmPeriod } from './alarm.ts';
import { errorMetricName, metricNamespace } from './error-filter.ts';
import { QueueAlarms } from './queue-alarms.ts';

/** A service, and who is told. */
export interface ServiceAlarmsProps {
  readonly topology: Topology;
  readonly actions: readonly IAlarmAction[];
}

/** The alarms that a service has once, whatever its size. */
export class ServiceAlarms extends Construct {
  constructor(scope: Construct, id: string, { topology, actions }: ServiceAlarmsProps) {
    super(scope, id);
    const { stage, service } = topology;
    addAlarm(this, 'Errors', {
      name: `${stage}-${service} has errors`,
      description: `Functions of ${service} failed unexpectedly, ran out of time or ended without an answer. In their logs: filter level = "ERROR" or record.status in ["timeout", "failure"].`,
      metric: new Metric({
        namespace: metricNamespace,
        metricName: errorMetricName(topology),
        statistic: Stats.SUM,
        period: alarmPeriod,
      }),
      above: 0,
      minutes: 1,
      actions,
    });
    // The account's concurrency is shared: when it is used up, any function is throttled. So no dimension.
    // https://docs.aws.amazon.com/lambda/latest/dg/monitoring-concurrency.html
    addAlarm(this, 'Throttles', {
      name: `${stage}-${service} may be throttled`,
      description:
        'Functions of this account and region are throttled: its concurrency is used up, or the reserved concurrency of one of them.',
      metric: throttles(),
      above: 0,
      minutes: 3,
      actions,
    });
    for (const { name, source, reservedConcurrency } of topology.functions) {
      if (reservedConcurrency === undefined) continue;
      addAlarm(this, `${source}.throttled`, {
        name: `${name} is throttled`,
        description: `${source} needs more than its reserved concurrency of ${reservedConcurrency}.`,
        metric: throttles(name),
        above: 0,
        minutes: 3,
        actions,
      });
    }
    const failed = topology.queues.find(({ role }) => role === 'failed');
    if (failed !== undefined)
      new QueueAlarms(this, failed.name, {
        queue: failed,
        queueName: failed.name,
        oldestMessage: undefined,
        actions,
      });
  }
}

function throttles(functionName?: string): Metric {
  return new Metric({
    namespace: 'AWS/Lambda',
    metricName: 'Throttles',
    ...(functionName === undefined ? {} : { dimensionsMap: { FunctionName: functionName } }),
    statistic: Stats.SUM,
    period: alarmPeriod,
  });
}
