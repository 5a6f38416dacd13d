import { mkdirSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { type Server, startServer } from '../support/child.ts';
import { freePort } from '../support/free-port.ts';
import { installedOnce, run } from '../support/peer-cache.ts';

const versions = { lightbus: '1.1.2' } as const;
const programs = join(import.meta.dirname, 'lightbus');

/** Lightbus on Redis, with the same procedure and event. */
export interface Lightbus {
  readonly versions: Readonly<Record<string, string>>;
  /** Runs the service that has the procedures. */
  startService(): Promise<Server>;
  /** Runs the service that listens. */
  startListener(): Promise<Server>;
  /** Calls from a process of its own. */
  call(procedure: 'get' | 'get_in_loop', count: number, atOnce: number): Promise<{ p50: number; perSecond: number }>;
  /** Fires from a process of its own. */
  fire(count: number, atOnce: number, pauseMs: number): Promise<unknown>;
  stop(): Promise<void>;
}

/**
 * Starts Redis and prepares Lightbus, which is installed from PyPI on first use.
 * @throws Error where there is no redis-server
 */
export async function startLightbus(scratch: string, collectorPort = 0): Promise<Lightbus> {
  await run('redis-server', ['--version']).catch(() => {
    throw new Error('redis-server is not installed: apt-get install redis-server');
  });
  const venv = await installedOnce('lightbus', async (directory) => {
    await run('python3', ['-m', 'venv', directory]);
    await run(join(directory, 'bin/pip'), ['install', '--quiet', `lightbus==${versions.lightbus}`, 'aioredis<2']);
  });
  mkdirSync(scratch, { recursive: true });
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}/0`;
  const config = join(scratch, 'lightbus.json');
  const transports = Object.fromEntries(
    ['rpc', 'result', 'event'].map((kind) => [`${kind}_transport`, { redis: { url } }]),
  );
  writeFileSync(
    config,
    JSON.stringify({
      bus: { log_level: 'warning', schema: { transport: { redis: { url } } } },
      apis: { default: transports },
    }),
  );
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const redis = await startServer('redis-server', settings, {
    isReady: async () => (await ask(port, 'PING')) === '+PONG',
  });
  const env = {
    ...process.env,
    PYTHONWARNINGS: 'ignore',
    LIGHTBUS_CONFIG: config,
    COLLECTOR_PORT: String(collectorPort),
  };
  const python = join(venv, 'bin/python');

  /** A worker is ready when its connection to Redis waits for work. */
  async function startWorker(folder: string, waiting: string): Promise<Server> {
    const before = await waitingConnections(port, waiting);
    return startServer(join(venv, 'bin/lightbus'), ['run'], {
      cwd: join(programs, folder),
      env,
      isReady: async () => (await waitingConnections(port, waiting)) > before,
    });
  }

  return {
    versions,
    startService: () => startWorker('service', 'blpop'),
    startListener: () => startWorker('listener', 'xreadgroup'),
    call: async (procedure, count, atOnce) => {
      const { stdout } = await run(python, ['call.py', procedure, String(count), String(atOnce)], {
        cwd: join(programs, 'listener'),
        env,
      });
      return JSON.parse(stdout);
    },
    fire: (count, atOnce, pauseMs) =>
      run(python, ['fire.py', String(count), String(atOnce), String(pauseMs / 1000)], {
        cwd: join(programs, 'service'),
        env,
      }),
    stop: redis.stop,
  };
}

async function waitingConnections(port: number, command: string): Promise<number> {
  return (await ask(port, 'CLIENT LIST')).split(`cmd=${command}`).length - 1;
}

/** Redis's answer to a command; nothing where there is no Redis yet. */
function ask(port: number, command: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1', () => socket.write(`${command}\r\n`));
    socket.once('data', (bytes) => {
      socket.destroy();
      resolve(bytes.toString().trim());
    });
    socket.once('error', () => resolve(''));
  });
}
