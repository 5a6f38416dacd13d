import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from './run-node.ts';

/** A local bus in a process of its own. */
export interface LocalEngine {
  readonly endpoint: string;
  /** Begins or ends to consume the queues: their messages stay. */
  consume(isConsuming: boolean): Promise<void>;
  stop(): Promise<void>;
}

/** Builds a service, runs it, and points this process's AWS clients at it. */
export async function startLocalEngine(busModule: string, collectorPort = 0): Promise<LocalEngine> {
  const child = fork(join(root, 'bench/processes/local-engine.ts'), [busModule, String(collectorPort)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const [first] = await Promise.race([once(child, 'message'), ended]);
  if (typeof first !== 'object' || first === null) throw new Error('The local engine ended before it was ready.');
  // Its only first message.
  const { environment } = first as { readonly environment: Readonly<Record<string, string>> };
  Object.assign(process.env, environment);
  return {
    endpoint: environment['AWS_ENDPOINT_URL'] ?? '',
    consume: async (isConsuming) => {
      const applied = once(child, 'message');
      child.send(isConsuming);
      await applied;
    },
    stop: async () => {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
