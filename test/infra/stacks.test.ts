import { Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { describe, expect, it } from 'vitest';
import { Bus, BusStack, EventsStack } from '../../infra/index.ts';
import type { Manifest } from '../../src/manifest/index.ts';
import { bundleOf, helpdeskManifest } from '../support/manifest.ts';
import { located, temporaryApp } from './support/located-manifest.ts';
import { arn, helpdeskStack } from './support/templates.ts';

describe('a stack without a manifest', () => {
  it.each([
    ['nothing', undefined, 'Stack: The manifest is undefined. Give what await build('],
    ['a Promise', Promise.resolve(helpdeskManifest()), 'Stack: The manifest is a Promise: await it'],
  ])('says what to give instead of %s', (_, given, message) => {
    // What JavaScript may give.
    const props = { manifest: given as unknown as Manifest, stage: 'dev' };

    expect(() => new BusStack(temporaryApp(), 'Stack', props)).toThrow(message);
    expect(() => new EventsStack(temporaryApp(), 'Stack', props)).toThrow(message);
  });
});

describe('the logical ids', () => {
  it('are a contract: another id replaces a resource', () => {
    const { template } = helpdeskStack();
    const resources: Record<string, { Type: string }> = template.toJSON()['Resources'];

    const ids = Object.entries(resources).map(([id, { Type }]) => `${Type} ${id}`);

    expect(ids.sort()).toMatchSnapshot();
  });

  it("of a listener's queues stay when it hears another event, for their names stay as well", () => {
    const hearing = (event: string) =>
      helpdeskManifest({
        listeners: helpdeskManifest().listeners.map((each) => ({
          ...each,
          events: [{ event, fifo: false, payload: {} }],
        })),
      });
    const ids = (event: string) =>
      Object.keys(helpdeskStack({ manifest: hearing(event) }).template.toJSON()['Resources']).sort();

    expect(ids('billing.account.charged')).toEqual(ids('support.case.caseCreated'));
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

describe('the feature flags that CDK recommends to new projects', () => {
  it('change nothing', () => {
    const manifest = located(helpdeskManifest());
    const [plain, recommended] = [{}, recommendedFlags].map((context) => {
      const app = temporaryApp(context);
      return Template.fromStack(new BusStack(app, 'Helpdesk', { manifest, stage: 'prod' })).toJSON()['Resources'];
    });

    expect(recommended).toEqual(plain);
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

describe('services of one app that meet by name', () => {
  const [desk, shop] = [
    serviceManifest({ service: 'desk', fires: 'desk.ticketOpened', hears: 'shop.orderPlaced' }),
    serviceManifest({ service: 'shop', fires: 'shop.orderPlaced', hears: undefined }),
  ] as const;

  it.each([
    ['before', [desk, shop]],
    ['after', [shop, desk]],
  ] as const)('are deployed after those that they hear, also when made %s them', (_, manifests) => {
    const app = temporaryApp();

    for (const manifest of manifests) {
      new BusStack(app, manifest.service, { manifest: located(manifest), stage: 'dev' });
    }

    const { stacks } = app.synth();
    expect(stacks.map(({ stackName }) => stackName)).toEqual(['shop', 'desk']);
    for (const { template } of stacks) expect(template.Outputs ?? {}).toEqual({});
  });

  it('are deployed in any order in two stages, and in two accounts', () => {
    const app = temporaryApp();
    const inAccount = (account: string) => ({ env: { account, region: 'eu-west-1' } });

    const stacks = [
      new BusStack(app, 'desk', { manifest: located(desk), stage: 'dev', ...inAccount('111111111111') }),
      new BusStack(app, 'shop', { manifest: located(shop), stage: 'prod', ...inAccount('111111111111') }),
      new BusStack(app, 'shop2', { manifest: located(shop), stage: 'dev', ...inAccount('222222222222') }),
    ];

    expect(stacks.flatMap(({ dependencies }) => dependencies)).toEqual([]);
  });

  it('subscribe after the topic is made in a stack that they share', () => {
    const stack = new Stack(temporaryApp(), 'Both');
    for (const manifest of [desk, shop]) {
      new Bus(stack, manifest.service, { manifest: located(manifest), stage: 'dev' });
    }

    const template = Template.fromStack(stack);

    const [topic] = Object.keys(
      template.findResources('AWS::SNS::Topic', { Properties: { TopicName: 'dev-shop-orderPlaced' } }),
    );
    const [subscription] = Object.values(template.findResources('AWS::SNS::Subscription'));
    expect(subscription?.['DependsOn']).toContain(topic);
  });

  it('that hear each other are told of the EventsStack, with which they can be deployed', () => {
    const mutual = serviceManifest({ service: 'shop', fires: 'shop.orderPlaced', hears: 'desk.ticketOpened' });
    const app = temporaryApp();
    new BusStack(app, 'desk', { manifest: located(desk), stage: 'dev' });

    expect(() => new BusStack(app, 'shop', { manifest: located(mutual), stage: 'dev' })).toThrow(
      /Stack "desk" subscribes to the topic dev-shop-orderPlaced of stack "shop".*Give one of the two services an EventsStack/,
    );

    const parted = temporaryApp();
    new BusStack(parted, 'desk', { manifest: located(desk), stage: 'dev' });
    new BusStack(parted, 'shop', { manifest: located(mutual), stage: 'dev', events: 'external' });
    new EventsStack(parted, 'shopEvents', { manifest: mutual, stage: 'dev' });
    expect(parted.synth().stacks.map(({ stackName }) => stackName)).toEqual(['shopEvents', 'desk', 'shop']);
  });
});

/** A service with one event, and a listener to another one's. */
function serviceManifest({
  service,
  fires,
  hears,
}: {
  service: string;
  fires: string;
  hears: string | undefined;
}): Manifest {
  const source = { file: 'bus.ts', line: 1, column: 1 };
  const [name = '', event = ''] = fires.split('.');
  return {
    ...helpdeskManifest({ schedules: [] }),
    service,
    apis: [
      {
        name,
        className: 'TestApi',
        source,
        procedures: [],
        events: [{ name: event, source, payload: {}, fifo: false, openTo: [] }],
      },
    ],
    listeners:
      hears === undefined
        ? []
        : [
            {
              name: 'hear',
              source,
              events: [{ event: hears, fifo: false, payload: {} }],
              several: false,
              options: {},
              bundle: bundleOf('hear'),
            },
          ],
  };
}
