import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Invocation, type LocalBus, type LocalBusEvent, startLocalBus } from '../../../src/local/index.ts';
import { type ScratchFunction, scratchDirectory, scratchService } from './scratch-service.ts';

const directory = scratchDirectory();
let bus: LocalBus;
const seen: LocalBusEvent[] = [];

const timeoutSeconds = 2;

/** Runs the snippet when asked to fail, and says which process it is in otherwise. */
function failing(snippet: string, overrides: Partial<ScratchFunction> = {}): ScratchFunction {
  return {
    timeoutSeconds,
    memoryMb: 160,
    ...overrides,
    code: `import { spawn } from 'node:child_process';
      import { closeSync } from 'node:fs';
      export const handler = async ({ fail }) => { if (fail) { ${snippet} } return process.pid; };`,
  };
}

const forever = 'await new Promise((resolve) => setTimeout(resolve, 60_000));';
const allocating = (allocate: string): string =>
  `const kept = []; for (;;) { ${allocate}; await new Promise(setImmediate); }`;
/** Allocates in a child process, and waits for it. */
const childAllocates = `const child = spawn(process.execPath, ['-e', 'const kept = []; setInterval(() => kept.push(Buffer.alloc(20_000_000, 1)), 20)']);
  await new Promise((resolve) => child.on('exit', resolve));`;

const functions: Readonly<Record<string, ScratchFunction>> = {
  'dev-throws': failing("throw new Error('thrown');"),
  'dev-throws-string': failing("throw 'a string';"),
  'dev-exits': failing('process.exit(3);'),
  'dev-exits-quietly': failing('process.exit(0);'),
  'dev-aborts': failing('process.abort();'),
  'dev-rejects-aside': failing(`Promise.reject(new Error('aside')); ${forever}`),
  'dev-throws-aside': failing(`setImmediate(() => { throw new Error('aside'); }); ${forever}`),
  'dev-loops': failing('for (;;) {}'),
  'dev-hangs': failing(forever),
  'dev-heap': failing(allocating('kept.push(Array.from({ length: 300_000 }, () => ({})))'), { timeoutSeconds: 20 }),
  'dev-buffers': failing(allocating('kept.push(Buffer.alloc(10_000_000, 1))'), { timeoutSeconds: 20 }),
  'dev-child': failing(childAllocates, { timeoutSeconds: 20 }),
  'dev-detached': failing(`spawn('sleep', ['300'], { detached: true, stdio: 'ignore' }).unref(); ${forever}`),
  'dev-closes-channel': failing(`closeSync(3); ${forever}`),
  'dev-closes-channel-and-loops': failing('closeSync(3); for (;;) {}'),
  'dev-bystander': { code: 'export const handler = async () => process.pid;' },
};

beforeAll(async () => {
  bus = await startLocalBus({
    topologies: [scratchService(directory.path, functions)],
    onEvent: (event) => seen.push(event),
  });
});

afterAll(async () => {
  await bus.stop();
  directory.remove();
});

/** Processes of this test's functions, by what their command line or environment names. */
function processesOf(functionName: string): string[] {
  const list = execFileSync('ps', ['-axeo', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  const withEnvironment = execFileSync('ps', ['axeww'], { encoding: 'utf8' }).split('\n');
  return [...list, ...withEnvironment].filter((line) => line.includes(`AWS_LAMBDA_FUNCTION_NAME=${functionName} `));
}

async function failOnce(name: string): Promise<{ readonly invocation: Invocation; readonly waitedMs: number }> {
  await bus.invoke(name, { fail: false });
  const start = performance.now();
  const invocation = await bus.invoke(name, { fail: true });
  return { invocation, waitedMs: performance.now() - start };
}

describe.each([
  ['dev-throws', 'Error', /^thrown$/],
  ['dev-throws-string', 'string', /^a string$/],
  ['dev-exits', 'Runtime.ExitError', /exit status 3$/],
  ['dev-exits-quietly', 'Runtime.ExitError', /exited without providing a reason$/],
  ['dev-aborts', 'Runtime.ExitError', /signal: aborted$/],
  ['dev-rejects-aside', 'Runtime.UnhandledPromiseRejection', /^Error: aside$/],
  ['dev-throws-aside', 'Error', /^aside$/],
  ['dev-loops', 'Sandbox.Timedout', /Task timed out after 2\.00 seconds$/],
  ['dev-hangs', 'Sandbox.Timedout', /Task timed out after 2\.00 seconds$/],
  ['dev-heap', 'Runtime.OutOfMemory', /signal: (killed|aborted)$/],
  ['dev-buffers', 'Runtime.OutOfMemory', /signal: killed$/],
  ['dev-child', 'Runtime.OutOfMemory', /signal: killed$/],
  ['dev-detached', 'Sandbox.Timedout', /timed out/],
  ['dev-closes-channel', 'Runtime.ExitError', /signal: killed$/],
  ['dev-closes-channel-and-loops', 'Runtime.ExitError', /signal: killed$/],
])('%s', (name, errorType, errorMessage) => {
  test(`its caller gets ${errorType} in time, the next call works and others do not notice`, async () => {
    const bystander = await bus.invoke('dev-bystander');

    const { invocation, waitedMs } = await failOnce(name);
    const next = await bus.invoke(name, { fail: false });

    expect(invocation.error).toMatchObject({ errorType, errorMessage: expect.stringMatching(errorMessage) });
    expect(waitedMs).toBeLessThan(((functions[name]?.timeoutSeconds ?? 0) + 1) * 1000);
    expect(next.error).toBeUndefined();
    expect((await bus.invoke('dev-bystander')).payload).toBe(bystander.payload);
    // The process of the next call, and nothing else.
    const pids = new Set(processesOf(name).map((line) => line.trim().split(' ')[0]));
    expect([...pids]).toEqual([next.payload]);
  });
});

test('what a function wrote before it crashed is in the log', async () => {
  const code =
    'export const handler = () => { console.log("x".repeat(1_000_000)); console.log("last words"); process.exit(1); };';
  const other = scratchDirectory();
  const crashing = await startLocalBus({ topologies: [scratchService(other.path, { 'dev-last': { code } })] });

  const { log } = await crashing.invoke('dev-last');

  expect(log.endsWith('last words\n')).toBe(true);
  await crashing.stop();
  other.remove();
});
