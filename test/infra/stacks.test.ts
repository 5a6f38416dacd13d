import { Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { Bus, BusStack, EventsStack } from '../../infra/index.ts';
import { bundleOf, helpdeskManifest } from '../support/manifest.ts';
import { located, temporaryApp } from './support/located-manifest.ts';
import { arn, helpdeskStack } from './support/templates.ts';

describe('the logical ids', () => {
  it('are a contract: another id replaces a resource', () => {
    const { template } = helpdeskStack();
    const resources: Record<string, { Type: string }> = template.toJSON()['Resources'];

    const ids = Object.entries(resources).map(([id, { Type }]) => `${Type} ${id}`);

    expect(ids.sort()).toMatchSnapshot();
  });

  it('of everything that was there stay when a procedure is added, and nothing else changes', () => {
    const manifest = helpdeskManifest();
    const [api] = manifest.apis;
    const [get] = api?.procedures ?? [];
    if (api === undefined || get === undefined) throw new Error('the fixture changed');
    const added = { ...get, name: 'close', bundle: bundleOf('support.case.close') };
    const larger = { ...manifest, apis: [{ ...api, procedures: [added, ...api.procedures] }] };

    const before: Record<string, unknown> = helpdeskStack({ manifest }).template.toJSON()['Resources'];
    const after: Record<string, unknown> = helpdeskStack({ manifest: larger }).template.toJSON()['Resources'];

    const isNew = (id: string) => !(id in before);
    expect(Object.keys(after).filter(isNew)).toHaveLength(4);
    expect(
      Object.keys(after)
        .filter(isNew)
        .every((id) => id.includes('supportcaseclose')),
    ).toBe(true);
    expect(after).toMatchObject(before);
    for (const [id, resource] of Object.entries(before)) expect(after[id]).toEqual(resource);
  });
});

describe('a bus', () => {
  const bus = () => helpdeskStack().stack.bus;

  it('gives its constructs by the names of the code', () => {
    const made = bus();

    expect(made.procedure('support.case.get').node.path).toBe('Helpdesk/Bus/support.case.get/Function');
    expect(made.event('support.case.caseCreated').node.path).toBe('Helpdesk/Bus/support.case.caseCreated/Topic');
    expect(made.listener('notifyAgents').function.node.path).toBe('Helpdesk/Bus/notifyAgents/Handler/Function');
    expect(made.schedule('report').node.path).toBe('Helpdesk/Bus/report/Handler/Function');
    expect(made.failedQueue?.node.path).toBe('Helpdesk/Bus/failed');
  });

  it.each([
    ['procedure', 'support.case.gte', 'The bus has no procedure "support.case.gte". Did you mean "support.case.get"?'],
    ['event', 'support.case.caseCreate', 'Did you mean "support.case.caseCreated"?'],
    ['listener', 'notifyAgent', 'Did you mean "notifyAgents"?'],
    ['schedule', 'x', 'The bus has no schedule "x". Known are report.'],
  ] as const)('says of an unknown %s what there is', (kind, name, message) => {
    expect(() => bus()[kind](name)).toThrow(message);
  });

  it('refuses settings that AWS would not take, with its path', () => {
    expect(() => helpdeskStack({ functions: { report: { memorySize: 64 } } })).toThrow(
      'Helpdesk/Bus: The memory of schedule report is 64',
    );
  });

  it('refuses a stage that is known only at deployment', () => {
    expect(() => helpdeskStack({ stage: Lazy.string({ produce: () => 'prod' }) })).toThrow(
      'The stage of Helpdesk/Bus is known only at deployment',
    );
  });

  it('stands twice in one app, in two stages', () => {
    const app = temporaryApp();
    const manifest = located(helpdeskManifest());

    for (const stage of ['dev', 'prod']) new Bus(new Stack(app, stage), 'Bus', { manifest, stage });

    expect(app.synth().stacks).toHaveLength(2);
  });
});

describe('topics in a stack of their own', () => {
  const app = temporaryApp();
  const manifest = helpdeskManifest();

  it('are found by name from the service, without exports', () => {
    const topics = new EventsStack(app, 'HelpdeskEvents', { manifest, stage: 'prod' });
    const service = new BusStack(app, 'Helpdesk', { manifest: located(manifest), stage: 'prod', events: 'external' });

    const topicsTemplate = Template.fromStack(topics);
    const serviceTemplate = Template.fromStack(service);
    topicsTemplate.resourceCountIs('AWS::SNS::Topic', 1);
    serviceTemplate.resourceCountIs('AWS::SNS::Topic', 0);
    serviceTemplate.hasResourceProperties('AWS::SNS::Subscription', {
      TopicArn: arn('sns', 'prod-support-case-caseCreated'),
    });
    expect(topicsTemplate.toJSON()['Outputs']).toBeUndefined();
    expect(service.resolve(service.bus.event('support.case.caseCreated').topicArn)).toEqual(
      arn('sns', 'prod-support-case-caseCreated'),
    );
    expect(topics.event('support.case.caseCreated').node.path).toBe('HelpdeskEvents/support.case.caseCreated/Topic');
  });
});
