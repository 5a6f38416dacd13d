import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GetFunctionConfigurationCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListTopicsCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { ListQueuesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { createBus } from 'lambdabus';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cdk } from '../support/cdk.ts';
import { account, type DeploymentTarget, region, type UsedTarget, useTarget } from './deployment-target.ts';
import type * as accounts from './fixtures/deployed/accounts/apis.ts';
import type * as support from './fixtures/deployed/helpdesk/apis.ts';
import { receivedFrom } from './received-messages.ts';

/** How a target differs from AWS. */
export interface DeploymentTraits {
  /** Whether it enforces the policies of roles. */
  readonly enforcesPolicies: boolean;
}

const repository = fileURLToPath(new URL('../..', import.meta.url));
const fixtures = fileURLToPath(new URL('fixtures/deployed', import.meta.url));
const stage = 'e2e';
const ledger = 'e2e-accounts-ledger';

/** Deploys two services that meet only by name to an endpoint, uses them, changes one, and destroys both. */
export function describeDeployment(
  name: string,
  start: () => Promise<DeploymentTarget>,
  { enforcesPolicies }: DeploymentTraits,
): void {
  describe(`two services deployed to ${name}`, () => {
    let target: UsedTarget;
    let directory: string;

    beforeAll(async () => {
      target = await useTarget(await start());
      // Inside of the repository: what is deployed finds its packages as an application finds them.
      await mkdir(join(repository, '.emulator'), { recursive: true });
      directory = await mkdtemp(join(repository, '.emulator', 'deployment-'));
      await cp(fixtures, directory, { recursive: true });
      await run('deploy', '--all', '--require-approval', 'never');
    });

    afterAll(async () => {
      if (directory !== undefined) await rm(directory, { recursive: true, force: true });
      await target?.release();
    });

    const run = (...args: readonly string[]) =>
      cdk([...args, '--context', `stage=${stage}`], { directory, environment: target.environment });
    const bus = createBus<[typeof support, typeof accounts]>({ stage, account });

    it('are a function for each procedure, listener and schedule', async () => {
      expect(await deployedFunctions()).toEqual([
        'e2e-accounts--bill',
        'e2e-accounts--billUrgent',
        'e2e-accounts--follow',
        'e2e-accounts--record',
        'e2e-accounts--tick',
        'e2e-accounts-account-invoice',
        'e2e-support-case-fail',
        'e2e-support-case-get',
        'e2e-support-case-invokeAnything',
        'e2e-support-case-move',
        'e2e-support-case-open',
        'e2e-support-case-publishAnything',
        'e2e-support-directory-connection',
      ]);
    });

    it('answer calls, with dates as dates', async () => {
      const found = await bus.support.case.get({ id: '7' });

      expect(found).toEqual({ id: '7', subject: 'known', priority: 'normal', openedAt: new Date(0) });
    });

    it('start an API before its first request', async () => {
      await expect(bus.support.directory.connection()).resolves.toBe('open');
    });

    it('call each other', async () => {
      await expect(bus.accounts.account.invoice({ caseId: '8' })).resolves.toEqual({
        caseId: '8',
        priority: 'normal',
        caseOpenedAt: new Date(0),
      });
    });

    it("hear each other's events, where the payload passes the filter", async () => {
      const opened = await bus.support.case.open({ subject: 'ordinary' });
      const urgent = await bus.support.case.open({ subject: 'urgent' });

      const notes = await receivedFrom(ledger, 3, ({ body }) => [opened.id, urgent.id].includes(String(body['id'])));
      expect(notes.map(({ body }) => body)).toEqual(
        expect.arrayContaining([
          { by: 'bill', id: opened.id, event: 'support.case.caseCreated', attempt: 1, isDate: true },
          { by: 'bill', id: urgent.id, event: 'support.case.caseCreated', attempt: 1, isDate: true },
          { by: 'billUrgent', id: urgent.id },
        ]),
      );
    });

    it('keep the order of a FIFO event in its group', async () => {
      await bus.support.case.move({ id: 'moved', steps: 3 });

      const notes = await receivedFrom(ledger, 3, ({ body }) => body['id'] === 'moved');
      expect(notes.map(({ body }) => body)).toEqual([1, 2, 3].map((step) => ({ by: 'follow', id: 'moved', step })));
    });

    it('lay an event that cannot be handled into the dead-letter queue, with the reason', async () => {
      const { id } = await bus.support.case.open({ subject: 'unlucky' });

      const [letter] = await receivedFrom('e2e-accounts--bill--dlq', 1);
      expect(letter?.body).toEqual({ id, subject: 'unlucky' });
      expect(letter?.attributes).toMatchObject({
        'lambdabus.event': 'support.case.caseCreated',
        'lambdabus.error': `Error: nobody pays for ${id}`,
        'lambdabus.attempts': '1',
        'lambdabus.function': 'e2e-accounts--bill',
      });
    });

    it('lay an event of the wrong shape into the dead-letter queue at once', async () => {
      const TopicArn = `arn:aws:sns:${region}:${account}:e2e-support-case-caseCreated`;
      await new SNSClient().send(new PublishCommand({ TopicArn, Message: '{"id":9,"subject":"urgent"}' }));

      const [letter] = await receivedFrom('e2e-accounts--billUrgent--dlq', 1);
      expect(letter?.attributes).toMatchObject({
        'lambdabus.error': expect.stringContaining('VALIDATION_FAILED'),
        'lambdabus.attempts': '1',
      });
      await receivedFrom('e2e-accounts--bill--dlq', 1);
    });

    it('use a topic and a queue that stood before, under names of their own', async () => {
      await bus.accounts.account.invoice({ caseId: 'kept' });
      await bus.accounts.account.invoice({ caseId: 'lost' });

      const [note] = await receivedFrom(ledger, 1, ({ body }) => body['by'] === 'record');
      expect(note?.body).toEqual({ by: 'record', id: 'kept' });
      // The listener laid it there at its first receive: the count of the queue, not its own of five.
      const [letter] = await receivedFrom('e2e-legacy-invoice-letters', 1);
      expect(letter?.attributes).toMatchObject({
        'lambdabus.error': 'Error: there is no record of lost',
        'lambdabus.attempts': '1',
      });
    });

    it('keep a failed asynchronous call', async () => {
      await bus.support.case.fail.enqueue({ reason: 'out of order' });

      const [failed] = await receivedFrom('e2e-helpdesk--failed', 1);
      expect(failed?.body).toMatchObject({
        requestPayload: { reason: 'out of order' },
        responsePayload: { errorMessage: expect.stringContaining('out of order') },
      });
    });

    it.runIf(enforcesPolicies)('may not invoke or publish what their code neither calls nor fires', async () => {
      const invoked = bus.support.case.invokeAnything({ functionName: 'e2e-accounts-account-invoice' });
      await expect(invoked).rejects.toMatchObject({
        code: 'HANDLER_ERROR',
        message: expect.stringContaining('lambda:InvokeFunction'),
      });

      const topicArn = `arn:aws:sns:${region}:${account}:e2e-accounts-account-invoiced`;
      const published = bus.support.case.publishAnything({ topicArn, message: '{}' });
      await expect(published).rejects.toMatchObject({
        code: 'HANDLER_ERROR',
        message: expect.stringContaining('sns:Publish'),
      });
    });

    it('change in what was changed, and only there', async () => {
      const untouched = await configuration('e2e-accounts--bill');
      const file = join(directory, 'helpdesk', 'apis.ts');
      const source = await readFile(file, 'utf8');
      await writeFile(file, source.replaceAll("priority: 'normal'", "priority: 'high'"));

      await run('deploy', '--all', '--require-approval', 'never');

      await expect(bus.accounts.account.invoice({ caseId: '8' })).resolves.toMatchObject({ priority: 'high' });
      expect(await configuration('e2e-accounts--bill')).toEqual(untouched);
    });

    it('empty the queue of a listener that was renamed, and hear the event by the new name', async () => {
      const file = join(directory, 'accounts', 'bus.ts');
      const source = await readFile(file, 'utf8');
      await writeFile(
        file,
        source
          .replace('export const billUrgent', 'export const chargeUrgent')
          .replace("by: 'billUrgent'", "by: 'chargeUrgent'")
          .replace("filter: { subject: ['urgent'] }", "filter: { subject: ['urgent'] }, renamedFrom: 'billUrgent'"),
      );
      await run('deploy', '--all', '--require-approval', 'never');

      const left = { id: 'left', subject: 'urgent' };
      const QueueUrl = `https://sqs.${region}.amazonaws.com/${account}/e2e-accounts--billUrgent`;
      await new SQSClient({ useQueueUrlAsEndpoint: false }).send(
        new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(left) }),
      );
      const opened = await bus.support.case.open({ subject: 'urgent' });

      const notes = await receivedFrom(ledger, 2, ({ body }) => body['by'] === 'chargeUrgent');
      expect(notes.map(({ body }) => body['id']).sort()).toEqual([opened.id, 'left'].sort());
      expect(await deployedFunctions()).not.toContain('e2e-accounts--billUrgent');
    }, 300_000);

    it('run on their schedule', async () => {
      // Once a minute, so it may take one.
      const [note] = await receivedFrom(ledger, 1, ({ body }) => body['by'] === 'tick', 100_000);

      expect(Date.parse(String(note?.body['scheduledAt']))).toBeGreaterThan(Date.now() - 10 * 60_000);
    });

    it('go without a trace', async () => {
      // What was deployed last, without building it again.
      await run('destroy', '--all', '--force', '--app', 'cdk.out');

      expect(await deployedFunctions()).toEqual([]);
      const { QueueUrls = [] } = await new SQSClient().send(new ListQueuesCommand({ QueueNamePrefix: `${stage}-` }));
      expect(QueueUrls).toEqual([]);
      const { Topics = [] } = await new SNSClient().send(new ListTopicsCommand());
      expect(Topics.filter(({ TopicArn }) => TopicArn?.includes(`:${stage}-`))).toEqual([]);
    });
  });
}

async function deployedFunctions(): Promise<readonly string[]> {
  const { Functions = [] } = await new LambdaClient().send(new ListFunctionsCommand({}));
  const names = Functions.flatMap(({ FunctionName }) => FunctionName ?? []);
  return names.filter((name) => name.startsWith(`${stage}-`)).sort();
}

async function configuration(functionName: string): Promise<object> {
  const { CodeSha256, LastModified, Environment } = await new LambdaClient().send(
    new GetFunctionConfigurationCommand({ FunctionName: functionName }),
  );
  return { CodeSha256, LastModified, Environment };
}
