import { Stack } from 'aws-cdk-lib';
import { CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Topology } from '../../src/topology/index.ts';
import { errorMetricName, metricNamespace } from './error-filter.ts';

/** A graph takes up to 100 series of a search; more searches than these make it slow. */
const mostSearches = 10;
const width = 12;
const height = 6;

/** What a graph shows: metrics found by searching, so that the dashboard does not grow with the service. */
interface Graph {
  readonly title: string;
  readonly metrics: readonly unknown[];
}

/** A dashboard of a service: procedures, listeners, queues and topics, by searches over their names. */
export function serviceDashboard(scope: Construct, topology: Topology): CfnDashboard {
  const { stage, service } = topology;
  const rows = graphs(topology).map(({ title, metrics }, index) => ({
    type: 'metric',
    x: (index % 2) * width,
    y: Math.floor(index / 2) * height,
    width,
    height,
    properties: { title, metrics, region: Stack.of(scope).region, view: 'timeSeries', period: 60 },
  }));
  return new CfnDashboard(scope, 'Dashboard', {
    dashboardName: `${stage}-${service}`,
    dashboardBody: Stack.of(scope).toJsonString({ widgets: rows }),
  });
}

function graphs(topology: Topology): readonly Graph[] {
  const { stage, service } = topology;
  const procedures = procedureTerms(topology);
  const own = [`FunctionName=${stage}-${service}`];
  const lambda = (terms: readonly string[], metric: string, statistic: string) =>
    searches(terms, { schema: 'AWS/Lambda,FunctionName', metric, statistic });
  const sqs = (metric: string, more = '') =>
    searches([`QueueName=${stage}-${service}${more}`], { schema: 'AWS/SQS,QueueName', metric, statistic: 'Maximum' });
  const hasHandlers = topology.functions.some(({ kind }) => kind !== 'procedure');
  return [
    {
      title: 'Unexpected errors, timeouts and crashes',
      metrics: [[metricNamespace, errorMetricName(topology), { stat: 'Sum' }]],
    },
    {
      title: 'Failures that rest: dead letters, undelivered events, failed invocations',
      metrics: sqs('ApproximateNumberOfMessagesVisible', ' (dlq OR undelivered OR failed)'),
    },
    ...(procedures.length > 0
      ? [
          { title: 'Calls', metrics: lambda(procedures, 'Invocations', 'Sum') },
          { title: "Failed calls, callers' mistakes too", metrics: lambda(procedures, 'Errors', 'Sum') },
          { title: 'Duration of calls, p99', metrics: lambda(procedures, 'Duration', 'p99') },
          { title: 'Throttles', metrics: lambda([...procedures, ...own].slice(0, mostSearches), 'Throttles', 'Sum') },
        ]
      : []),
    ...(hasHandlers
      ? [
          { title: 'Invocations of listeners and schedules', metrics: lambda(own, 'Invocations', 'Sum') },
          { title: 'Duration of listeners and schedules, p99', metrics: lambda(own, 'Duration', 'p99') },
          { title: 'Messages that wait', metrics: sqs('ApproximateNumberOfMessagesVisible') },
          { title: 'Age of the oldest message, seconds', metrics: sqs('ApproximateAgeOfOldestMessage') },
        ]
      : []),
    ...(topology.topics.length > 0 ? [{ title: 'Events', metrics: searches(topicTerms(topology), topicSearch) }] : []),
  ];
}

const topicSearch = { schema: 'AWS/SNS,TopicName', metric: 'NumberOfMessagesPublished', statistic: 'Sum' } as const;

interface Search {
  readonly schema: string;
  readonly metric: string;
  readonly statistic: string;
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html */
function searches(terms: readonly string[], { schema, metric, statistic }: Search): readonly unknown[] {
  return terms.map((term, index) => [
    { expression: `SEARCH('{${schema}} MetricName="${metric}" ${term}', '${statistic}', 60)`, id: `e${index}` },
  ]);
}

function procedureTerms({ functions, stage }: Topology): readonly string[] {
  const names = functions.filter(({ kind }) => kind === 'procedure').map(({ source }) => source);
  return prefixes(names).map((prefix) => `FunctionName=${stage}-${prefix}`);
}

function topicTerms({ topics, stage }: Topology): readonly string[] {
  return prefixes(topics.map(({ event }) => event)).map((prefix) => `TopicName=${stage}-${prefix}`);
}

/** The APIs of dotted names, or where these are many what their names begin with. */
function prefixes(names: readonly string[]): readonly string[] {
  const apis = [...new Set(names.map((name) => name.slice(0, name.lastIndexOf('.'))))];
  const chosen = apis.length <= mostSearches ? apis : [...new Set(apis.map((api) => api.split('.')[0] ?? api))];
  return chosen.slice(0, mostSearches).map((prefix) => prefix.replaceAll('.', '-'));
}
