import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createBus } from 'lambdabus';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type * as billing from '../../examples/billing/apis.ts';
import type * as support from '../../examples/support/apis.ts';
import { cdk } from '../support/cdk.ts';
import { startMiniStack } from '../support/ministack.ts';
import { account, type UsedTarget, useTarget } from './deployment-target.ts';
import { receivedFrom } from './received-messages.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const stage = 'dev';

describe('the example, deployed by the cdk.json of this repository with enforced policies', () => {
  const bus = createBus<[typeof support, typeof billing]>({ stage, account });
  let target: UsedTarget;
  let output: string;

  beforeAll(async () => {
    target = await useTarget(await startMiniStack({ auth: true }));
    output = await mkdtemp(join(tmpdir(), 'lambdabus-example-'));
    await run('deploy', '--all', '--require-approval', 'never');
  });

  afterAll(async () => {
    if (output !== undefined) await rm(output, { recursive: true, force: true });
    await target?.release();
  });

  const run = (...args: readonly string[]) =>
    cdk([...args, '--output', output], { directory: repository, environment: target.environment });
  const open = (country: string) =>
    bus.support.case.open({ sender: 'ada@example.org', subject: 'Printer', body: 'It burns.', country });

  it('keeps a case in its table', async () => {
    const opened = await open('DE');

    await expect(bus.support.case.get({ id: opened.id })).resolves.toEqual(opened);
    const { cases } = await bus.support.case.list({ limit: 100 });
    expect(cases).toContainEqual(opened);
  });

  it('invoices a closed case in the other service', async () => {
    const { id } = await open('DE');
    await bus.support.case.reply({ id, agent: 'bo', text: 'Unplug it.', minutes: 4 });

    await bus.support.case.close({ id });

    const invoice = await vi.waitUntil(() => bus.billing.invoice.get({ caseId: id }), {
      timeout: 30_000,
      interval: 200,
    });
    expect(invoice).toMatchObject({ id, customer: 'ada@example.org', amount: { cents: 600n, currency: 'EUR' } });
    expect(invoice?.issuedAt).toBeInstanceOf(Date);
  });

  it('lays a case that it cannot invoice into the dead-letter queue at once, with the reason', async () => {
    const { id } = await open('AQ');

    await bus.support.case.close({ id });

    const [letter] = await receivedFrom('dev-billing--invoiceClosedCase--dlq', 1);
    expect(letter?.body).toMatchObject({ id, country: 'AQ' });
    expect(letter?.attributes).toMatchObject({
      'lambdabus.error': expect.stringContaining('there is no price list for AQ'),
      'lambdabus.attempts': '1',
    });
  });

  it('is destroyed', async () => {
    await cdk(['destroy', '--all', '--force', '--app', output], {
      directory: repository,
      environment: target.environment,
    });

    await expect(bus.support.case.get({ id: 'x' })).rejects.toMatchObject({ code: 'PROCEDURE_NOT_FOUND' });
  });
});
