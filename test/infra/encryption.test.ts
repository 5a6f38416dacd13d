import { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { describe, expect, it } from 'vitest';
import { functionNamePatterns } from '../../infra/function-name-patterns.ts';
import { BusStack, EventsStack } from '../../infra/index.ts';
import type { Manifest } from '../../src/manifest/index.ts';
import { createTopology } from '../../src/topology/index.ts';
import { helpdeskManifest } from '../support/manifest.ts';
import { located, temporaryApp } from './support/located-manifest.ts';
import { arn, statements } from './support/templates.ts';

const keyArn = 'arn:aws:kms:us-east-1:111111111111:key/1234';

function encrypted(keyOf: (stack: Stack) => IKey) {
  const app = temporaryApp();
  const keys = new Stack(app, 'Keys');
  const encryptionKey = keyOf(keys);
  const stack = new BusStack(app, 'Helpdesk', { manifest: located(helpdeskManifest()), stage: 'prod', encryptionKey });
  return { app, keys, stack, template: Template.fromStack(stack) };
}

describe('a customer key', () => {
  const { stack, template } = encrypted((keys) => Key.fromKeyArn(keys, 'Key', keyArn));

  it('encrypts topics, queues, logs and environments', () => {
    template.allResourcesProperties('AWS::SNS::Topic', { KmsMasterKeyId: keyArn });
    template.allResourcesProperties('AWS::SQS::Queue', {
      KmsMasterKeyId: keyArn,
      SqsManagedSseEnabled: Match.absent(),
    });
    template.allResourcesProperties('AWS::Logs::LogGroup', { KmsKeyId: keyArn });
    template.allResourcesProperties('AWS::Lambda::Function', { KmsKeyArn: keyArn });
  });

  it.each([
    ['prod-support-case-open', ['kms:Decrypt', 'kms:GenerateDataKey*'], 'it fires and keeps failures'],
    ['prod-support-case-get', ['kms:Decrypt', 'kms:GenerateDataKey*'], 'it keeps failures'],
    ['prod-helpdesk--notifyAgents', ['kms:Decrypt', 'kms:GenerateDataKey*'], 'it sends dead letters'],
  ])('may be used by %s for %j, because %s', (name, actions) => {
    const ofKey = statements(template, name).filter(({ Resource }) => Resource === keyArn);

    expect(ofKey).toEqual([{ Sid: 'Encrypt', Effect: 'Allow', Action: actions, Resource: keyArn }]);
  });

  it('of an import says what its policy needs', () => {
    const [warning] = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('has to let'));

    expect(warning?.entry.data).toContain('sns.amazonaws.com do kms:Decrypt and kms:GenerateDataKey*');
  });

  it('lets Scheduler send to the queue of failures', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      Description: 'Lets EventBridge Scheduler run prod-helpdesk--report',
      Policies: [
        {
          PolicyDocument: {
            Statement: Match.arrayWith([
              { Sid: 'Encrypt', Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Resource: keyArn },
            ]),
          },
        },
      ],
    });
  });

  it('of this app lets in SNS for the topics that are listened to, and CloudWatch for the logs of the service', () => {
    const { keys } = encrypted((scope) => new Key(scope, 'Key'));

    const [key] = Object.values(Template.fromStack(keys).findResources('AWS::KMS::Key'));
    expect(key?.['Properties'].KeyPolicy.Statement).toEqual(
      expect.arrayContaining([
        {
          Effect: 'Allow',
          Principal: { Service: 'sns.amazonaws.com' },
          Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
          Resource: '*',
          Condition: { ArnEquals: { 'aws:SourceArn': [arn('sns', 'prod-support-case-caseCreated')] } },
        },
        expect.objectContaining({
          Principal: { Service: { 'Fn::Join': ['', ['logs.', { Ref: 'AWS::Region' }, '.amazonaws.com']] } },
          Condition: {
            ArnLike: {
              'kms:EncryptionContext:aws:logs:arn': [
                arn('logs', 'log-group:/aws/lambda/prod-helpdesk--*'),
                arn('logs', 'log-group:/aws/lambda/prod-support-*'),
              ],
            },
          },
        }),
      ]),
    );
  });

  it('encrypts topics in a stack of their own, and publishers of the service may use it', () => {
    const app = temporaryApp();
    const encryptionKey = Key.fromKeyArn(new Stack(app, 'Keys'), 'Key', keyArn);
    const props = { manifest: located(helpdeskManifest({ schedules: [] })), stage: 'prod', encryptionKey };

    const topics = new EventsStack(app, 'Events', props);
    const service = new BusStack(app, 'Helpdesk', { ...props, events: 'external' });

    Template.fromStack(topics).hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: keyArn });
    const ofKey = statements(Template.fromStack(service), 'prod-support-case-open').filter(
      ({ Resource }) => Resource === keyArn,
    );
    expect(ofKey).toHaveLength(1);
  });

  it('lets in the logs of functions with shortened names, and of services with very many APIs', () => {
    const [api] = helpdeskManifest().apis;
    if (api === undefined) throw new Error('the fixture changed');
    const patternsOf = (manifest: Manifest) => {
      const topology = createTopology(manifest, { stage: 'prod' });
      const patterns = functionNamePatterns(topology);
      const matches = (name: string) => patterns.some((pattern) => name.startsWith(pattern.slice(0, -1)));
      expect(topology.functions.map(({ name }) => name).filter((name) => !matches(name))).toEqual([]);
      return patterns;
    };
    const long = 'a'.repeat(70);

    expect(patternsOf(helpdeskManifest({ apis: [{ ...api, name: long }] }))).toEqual([
      `prod-${'a'.repeat(50)}*`,
      'prod-helpdesk--*',
    ]);
    const many = Array.from({ length: 80 }, (_, index) => ({ ...api, name: `area${index}.thing` }));
    expect(patternsOf(helpdeskManifest({ apis: many }))).toEqual(['prod-*']);
  });
});
