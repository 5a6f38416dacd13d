import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterEach, expect, test } from 'vitest';
import { type DevProcess, type ScratchProject, scratchProject, startDev } from './dev-process.ts';
import { apis, helpdeskProject, serviceFiles } from './helpdesk-project.ts';

let project: ScratchProject;
let dev: DevProcess | undefined;

afterEach(async () => {
  await dev?.end('SIGKILL');
  dev = undefined;
  project.remove();
});

function credentials(endpoint: string) {
  return { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'any', secretAccessKey: 'any' } };
}

async function call(endpoint: string, name: string, params: object): Promise<unknown> {
  const lambda = new LambdaClient(credentials(endpoint));
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(params) }));
  lambda.destroy();
  return JSON.parse(Buffer.from(Payload ?? []).toString());
}

/** Processes that belong to a project: their command line or environment names its directory. */
function processesOf({ directory }: ScratchProject): string[] {
  return execFileSync('ps', ['axeww'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(`LAMBDA_TASK_ROOT=${directory}`));
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  'dev answers calls, delivers events, says one line, and ends with 0 by %s without a process left',
  async (signal) => {
    project = helpdeskProject();

    dev = await startDev(project.directory);
    const called = await call(dev.endpoint, 'dev-support-case-get', { id: '1' });
    const opened = await call(dev.endpoint, 'dev-support-case-open', { id: '2' });
    const running = dev;
    await expect.poll(() => running.stderr(), { timeout: 10_000 }).toContain('notified of 2');
    const code = await dev.end(signal);

    expect(called).toEqual({ id: '1', word: 'first' });
    expect(opened).toEqual({ id: '2' });
    expect(dev.stdout()).toBe(`ready ${dev.endpoint}\n`);
    expect(dev.stderr()).toContain(`export AWS_ENDPOINT_URL=${dev.endpoint}`);
    expect(dev.stderr()).toContain('export AWS_DEFAULT_REGION=us-east-1');
    expect(code).toBe(0);
    expect(processesOf(project)).toEqual([]);
  },
);

test('dev tells programs where it is', async () => {
  project = helpdeskProject();

  dev = await startDev(project.directory, ['--json', '--stage', 'alice', '--region', 'eu-central-1']);

  expect(JSON.parse(dev.stdout())).toEqual({
    endpoint: dev.endpoint,
    region: 'eu-central-1',
    account: '000000000000',
    stage: 'alice',
  });
  const lambda = new LambdaClient({ ...credentials(dev.endpoint), region: 'eu-central-1' });
  await expect(
    lambda.send(new InvokeCommand({ FunctionName: 'alice-support-case-get', Payload: '{"id":"1"}' })),
  ).resolves.toMatchObject({ StatusCode: 200 });
  lambda.destroy();
});

test('dev goes over to changed sources, and keeps what it has when they are wrong', async () => {
  project = helpdeskProject();
  dev = await startDev(project.directory);
  const { endpoint, stderr } = dev;

  project.write('apis.ts', apis('second'));
  await expect.poll(stderr, { timeout: 20_000 }).toContain('reloaded: 1 function changed');
  const changed = await call(endpoint, 'dev-support-case-get', { id: '1' });
  project.write('apis.ts', apis('third').replace("'support.case'", "'Support case'"));
  await expect.poll(stderr, { timeout: 20_000 }).toContain('goes on with the code from before');
  const kept = await call(endpoint, 'dev-support-case-get', { id: '1' });

  expect(changed).toMatchObject({ word: 'second' });
  expect(kept).toMatchObject({ word: 'second' });
  expect(stderr()).toContain('"Support case"');
});

test('an error in the log stands where it stands in the sources', async () => {
  project = helpdeskProject();
  project.write('apis.ts', apis('first').replace("return { id, word: 'first' };", "throw new Error('no ' + id);"));
  dev = await startDev(project.directory);

  const answer = await call(dev.endpoint, 'dev-support-case-get', { id: '1' });

  expect(answer).toMatchObject({ errorType: 'Error', errorMessage: 'no 1' });
  await expect.poll(dev.stderr, { timeout: 10_000 }).toMatch(/ERROR .*no 1\n.*at .*apis\.ts:9:11/);
});

test('a message that no listener can read rests in the dead-letter queue', async () => {
  project = helpdeskProject();
  dev = await startDev(project.directory);
  const sns = new SNSClient(credentials(dev.endpoint));

  const TopicArn = 'arn:aws:sns:us-east-1:000000000000:dev-support-case-caseCreated';
  await sns.send(new PublishCommand({ TopicArn, Message: '{"id":7}' }));

  const resting = async () => {
    const response = await fetch(`${dev?.endpoint}/_fauxqs/queues/dev-helpdesk--notifyAgents--dlq`);
    // The answer of fauxqs's inspection endpoint.
    const { messages } = (await response.json()) as { messages: { ready: { body: string }[] } };
    return messages.ready.map(({ body }) => body);
  };
  await expect.poll(resting, { timeout: 20_000 }).toEqual(['{"id":7}']);
  sns.destroy();
});

test('dev says how services do not go together, once for each change', async () => {
  project = helpdeskProject();
  const asking = (timeout: number) => `import { Api } from 'lambdabus';

export class AgentApi extends Api {
  static readonly meta = { name: 'agents.agent', timeout: ${timeout}, uses: [{ call: 'support.case.get' }] } as const;

  async ask(): Promise<void> {}
}
`;
  const agents = scratchProject({ ...serviceFiles('agents'), 'bus.ts': asking(3) });
  try {
    dev = await startDev(project.directory, ['bus.ts', join(agents.directory, 'bus.ts')]);
    const { stderr } = dev;
    const warnings = () => stderr().match(/warning\[TIMEOUT_NOT_NESTED\]: .*/g) ?? [];
    const first = warnings();

    agents.write('bus.ts', asking(4));
    await expect.poll(() => stderr().split('reloaded').length, { timeout: 20_000 }).toBe(2);
    const changed = warnings();
    project.write('apis.ts', apis('second'));
    await expect.poll(() => stderr().split('reloaded').length, { timeout: 20_000 }).toBe(3);

    expect(first).toEqual([expect.stringContaining('agents.agent.ask ends after 3 s, but support.case.get')]);
    expect(changed).toEqual([...first, expect.stringContaining('agents.agent.ask ends after 4 s')]);
    expect(warnings()).toEqual(changed);
  } finally {
    agents.remove();
  }
});
