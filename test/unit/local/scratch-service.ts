import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocatedTopology } from '../../../src/local/index.ts';
import type { FunctionResource, QueueResource, Topology } from '../../../src/topology/topology.ts';

/** A function of a scratch service: the source of its `index.mjs`, and what differs from the defaults. */
export type ScratchFunction = Partial<FunctionResource> & { readonly code: string };

/** Directories of scratch services; each test file removes its own. */
export function scratchDirectory(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'lambdabus-local-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Writes bundles by hand and describes them as a topology. */
export function scratchService(
  directory: string,
  functions: Readonly<Record<string, ScratchFunction>>,
  rest: Partial<Topology> = {},
): LocatedTopology {
  const resources = Object.entries(functions).map(([name, { code, ...overrides }]): FunctionResource => {
    const path = `functions/${name}`;
    mkdirSync(join(directory, path), { recursive: true });
    writeFileSync(join(directory, path, 'index.mjs'), code);
    return {
      name,
      kind: 'procedure',
      source: name,
      bundle: { path, sha256: 'ab'.repeat(32) },
      handler: 'index.handler',
      memoryMb: 256,
      timeoutSeconds: 10,
      architecture: 'arm64',
      runtime: 'nodejs24.x',
      tracing: 'off',
      logRetention: 30,
      environment: { LAMBDABUS_STAGE: 'dev' },
      grants: { invoke: [], publish: [], send: [], consume: [] },
      ...overrides,
    };
  });
  const topology: Topology = {
    service: 'scratch',
    stage: 'dev',
    functions: resources,
    topics: [],
    queues: [],
    subscriptions: [],
    mappings: [],
    schedules: [],
    ...rest,
  };
  return { topology, directory };
}

/** A queue with what a queue of the topology has. */
export function scratchQueue(name: string, overrides: Partial<QueueResource> = {}): QueueResource {
  return {
    name,
    role: 'source',
    fifo: name.endsWith('.fifo'),
    visibilityTimeoutSeconds: 60,
    retentionSeconds: 345_600,
    ...overrides,
  };
}

/** A topic, a listener's queues, its subscription and its event source mapping, for one function. */
export function scratchListener(
  topic: string,
  functionName: string,
  overrides: {
    readonly maxReceiveCount?: number;
    readonly batchSize?: number;
    readonly batchWindowSeconds?: number;
    readonly filter?: object;
  } = {},
): Pick<Topology, 'topics' | 'queues' | 'subscriptions' | 'mappings'> {
  const fifo = topic.endsWith('.fifo');
  const suffix = fifo ? '.fifo' : '';
  const queue = `${functionName}${suffix}`;
  const deadLetterQueue = `${functionName}--dlq${suffix}`;
  const undelivered = `${functionName}--undelivered${suffix}`;
  const names = { listener: functionName, event: 'scratch.happened' };
  return {
    topics: [{ name: topic, event: names.event, fifo }],
    queues: [
      scratchQueue(queue, { ...names, redrive: { deadLetterQueue, maxReceiveCount: overrides.maxReceiveCount ?? 2 } }),
      scratchQueue(deadLetterQueue, { ...names, role: 'dlq' }),
      scratchQueue(undelivered, { ...names, role: 'undelivered' }),
    ],
    subscriptions: [
      {
        topic,
        own: true,
        queue,
        deadLetterQueue: undelivered,
        // A filter as a test writes it; its type follows a payload that is not known here.
        filter: overrides.filter as Topology['subscriptions'][number]['filter'],
      },
    ],
    mappings: [
      {
        queue,
        function: functionName,
        batchSize: overrides.batchSize ?? 10,
        batchWindowSeconds: overrides.batchWindowSeconds ?? 0,
      },
    ],
  };
}
