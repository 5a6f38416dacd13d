import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../src/manifest/index.ts';
import { helpdeskManifest } from '../support/manifest.ts';
import { arn, helpdeskStack, resourceOf, statements } from './support/templates.ts';

/** The help desk as it was, and after its API and its listener were renamed. */
const before = rename(helpdeskManifest(), 'support.case', 'notifyAgents');
const after = (() => {
  const manifest = rename(helpdeskManifest(), 'desk.ticket', 'alertAgents');
  return {
    ...manifest,
    apis: manifest.apis.map((api) => ({
      ...api,
      procedures: api.procedures.map((each) => ({ ...each, renamedFrom: `support.case.${each.name}` })),
      events: api.events.map((each) => ({ ...each, renamedFrom: `support.case.${each.name}` })),
    })),
    listeners: manifest.listeners.map((each) => ({ ...each, options: { renamedFrom: 'notifyAgents' } })),
  };
})();

function rename(manifest: Manifest, api: string, listener: string): Manifest {
  const event = `${api}.caseCreated`;
  return {
    ...manifest,
    apis: manifest.apis.map((each) => ({
      ...each,
      name: api,
      procedures: each.procedures.map((procedure) => ({
        ...procedure,
        bundle: {
          ...procedure.bundle,
          calls: [],
          fires: procedure.bundle.fires.length === 0 ? [] : [{ event, fifo: false }],
        },
      })),
    })),
    listeners: manifest.listeners.map((each) => ({
      ...each,
      name: listener,
      events: each.events.map((listened) => ({ ...listened, event })),
    })),
  };
}

type Resources = Readonly<
  Record<string, { readonly Type: string; readonly Properties: Readonly<Record<string, unknown>> }>
>;

describe('a service whose names have changed', () => {
  const old: Resources = helpdeskStack({ manifest: before }).template.toJSON()['Resources'];
  const { template, stack } = helpdeskStack({ manifest: after });
  const renamed: Resources = template.toJSON()['Resources'];

  it('keeps what holds data, and the functions that others call, by the logical ids that they had', () => {
    const kept = ['AWS::SNS::Topic', 'AWS::SQS::Queue', 'AWS::Lambda::EventSourceMapping'];
    const functions = ['prod-support-case-get', 'prod-support-case-open'];
    const ids = Object.entries(old)
      .filter(
        ([, { Type, Properties }]) => kept.includes(Type) || functions.includes(String(Properties['FunctionName'])),
      )
      .map(([id]) => id);

    expect(ids.length).toBeGreaterThanOrEqual(8);
    for (const id of ids) {
      expect(renamed[id], id).toBeDefined();
      for (const name of ['QueueName', 'TopicName', 'FunctionName'].filter(
        (each) => typeof old[id]?.Properties[each] === 'string',
      )) {
        expect(renamed[id]?.Properties[name]).toBe(old[id]?.Properties[name]);
      }
    }
  });

  it('has the new names beside the old ones', () => {
    const names = Object.values(renamed).flatMap(({ Properties }) => {
      const name = Properties['TopicName'] ?? Properties['QueueName'] ?? Properties['FunctionName'];
      return typeof name === 'string' ? [name] : [];
    });

    expect(names).toEqual(
      expect.arrayContaining([
        'prod-desk-ticket-caseCreated',
        'prod-support-case-caseCreated',
        'prod-desk-ticket-get',
        'prod-support-case-get',
        'prod-helpdesk--alertAgents',
        'prod-helpdesk--notifyAgents',
      ]),
    );
    expect(stack.bus.procedure('support.case.get').functionName).toBeDefined();
  });

  it('fires to both topics', () => {
    for (const name of ['prod-desk-ticket-open', 'prod-support-case-open']) {
      expect(statements(template, name).find(({ Sid }) => Sid === 'Fire')?.Resource).toEqual([
        arn('sns', 'prod-desk-ticket-caseCreated'),
        arn('sns', 'prod-support-case-caseCreated'),
      ]);
    }
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'prod-desk-ticket-open',
      Environment: { Variables: { LAMBDABUS_FORMER_EVENTS: '{"desk.ticket.caseCreated":"support.case.caseCreated"}' } },
    });
  });

  it('hears what others fire by the old name, and what it fires itself only once', () => {
    const former = arn('sns', 'prod-support-case-caseCreated');

    template.hasResourceProperties('AWS::SNS::Subscription', {
      TopicArn: former,
      FilterPolicyScope: 'MessageAttributes',
      FilterPolicy: { 'lambdabus.event': [{ exists: false }, { 'anything-but': ['desk.ticket.caseCreated'] }] },
    });
    const queue = resourceOf(template, 'AWS::SQS::Queue', { QueueName: 'prod-helpdesk--alertAgents' }).logicalId;
    const { Properties } = resourceOf(template, 'AWS::SQS::QueuePolicy', { Queues: [{ Ref: queue }] });
    const deliveries = (Properties['PolicyDocument'] as { Statement: readonly object[] }).Statement.slice(1);
    const topic = resourceOf(template, 'AWS::SNS::Topic', { TopicName: 'prod-desk-ticket-caseCreated' }).logicalId;
    expect(deliveries).toMatchObject([
      { Action: 'sqs:SendMessage', Condition: { ArnEquals: { 'aws:SourceArn': [{ Ref: topic }, former] } } },
    ]);
  });

  it('empties the old queue with the new function, to which nothing new comes', () => {
    const handler = resourceOf(template, 'AWS::Lambda::Function', {
      FunctionName: 'prod-helpdesk--alertAgents',
    }).logicalId;
    const queue = resourceOf(template, 'AWS::SQS::Queue', { QueueName: 'prod-helpdesk--notifyAgents' }).logicalId;

    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [queue, 'Arn'] },
      FunctionName: { Ref: handler },
    });
    expect(statements(template, 'prod-helpdesk--alertAgents').find(({ Sid }) => Sid === 'Listen')?.Resource).toEqual([
      arn('sqs', 'prod-helpdesk--alertAgents'),
      arn('sqs', 'prod-helpdesk--notifyAgents'),
    ]);
    const endpoints = Object.values(renamed)
      .filter(({ Type }) => Type === 'AWS::SNS::Subscription')
      .map(({ Properties }) => JSON.stringify(Properties['Endpoint']));
    expect(endpoints.filter((endpoint) => endpoint.includes(queue))).toEqual([]);
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'prod-helpdesk--alertAgents',
      Environment: {
        Variables: {
          LAMBDABUS_QUEUES:
            '[{"event":"desk.ticket.caseCreated","queue":"prod-helpdesk--notifyAgents","deadLetterQueue":"prod-helpdesk--alertAgents--dlq"}]',
        },
      },
    });
  });

  it('cannot keep a name that something else has by now', () => {
    const taken = {
      ...after,
      listeners: [
        ...after.listeners,
        ...before.listeners.map((each) => ({ ...each, events: after.listeners[0]?.events ?? [] })),
      ],
    };

    expect(() => helpdeskStack({ manifest: taken })).toThrow('would both be named prod-helpdesk--notifyAgents');
  });
});
