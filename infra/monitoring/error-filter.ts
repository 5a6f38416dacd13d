import { CfnMetricFilter, LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { FunctionResource, Topology } from '../../src/topology/index.ts';

/** The namespace of the metrics that are counted from logs. */
export const metricNamespace = 'lambdabus';

/**
 * Errors that somebody has to look at: what the bus logs as an error, and functions that ran out of time or ended
 * without an answer, which Lambda reports itself. What a caller did wrong is a warning in the log, though Lambda's own
 * metric Errors counts it.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#platform-report
 */
const unexpected =
  '{ ($.level = "ERROR" && ($.procedure = "*" || $.listener = "*" || $.schedule = "*")) || $.record.status = "timeout" || $.record.status = "failure" }';

/** Whose log is watched. */
export interface ErrorFilterProps {
  readonly resource: FunctionResource;
  readonly topology: Topology;
  /** Holds the function's log group. */
  readonly logs: Construct;
}

/** Counts the unexpected errors in a function's log into the one metric of its service. */
export function watchErrors(scope: Construct, { resource, topology, logs }: ErrorFilterProps): void {
  const filter = new CfnMetricFilter(scope, resource.source, {
    logGroupName: `/aws/lambda/${resource.name}`,
    filterPattern: unexpected,
    metricTransformations: [
      {
        metricNamespace,
        metricName: errorMetricName(topology),
        metricValue: '1',
        defaultValue: 0,
        unit: 'Count',
      },
    ],
  });
  // By name, so that nothing is handed from stack to stack; the group has to be there first.
  const group = logs.node.findAll().find((each) => each instanceof LogGroup);
  if (group !== undefined) filter.node.addDependency(group);
}

/** The metric of a service's unexpected errors: without dimensions, one for all its functions. */
export function errorMetricName({ stage, service }: Topology): string {
  return `${stage}-${service}-errors`;
}
