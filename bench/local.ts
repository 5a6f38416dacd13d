/**
 * Measures the local engine through the unmodified AWS SDK: calls one at a time and 50 at once, fires, and the time
 * from a fire to its handler. The engine runs in a process of its own, as it does under `lambdabus dev`.
 *
 *     node bench/local.ts
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { startLocalBus } from '../src/local/index.ts';
import type { FunctionResource, Topology } from '../src/topology/topology.ts';

const functions = {
  'dev-echo': 'export const handler = async (event) => event;',
  'dev-bench--hear': `const now = () => performance.timeOrigin + performance.now();
    export const handler = async (event) => { for (const { body } of event.Records) console.log(String(now() - JSON.parse(body).at)); };`,
};

if (process.send === undefined) await measure();
else await serve(process.argv[2] ?? '');

/** The engine's process. */
async function serve(directory: string): Promise<void> {
  const started = performance.now();
  const bus = await startLocalBus({
    topologies: [{ topology: topology(directory), directory }],
    onEvent: (event) => {
      if (event.type === 'log') process.send?.({ latency: Number(event.line) });
    },
  });
  process.send?.({ endpoint: bus.endpoint, startedMs: performance.now() - started });
  process.once('disconnect', () => void bus.stop());
}

async function measure(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'lambdabus-bench-'));
  const latencies: number[] = [];
  const started = performance.now();
  const engine = fork(import.meta.filename, [directory]);
  const [{ endpoint, startedMs }] = await once(engine, 'message');
  engine.on('message', (message: { readonly latency: number }) => latencies.push(message.latency));
  const client = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } };
  const lambda = new LambdaClient(client);
  const sns = new SNSClient(client);
  const call = () => lambda.send(new InvokeCommand({ FunctionName: 'dev-echo', Payload: '{"id":"7f1c"}' }));
  const fire = () =>
    sns.send(
      new PublishCommand({
        TopicArn: 'arn:aws:sns:us-east-1:000000000000:dev-bench',
        Message: JSON.stringify({ at: performance.timeOrigin + performance.now() }),
      }),
    );

  row(
    'start to ready',
    `${(performance.now() - started).toFixed(0)} ms as a process, ${startedMs.toFixed(0)} ms of it the bus`,
  );
  const cold = await timed(call);
  row('first call of a function', `${cold.toFixed(0)} ms`);
  row('calls, one at a time', summary(await load(call, 1_000, 1)));
  row('calls, 50 at once', summary(await load(call, 3_000, 50)));
  await load(fire, 20, 1);
  await heard(latencies, 20);
  row('fires, one at a time', summary(await load(async () => fire().then(() => pause(5)), 300, 1, 5)));
  await heard(latencies, 320);
  row('fire to handler', `p50 ${at(latencies.slice(20), 0.5)} ms, p99 ${at(latencies.slice(20), 0.99)} ms`);
  const backlog = performance.now();
  row('fires, 50 at once', summary(await load(fire, 2_000, 50)));
  await heard(latencies, 2_320);
  row('2,000 fired and handled', `${Math.round(2_000 / ((performance.now() - backlog) / 1000))} a second`);

  lambda.destroy();
  sns.destroy();
  engine.disconnect();
  rmSync(directory, { recursive: true });
}

/** The times of many runs, and how long all of them took together. */
async function load(run: () => Promise<unknown>, times: number, atOnce: number, pausedMs = 0) {
  const durations: number[] = [];
  const started = performance.now();
  let left = times;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      durations.push((await timed(run)) - pausedMs);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return { durations, seconds: (performance.now() - started) / 1000, pausedMs };
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

async function heard(latencies: readonly number[], count: number): Promise<void> {
  while (latencies.length < count) await pause(5);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function summary({ durations, seconds, pausedMs }: Awaited<ReturnType<typeof load>>): string {
  const rate = pausedMs > 0 ? '' : `, ${Math.round(durations.length / seconds)} a second`;
  return `p50 ${at(durations, 0.5)} ms, p99 ${at(durations, 0.99)} ms${rate}`;
}

function at(values: readonly number[], quantile: number): string {
  return (values.toSorted((a, b) => a - b)[Math.floor(values.length * quantile)] ?? Number.NaN).toFixed(2);
}

function row(what: string, value: string): void {
  console.log(`${what.padEnd(26)}${value}`);
}

/** Two functions, and a topic that one of them listens to. */
function topology(directory: string): Topology {
  const resources = Object.entries(functions).map(([name, code]): FunctionResource => {
    const path = `functions/${name}`;
    mkdirSync(join(directory, path), { recursive: true });
    writeFileSync(join(directory, path, 'index.mjs'), code);
    const grants = { invoke: [], publish: [], send: [], consume: [] };
    const bundle = { path, sha256: '00' };
    return {
      name,
      kind: 'procedure',
      source: name,
      bundle,
      handler: 'index.handler',
      memoryMb: 256,
      timeoutSeconds: 10,
      architecture: 'arm64',
      runtime: 'nodejs24.x',
      tracing: 'off',
      logRetention: 30,
      environment: {},
      grants,
    };
  });
  const queue = { role: 'source', fifo: false, visibilityTimeoutSeconds: 60, retentionSeconds: 60 } as const;
  return {
    service: 'bench',
    stage: 'dev',
    functions: resources,
    topics: [{ name: 'dev-bench', event: 'bench', fifo: false }],
    queues: [
      { ...queue, name: 'dev-bench--hear' },
      { ...queue, name: 'dev-bench--hear--undelivered', role: 'undelivered' },
    ],
    subscriptions: [
      { topic: 'dev-bench', own: true, queue: 'dev-bench--hear', deadLetterQueue: 'dev-bench--hear--undelivered' },
    ],
    mappings: [{ queue: 'dev-bench--hear', function: 'dev-bench--hear', batchSize: 10, batchWindowSeconds: 0 }],
    schedules: [],
  };
}
