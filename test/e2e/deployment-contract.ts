import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { GetFunctionConfigurationCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListTopicsCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import {
  DeleteMessageCommand,
  ListQueuesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { createBus } from 'lambdabus';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cdk } from '../support/cdk.ts';
import type * as accounts from './fixtures/deployed/accounts/apis.ts';
import type * as support from './fixtures/deployed/helpdesk/apis.ts';

/** An AWS to deploy to. */
export interface DeploymentTarget {
  readonly endpoint: string;
  /** The certificate to trust, where it is not known to Node.js. */
  readonly certificate?: string | undefined;
  stop(): Promise<void>;
}

/** How a target differs from AWS. */
export interface DeploymentTraits {
  /** Whether it enforces the policies of roles. */
  readonly enforcesPolicies: boolean;
}

const repository = fileURLToPath(new URL('../..', import.meta.url));
const fixtures = fileURLToPath(new URL('fixtures/deployed', import.meta.url));
const stage = 'e2e';
const region = 'us-east-1';
const account = '000000000000';

/** Deploys two services that meet only by name to an endpoint, uses them, changes one, and destroys both. */
export function describeDeployment(
  name: string,
  start: () => Promise<DeploymentTarget>,
  { enforcesPolicies }: DeploymentTraits,
): void {
  describe(`two services deployed to ${name}`, () => {
    const before = { ...process.env };
    const trusted = getCACertificates('default');
    let target: DeploymentTarget;
    let directory: string;
    let environment: Record<string, string>;

    beforeAll(async () => {
      target = await start();
      // Inside of the repository: what is deployed finds its packages as an application finds them.
      await mkdir(join(repository, '.emulator'), { recursive: true });
      directory = await mkdtemp(join(repository, '.emulator', 'deployment-'));
      await cp(fixtures, directory, { recursive: true });
      environment = {
        AWS_ENDPOINT_URL: target.endpoint,
        AWS_REGION: region,
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        AWS_EC2_METADATA_DISABLED: 'true',
      };
      if (target.certificate !== undefined) {
        const file = join(directory, 'certificate.pem');
        await writeFile(file, target.certificate);
        Object.assign(environment, { NODE_EXTRA_CA_CERTS: file, AWS_CA_BUNDLE: file });
        setDefaultCACertificates([...trusted, target.certificate]);
      }
      Object.assign(process.env, environment);
    });

    afterAll(async () => {
      setDefaultCACertificates(trusted);
      for (const key of Object.keys(environment)) {
        if (before[key] === undefined) delete process.env[key];
        else process.env[key] = before[key];
      }
      await rm(directory, { recursive: true, force: true });
      await target.stop();
    });

    const deploy = (...args: readonly string[]) =>
      cdk([...args, '--context', `stage=${stage}`], { directory, environment });
    const bus = createBus<[typeof support, typeof accounts]>({ stage, account });

    it('bootstrap and deploy', async () => {
      await cdk(['bootstrap', `aws://${account}/${region}`], { directory, environment });

      await deploy('deploy', '--all', '--require-approval', 'never');

      expect(await deployedFunctions()).toEqual([
        'e2e-accounts--bill',
        'e2e-accounts--billUrgent',
        'e2e-accounts--follow',
        'e2e-accounts--tick',
        'e2e-accounts-account-invoice',
        'e2e-support-case-fail',
        'e2e-support-case-get',
        'e2e-support-case-invokeAnything',
        'e2e-support-case-move',
        'e2e-support-case-open',
        'e2e-support-case-publishAnything',
      ]);
    });

    it('answer calls, with dates as dates', async () => {
      const found = await bus.support.case.get({ id: '7' });

      expect(found).toEqual({ id: '7', subject: 'known', priority: 'normal', openedAt: new Date(0) });
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

      const notes = await ledger((note) => note['id'] === opened.id || note['id'] === urgent.id, 3);
      expect(notes).toHaveLength(3);
      expect(notes).toEqual(
        expect.arrayContaining([
          { by: 'bill', id: opened.id, event: 'support.case.caseCreated', attempt: 1, isDate: true },
          { by: 'bill', id: urgent.id, event: 'support.case.caseCreated', attempt: 1, isDate: true },
          { by: 'billUrgent', id: urgent.id },
        ]),
      );
    });

    it('keep the order of a FIFO event in its group', async () => {
      await bus.support.case.move({ id: 'moved', steps: 3 });

      const notes = await ledger((note) => note['id'] === 'moved', 3);
      expect(notes).toEqual([1, 2, 3].map((step) => ({ by: 'follow', id: 'moved', step, group: 'moved' })));
    });

    it('lay an event that cannot be handled into the dead-letter queue, with the reason', async () => {
      const { id } = await bus.support.case.open({ subject: 'unlucky' });

      const [letter] = await messages('e2e-accounts--bill--dlq', 1);
      expect(JSON.parse(letter?.Body ?? '')).toEqual({ id, subject: 'unlucky' });
      expect(attributes(letter)).toMatchObject({
        'lambdabus.event': 'support.case.caseCreated',
        'lambdabus.error': `Error: nobody pays for ${id}`,
        'lambdabus.attempts': '1',
        'lambdabus.function': 'e2e-accounts--bill',
      });
    });

    it('lay an event of the wrong shape into the dead-letter queue at once', async () => {
      const TopicArn = `arn:aws:sns:${region}:${account}:e2e-support-case-caseCreated`;
      await new SNSClient().send(new PublishCommand({ TopicArn, Message: '{"id":9,"subject":"urgent"}' }));

      const [letter] = await messages('e2e-accounts--billUrgent--dlq', 1);
      expect(attributes(letter)).toMatchObject({
        'lambdabus.error': expect.stringContaining('VALIDATION_FAILED'),
        'lambdabus.attempts': '1',
      });
      await messages('e2e-accounts--bill--dlq', 1);
    });

    it('keep a failed asynchronous call', async () => {
      await bus.support.case.fail.enqueue({ reason: 'out of order' });

      const [failed] = await messages('e2e-helpdesk--failed', 1);
      expect(JSON.parse(failed?.Body ?? '')).toMatchObject({
        requestPayload: { reason: 'out of order' },
        responsePayload: { errorMessage: expect.stringContaining('out of order') },
      });
    });

    it.runIf(enforcesPolicies)('may not invoke or publish what their code neither calls nor fires', async () => {
      const invoked = bus.support.case.invokeAnything({ functionName: 'e2e-accounts-account-invoice' });
      const published = bus.support.case.publishAnything({
        topicArn: `arn:aws:sns:${region}:${account}:e2e-support-case-caseCreated`,
        message: '{}',
      });

      await expect(invoked).rejects.toMatchObject({
        code: 'HANDLER_ERROR',
        message: expect.stringContaining('lambda:InvokeFunction'),
      });
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

      await deploy('deploy', '--all', '--require-approval', 'never');

      await expect(bus.accounts.account.invoice({ caseId: '8' })).resolves.toMatchObject({ priority: 'high' });
      expect(await configuration('e2e-accounts--bill')).toEqual(untouched);
    });

    it('run on their schedule', async () => {
      const [note] = await ledger(({ by }) => by === 'tick', 1);

      expect(Date.parse(String(note?.['scheduledAt']))).toBeGreaterThan(Date.now() - 10 * 60_000);
    });

    it('go without a trace', async () => {
      await deploy('destroy', '--all', '--force');

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

/** Notes of the ledger in the order in which they came; others are read over. */
async function ledger(
  wanted: (note: Readonly<Record<string, unknown>>) => boolean,
  count: number,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const notes: Readonly<Record<string, unknown>>[] = [];
  for (const until = Date.now() + patienceMs; notes.length < count && Date.now() < until; ) {
    const received = await receive('e2e-accounts-ledger');
    notes.push(...received.map(({ Body }) => JSON.parse(Body ?? '')).filter(wanted));
  }
  return notes;
}

async function messages(queue: string, count: number): Promise<readonly Message[]> {
  const found: Message[] = [];
  for (const until = Date.now() + patienceMs; found.length < count && Date.now() < until; ) {
    found.push(...(await receive(queue)));
  }
  expect(found, `messages of ${queue}`).toHaveLength(count);
  return found;
}

const patienceMs = 120_000;

async function receive(queue: string): Promise<readonly Message[]> {
  const client = new SQSClient({ useQueueUrlAsEndpoint: false });
  const QueueUrl = `https://sqs.${region}.amazonaws.com/${account}/${queue}`;
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: 1,
      MessageAttributeNames: ['All'],
    }),
  );
  for (const { ReceiptHandle } of Messages) await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  if (Messages.length === 0) await sleep(200);
  return Messages;
}

function attributes(message: Message | undefined): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    Object.entries(message?.MessageAttributes ?? {}).map(([name, { StringValue }]) => [name, StringValue]),
  );
}
