/** What the typed client promises of a local bus, whichever way it goes: through the AWS SDK or in process. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { build } from '../../../src/build/index.ts';
import { createBus } from '../../../src/client/index.ts';
import type { Api, EventDefinition } from '../../../src/definition/index.ts';
import { type LocalBus, startLocalBus } from '../../../src/local/index.ts';
import { writeService } from '../build/temporary-service.ts';

const files = {
  'apis.ts': `import { Api, currentRequest, event } from 'lambdabus';

const counts = new Map<string, number>();

export class DeskApi extends Api {
  static readonly meta = { name: 'desk', procedures: { count: { idempotent: true } } } as const;
  readonly opened = event<{ n: number; at: Date }>();
  readonly ordered = event<{ n: number }>({ fifo: true });

  async echo({ at, big, tags }: { at: Date; big: bigint; tags?: Set<string> }): Promise<{ at: Date; big: bigint; tags?: Set<string>; isDate: boolean }> {
    return { at, big, tags, isDate: at instanceof Date };
  }
  async find({ id }: { id: string }): Promise<string | undefined> { return id === 'known' ? 'found' : undefined; }
  async request(): Promise<{ deadline: number; caller?: string; idempotencyKey?: string; requestId: string }> {
    const { deadline, caller, idempotencyKey, requestId } = currentRequest()!;
    return { deadline, caller, idempotencyKey, requestId };
  }
  async count({ key }: { key: string }): Promise<string | undefined> {
    counts.set(key, (counts.get(key) ?? 0) + 1);
    return currentRequest()?.idempotencyKey;
  }
  async refuse(): Promise<void> {
    throw Object.assign(new RangeError('out of stock'), { code: 'OUT_OF_STOCK', data: { left: 0 }, retryable: false });
  }
  async exit(): Promise<void> { process.exit(3); }
  async wait({ ms }: { ms: number }): Promise<number> { await new Promise((resolve) => setTimeout(resolve, ms)); return ms; }
  async large({ bytes }: { bytes: number }): Promise<string> { return 'x'.repeat(bytes); }
  async size({ text }: { text: string }): Promise<number> { return text.length; }
  async note({ text }: { text: string }): Promise<void> { console.log('noted ' + text); }
  async maybe(by?: { text: string | undefined; extra: unknown }): Promise<{ given: string; free: {} }> {
    return { given: by === undefined ? 'nothing' : typeof by.text, free: 'a text' };
  }
  async open({ n }: { n: number }): Promise<string> {
    const { fire } = this.opened;
    return (await fire({ n, at: new Date(0) })).id;
  }
  async fail({ text }: { text: string }): Promise<void> { throw new Error('cannot ' + text); }
}
`,
  'bus.ts': `import { createBus } from 'lambdabus';
import type * as apis from './apis.ts';
export * from './apis.ts';

const bus = createBus<typeof apis>();
export const notify = bus.desk.opened.listen(async ({ n, at }, { id }) => {
  console.log(\`heard \${n} \${at.getUTCFullYear()} \${id}\`);
});
export const few = bus.desk.opened.listen(async ({ n }) => { console.log('few ' + n); }, { filter: { n: [{ numeric: ['<', 0] }] } });
export const inOrder = bus.desk.ordered.listen(async ({ n }) => { console.log('ordered ' + n); });
`,
} as const;

/** The API as its callers see it. */
declare class DeskApi extends Api {
  static readonly meta: {
    readonly name: 'desk';
    readonly procedures: { readonly count: { readonly idempotent: true } };
  };
  readonly opened: EventDefinition<{ n: number; at: Date }>;
  readonly ordered: EventDefinition<{ n: number }, true>;
  echo(params: { at: Date; big: bigint; tags?: Set<string> }): Promise<object>;
  find(params: { id: string }): Promise<string | undefined>;
  request(): Promise<{ deadline: number; caller?: string; idempotencyKey?: string; requestId: string }>;
  count(params: { key: string }): Promise<string | undefined>;
  refuse(): Promise<void>;
  exit(): Promise<void>;
  wait(params: { ms: number }): Promise<number>;
  large(params: { bytes: number }): Promise<string>;
  size(params: { text: string }): Promise<number>;
  note(params: { text: string }): Promise<void>;
  maybe(params?: { text: string | undefined; extra: unknown }): Promise<{ given: string; free: object | string }>;
  open(params: { n: number }): Promise<string>;
  fail(params: { text: string }): Promise<void>;
}
type Module = { readonly DeskApi: typeof DeskApi };

let local: LocalBus;
let remove: () => void;
const lines: string[] = [];

beforeAll(async () => {
  const service = writeService(files);
  remove = service.remove;
  const manifest = await build(join(service.root, 'bus.ts'));
  local = await startLocalBus({ manifests: [manifest], stage: 'test', retryDelayMs: 20 });
  local.on((happened) => {
    if (happened.type === 'log') lines.push(happened.line);
  });
});

afterAll(async () => {
  await local.stop();
  vi.unstubAllEnvs();
  remove();
});

/** A bus, and the environment in which it works. */
const ways = {
  'through the AWS SDK': {
    environment: () => local.environment,
    create: () => createBus<Module>({ caller: 'a test' }),
  },
  'in process': {
    // Neither credentials nor an endpoint that answers: whoever asked the SDK would fail.
    environment: () => ({ AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_ACCESS_KEY_ID: '', LAMBDABUS_STAGE: 'other' }),
    create: () => local.createBus<Module>({ caller: 'a test' }),
  },
} as const;

describe.each(Object.entries(ways))('%s', (_way, { environment, create }) => {
  let bus: ReturnType<typeof create>;

  beforeAll(() => {
    for (const [name, value] of Object.entries<string>(environment())) vi.stubEnv(name, value);
    bus = create();
  });

  test('values keep their types on the way there and back', async () => {
    const value = { at: new Date(86_400_000), big: 12n, tags: new Set(['a', 'b']) };

    expect(await bus.desk.echo(value)).toEqual({ ...value, isDate: true });
    expect(await bus.desk.find({ id: 'unknown' })).toBeUndefined();
  });

  test('a procedure knows who asks, until when, and by which key', async () => {
    const before = Date.now();

    const request = await bus.desk.request(undefined, { timeoutMs: 5_000 });

    expect(request).toMatchObject({ caller: 'a test', requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(request.deadline).toBeGreaterThan(before);
    expect(request.deadline).toBeLessThanOrEqual(Date.now() + 5_000);
    expect(await bus.desk.count({ key: 'k' }, { idempotencyKey: 'once' })).toBe('once');
  });

  test('what is undefined may be left out', async () => {
    const free = 'a text';

    expect(await bus.desk.maybe({ text: undefined, extra: undefined })).toEqual({ given: 'undefined', free });
    expect(await bus.desk.maybe({ text: undefined, extra: 1 })).toEqual({ given: 'undefined', free });
    expect(await bus.desk.maybe({ text: 'x', extra: null })).toEqual({ given: 'string', free });
    expect(await bus.desk.maybe()).toEqual({ given: 'undefined', free });
  });

  test('a procedure fires by what it took off its event', async () => {
    const id = await bus.desk.open({ n: 77 });
    await local.settled();

    expect(lines).toContain(`heard 77 1970 ${id}`);
  });

  test('what is refused says why', async () => {
    await expect(bus.$client.call('desk.find', { id: 7 })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      data: { issues: [{ path: '/id' }] },
    });
    await expect(bus.$client.call('desk.find', { id: 'a' }, { idempotencyKey: 'k' })).rejects.toMatchObject({
      code: 'NOT_IDEMPOTENT',
    });
    await expect(bus.desk.refuse()).rejects.toMatchObject({
      code: 'OUT_OF_STOCK',
      data: { left: 0 },
      message: expect.stringContaining('out of stock'),
    });
  });

  test('a function that ends crashed, and the next call works', async () => {
    await expect(bus.desk.exit()).rejects.toMatchObject({
      code: 'FUNCTION_CRASHED',
      message: expect.stringContaining('exit status 3'),
    });
    expect(await bus.desk.find({ id: 'known' })).toBe('found');
  });

  test('a call ends with its time and with its signal', async () => {
    await expect(bus.desk.wait({ ms: 2_000 }, { timeoutMs: 100 })).rejects.toMatchObject({ code: 'CALL_TIMEOUT' });
    const giveUp = AbortSignal.timeout(100);
    await expect(bus.desk.wait({ ms: 2_000 }, { signal: giveUp })).rejects.toMatchObject({ code: 'CALL_ABORTED' });
    await expect(bus.desk.wait({ ms: 1 }, { signal: giveUp })).rejects.toMatchObject({ code: 'CALL_ABORTED' });
  });

  test('what is not there is not found', async () => {
    await expect(bus.$client.call('desk.nothing', {})).rejects.toMatchObject({ code: 'PROCEDURE_NOT_FOUND' });
    await expect(bus.$client.enqueue('desk.nothing', {})).rejects.toMatchObject({ code: 'PROCEDURE_NOT_FOUND' });
    await expect(bus.$client.fire('desk.nothing', {})).rejects.toMatchObject({ code: 'TOPIC_NOT_FOUND' });
  });

  test('what is too large is refused on either way', async () => {
    expect(await bus.desk.size({ text: 'x'.repeat(3_000_000) })).toBe(3_000_000);
    expect((await bus.desk.large({ bytes: 3_000_000 })).length).toBe(3_000_000);
    // Between what the client lets pass with the reserve of Lambda's own limit, and that limit.
    for (const bytes of [6_291_456, 7_000_000]) {
      await expect(bus.desk.size({ text: 'x'.repeat(bytes) })).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
    }
    await expect(bus.desk.large({ bytes: 6_300_000 })).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
    await expect(bus.desk.note.enqueue({ text: 'x'.repeat(1_050_000) })).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
    });
    await expect(bus.$client.fire('desk.opened', { n: 1, at: 'x'.repeat(300_000) })).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
    });
  });

  test('many calls at once are all answered', async () => {
    const texts = Array.from({ length: 120 }, (_, index) => 'x'.repeat(index));

    expect(await Promise.all(texts.map((text) => bus.desk.size({ text })))).toEqual(texts.map(({ length }) => length));
  });

  test('what is enqueued runs later, and rests with its reason when it fails', async () => {
    lines.length = 0;

    const { requestId } = await bus.desk.note.enqueue({ text: 'this' });
    const failing = await bus.desk.fail.enqueue({ text: 'do' });
    await local.settled();

    expect(lines).toContain('noted this');
    expect(requestId).not.toBe(failing.requestId);
    const failed = (await local.messages('test-support--failed')).map(({ body }) => JSON.parse(body));
    expect(failed).toContainEqual(
      expect.objectContaining({
        requestContext: expect.objectContaining({ requestId: failing.requestId }),
        requestPayload: expect.objectContaining({ text: 'do' }),
      }),
    );
  });

  test('events reach those listeners whose filter takes them, with their types and ids', async () => {
    lines.length = 0;

    const fired = await Promise.all([-1, 1, 2].map((n) => bus.desk.opened.fire({ n, at: new Date(0) })));
    await local.settled();

    expect(lines.filter((line) => line.startsWith('heard')).sort()).toEqual(
      [-1, 1, 2].map((n, index) => `heard ${n} 1970 ${fired[index]?.id}`).sort(),
    );
    expect(lines.filter((line) => line.startsWith('few'))).toEqual(['few -1']);
  });

  test('a FIFO group keeps its order, and a key is heard once', async () => {
    lines.length = 0;
    const key = crypto.randomUUID();

    for (let n = 0; n < 12; n += 1) void bus.$client.fire('desk.ordered', { n }, { fifoGroup: 'a' });
    await bus.$client.fire('desk.ordered', { n: 12 }, { fifoGroup: 'a', idempotencyKey: key });
    await bus.$client.fire('desk.ordered', { n: 12 }, { fifoGroup: 'a', idempotencyKey: key });
    await local.settled();

    expect(lines).toEqual(Array.from({ length: 13 }, (_, n) => `ordered ${n}`));
  });

  test('publishing is told', async () => {
    const told: unknown[] = [];
    const end = local.on((happened) => void (happened.type === 'publish' && told.push(happened)));

    await Promise.all([1, 2].map((n) => bus.desk.opened.fire({ n, at: new Date(0) })));
    await local.settled();
    end();

    expect(told).toEqual([{ type: 'publish', topic: 'test-desk-opened', messages: 2 }]);
  });
});
