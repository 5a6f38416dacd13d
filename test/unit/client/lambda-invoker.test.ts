import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBus } from '../../../src/client/index.ts';

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly afterMs?: number;
  readonly isReset?: boolean;
}

/** Lambda's Invoke endpoint, as far as its answers are concerned. */
class LambdaEndpoint {
  readonly requests: { readonly url: string; readonly type: string | undefined; readonly body: string }[] = [];
  answer: Answer = {};
  mostAtOnce = 0;
  atOnce = 0;
  connections = 0;
  readonly #server: Server = createServer((request, response) => {
    this.atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    response.on('close', () => {
      this.atOnce -= 1;
    });
    void readBody(request).then((body) => {
      const type = request.headers['x-amz-invocation-type']?.toString();
      this.requests.push({ url: request.url ?? '', type, body });
      const { status = 200, headers = {}, body: answer = 'null', afterMs = 0, isReset = false } = this.answer;
      if (isReset) request.socket.destroy();
      else setTimeout(() => response.writeHead(status, { 'x-amzn-requestid': 'r-1', ...headers }).end(answer), afterMs);
    });
  });

  async start(): Promise<void> {
    this.#server.on('connection', () => {
      this.connections += 1;
    });
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    // It listens on TCP, so its address has a port.
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const endpoint = new LambdaEndpoint();

beforeAll(async () => endpoint.start());
afterAll(async () => endpoint.stop());
beforeEach(() => {
  endpoint.requests.length = 0;
  endpoint.mostAtOnce = 0;
  endpoint.answer = {};
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint.url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.stubEnv('AWS_REGION', 'us-east-1');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const awsError = (status: number, type: string, message: string): Answer => ({
  status,
  headers: { 'x-amzn-errortype': type, 'content-type': 'application/json' },
  body: JSON.stringify({ Message: message }),
});
const { $client } = createBus({ stage: 'dev' });

describe('a call by the real AWS SDK', () => {
  it('is an Invoke of the function, with the parameters as its payload', async () => {
    endpoint.answer = { body: '{"ok":true}' };

    expect(await $client.call('support.case.get', { id: 'x' })).toEqual({ ok: true });
    expect(endpoint.requests).toMatchObject([
      // Synchronous, which is what Lambda takes a request for that does not say.
      { url: '/2015-03-31/functions/dev-support-case-get/invocations', type: undefined },
    ]);
    expect(JSON.parse(endpoint.requests[0]?.body ?? '')).toMatchObject({ id: 'x', $bus: { accept: 'casts' } });
  });

  it('that is enqueued is an asynchronous Invoke, whose id it gives', async () => {
    endpoint.answer = { status: 202, body: '' };

    expect(await $client.enqueue('support.case.get', { id: 'x' })).toEqual({ requestId: 'r-1' });
    expect(endpoint.requests[0]?.type).toBe('Event');
  });

  it('goes to the function of another account by its partial ARN', async () => {
    const bus = createBus({ stage: 'dev', locations: { support: { account: '222222222222' } } });

    await bus.$client.call('support.case.get');

    expect(decodeURIComponent(endpoint.requests[0]?.url ?? '')).toContain(
      '/222222222222:function:dev-support-case-get/',
    );
  });

  it.each([
    [404, 'ResourceNotFoundException', 'PROCEDURE_NOT_FOUND', '"dev-support-case-get"'],
    [403, 'AccessDeniedException', 'ACCESS_DENIED', 'lambda:InvokeFunction on dev-support-case-get'],
    [403, 'UnrecognizedClientException', 'ACCESS_DENIED', 'no credentials'],
    [413, 'RequestTooLargeException', 'PAYLOAD_TOO_LARGE', 'larger than AWS takes'],
    [400, 'InvalidRequestContentException', 'TRANSPORT_FAILED', 'AWS refused'],
    [500, 'ServiceException', 'TRANSPORT_FAILED', 'could not be reached'],
  ])('that AWS answers with %s %s is %s', async (status, type, code, message) => {
    endpoint.answer = awsError(status, type, 'because');

    await expect($client.call('support.case.get')).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
      retryable: status === 500,
    });
    expect(endpoint.requests).toHaveLength(1);
  });

  it.each([
    ['Sandbox.Timedout', 'Task timed out after 3.00 seconds', 'FUNCTION_CRASHED', 'raise "timeout"'],
    ['Runtime.OutOfMemory', 'signal: killed', 'FUNCTION_CRASHED', 'raise "memory"'],
    ['Runtime.ExitError', 'Runtime exited with error: exit status 1', 'FUNCTION_CRASHED', 'request id r-1'],
    ['Function.ResponseSizeTooLarge', 'Response payload size exceeded.', 'PAYLOAD_TOO_LARGE', 'answer with its key'],
  ])('whose function ends with %s says what to do', async (errorType, errorMessage, code, message) => {
    endpoint.answer = {
      headers: { 'x-amz-function-error': 'Unhandled' },
      body: JSON.stringify({ errorType, errorMessage }),
    };

    await expect($client.call('support.case.get')).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
      data: { errorType, errorMessage, requestId: 'r-1' },
    });
  });

  it('is sent once when its connection breaks, for it may have run', async () => {
    endpoint.answer = { isReset: true };

    await expect($client.call('support.case.get')).rejects.toMatchObject({
      code: 'TRANSPORT_FAILED',
      retryable: true,
    });
    expect(endpoint.requests).toHaveLength(1);
  });

  it('is sent up to three times when its connection breaks and it carries a key', async () => {
    endpoint.answer = { isReset: true };

    await expect($client.call('support.case.get', {}, { idempotencyKey: 'k' })).rejects.toMatchObject({
      code: 'TRANSPORT_FAILED',
    });
    expect(endpoint.requests).toHaveLength(3);
  });

  it.each([
    ['are bounded by 50 over all buses of a process', undefined, 50],
    ['are as many at once as the bus says', 80, 80],
  ])('%s', async (_, concurrency, most) => {
    endpoint.answer = { afterMs: 200 };
    const buses = concurrency === undefined ? [createBus({ stage: 'dev' }), createBus({ stage: 'dev' })] : [];
    const [one, other = one] = [...buses, createBus({ stage: 'dev', concurrency })];

    const calls = Array.from({ length: 120 }, (__, n) => (n % 2 === 0 ? one : other)?.$client.call('a.b.get'));
    await Promise.all(calls);

    expect(endpoint.requests).toHaveLength(120);
    expect(endpoint.mostAtOnce).toBe(most);
  });

  it('ends at its deadline, and at once when its signal is aborted', async () => {
    endpoint.answer = { afterMs: 2_000 };
    const controller = new AbortController();
    const began = Date.now();

    const aborted = $client.call('support.case.get', {}, { signal: controller.signal });
    setTimeout(() => controller.abort(), 50);

    await expect(aborted).rejects.toMatchObject({ code: 'CALL_ABORTED' });
    await expect($client.call('support.case.get', {}, { timeoutMs: 100 })).rejects.toMatchObject({
      code: 'CALL_TIMEOUT',
    });
    expect(Date.now() - began).toBeLessThan(1_500);
  });

  it('that is given up ends its own request and no other', async () => {
    endpoint.answer = { afterMs: 1_000, body: '"answered"' };
    const controller = new AbortController();

    const stays = $client.call('support.case.get');
    const leaves = $client.call('support.case.get', {}, { signal: controller.signal });
    await vi.waitFor(() => expect(endpoint.requests).toHaveLength(2));
    controller.abort();

    await expect(leaves).rejects.toMatchObject({ code: 'CALL_ABORTED' });
    await vi.waitFor(() => expect(endpoint.atOnce).toBe(1), { timeout: 500 });
    expect(await stays).toBe('answered');
  });

  it('goes over the connection of the one before it, unless that was idle for 20 seconds', async () => {
    // A server that other tests have left no connection to.
    const own = new LambdaEndpoint();
    await own.start();
    vi.stubEnv('AWS_ENDPOINT_URL', own.url);
    const bus = createBus({ stage: 'dev', region: 'eu-west-3' });
    vi.useFakeTimers({ toFake: ['Date'] });

    try {
      for (const afterSeconds of [0, 15, 15]) {
        vi.setSystemTime(Date.now() + afterSeconds * 1_000);
        await bus.$client.call('support.case.get');
      }
      expect(own.connections).toBe(1);

      vi.setSystemTime(Date.now() + 21_000);
      await bus.$client.call('support.case.get');
      expect(own.connections).toBe(2);
    } finally {
      vi.useRealTimers();
      await own.stop();
    }
  });

  it('says which endpoint nobody answers at', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:1');
    const bus = createBus({ stage: 'dev', region: 'eu-north-1' });

    await expect(bus.$client.call('support.case.get')).rejects.toMatchObject({
      code: 'TRANSPORT_FAILED',
      message: expect.stringContaining('ECONNREFUSED 127.0.0.1:1 (AWS_ENDPOINT_URL is http://127.0.0.1:1)'),
    });
  });

  it('says how to name the region when nothing does', async () => {
    vi.stubEnv('AWS_REGION', undefined);
    vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent');
    vi.resetModules();
    const { createBus: create } = await import('../../../src/client/index.ts');

    await expect(create({ stage: 'dev' }).$client.call('support.case.get')).rejects.toMatchObject({
      code: 'TRANSPORT_FAILED',
      message: expect.stringContaining('Set AWS_REGION, or pass createBus({ region })'),
    });
  });
});
