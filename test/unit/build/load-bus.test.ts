import { describe, expect, it } from 'vitest';
import { bundleBus } from '../../../src/build/load/bundle-bus.ts';
import { openLoader } from '../../../src/build/load/bus-loader.ts';
import { diagnose } from '../../../src/build/load/diagnose.ts';
import type { LoadAnswer, LoadProblem } from '../../../src/build/load/loaded-bus.ts';
import { resolveService } from '../../../src/build/service.ts';
import { temporaryService } from './temporary-service.ts';

interface Loaded {
  readonly answer: LoadAnswer;
  readonly output: string;
  /** Problems as `CODE file:line: message`. */
  readonly problems: readonly string[];
}

async function load(files: Readonly<Record<string, string>>, timeoutMs = 10_000): Promise<Loaded> {
  const root = temporaryService(files);
  const service = resolveService('bus.ts', {}, root);
  const bundle = await bundleBus(service);
  let output = '';
  const loader = openLoader((text) => {
    output += text;
  });
  try {
    const answer = await loader.load({ bundle: bundle.file, service: service.name, packageRoot: root }, timeoutMs);
    const found: readonly LoadProblem[] = answer.kind === 'loaded' ? answer.bus.problems : answer.problems;
    const diagnostics = diagnose(found, {
      bundle,
      packageRoot: root,
      busModule: 'bus.ts',
      checked: { apis: [], listeners: [], schedules: [] },
    });
    const problems = diagnostics.map(
      ({ code, position, message }) => `${code} ${position?.file}:${position?.line}: ${message}`,
    );
    return { answer, output, problems };
  } finally {
    loader.close();
    bundle.remove();
  }
}

function api(body: string, name = 'support'): string {
  return `import { Api, event } from 'lambdabus';
export class SupportApi extends Api {
  static readonly meta = { name: '${name}' } as const;
  ${body}
}
`;
}

describe('loading a bus module', () => {
  it('tells classes, procedures, events, options, listeners and schedules', async () => {
    const { answer } = await load({
      'bus.ts': `import { Api, cron, event, every } from 'lambdabus';
enum Level { Low = 'low' }
class Base extends Api {
  async inherited() {}
}
export class CaseApi extends Base {
  static readonly meta = { name: 'support.case', memory: 512, procedures: { get: { timeout: 20 } } } as const;
  readonly opened = event<{ id: string }>({ openTo: ['billing'] });
  readonly moved = event<{ id: string }>({ fifo: true });
  async get() { return Level.Low; }
  #hidden() {}
}
export const report = every({ hours: 1 }, async () => {}, { timeout: 120 });
export const noon = cron('0 12 * * ? *', async () => {}, { timezone: 'Europe/Berlin' });
export const constant = 42;
`,
    });

    expect(answer).toMatchObject({ reads: { ranPrograms: false } });
    expect(answer).toEqual({
      kind: 'loaded',
      reads: expect.anything(),
      bus: {
        apis: [
          {
            exportNames: ['CaseApi'],
            className: 'CaseApi',
            hasMeta: true,
            name: 'support.case',
            registered: 'by export',
            internal: false,
            methods: ['get', 'inherited'],
            events: { opened: { openTo: ['billing'] }, moved: { fifo: true } },
            options: { memory: 512 },
            procedures: { get: { timeout: 20 } },
            schemas: { events: {}, procedures: {} },
          },
        ],
        listeners: [],
        schedules: [
          { name: 'noon', expression: 'cron(0 12 * * ? *)', options: { timezone: 'Europe/Berlin' } },
          { name: 'report', expression: 'rate(1 hour)', options: { timeout: 120 } },
        ],
        problems: [],
      },
    });
  });

  it('leaves a class with autoRegister: false off the bus, and takes the instance of registry.add', async () => {
    const { answer } = await load({
      'bus.ts': `import { Api, registry } from 'lambdabus';
export class Idle extends Api { static readonly meta = { name: 'idle', autoRegister: false } as const; }
export class Made extends Api {
  static readonly meta = { name: 'made', autoRegister: false } as const;
  constructor(readonly size = 0) { super(); }
}
registry.add(new Made(3));
`,
    });

    expect(answer.kind === 'loaded' ? answer.bus.apis.map((found) => [found.name, found.registered]) : answer).toEqual([
      ['idle', 'no'],
      ['made', 'by registry'],
    ]);
  });

  it('keeps what user code prints apart', async () => {
    const { answer, output } = await load({ 'bus.ts': 'console.log("hello"); console.error("there");' });

    expect(answer.kind).toBe('loaded');
    expect(output).toContain('hello');
    expect(output).toContain('there');
  });

  it('gives user code no AWS credentials', async () => {
    process.env['AWS_SECRET_ACCESS_KEY'] = 'secret';
    process.env['AWS_PROFILE'] = 'production';

    const { output } = await load({
      'bus.ts': `console.log(process.env.LAMBDABUS_PHASE, Object.keys(process.env).filter((name) => /^AWS/.test(name)).sort().join());`,
    });

    delete process.env['AWS_SECRET_ACCESS_KEY'];
    delete process.env['AWS_PROFILE'];
    expect(output.trim()).toBe(
      'build AWS_CONFIG_FILE,AWS_EC2_METADATA_DISABLED,AWS_REGION,AWS_SHARED_CREDENTIALS_FILE',
    );
  });
});

describe('a bus module that does more than define', () => {
  it('is told the line that threw', async () => {
    const { problems } = await load({
      'config.ts': `export const table = required('TABLE');
function required(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(\`\${name} is not set\`);
  return value;
}
`,
      'bus.ts': `export { table } from './config.ts';`,
    });

    expect(problems).toEqual(['LOAD_FAILED config.ts:4: Loading the bus module threw Error: TABLE is not set.']);
  });

  it('is told the line in a constructor that threw', async () => {
    const { problems } = await load({
      'bus.ts': api('constructor() { super(); throw new TypeError("no database."); }'),
    });

    expect(problems).toEqual(['CONSTRUCTOR_THREW bus.ts:4: Constructing SupportApi threw TypeError: no database.']);
  });

  it('is told where it opens a connection, awaited or not', async () => {
    const awaited = await load({ 'bus.ts': `await fetch('http://db.example.com:5432/');` });
    const forgotten = await load({
      'bus.ts': `import { connect } from 'node:net';\nimport { Api } from 'lambdabus';
export class SupportApi extends Api {
  static readonly meta = { name: 'support' } as const;
  readonly socket = start();
}
function start() { try { return connect(6379, 'cache'); } catch { return undefined; } }
`,
    });

    expect(awaited.problems).toEqual([
      'IO_AT_BUILD bus.ts:1: A connection to db.example.com:5432 was opened while loading the bus module.',
    ]);
    expect(forgotten.problems).toEqual([
      'IO_AT_BUILD bus.ts:7: A connection to cache:6379 was opened while constructing the APIs.',
    ]);
  });

  it('is told where it fires', async () => {
    const { problems } = await load({
      'bus.ts': api(`readonly opened = event<{ id: string }>();
  constructor() {
    super();
    void this.opened.fire({ id: '1' });
  }`),
    });

    expect(problems).toEqual([
      expect.stringMatching(/^BUS_USED_AT_BUILD bus\.ts:7: An event was used while the build/),
    ]);
  });

  it('is told of a rejection nobody waits for', async () => {
    const { problems } = await load({ 'bus.ts': `void Promise.reject(new Error('lost'));` });

    expect(problems).toEqual([expect.stringMatching(/^LOAD_FAILED bus\.ts:1: .* threw Error: lost\.$/)]);
  });

  it('is told that it never ends, exits, or keeps to itself', async () => {
    const [waiting, looping, exiting, stuck] = await Promise.all([
      load({ 'bus.ts': 'await new Promise((resolve) => setTimeout(resolve, 60_000));' }, 500),
      load({ 'bus.ts': 'for (;;);' }, 500),
      load({ 'bus.ts': 'process.exit(3);' }),
      load({ 'bus.ts': 'await new Promise(() => {});' }),
    ]);

    expect(waiting?.problems).toEqual([expect.stringMatching(/^LOAD_TIMED_OUT .*: .* longer than 0\.5 s\.$/)]);
    expect(looping?.problems).toEqual([expect.stringMatching(/^LOAD_TIMED_OUT /)]);
    expect(stuck.problems).toEqual([expect.stringMatching(/^LOAD_TIMED_OUT .*awaits something that never happens/)]);
    expect(exiting?.problems).toEqual([expect.stringMatching(/^LOAD_EXITED bus\.ts:1: process\.exit\(3\) was called/)]);
  });

  it('is told of a listener or schedule that is not exported', async () => {
    const { problems } = await load({
      'jobs.ts': `import { every } from 'lambdabus';
export function nightly() {
  return every({ days: 1 }, async () => {});
}
`,
      'bus.ts': `import { nightly } from './jobs.ts';\n\nnightly();\n`,
    });

    expect(problems).toEqual([
      'SCHEDULE_NOT_EXPORTED jobs.ts:3: This schedule is not exported from the bus module, so it would never run.',
    ]);
  });
});
