import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type LocalBus, startLocalBus } from '../../../src/local/index.ts';
import { scratchDirectory, scratchService } from './scratch-service.ts';

const directory = scratchDirectory();
let bus: LocalBus;
let socket: Socket;

beforeAll(async () => {
  const service = scratchService(directory.path, {
    'dev-echo': {
      code: `export const handler = async ({ n, waitMs = 0, fail }) => {
        await new Promise((resolve) => setTimeout(resolve, waitMs));
        if (fail) throw new RangeError('asked to');
        return { n, sign: 'ä€😀' };
      };`,
    },
  });
  bus = await startLocalBus({ topologies: [service] });
});

afterAll(async () => {
  await bus.stop();
  directory.remove();
});

beforeEach(async () => {
  socket = connect(bus.port, '127.0.0.1').setNoDelay();
  await once(socket, 'connect');
});

afterEach(() => {
  socket.destroy();
});

function call(payload: object, headers: readonly string[] = []): string {
  const body = JSON.stringify(payload);
  const head = [
    'POST /2015-03-31/functions/dev-echo/invocations HTTP/1.1',
    'Host: local',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return `${[...head, ...headers].join('\r\n')}\r\n\r\n${body}`;
}

const list = 'GET /2015-03-31/functions HTTP/1.1\r\nHost: local\r\n\r\n';

interface Answer {
  readonly status: number;
  readonly head: string;
  readonly body: unknown;
}

/** Reads answers as they come, until there are so many. */
async function answers(count: number): Promise<readonly Answer[]> {
  const found: Answer[] = [];
  let bytes = Buffer.alloc(0);
  while (found.length < count) {
    const [chunk] = await once(socket, 'data', { signal: AbortSignal.timeout(15_000) });
    bytes = Buffer.concat([bytes, chunk]);
    for (;;) {
      const headEnd = bytes.indexOf('\r\n\r\n');
      const head = bytes.toString('latin1', 0, Math.max(0, headEnd));
      const end = headEnd + 4 + Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (headEnd === -1 || bytes.length < end) break;
      const status = Number(head.split(' ')[1]);
      found.push({ status, head, body: JSON.parse(bytes.toString('utf8', headEnd + 4, end)) });
      bytes = bytes.subarray(end);
    }
  }
  return found;
}

test('a call that comes byte by byte is answered', async () => {
  for (const byte of Buffer.from(call({ n: 1, text: 'ä€😀' }))) {
    socket.write(Buffer.of(byte));
    await new Promise(setImmediate);
  }

  expect(await answers(1)).toMatchObject([{ status: 200, body: { n: 1, sign: 'ä€😀' } }]);
});

test('calls that come at once are answered in their order, also when the first takes longest', async () => {
  socket.write([call({ n: 1, waitMs: 300 }), call({ n: 2, waitMs: 50 }), call({ n: 3 })].join(''));

  expect(await answers(3)).toMatchObject([{ body: { n: 1 } }, { body: { n: 2 } }, { body: { n: 3 } }]);
});

test('a connection may serve calls and anything else of Lambda, in any order', async () => {
  socket.write(call({ n: 1 }));
  const first = await answers(1);
  socket.write(list + call({ n: 2 }));
  const then = await answers(2);
  socket.write(call({ n: 3 }));
  const last = await answers(1);

  expect([...first, ...then, ...last]).toMatchObject([
    { body: { n: 1 } },
    { body: { Functions: [{ FunctionName: 'dev-echo' }] } },
    { body: { n: 2 } },
    { body: { n: 3 } },
  ]);
});

test('a request whose line names the endpoint, as one to a proxy does, is answered by the same service', async () => {
  socket.write(call({ n: 1 }).replace('POST /', `POST http://127.0.0.1:${bus.port}/`));

  expect(await answers(1)).toMatchObject([{ status: 200, body: { n: 1 } }]);
});

test('what follows a call at once is answered after it', async () => {
  socket.write(call({ n: 1, waitMs: 100 }) + list);

  expect(await answers(2)).toMatchObject([{ body: { n: 1 } }, { body: { Functions: [{}] } }]);
});

test.each([
  ['the type of an ordinary call', ['X-Amz-Invocation-Type: RequestResponse', 'Connection: keep-alive'], 200],
  ['another type', ['x-amz-invocation-type: Sometimes'], 400],
  ['no log', ['X-Amz-Log-Type: None'], 200],
  ['an end of the connection', ['connection: close'], 200],
])('a call with %s is answered', async (_what, headers, status) => {
  socket.write(call({ n: 1 }, headers));

  expect(await answers(1)).toMatchObject([{ status }]);
});

test.each([
  ['bytes of TLS', Buffer.from('16030100f8010000f4', 'hex')],
  ['another protocol', Buffer.from('HELLO\n')],
  ['two lengths', Buffer.from(call({ n: 1 }, ['Content-Length: 8']))],
])('%s are refused, and not waited on', async (_what, bytes) => {
  socket.write(bytes);

  const [answer] = await once(socket, 'data', { signal: AbortSignal.timeout(5_000) });

  expect(String(answer)).toMatch(/^HTTP\/1\.1 400 /);
});

test('a body in chunks is read', async () => {
  const head = 'POST /2015-03-31/functions/dev-echo/invocations HTTP/1.1\r\nHost: local\r\n';
  socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n7\r\n{"n":7}\r\n0\r\n\r\n`);

  expect(await answers(1)).toMatchObject([{ status: 200, body: { n: 7 } }]);
});

test('a function that fails says so in the header', async () => {
  socket.write(call({ fail: true }));

  const [answer] = await answers(1);

  expect(answer).toMatchObject({ status: 200, body: { errorType: 'RangeError' } });
  expect(answer?.head.toLowerCase()).toContain('x-amz-function-error: unhandled');
});

test('a caller that goes away while it waits harms nobody', async () => {
  socket.write(call({ n: 1, waitMs: 200 }));
  await new Promise((resolve) => setTimeout(resolve, 50));
  socket.destroy();
  await new Promise((resolve) => setTimeout(resolve, 300));

  await expect(bus.invoke('dev-echo', { n: 2 })).resolves.toMatchObject({ error: undefined });
});
