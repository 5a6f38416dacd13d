import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration, type NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { afterAll, describe, expect, it } from 'vitest';
import { BusStack, type BusStackProps } from '../../infra/index.ts';
import { largeManifest } from '../support/large-manifest.ts';
import { helpdeskManifest } from '../support/manifest.ts';
import { located, temporaryApp } from './support/located-manifest.ts';

const directory = mkdtempSync(join(tmpdir(), 'lambdabus-monitoring-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

interface Alarm {
  readonly AlarmName: string;
  readonly MetricName: string;
  readonly Namespace: string;
  readonly Threshold: number;
  readonly AlarmActions?: readonly unknown[];
  readonly OKActions?: readonly unknown[];
}

/** A monitored help desk, and the templates of its stacks by their ids. */
function monitored(props: Partial<BusStackProps> = {}) {
  const app = temporaryApp({ 'lambdabus:placement': 'update', 'lambdabus:deployed': 'none' });
  const stack = new BusStack(app, 'Helpdesk', {
    stage: 'prod',
    monitoring: true,
    placement: { file: join(directory, `${crypto.randomUUID()}.json`) },
    ...props,
    manifest: located(props.manifest ?? helpdeskManifest()),
  });
  const template = Template.fromStack(stack);
  const nested = stack.node
    .findAll()
    .filter((construct): construct is NestedStack => Stack.isStack(construct) && construct !== stack);
  return { stack, template, nested: new Map(nested.map((each) => [each.node.id, Template.fromStack(each)])) };
}

function watching({ nested }: ReturnType<typeof monitored>, id = 'monitoring-root'): Template {
  const template = nested.get(id);
  if (template === undefined) throw new Error(`There is no stack ${id}, only ${[...nested.keys()]}.`);
  return template;
}

function alarms(template: Template): readonly Alarm[] {
  return Object.values(template.findResources('AWS::CloudWatch::Alarm')).map((resource) => resource['Properties']);
}

describe('a bus without monitoring', () => {
  it('has no alarms and no nested stack', () => {
    const { template, nested } = monitored({ monitoring: false });

    template.resourceCountIs('AWS::CloudWatch::Alarm', 0);
    expect(nested.size).toBe(0);
  });
});

describe('monitoring', () => {
  const made = monitored();

  it('watches the queues where failures rest, the age of messages, errors and throttles', () => {
    expect(
      alarms(watching(made))
        .map(({ AlarmName, Namespace, MetricName, Threshold }) => [AlarmName, Namespace, MetricName, Threshold])
        .sort(),
    ).toEqual([
      ['prod-helpdesk has errors', 'lambdabus', 'prod-helpdesk-errors', 0],
      ['prod-helpdesk may be throttled', 'AWS/Lambda', 'Throttles', 0],
      ['prod-helpdesk--failed is not empty', 'AWS/SQS', 'ApproximateNumberOfMessagesVisible', 0],
      // Five receives of 180 s each.
      ['prod-helpdesk--notifyAgents is late', 'AWS/SQS', 'ApproximateAgeOfOldestMessage', 900],
      ['prod-helpdesk--notifyAgents--dlq is not empty', 'AWS/SQS', 'ApproximateNumberOfMessagesVisible', 0],
      ['prod-helpdesk--notifyAgents--undelivered is not empty', 'AWS/SQS', 'ApproximateNumberOfMessagesVisible', 0],
    ]);
  });

  it('counts what the bus logs as errors, timeouts and crashes of each function, into one metric', () => {
    const template = watching(made);

    template.resourceCountIs('AWS::Logs::MetricFilter', 4);
    template.hasResourceProperties('AWS::Logs::MetricFilter', {
      LogGroupName: '/aws/lambda/prod-support-case-get',
      FilterPattern:
        '{ ($.level = "ERROR" && ($.procedure = "*" || $.listener = "*" || $.schedule = "*")) || $.record.status = "timeout" || $.record.status = "failure" }',
      MetricTransformations: [{ MetricNamespace: 'lambdabus', MetricName: 'prod-helpdesk-errors', MetricValue: '1' }],
    });
  });

  it('stands in a nested stack that is deployed after the log groups, and gets nothing handed over', () => {
    const [nested] = Object.values(made.template.findResources('AWS::CloudFormation::Stack'));

    const groups = Object.keys(made.template.findResources('AWS::Logs::LogGroup'));
    expect(nested?.['DependsOn']).toEqual(expect.arrayContaining(groups));
    expect(nested?.['Properties'].Parameters).toBeUndefined();
  });

  it('has a dashboard, which searches by name', () => {
    const [dashboard] = Object.values(watching(made).findResources('AWS::CloudWatch::Dashboard'));

    expect(dashboard?.['Properties'].DashboardName).toBe('prod-helpdesk');
    const body = JSON.stringify(dashboard?.['Properties'].DashboardBody);
    for (const part of ['FunctionName=prod-support-case', 'QueueName=prod-helpdesk', 'TopicName=prod-support-case']) {
      expect(body).toContain(part);
    }
  });

  it('changes nothing of the service itself', () => {
    const plain = monitored({ monitoring: false }).template.toJSON()['Resources'];

    expect(made.template.toJSON()['Resources']).toMatchObject(plain);
  });

  it('tells whom it is told to tell, when an alarm goes off and when it is over', () => {
    const app = temporaryApp();
    const topic = new Topic(new Stack(app, 'OnCall'), 'Topic', { topicName: 'on-call' });
    const stack = new BusStack(app, 'Helpdesk', {
      stage: 'prod',
      manifest: located(helpdeskManifest()),
      monitoring: {
        alarmActions: [new SnsAction(topic)],
        dashboard: false,
        oldestMessage: { notifyAgents: Duration.hours(1) },
      },
    });
    const nested = stack.bus.node.findChild('monitoring-root') as NestedStack;

    const template = Template.fromStack(nested);

    template.resourceCountIs('AWS::CloudWatch::Dashboard', 0);
    for (const { AlarmActions, OKActions } of alarms(template)) {
      expect(AlarmActions).toHaveLength(1);
      expect(OKActions).toEqual(AlarmActions);
    }
    expect(alarms(template).find(({ AlarmName }) => AlarmName.endsWith('is late'))?.Threshold).toBe(3_600);
  });

  it('watches the throttles of a function that has reserved concurrency', () => {
    const template = watching(monitored({ functions: { report: { reservedConcurrentExecutions: 2 } } }));

    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'prod-helpdesk--report is throttled',
      MetricName: 'Throttles',
      Dimensions: [{ Name: 'FunctionName', Value: 'prod-helpdesk--report' }],
    });
  });

  it('refuses an expectation of a listener that is not there', () => {
    expect(() => monitored({ monitoring: { oldestMessage: { notifyAgent: Duration.hours(1) } } })).toThrow(
      'Helpdesk/Bus: monitoring.oldestMessage names the listener "notifyAgent", which the service does not have. Did you mean "notifyAgents"?',
    );
  });

  it('of a large service stands beside each of its stacks', () => {
    const large = monitored({ manifest: largeManifest({ procedures: 130, events: 5, listeners: 5 }) });

    expect([...large.nested.keys()].sort()).toEqual(['functions-1', 'monitoring-functions-1', 'monitoring-root']);
    const count = (id: string) => Object.keys(watching(large, id).findResources('AWS::Logs::MetricFilter')).length;
    expect(count('monitoring-root') + count('monitoring-functions-1')).toBe(135);
    for (const template of large.nested.values()) {
      expect(Object.keys(template.toJSON()['Resources']).length).toBeLessThanOrEqual(500);
    }
  });
});
