import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { compiled } from './dist.ts';

/** How long an answer is waited for. */
const longestMs = 60_000;
/** How often it is asked for: often enough to be exact, and not so often that the build has no processor left. */
const askEveryMs = 10;

/** A `lambdabus dev` in a process of its own. */
export interface DevProcess {
  /** Calls a function until its answer holds a text. */
  answers(functionName: string, payload: object, text: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts `lambdabus dev` as it is published, in a service's directory, and waits for its line. */
export async function startDev(directory: string): Promise<DevProcess> {
  const child = spawn(process.execPath, [new URL(compiled('src/cli/bin.ts')).pathname, 'dev', '--port', '0'], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let told = '';
  child.stderr.on('data', (text: Buffer) => {
    told += text;
  });
  const ended = once(child, 'exit');
  const [line] = await Promise.race([once(child.stdout, 'data'), ended]);
  const endpoint = /^ready (\S+)/.exec(String(line))?.[1];
  if (endpoint === undefined) throw new Error(`lambdabus dev did not start: ${told.slice(-2_000)}`);
  return {
    answers: async (functionName, payload, text) => {
      const url = `${endpoint}/2015-03-31/functions/${functionName}/invocations`;
      const until = performance.now() + longestMs;
      for (;;) {
        const answer = await fetch(url, { method: 'POST', body: JSON.stringify(payload) });
        if ((await answer.text()).includes(text)) return;
        if (performance.now() > until) throw new Error(`No answer with the change: ${told.slice(-2_000)}`);
        await sleep(askEveryMs);
      }
    },
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
