import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

const readyMs = 60_000;

/** A server that a peer consists of. */
export interface Server {
  stop(): Promise<void>;
}

/** Starts a server and waits until it answers as `isReady` asks. */
export async function startServer(
  command: string,
  args: readonly string[],
  { isReady, ...options }: SpawnOptions & { isReady(): Promise<boolean> },
): Promise<Server> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => output.push(String(text)));
  let failure: Error | undefined;
  child.once('error', (error) => {
    failure = error;
  });
  const until = Date.now() + readyMs;
  while (!(await isReady())) {
    if (failure !== undefined) throw failure;
    if (child.exitCode !== null || Date.now() > until) {
      await end(child);
      throw new Error(`${command} ${args.join(' ')} did not start: ${output.join('').slice(-2_000)}`);
    }
    await sleep(100);
  }
  return { stop: () => end(child) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await ended;
  clearTimeout(timer);
}

/** Whether somebody listens on a port and answers HTTP. */
export async function answersHttp(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}
