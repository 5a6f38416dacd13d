import { GetFunctionCommand, InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalBus, startLocalBus } from '../../../src/local/index.ts';
import { scratchDirectory, scratchService } from './scratch-service.ts';

const directory = scratchDirectory();
let bus: LocalBus;
let lambda: LambdaClient;

beforeAll(async () => {
  const service = scratchService(directory.path, {
    'dev-echo': { code: 'export const handler = async (event, context) => ({ event, context, env: process.env });' },
    'dev-throw': { code: 'export const handler = async () => { throw new RangeError("too far"); };' },
    'dev-log': {
      code: 'export const handler = async () => { console.log("seen"); console.error("feared"); process.stdout.write("unended"); };',
    },
    'dev-slow': {
      code: 'export const handler = async () => { await new Promise((r) => setTimeout(r, 1_000)); return process.pid; };',
    },
    'dev-big': { code: 'export const handler = async (n) => "x".repeat(n);' },
    'dev-bigint': { code: 'export const handler = async () => ({ n: 1n });' },
    'dev-nothing': { code: 'export const handler = () => undefined;' },
    'dev-broken': { code: 'import "no-such-package"; export const handler = async () => 1;' },
    'dev-syntax': { code: 'export const handler = async () => {' },
    'dev-nohandler': { code: 'export const other = 1;' },
    'dev-initthrow': { code: 'throw new TypeError("not today");' },
    [`dev-${'long'.repeat(15)}`]: { code: 'export const handler = async () => "long";' },
  });
  bus = await startLocalBus({ topologies: [service], environment: { EXTRA: 'yes' } });
  lambda = new LambdaClient({
    endpoint: bus.endpoint,
    region: bus.region,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  });
});

afterAll(async () => {
  lambda.destroy();
  await bus.stop();
  directory.remove();
});

async function invoke(FunctionName: string, payload: unknown = {}, rest: object = {}) {
  const response = await lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(payload), ...rest }));
  const text = Buffer.from(response.Payload ?? []).toString();
  return { ...response, result: text === '' ? undefined : JSON.parse(text) };
}

test('a function answers the SDK with its result', async () => {
  const response = await invoke('dev-echo', { id: 7 });

  expect(response.StatusCode).toBe(200);
  expect(response.FunctionError).toBeUndefined();
  expect(response.ExecutedVersion).toBe('$LATEST');
  expect(response.result.event).toEqual({ id: 7 });
});

test('a function sees the context of Lambda', async () => {
  const { result, $metadata } = await invoke('dev-echo', {}, { ClientContext: btoa('{"custom":{"a":1}}') });

  expect(result.context).toMatchObject({
    functionName: 'dev-echo',
    functionVersion: '$LATEST',
    memoryLimitInMB: '256',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:dev-echo',
    awsRequestId: $metadata.requestId,
    clientContext: { custom: { a: 1 } },
  });
});

test("a function sees Lambda's environment, and nothing of this process", async () => {
  process.env['SECRET_OF_THE_DEVELOPER'] = 'hidden';

  const { result } = await invoke('dev-echo');

  expect(result.env).toMatchObject({
    AWS_LAMBDA_FUNCTION_NAME: 'dev-echo',
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: bus.endpoint,
    LAMBDABUS_STAGE: 'dev',
    LAMBDABUS_ACCOUNT: '000000000000',
    EXTRA: 'yes',
    TZ: ':UTC',
  });
  expect(result.env).not.toHaveProperty('SECRET_OF_THE_DEVELOPER');
  expect(result.env).not.toHaveProperty('NODE_CHANNEL_FD');
});

test.each([
  'dev-echo:$LATEST',
  'function:dev-echo',
  '000000000000:function:dev-echo',
  'arn:aws:lambda:us-east-1:000000000000:function:dev-echo',
  'arn:aws:lambda:us-east-1:000000000000:function:dev-echo:$LATEST',
])('the name may be %s', async (name) => {
  await expect(invoke(name, { id: 1 })).resolves.toMatchObject({ result: { event: { id: 1 } } });
});

test('the ARN of a function with the longest name works', async () => {
  const name = `dev-${'long'.repeat(15)}`;

  const { result } = await invoke(`arn:aws:lambda:us-east-1:000000000000:function:${name}:$LATEST`);

  expect(result).toBe('long');
});

test.each(['dev-unknown', 'dev-echo:live', 'arn:aws:lambda:eu-west-1:000000000000:function:dev-echo'])(
  'there is no function %s',
  async (name) => {
    await expect(invoke(name)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      $metadata: { httpStatusCode: 404 },
    });
  },
);

test('a thrown error is a function error with type, message and trace', async () => {
  const response = await invoke('dev-throw');

  expect(response.FunctionError).toBe('Unhandled');
  expect(response.result).toMatchObject({ errorType: 'RangeError', errorMessage: 'too far' });
  expect(response.result.trace[0]).toBe('RangeError: too far');
});

test('a function that returns nothing answers null', async () => {
  await expect(invoke('dev-nothing')).resolves.toMatchObject({ result: null });
});

test('a result that is no JSON is a marshal error', async () => {
  const { result } = await invoke('dev-bigint');

  expect(result).toMatchObject({ errorType: 'Runtime.MarshalError' });
});

test.each([
  ['dev-broken', 'Runtime.ImportModuleError', /no-such-package/],
  ['dev-syntax', 'Runtime.UserCodeSyntaxError', /./],
  ['dev-nohandler', 'Runtime.HandlerNotFound', /index\.handler is undefined or not exported/],
  ['dev-initthrow', 'TypeError', /not today/],
])('%s cannot be loaded: %s', async (name, errorType, errorMessage) => {
  const response = await invoke(name);

  expect(response.FunctionError).toBe('Unhandled');
  expect(response.result).toMatchObject({ errorType, errorMessage: expect.stringMatching(errorMessage) });
});

test('a payload that is no JSON is refused', async () => {
  const response = await fetch(`${bus.endpoint}/2015-03-31/functions/dev-echo/invocations`, {
    method: 'POST',
    body: '{"half":',
  });

  expect(response.status).toBe(400);
  expect(response.headers.get('x-amzn-errortype')).toBe('InvalidRequestContentException');
});

test('no payload is an empty object', async () => {
  const response = await fetch(`${bus.endpoint}/2015-03-31/functions/dev-echo/invocations`, { method: 'POST' });

  expect(await response.json()).toMatchObject({ event: {} });
});

test('payloads over the limits of Lambda are refused', async () => {
  const sixMb = 'x'.repeat(6_291_456);
  const oneMb = 'x'.repeat(1_048_576);

  await expect(invoke('dev-echo', sixMb)).rejects.toMatchObject({ name: 'RequestTooLargeException' });
  await expect(invoke('dev-echo', oneMb, { InvocationType: 'Event' })).rejects.toMatchObject({
    name: 'RequestTooLargeException',
    $metadata: { httpStatusCode: 413 },
  });
});

test('a body that is larger than anything taken is refused like the others', async () => {
  const response = await fetch(`${bus.endpoint}/2015-03-31/functions/dev-echo/invocations`, {
    method: 'POST',
    body: Buffer.alloc(20_000_000, 'x'),
  });

  expect(response.status).toBe(413);
  expect(await response.json()).toMatchObject({
    message: expect.stringContaining('20000000 byte payload is too large'),
  });
});

test('what the engine does not serve of Lambda says what it does', async () => {
  const response = await fetch(`${bus.endpoint}/2015-03-31/layers`);

  expect(response.status).toBe(404);
  expect(response.headers.get('x-amzn-errortype')).toBe('UnknownOperationException');
  expect(await response.json()).toMatchObject({ message: expect.stringContaining('it serves Invoke') });
});

test('a result over the limit of Lambda is a function error', async () => {
  const { result } = await invoke('dev-big', 6_300_000);

  expect(result).toMatchObject({ errorType: 'Function.ResponseSizeTooLarge' });
});

test('a dry run runs nothing', async () => {
  const response = await invoke('dev-echo', {}, { InvocationType: 'DryRun' });

  expect(response.StatusCode).toBe(204);
});

test('the tail of the log comes on request', async () => {
  const { LogResult } = await invoke('dev-log', {}, { LogType: 'Tail' });

  const log = Buffer.from(LogResult ?? '', 'base64').toString();
  expect(log).toMatch(/^START RequestId: [0-9a-f-]+ Version: \$LATEST\n/);
  expect(log).toContain('seen\n');
  expect(log).toContain('feared\n');
  expect(log).toContain('unended\n');
  expect(log).toMatch(/REPORT RequestId: .*Duration: .* ms/);
});

test('the log of each invocation is whole when it is answered', async () => {
  for (let times = 0; times < 50; times += 1) {
    const { LogResult } = await invoke('dev-log', {}, { LogType: 'Tail' });

    const log = Buffer.from(LogResult ?? '', 'base64').toString();
    expect(log.split('\n').slice(1, 4).sort()).toEqual(['feared', 'seen', 'unended']);
  }
});

test('one process serves one invocation at a time, and is used again', async () => {
  const pids = await Promise.all([1, 2, 3].map(() => invoke('dev-slow')));
  const again = await invoke('dev-slow');

  const used = pids.map(({ result }) => result);
  expect(new Set(used).size).toBe(3);
  expect(used).toContain(again.result);
});

test('functions are listed and described', async () => {
  const { Functions } = await lambda.send(new ListFunctionsCommand());
  const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: 'dev-echo' }));

  expect(Functions?.map(({ FunctionName }) => FunctionName)).toContain('dev-echo');
  expect(Configuration).toMatchObject({ Handler: 'index.handler', MemorySize: 256, Timeout: 10, State: 'Active' });
});
