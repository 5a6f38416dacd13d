import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { get as getByTls } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { pythonEnvironment } from './python-environment.ts';

/** The release that the tests were written against. */
const version = '1.5.33';
const launcher = fileURLToPath(new URL('ministack-launcher.py', import.meta.url));
const startMs = 30_000;

/** How MiniStack starts. */
export interface MiniStackOptions {
  /**
   * Whether the policies of roles, queues, topics and buckets are enforced. TLS comes with it, because those policies
   * refuse plain HTTP.
   * @default false
   */
  readonly auth?: boolean | undefined;
}

/** A MiniStack that runs. */
export interface MiniStack {
  readonly endpoint: string;
  /** The certificate that clients have to trust, when it speaks TLS. */
  readonly certificate: string | undefined;
  /** What it printed. */
  log(): string;
  /** Ends it and every function that it runs. */
  stop(): Promise<void>;
}

/**
 * Starts MiniStack on a free port of this machine, after installing it from PyPI into a cache beside node_modules.
 * Its functions run on the node that runs the tests.
 */
export async function startMiniStack({ auth = false }: MiniStackOptions = {}): Promise<MiniStack> {
  const python = join(await pythonEnvironment(`ministack-${version}`, [`ministack==${version}`]), 'python3');
  const port = await freePort();
  const scratch = await mkdtemp(join(tmpdir(), 'lambdabus-ministack-'));
  const server = spawn(python, [launcher], {
    cwd: scratch,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Functions inherit the server's environment, so it gets nothing that a deployed function would not have.
    env: {
      PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
      HOME: scratch,
      TMPDIR: scratch,
      GATEWAY_PORT: String(port),
      BIND_HOST: '127.0.0.1',
      MINISTACK_HOST: '127.0.0.1',
      MINISTACK_REGION: 'us-east-1',
      S3_DATA_DIR: join(scratch, 's3'),
      ...(auth ? { AUTH: 'true', USE_SSL: '1' } : {}),
    },
  });
  const output: string[] = [];
  server.stdout.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  server.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()));

  const endpoint = `${auth ? 'https' : 'http'}://127.0.0.1:${port}`;
  const stop = async () => {
    await ended(server);
    await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await answering(endpoint, server);
  } catch (error) {
    await stop();
    throw new Error(`MiniStack did not start:\n${output.join('')}`, { cause: error });
  }
  const certificate = auth ? await readFile(join(scratch, 'ministack-tls', 'server.crt'), 'utf8') : undefined;
  return { endpoint, certificate, log: () => output.join(''), stop };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('The machine gave no port.');
  return address.port;
}

async function answering(endpoint: string, server: ChildProcess): Promise<void> {
  const until = Date.now() + startMs;
  while (Date.now() < until) {
    if (server.exitCode !== null) throw new Error(`It ended with ${server.exitCode}.`);
    if (await healthy(`${endpoint}/_ministack/health`)) return;
    await sleep(100);
  }
  throw new Error(`It did not answer within ${startMs / 1000} s.`);
}

/** Whether the server answers; its certificate is not known before it does. */
function healthy(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const answered = (response: IncomingMessage) => {
      response.resume();
      resolve(response.statusCode === 200);
    };
    const request = url.startsWith('https:')
      ? getByTls(url, { rejectUnauthorized: false }, answered)
      : get(url, answered);
    request.on('error', () => resolve(false));
  });
}

/** Ends the server's process group: its functions are processes of their own. */
async function ended(server: ChildProcess): Promise<void> {
  if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
  const exited = once(server, 'exit');
  process.kill(-server.pid, 'SIGTERM');
  const timeout = setTimeout(() => server.pid !== undefined && process.kill(-server.pid, 'SIGKILL'), 5_000);
  await exited;
  clearTimeout(timeout);
}
