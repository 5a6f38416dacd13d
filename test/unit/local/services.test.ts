import { createServer } from 'node:net';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, test } from 'vitest';
import { type LocalBus, type LocalBusEvent, type LocatedTopology, startLocalBus } from '../../../src/local/index.ts';
import {
  type ScratchFunction,
  scratchDirectory,
  scratchListener,
  scratchQueue,
  scratchService,
} from './scratch-service.ts';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function service(
  functions: Readonly<Record<string, ScratchFunction>>,
  rest: Partial<LocatedTopology['topology']> = {},
): LocatedTopology {
  const directory = scratchDirectory();
  cleanups.push(directory.remove);
  return scratchService(directory.path, functions, rest);
}

async function start(
  topologies: readonly LocatedTopology[],
  options: object = {},
): Promise<[LocalBus, LocalBusEvent[]]> {
  const events: LocalBusEvent[] = [];
  const bus = await startLocalBus({ topologies, retryDelayMs: 50, onEvent: (event) => events.push(event), ...options });
  cleanups.push(() => bus.stop());
  return [bus, events];
}

/** Publishes as any client does. */
async function publish(bus: LocalBus, topic: string, message: string): Promise<void> {
  const TopicArn = `arn:aws:sns:${bus.region}:${bus.account}:${topic}`;
  const body = new URLSearchParams({ Action: 'Publish', TopicArn, Message: message });
  const response = await fetch(bus.endpoint, { method: 'POST', body });
  if (!response.ok) throw new Error(await response.text());
}

function lines(events: readonly LocalBusEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'log' ? [event.line] : []));
}

const hearing = (words: string): ScratchFunction => ({
  code: `export const handler = async (event) => { for (const r of event.Records) console.log('${words} ' + r.body); };`,
});

describe('several services', () => {
  const owner = () => service({}, { service: 'owner', topics: [{ name: 'dev-owned', event: 'owned', fifo: false }] });
  const listener = () => {
    const { topics: _, ...rest } = scratchListener('dev-owned', 'dev-other--hear');
    return service({ 'dev-other--hear': hearing('heard') }, { service: 'other', ...rest });
  };

  test("a listener hears another service's event", async () => {
    const [bus, events] = await start([listener(), owner()]);

    await publish(bus, 'dev-owned', 'hello');
    await bus.settled();

    expect(lines(events)).toEqual(['heard hello']);
  });

  test('a topic that no loaded service has is a warning that says what to load', async () => {
    const [, events] = await start([listener()]);

    expect(events).toEqual([
      { type: 'warning', message: expect.stringMatching(/service "other".*no loaded service has the topic dev-owned/) },
    ]);
  });

  test('the listener hears when the service is loaded later', async () => {
    const hears = listener();
    const [bus, events] = await start([hears]);

    await bus.reload({ topologies: [hears, owner()] });
    await publish(bus, 'dev-owned', 'later');
    await bus.settled();

    expect(lines(events)).toEqual(['heard later']);
  });

  test('two services of one name for a function are refused', async () => {
    const twice = [
      service({ 'dev-same': hearing('') }, { service: 'first' }),
      service({ 'dev-same': hearing('') }, { service: 'second' }),
    ];

    await expect(startLocalBus({ topologies: twice })).rejects.toMatchObject({
      code: 'NAME_TAKEN',
      message: 'Services "first" and "second" both make the function dev-same. Rename the API in one of them.',
    });
  });
});

describe('reload', () => {
  test('a function that changed answers anew, and what it was serving is answered by the old', async () => {
    const slow = (word: string): ScratchFunction => ({
      code: `export const handler = async () => { await new Promise((r) => setTimeout(r, 300)); return '${word}'; };`,
      bundle: { path: `functions/dev-slow`, sha256: Buffer.from(word).toString('hex').padEnd(64, '0') },
    });
    const before = service({ 'dev-slow': slow('old') });
    const after = service({ 'dev-slow': slow('new') });
    const [bus] = await start([before]);
    await bus.invoke('dev-slow');

    const running = bus.invoke('dev-slow');
    await bus.reload({ topologies: [after] });
    const next = await bus.invoke('dev-slow');

    expect((await running).payload).toBe('"old"');
    expect(next.payload).toBe('"new"');
  });

  test('what changed is named; of that, what was in use is started at once, and what was not is left', async () => {
    const loading = (word: string): ScratchFunction => ({
      code: `console.log('loaded ${word}'); export const handler = async () => '${word}';`,
      description: word,
    });
    const directory = scratchDirectory();
    cleanups.push(directory.remove);
    const version = (word: string) =>
      scratchService(directory.path, {
        'dev-used': loading(`used ${word}`),
        'dev-unused': loading(`unused ${word}`),
        'dev-same': hearing(''),
      });
    const [bus, events] = await start([version('one')]);
    await bus.invoke('dev-used');
    await bus.invoke('dev-same');

    const first = await bus.reload({ topologies: [version('two')] });
    await expect.poll(() => lines(events), { timeout: 10_000 }).toContain('loaded used two');
    // What nobody called between two changes was used all the same.
    await bus.reload({ topologies: [version('three')] });
    await expect.poll(() => lines(events), { timeout: 10_000 }).toContain('loaded used three');

    expect(first.functions.toSorted()).toEqual(['dev-unused', 'dev-used']);
    expect(lines(events).filter((line) => line.includes('unused'))).toEqual([]);
    expect((await bus.invoke('dev-used')).payload).toBe('"used three"');
  });

  test('a change that cannot be loaded is what the next call says', async () => {
    const version = (code: string) => service({ 'dev-used': { code } });
    const [bus, events] = await start([version('export const handler = async () => 1;')]);
    await bus.invoke('dev-used');

    await bus.reload({ topologies: [version('throw new TypeError("not today");')] });
    // It was started ahead, and told why it ended.
    await expect.poll(() => lines(events).join(), { timeout: 10_000 }).toContain('TypeError: not today');
    const broken = await bus.invoke('dev-used');
    await bus.reload({ topologies: [version('export const handler = async () => 2;')] });
    const mended = await bus.invoke('dev-used');

    expect(broken.error).toMatchObject({ errorType: 'TypeError', errorMessage: 'not today' });
    expect(mended.payload).toBe('2');
  });

  test('no message is lost while listeners change', async () => {
    const versions = ['one', 'two', 'three', 'four'].map((word) => {
      const made = service({ 'dev-hear': hearing(word) }, scratchListener('dev-count', 'dev-hear', { batchSize: 1 }));
      const [fn] = made.topology.functions;
      if (fn === undefined) throw new Error('no function');
      return { ...made, topology: { ...made.topology, functions: [{ ...fn, description: word }] } };
    });
    const [bus, events] = await start(versions.slice(0, 1));

    for (const version of versions.slice(1)) {
      for (let n = 0; n < 10; n += 1) await publish(bus, 'dev-count', String(n));
      await bus.reload({ topologies: [version] });
    }
    await bus.settled();

    expect(lines(events)).toHaveLength(30);
  });

  test('a function that is no more is not found', async () => {
    const [bus] = await start([service({ 'dev-gone': hearing('') })]);

    await bus.reload({ topologies: [service({})] });

    await expect(bus.invoke('dev-gone')).rejects.toMatchObject({ code: 'FUNCTION_NOT_FOUND' });
  });
});

describe('schedules', () => {
  const reporting = (code: string) =>
    service(
      { 'dev-scratch--report': { code, onFailure: { queue: 'dev-scratch--failed', maximumRetryAttempts: 0 } } },
      {
        queues: [scratchQueue('dev-scratch--failed', { role: 'failed' })],
        schedules: [
          {
            name: 'dev-scratch--report',
            function: 'dev-scratch--report',
            expression: 'rate(1 hour)',
            timezone: 'UTC',
            deadLetterQueue: 'dev-scratch--failed',
          },
        ],
      },
    );

  test('a schedule can be run now', async () => {
    const [bus, events] = await start([reporting('export const handler = async (e) => console.log(e.scheduledAt);')]);

    bus.trigger('report');
    await bus.settled();

    const [line = ''] = lines(events);
    expect(Math.abs(Date.parse(line) - Date.now())).toBeLessThan(10_000);
    expect(events.map(({ type }) => type)).toEqual(['schedule', 'log', 'invocation']);
  });

  test('a run that fails is kept', async () => {
    const [bus] = await start([reporting('export const handler = async () => { throw new Error("no report"); };')]);

    bus.trigger('dev-scratch--report');
    await bus.settled();

    const [kept] = await bus.messages('dev-scratch--failed');
    expect(JSON.parse(kept?.body ?? '{}')).toMatchObject({ responsePayload: { errorMessage: 'no report' } });
  });

  test('an unknown schedule is refused with those that there are', async () => {
    const [bus] = await start([reporting('export const handler = async () => 1;')]);

    expect(() => bus.trigger('repot')).toThrow(/no schedule "repot" on this bus\. Known are dev-scratch--report/);
  });
});

describe('the endpoint', () => {
  test('tells who one is', async () => {
    const [bus] = await start([]);
    const sts = new STSClient({
      endpoint: bus.endpoint,
      region: bus.region,
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    });

    await expect(sts.send(new GetCallerIdentityCommand())).resolves.toMatchObject({ Account: '000000000000' });
    sts.destroy();
  });

  test('listens on this machine only', async () => {
    const [bus] = await start([]);

    expect(bus.endpoint).toBe(`http://127.0.0.1:${bus.port}`);
    // The same port is free for another address.
    const other = createServer().listen(bus.port, '127.0.0.2');
    await new Promise((resolve, reject) => other.once('listening', resolve).once('error', reject));
    await new Promise((resolve) => other.close(resolve));
  });

  test('a port that is taken is an error that says what to do', async () => {
    const [{ port }] = await start([]);

    await expect(startLocalBus({ port })).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: `Port ${port} on 127.0.0.1 is in use, perhaps by another local bus. End it, or take another port; 0 takes a free one.`,
    });
  });

  test('what of Lambda it does not serve is said', async () => {
    const [bus] = await start([]);

    const response = await fetch(`${bus.endpoint}/2015-03-31/functions/dev-x/aliases`);

    expect(response.status).toBe(404);
    const other = await fetch(`${bus.endpoint}/2015-03-31/layers`, { method: 'POST' });
    expect(await other.json()).toMatchObject({ Message: expect.stringMatching(/does not answer POST/) });
  });

  test.each(['cn-north-1', 'us-gov-west-1', 'nowhere'])('region %s is refused', async (region) => {
    await expect(startLocalBus({ region })).rejects.toMatchObject({ code: 'REGION_UNSUPPORTED' });
  });

  test('a queue that is not there is an error', async () => {
    const [bus] = await start([]);

    await expect(bus.messages('dev-nothing')).rejects.toMatchObject({
      code: 'QUEUE_NOT_FOUND',
      message: 'There is no queue "dev-nothing" on this bus. There are none.',
    });
  });

  test('waiting for the end says what is left', async () => {
    const code = 'export const handler = () => new Promise((r) => setTimeout(r, 3_000));';
    const [bus] = await start([service({ 'dev-slow': { code } })]);

    const running = bus.invoke('dev-slow');

    await expect(bus.settled({ timeoutMs: 200 })).rejects.toMatchObject({
      code: 'NOT_SETTLED',
      message: 'After 200 ms there are still 1 invocations.',
    });
    await running;
  });
});
