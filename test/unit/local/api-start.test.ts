/** `start()` of an API runs while its function is initialised, in the very bundles that the build makes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build } from '../../../src/build/index.ts';
import { type InvocationEvent, type LocalBus, startLocalBus } from '../../../src/local/index.ts';
import { writeService } from '../build/temporary-service.ts';

const waiting = (ms: number): string => `await new Promise((resolve) => setTimeout(resolve, ${ms}));`;

const files = {
  'base.ts': `import { Api } from 'lambdabus';
export abstract class Connected extends Api {
  protected connection = 'none';
  protected override async start(): Promise<void> { ${waiting(400)} this.connection = 'open'; }
}
`,
  'apis.ts': `import { Api, event, registry } from 'lambdabus';
import { Connected } from './base.ts';
export class OwnApi extends Api {
  static readonly meta = { name: 'own' } as const;
  readonly started = event<{ n: number }>();
  #connection = 'none';
  protected override async start(): Promise<void> {
    await this.started.fire({ n: 1 });
    ${waiting(400)}
    this.#connection = 'open';
  }
  async get(): Promise<string> { return this.#connection; }
}
export class InheritedApi extends Connected {
  static readonly meta = { name: 'inherited' } as const;
  async get(): Promise<string> { return this.connection; }
}
export class AddedApi extends Api {
  static readonly meta = { name: 'added', autoRegister: false } as const;
  connection: string;
  constructor(connection = 'none') { super(); this.connection = connection; }
  protected override async start(): Promise<void> { ${waiting(400)} this.connection += ' open'; }
  async get(): Promise<string> { return this.connection; }
}
registry.add(new AddedApi('given'));
let starts = 0;
export class FailingApi extends Api {
  static readonly meta = { name: 'failing' } as const;
  protected override async start(): Promise<void> { if (starts++ === 0) throw new RangeError('no database'); }
  async get(): Promise<string> { return 'started ' + starts; }
}
export class PlainApi extends Api {
  static readonly meta = { name: 'plain' } as const;
  async get(): Promise<string> { return 'plain'; }
}
`,
  'bus.ts': `import { createBus } from 'lambdabus';
import type * as apis from './apis.ts';
export * from './apis.ts';
export const hear = createBus<typeof apis>().own.started.listen(async ({ n }) => { console.log('heard ' + n); });
`,
};

let local: LocalBus;
let root: string;
let remove: () => void;
const invocations: InvocationEvent[] = [];

beforeAll(async () => {
  ({ root, remove } = writeService(files));
  local = await startLocalBus({ manifests: [await build(join(root, 'bus.ts'))] });
  local.on((event) => {
    if (event.type === 'invocation') invocations.push(event);
  });
});
afterAll(async () => {
  await local.stop();
  remove();
});

/** Calls a procedure that was not called before. */
async function firstCall(api: string): Promise<InvocationEvent & { readonly payload: unknown }> {
  const { payload } = await local.invoke(`dev-${api}-get`);
  const event = invocations.findLast((invocation) => invocation.function === `dev-${api}-get`);
  if (event === undefined) throw new Error(`${api} was not invoked.`);
  return { ...event, payload: JSON.parse(String(payload)) };
}

test.each([
  ['of its own', 'own', 'open'],
  ['of a class that it extends', 'inherited', 'open'],
  ['and is added to the registry', 'added', 'given open'],
])(
  'the first request of an API that has a start() %s does not take the time of starting',
  async (_what, api, answer) => {
    const { payload, initMs, durationMs } = await firstCall(api);

    expect(payload).toBe(answer);
    expect(initMs).toBeGreaterThan(395);
    expect(durationMs).toBeLessThan(395);
  },
);

test('a start() that fails says so to the request that waits for it, and runs again with the next', async () => {
  const failed = await firstCall('failing');
  const again = await firstCall('failing');

  expect(failed.payload).toMatchObject({
    errorType: 'RangeError',
    errorMessage: 'failing could not start: no database',
  });
  expect(again.payload).toBe('started 2');
});

test('a function of an API without start() holds nothing for it', async () => {
  const { payload } = await firstCall('plain');
  const code = readFileSync(join(root, '.lambdabus/functions/plain.get/index.mjs'), 'utf8');
  const started = readFileSync(join(root, '.lambdabus/functions/own.get/index.mjs'), 'utf8');

  expect(payload).toBe('plain');
  expect(code).not.toContain('AWS_LAMBDA_INITIALIZATION_TYPE');
  expect(started).toContain('AWS_LAMBDA_INITIALIZATION_TYPE');
});
