import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DevProcess, startDev } from './dev-process.ts';
import { helpdeskProject } from './helpdesk-project.ts';

const venv = resolve(import.meta.dirname, '../../node_modules/.cache/lambdabus-aws-clients');
const hasPython = spawnSync('python3', ['-c', 'import venv']).status === 0;

/** `aws` and boto3 from PyPI know nothing of lambdabus: what they see is AWS. */
describe.runIf(hasPython)('clients of other languages', () => {
  const project = helpdeskProject();
  let dev: DevProcess;
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    if (!existsSync(join(venv, 'bin/aws'))) {
      execFileSync('python3', ['-m', 'venv', venv]);
      execFileSync(join(venv, 'bin/pip'), ['install', '--quiet', 'awscli', 'boto3']);
    }
    dev = await startDev(project.directory);
    env = {
      PATH: process.env['PATH'],
      AWS_ENDPOINT_URL: dev.endpoint,
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'any',
      AWS_SECRET_ACCESS_KEY: 'any',
    };
  });

  afterAll(async () => {
    await dev.end('SIGTERM');
    project.remove();
  });

  function run(command: string, args: readonly string[]): string {
    return execFileSync(join(venv, 'bin', command), args, { env, encoding: 'utf8' });
  }

  test('the aws CLI invokes a procedure, and fires an event that a listener handles', async () => {
    const answer = join(project.directory, 'answer.txt');

    run('aws', [
      ...['lambda', 'invoke', '--function-name', 'dev-support-case-get'],
      ...['--payload', '{"id":"cli"}', answer],
    ]);
    const topic = 'arn:aws:sns:us-east-1:000000000000:dev-support-case-caseCreated';
    run('aws', ['sns', 'publish', '--topic-arn', topic, '--message', '{"id":"from the cli"}']);

    expect(readFileSync(answer, 'utf8')).toBe('{"id":"cli","word":"first"}');
    await expect.poll(dev.stderr, { timeout: 10_000 }).toContain('notified of from the cli');
  });

  test('boto3 invokes a procedure, and fires an event that a listener handles', async () => {
    const script = `
import boto3, json
answer = boto3.client('lambda').invoke(FunctionName='dev-support-case-get', Payload=json.dumps({'id': 'boto'}))
print(json.load(answer['Payload'])['id'])
boto3.client('sns').publish(
  TopicArn='arn:aws:sns:us-east-1:000000000000:dev-support-case-caseCreated', Message=json.dumps({'id': 'from boto'}))
failed = boto3.client('lambda').invoke(FunctionName='dev-support-case-get', Payload=json.dumps({'id': 7}))
print(failed['FunctionError'], json.load(failed['Payload'])['errorType'])
`;

    const output = run('python', ['-c', script]);

    expect(output).toBe('boto\nUnhandled VALIDATION_FAILED\n');
    await expect.poll(dev.stderr, { timeout: 10_000 }).toContain('notified of from boto');
  });
});
