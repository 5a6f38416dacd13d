import { describe, expect, it } from 'vitest';
import {
  failedQueueName,
  handlerFunctionName,
  listenerQueueName,
  procedureFunctionName,
  topicName,
} from '../../../src/topology/names.ts';

const long = {
  stage: 'prod',
  service: 'customer-relationship-management',
  listener: 'sendQuarterlySummaryToAccountManagersAndPartners',
};

describe('physical names', () => {
  it('follow from stage, service and dotted names', () => {
    expect(procedureFunctionName('prod', 'support.case', 'get')).toBe('prod-support-case-get');
    expect(topicName('prod', 'support.case', 'caseCreated', false)).toBe('prod-support-case-caseCreated');
    expect(topicName('prod', 'support.case', 'caseCreated', true)).toBe('prod-support-case-caseCreated.fifo');
    expect(handlerFunctionName('prod', 'helpdesk', 'notifyAgents')).toBe('prod-helpdesk--notifyAgents');
    expect(failedQueueName('prod', 'helpdesk')).toBe('prod-helpdesk--failed');
  });

  it.each([
    ['source', false, 'prod-helpdesk--notifyAgents'],
    ['dlq', false, 'prod-helpdesk--notifyAgents--dlq'],
    ['undelivered', false, 'prod-helpdesk--notifyAgents--undelivered'],
    ['source', true, 'prod-helpdesk--notifyAgents.fifo'],
    ['dlq', true, 'prod-helpdesk--notifyAgents--dlq.fifo'],
  ] as const)("a listener's %s queue (FIFO: %s) is %s", (role, fifo, name) => {
    expect(listenerQueueName({ stage: 'prod', service: 'helpdesk', listener: 'notifyAgents', role, fifo })).toBe(name);
  });

  it('of a listener of several events say the event', () => {
    const parts = { stage: 'prod', service: 'helpdesk', listener: 'audit', event: 'support.case.caseCreated' } as const;

    expect(listenerQueueName({ ...parts, role: 'dlq', fifo: false })).toBe(
      'prod-helpdesk--audit--support-case-caseCreated--dlq',
    );
  });

  it('that are too long end in the hash of the whole name', () => {
    expect(handlerFunctionName(long.stage, long.service, long.listener)).toBe(
      'prod-customer-relationship-management--sendQuarterlySum-38de9a48',
    );
    expect(listenerQueueName({ ...long, role: 'dlq', fifo: true })).toBe(
      'prod-customer-relationship-management--sendQuarterlySummaryTo-38de9a48--dlq.fifo',
    );
  });

  it.each([
    [procedureFunctionName('prod', 'a'.repeat(80), 'get'), 64],
    [topicName('prod', 'a'.repeat(300), 'x', true), 256],
    [listenerQueueName({ ...long, role: 'undelivered', fifo: false }), 80],
    [failedQueueName('prod', 'a'.repeat(100)), 80],
  ])('are never longer than AWS allows: %s', (name, limit) => {
    expect(name).toHaveLength(limit);
  });
});
