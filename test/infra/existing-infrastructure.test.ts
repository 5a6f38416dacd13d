import {
  Aspects,
  Annotations as CdkAnnotations,
  CfnResource,
  Duration,
  type IAspect,
  PermissionsBoundary,
  Stack,
  Stage,
  Tags,
} from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { ManagedPolicy, PermissionsBoundary as RoleBoundary } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it } from 'vitest';
import type { ApiLocation } from '../../infra/deployment-props.ts';
import { BusStack, type BusStackProps } from '../../infra/index.ts';
import type { ListenerEntry } from '../../src/manifest/index.ts';
import { bundleOf, helpdeskManifest } from '../support/manifest.ts';
import { located, temporaryApp } from './support/located-manifest.ts';
import { helpdeskStack, resourceOf, statements } from './support/templates.ts';

function audit(overrides: Partial<ListenerEntry> = {}): ListenerEntry {
  return {
    name: 'audit',
    source: { file: 'bus.ts', line: 1, column: 1 },
    events: [{ event: 'billing.account.charged', fifo: false, payload: {} }],
    several: false,
    options: {},
    bundle: bundleOf('audit'),
    ...overrides,
  };
}

/** The help desk beside a stack of things that stand already. */
function beside(make: (existing: Stack) => Partial<BusStackProps>, manifest = helpdeskManifest()) {
  const app = temporaryApp();
  const existing = new Stack(app, 'Existing');
  const stack = new BusStack(app, 'Helpdesk', { manifest: located(manifest), stage: 'prod', ...make(existing) });
  return { stack, existing, template: Template.fromStack(stack) };
}

const legacy = 'arn:aws:sns:eu-west-1:111111111111:legacy-cases';

describe('a topic that stands already', () => {
  const { stack, template } = beside((existing) => ({
    topics: { 'support.case.caseCreated': Topic.fromTopicArn(existing, 'Cases', legacy) },
  }));

  it('is used instead of being made', () => {
    template.resourceCountIs('AWS::SNS::Topic', 0);
    template.hasResourceProperties('AWS::SNS::Subscription', { TopicArn: legacy });
    expect(statements(template, 'prod-support-case-open')).toContainEqual(
      expect.objectContaining({ Action: 'sns:Publish', Resource: legacy }),
    );
    expect(stack.bus.event('support.case.caseCreated').topicArn).toBe(legacy);
  });

  it('is told to the functions that fire it', () => {
    const variables = (name: string) =>
      (
        resourceOf(template, 'AWS::Lambda::Function', { FunctionName: name }).Properties['Environment'] as {
          readonly Variables: Readonly<Record<string, string>>;
        }
      ).Variables;

    expect(variables('prod-support-case-open')['LAMBDABUS_TOPICS']).toBe(`{"support.case.caseCreated":"${legacy}"}`);
    expect(variables('prod-support-case-get')).not.toHaveProperty('LAMBDABUS_TOPICS');
  });

  it("may be another service's, for its listeners here", () => {
    const foreign = beside(
      (existing) => ({ topics: { 'billing.account.charged': Topic.fromTopicArn(existing, 'Charges', legacy) } }),
      helpdeskManifest({ listeners: [audit()] }),
    );

    foreign.template.hasResourceProperties('AWS::SNS::Subscription', { TopicArn: legacy });
    foreign.template.resourceCountIs('AWS::SNS::Topic', 1);
  });

  it.each([
    ['for an event that is not there', 'support.case.caseCreate', legacy, 'Did you mean "support.case.caseCreated"?'],
    ['that is FIFO where the event is not', 'support.case.caseCreated', `${legacy}.fifo`, 'is FIFO, but its event'],
  ])('is refused %s', (_, event, topicArn, message) => {
    expect(() =>
      beside((existing) => ({ topics: { [event]: Topic.fromTopicArn(existing, 'Topic', topicArn) } })),
    ).toThrow(message);
  });
});

describe('a queue that stands already', () => {
  const queueOf = (existing: Stack, visibility = 180) =>
    new Queue(existing, 'Queue', {
      queueName: 'legacy',
      visibilityTimeout: Duration.seconds(visibility),
      deadLetterQueue: { queue: new Queue(existing, 'Dead', { queueName: 'legacy-dead' }), maxReceiveCount: 7 },
    });

  it('is subscribed, consumed and sent to instead of being made, and the function knows', () => {
    const { template, existing } = beside((stack) => ({ queues: { notifyAgents: queueOf(stack) } }));

    const names = Object.values(template.findResources('AWS::SQS::Queue')).map(
      ({ Properties }) => Properties.QueueName,
    );
    expect(names.sort()).toEqual(['prod-helpdesk--failed', 'prod-helpdesk--notifyAgents--undelivered']);
    const actions = statements(template, 'prod-helpdesk--notifyAgents').map(({ Sid, Resource }) => [
      Sid,
      JSON.stringify(Resource),
    ]);
    expect(actions).toEqual([
      ['Log', expect.anything()],
      ['KeepFailures', expect.stringContaining('Dead')],
      ['Listen', expect.stringContaining('Queue')],
    ]);
    const { Properties } = resourceOf(template, 'AWS::Lambda::Function', {
      FunctionName: 'prod-helpdesk--notifyAgents',
    });
    expect(JSON.stringify(Properties['Environment'])).toContain('\\"maxReceiveCount\\":7');
    Template.fromStack(existing).hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: { Statement: [{ Action: 'sqs:SendMessage', Principal: { Service: 'sns.amazonaws.com' } }] },
    });
  });

  it('of an import says what its policy needs', () => {
    const { stack, template } = beside((existing) => ({
      queues: {
        notifyAgents: {
          queue: Queue.fromQueueArn(existing, 'Queue', 'arn:aws:sqs:eu-west-1:111111111111:legacy'),
          deadLetterQueue: Queue.fromQueueArn(existing, 'Dead', 'arn:aws:sqs:eu-west-1:111111111111:legacy-dead'),
        },
      },
    }));

    const warnings = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('sqs:SendMessage'));
    expect(warnings).toHaveLength(1);
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: 'arn:aws:sqs:eu-west-1:111111111111:legacy',
    });
  });

  it('that shows messages again too soon is warned of', () => {
    const { stack } = beside((existing) => ({ queues: { notifyAgents: queueOf(existing, 30) } }));

    const [warning] = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('hides messages'));
    expect(warning?.entry.data).toContain('for 30 seconds; 180, six timeouts');
  });

  it('of a listener of several events is brought by event', () => {
    const events = ['support.case.caseCreated', 'billing.account.charged'].map((event) => ({
      event,
      fifo: false,
      payload: {},
    }));
    const { template } = beside(
      (existing) => ({ queues: { 'audit/billing.account.charged': queueOf(existing) } }),
      helpdeskManifest({ listeners: [audit({ events, several: true })] }),
    );

    const names = Object.values(template.findResources('AWS::SQS::Queue')).map(
      ({ Properties }) => Properties.QueueName,
    );
    expect(names).toContain('prod-helpdesk--audit--support-case-caseCreated');
    expect(names).not.toContain('prod-helpdesk--audit--billing-account-charged');
  });

  it.each([
    [
      'without a dead-letter queue',
      { notifyAgents: (stack: Stack) => new Queue(stack, 'Queue') },
      'shows no dead-letter',
    ],
    ['of no listener', { notify: queueOf }, 'the queue of the listener "notify"'],
    [
      'that is FIFO where the event is not',
      {
        notifyAgents: (stack: Stack) =>
          new Queue(stack, 'Queue', {
            fifo: true,
            deadLetterQueue: { queue: new Queue(stack, 'Dead', { fifo: true }), maxReceiveCount: 5 },
          }),
      },
      'is FIFO, but the event support.case.caseCreated is not',
    ],
  ])('is refused %s', (_, queues: Readonly<Record<string, (stack: Stack) => Queue>>, message) => {
    expect(() =>
      beside((existing) => ({
        queues: Object.fromEntries(Object.entries(queues).map(([name, make]) => [name, make(existing)])),
      })),
    ).toThrow(message);
  });
});

describe('services of other accounts and regions', () => {
  const manifest = helpdeskManifest({ listeners: [audit()] });
  const billing = { account: '222222222222', region: 'eu-west-1' };

  it('are called and heard where they are, and the functions that call them know', () => {
    const { template } = helpdeskStack({
      manifest,
      locations: { billing },
      env: { account: '111111111111', region: 'us-east-1' },
    });

    expect(statements(template, 'prod-support-case-open')[1]?.Resource).toEqual([
      {
        'Fn::Join': [
          '',
          ['arn:', { Ref: 'AWS::Partition' }, ':lambda:eu-west-1:222222222222:function:prod-billing-account-charge'],
        ],
      },
      {
        'Fn::Join': [
          '',
          ['arn:', { Ref: 'AWS::Partition' }, ':lambda:us-east-1:111111111111:function:prod-support-case-get'],
        ],
      },
    ]);
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'prod-support-case-open',
      Environment: { Variables: { LAMBDABUS_LOCATIONS: JSON.stringify({ billing }) } },
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'prod-support-case-get',
      Environment: { Variables: { LAMBDABUS_LOCATIONS: Match.absent() } },
    });
    template.hasResourceProperties('AWS::SNS::Subscription', {
      Region: 'eu-west-1',
      // SNS takes a dead-letter queue in the topic's own region only.
      RedrivePolicy: Match.absent(),
    });
  });

  it('in this region keep what cannot be delivered', () => {
    const { template } = helpdeskStack({ manifest, locations: { billing: { account: '222222222222' } } });

    template.hasResourceProperties('AWS::SNS::Subscription', {
      Region: Match.absent(),
      RedrivePolicy: Match.anyValue(),
    });
  });

  describe('whose events are fired here', () => {
    const env = { account: '111111111111', region: 'us-east-1' };
    const keyArn = 'arn:aws:kms:us-east-1:222222222222:key/1';
    const charges = { event: 'billing.account.charged', fifo: false };
    const firing = (() => {
      const [api, ...others] = helpdeskManifest().apis;
      if (api === undefined) throw new Error('the fixture changed');
      const procedures = api.procedures.map((each) => ({ ...each, bundle: { ...each.bundle, fires: [charges] } }));
      return helpdeskManifest({ apis: [{ ...api, procedures }, ...others] });
    })();
    const warnings = (make: (existing: Stack) => Partial<BusStackProps>) => {
      const { stack } = beside((existing) => ({ env, ...make(existing) }), firing);
      return Annotations.fromStack(stack)
        .findWarning('*', Match.stringLikeRegexp('takes nothing from other accounts'))
        .map(({ entry }) => String(entry.data));
    };

    it('are warned of without the key of their topics, with what to do', () => {
      const [warning, ...more] = warnings(() => ({ locations: { billing } }));

      expect(more).toEqual([]);
      expect(warning).toContain(
        'support.case.get, support.case.open fire to the topic prod-billing-account-charged of the account 222222222222',
      );
      expect(warning).toContain('locations: { "billing": { account, encryptionKey: Key.fromKeyArn(scope, id, arn) } }');
    });

    it('are warned of where their topics are brought', () => {
      const topicArn = 'arn:aws:sns:us-east-1:222222222222:charges';
      const topics = (topic: Topic | ReturnType<typeof Topic.fromTopicArn>) => ({
        topics: { 'billing.account.charged': topic },
      });

      expect(warnings((stack) => topics(Topic.fromTopicArn(stack, 'Topic', topicArn)))).toEqual([
        expect.stringContaining('bring it by Topic.fromTopicAttributes'),
      ]);
      expect(warnings((stack) => topics(Topic.fromTopicAttributes(stack, 'Topic', { topicArn, keyArn })))).toEqual([]);
    });

    it.each([
      ['whose key is named', (stack: Stack) => ({ ...billing, encryptionKey: Key.fromKeyArn(stack, 'Key', keyArn) })],
      ['that is this one', () => ({ account: env.account, region: 'eu-west-1' })],
    ])('are not of an account %s', (_, location: (stack: Stack) => ApiLocation) => {
      expect(warnings((stack) => ({ locations: { billing: location(stack) } }))).toEqual([]);
    });

    it('are acknowledged as any warning', () => {
      const { stack } = beside(() => ({ env, locations: { billing } }), firing);
      const id = 'lambdabus:foreignTopicKey:prod-billing-account-charged';

      CdkAnnotations.of(stack).acknowledgeWarning(id, 'their topics are not encrypted');

      expect(Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('takes nothing'))).toEqual([]);
    });
  });

  it.each([
    ['an API of its own', { support: { account: '222222222222' } }, 'covers the API "support.case"'],
    ['an account that is none', { billing: { account: '2222' } }, 'an account has 12 digits'],
  ])('are not %s', (_, locations, message) => {
    expect(() => helpdeskStack({ locations })).toThrow(message);
    // The construct's path is said once.
    expect(() => helpdeskStack({ locations })).not.toThrow(/(\S+: )\1/);
  });
});

describe('what CDK does to every construct', () => {
  it('reaches all that takes tags', () => {
    const { template } = helpdeskStack({}, (stack) => Tags.of(stack.bus).add('team', 'support'));

    // A queue's policy, a mapping and the like have no tags in CloudFormation, or none that CDK sets.
    const types = [
      'AWS::Lambda::Function',
      'AWS::SQS::Queue',
      'AWS::SNS::Topic',
      'AWS::IAM::Role',
      'AWS::Logs::LogGroup',
    ];
    for (const type of types) template.allResourcesProperties(type, { Tags: [{ Key: 'team', Value: 'support' }] });
  });

  it('bounds every role', () => {
    const boundary = 'arn:aws:iam::111111111111:policy/boundary';
    const { template } = helpdeskStack({}, (stack) => {
      RoleBoundary.of(stack).apply(ManagedPolicy.fromManagedPolicyArn(stack, 'Boundary', boundary));
    });

    template.allResourcesProperties('AWS::IAM::Role', { PermissionsBoundary: boundary });
  });

  it('bounds every role of a CDK stage', () => {
    const stage = new Stage(temporaryApp(), 'Production', {
      permissionsBoundary: PermissionsBoundary.fromName('boundary'),
    });
    const stack = new BusStack(stage, 'Helpdesk', { manifest: located(helpdeskManifest()), stage: 'prod' });

    Template.fromStack(stack).allResourcesProperties('AWS::IAM::Role', { PermissionsBoundary: Match.anyValue() });
  });

  it('lets an aspect change every function and every resource', () => {
    class Hardened implements IAspect {
      visit(node: unknown): void {
        if (node instanceof CfnFunction) node.memorySize = 3008;
        if (node instanceof CfnResource) node.addMetadata('seen', true);
      }
    }
    const { template } = helpdeskStack({}, (stack) => Aspects.of(stack).add(new Hardened()));

    template.allResourcesProperties('AWS::Lambda::Function', { MemorySize: 3008 });
    const resources: Readonly<Record<string, { readonly Metadata?: object }>> = template.toJSON()['Resources'];
    expect(Object.entries(resources).filter(([, { Metadata }]) => Metadata === undefined)).toEqual([]);
  });
});
