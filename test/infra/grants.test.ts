import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AccountPrincipal, ArnPrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { describe, expect, it } from 'vitest';
import { Bus, BusStack, type BusStackProps, EventsStack } from '../../infra/index.ts';
import { helpdeskManifest } from '../support/manifest.ts';
import { located, temporaryApp } from './support/located-manifest.ts';
import { arn } from './support/templates.ts';

const home = { env: { account: '111111111111', region: 'eu-central-1' } };

function prepare(props: Partial<BusStackProps> = {}) {
  const app = temporaryApp();
  const outside = new Stack(app, 'Outside', props.env === undefined ? {} : { env: props.env });
  const role = new Role(outside, 'Role', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
  const stack = new BusStack(app, 'Helpdesk', { manifest: located(helpdeskManifest()), stage: 'prod', ...props });
  return { app, outside, role, stack, bus: stack.bus };
}

/** The statements of every policy of a stack's roles. */
function granted(stack: Stack): readonly unknown[] {
  const policies = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  return policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
}

describe('someone outside of the bus', () => {
  it('may call exactly what is granted, without an export between the stacks', () => {
    const { outside, role, stack, bus } = prepare();

    bus.grantCall(role, 'support.case.get', 'support.case.open');

    expect(granted(outside)).toEqual(
      ['get', 'open'].map((name) => ({
        Effect: 'Allow',
        Action: 'lambda:InvokeFunction',
        Resource: arn('lambda', `function:prod-support-case-${name}`),
      })),
    );
    expect(Template.fromStack(stack).toJSON()['Outputs']).toBeUndefined();
  });

  it('may fire exactly what is granted', () => {
    const { outside, role, bus } = prepare();

    bus.grantFire(role, 'support.case.caseCreated');

    expect(granted(outside)).toEqual([
      { Effect: 'Allow', Action: 'sns:Publish', Resource: arn('sns', 'prod-support-case-caseCreated') },
    ]);
  });

  it.each([
    ['nothing', [], 'A grant names one'],
    ['an unknown procedure', ['support.case.gte'], 'Did you mean "support.case.get"?'],
  ])('cannot be granted %s', (_, names, message) => {
    const { role, bus } = prepare();

    expect(() => bus.grantCall(role, ...names)).toThrow(message);
  });

  it.each([
    ['an account', new AccountPrincipal('222222222222'), '222222222222'],
    ['a role', new ArnPrincipal('arn:aws:iam::222222222222:role/caller'), 'arn:aws:iam::222222222222:role/caller'],
  ])("of another account calls by the function's own policy: %s", (_, principal, expected) => {
    const { stack, bus } = prepare(home);

    bus.grantCall(principal, 'support.case.get');
    bus.grantCall(principal, 'support.case.get');

    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::Lambda::Permission', 1);
    template.hasResourceProperties('AWS::Lambda::Permission', { Action: 'lambda:InvokeFunction', Principal: expected });
  });

  it("of another account listens and fires by the topic's own policy and with its key", () => {
    const app = temporaryApp();
    const keys = new Stack(app, 'Keys', home);
    const encryptionKey = new Key(keys, 'Key', { alias: 'bus' });
    const stack = new BusStack(app, 'Helpdesk', {
      manifest: located(helpdeskManifest()),
      stage: 'prod',
      encryptionKey,
      ...home,
    });
    const partner = new AccountPrincipal('222222222222');

    stack.bus.grantFire(partner, 'support.case.caseCreated');
    stack.bus.grantListen(partner, 'support.case.caseCreated');

    const [policy] = Object.values(Template.fromStack(stack).findResources('AWS::SNS::TopicPolicy'));
    expect(policy?.['Properties'].PolicyDocument.Statement.slice(1)).toMatchObject([
      { Action: 'sns:Publish', Effect: 'Allow', Principal: { AWS: expect.anything() } },
      { Action: 'sns:Subscribe', Effect: 'Allow', Principal: { AWS: expect.anything() } },
    ]);
    const [key] = Object.values(Template.fromStack(keys).findResources('AWS::KMS::Key'));
    expect(JSON.stringify(key?.['Properties'].KeyPolicy)).toContain(':iam::222222222222:root');
  });

  it('of another account cannot fire what only its own account can encrypt', () => {
    const { bus } = prepare(home);

    expect(() => bus.grantFire(new AccountPrincipal('222222222222'), 'support.case.caseCreated')).toThrow(
      'account 222222222222 cannot use',
    );
  });

  it('is granted events by the stack that holds them', () => {
    const { app, outside, role } = prepare();
    const topics = new EventsStack(app, 'Events', { manifest: helpdeskManifest(), stage: 'dev' });

    topics.grantFire(role, 'support.case.caseCreated');
    topics.grantListen(new AccountPrincipal('222222222222'), 'support.case.caseCreated');

    expect(granted(outside)).toMatchObject([
      { Action: 'sns:Publish', Resource: arn('sns', 'dev-support-case-caseCreated') },
    ]);
    Template.fromStack(topics).hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: { Statement: [{ Effect: 'Deny' }, { Action: 'sns:Subscribe' }] },
    });
  });
});

describe('a grant by name alone', () => {
  it('is on the function and the topic that follow from the name', () => {
    const { outside, role } = prepare();

    Bus.grantCall(role, { stage: 'prod', procedure: 'billing.account.charge' });
    Bus.grantFire(role, { stage: 'prod', event: 'billing.account.charged', fifo: true });

    expect(granted(outside)).toMatchObject([
      { Action: 'lambda:InvokeFunction', Resource: arn('lambda', 'function:prod-billing-account-charge') },
      { Action: 'sns:Publish', Resource: arn('sns', 'prod-billing-account-charged.fifo') },
    ]);
  });

  it('may be in another account, region and partition, with a key', () => {
    const { outside, role } = prepare();
    const place = { stage: 'prod', account: '222222222222', region: 'cn-north-1', partition: 'aws-cn' };

    Bus.grantCall(role, { ...place, procedure: 'billing.account.charge' });
    Bus.grantFire(role, { ...place, event: 'billing.account.charged', encryptionKeyArn: 'arn:aws-cn:kms:…:key/1' });

    expect(granted(outside)).toMatchObject([
      { Resource: 'arn:aws-cn:lambda:cn-north-1:222222222222:function:prod-billing-account-charge' },
      { Resource: 'arn:aws-cn:sns:cn-north-1:222222222222:prod-billing-account-charged' },
      { Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Resource: 'arn:aws-cn:kms:…:key/1' },
    ]);
  });

  it.each([
    [{ stage: 'prod', procedure: 'charge' }, '"charge" is no procedure'],
    [{ stage: 'prod', procedure: 'billing.account.*' }, '"billing.account.*" is no procedure'],
    [{ stage: 'Prod', procedure: 'billing.account.charge' }, 'The stage "Prod" does not match'],
    [{ stage: undefined as unknown as string, procedure: 'billing.account.charge' }, 'does not match'],
  ])('is refused for %j', (procedure, message) => {
    const { role } = prepare();

    expect(() => Bus.grantCall(role, procedure)).toThrow(message);
  });
});
