import { existsSync, globSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { BuildError, build, type Diagnostic, loadManifest } from '../../../src/build/index.ts';
import { locationOf, type Manifest } from '../../../src/manifest/index.ts';
import manifestSchema from '../../../src/manifest/manifest.schema.json' with { type: 'json' };
import { supportFiles, temporaryService, writeService } from './temporary-service.ts';

/** Every file of a build but its cache: contents by path. */
function filesIn(outDir: string): Readonly<Record<string, string>> {
  const files = globSync('**/*.*', { cwd: outDir, exclude: ['cache/**'] }).filter((file) =>
    statSync(join(outDir, file)).isFile(),
  );
  return Object.fromEntries(files.sort().map((file) => [file, readFileSync(join(outDir, file), 'utf8')]));
}

function bundlesOf({ apis, listeners, schedules }: Manifest) {
  return [
    ...apis.flatMap((api) => api.procedures.map(({ name, bundle }) => [`${api.name}.${name}`, bundle] as const)),
    ...[...listeners, ...schedules].map(({ name, bundle }) => [name, bundle] as const),
  ];
}

describe('building the service of the design', { timeout: 60_000 }, () => {
  let root = '';
  let manifest: Manifest;

  beforeAll(async () => {
    const service = writeService(supportFiles);
    root = service.root;
    manifest = await build(join(root, 'bus.ts'));
    return service.remove;
  }, 60_000);

  it('gives a manifest that says what is on the bus and what each function does', async () => {
    expect(manifest).toMatchObject({
      manifestVersion: 1,
      service: 'support',
      busModule: 'bus.ts',
      apis: [
        {
          name: 'support.case',
          className: 'SupportCaseApi',
          source: { file: 'apis.ts', line: 7, column: 14 },
          description: 'Cases of the support desk.',
          procedures: [
            { name: 'get', params: { required: ['id'] }, options: {} },
            { name: 'open', description: 'Opens a case.', params: { required: ['body', 'sender', 'subject'] } },
          ],
          events: [{ name: 'caseCreated', fifo: false, openTo: [] }],
        },
      ],
      listeners: [
        { name: 'notifyAgents', events: [{ event: 'support.case.caseCreated', fifo: false }], several: false },
      ],
      schedules: [{ name: 'report', expression: 'rate(1 hour)' }],
    });
    expect(
      Object.fromEntries(bundlesOf(manifest).map(([name, { fires }]) => [name, fires.map(({ event }) => event)])),
    ).toMatchObject({
      'support.case.open': ['support.case.caseCreated'],
      notifyAgents: [],
      report: [],
    });
    expect(locationOf(manifest)).toBe(join(root, '.lambdabus'));
  });

  it('gives a manifest that keeps to its published schema', async () => {
    const validate = new Ajv2020({ strict: false, allErrors: true, validateFormats: false }).compile(manifestSchema);

    validate(manifest);
    expect(validate.errors ?? []).toEqual([]);
    expect(validate({ ...manifest, listeners: [{}] })).toBe(false);
  });

  it('gives the same manifest as loadManifest', async () => {
    const loaded = loadManifest(join(root, '.lambdabus', 'manifest.json'));

    expect(loaded).toStrictEqual(manifest);
    expect(locationOf(loaded)).toBe(locationOf(manifest));
  });

  it('makes the same bytes in another directory, and none that say where', async () => {
    const second = temporaryService(supportFiles);

    await build(join(second, 'bus.ts'));

    const files = filesIn(join(root, '.lambdabus'));
    expect(filesIn(join(second, '.lambdabus'))).toEqual(files);
    for (const content of Object.values(files)) {
      expect(content).not.toContain(root);
      expect(content).not.toContain(join(import.meta.dirname, '..', '..', '..'));
    }
  });

  it('gives each function the AWS clients it uses and no others', async () => {
    const clients = bundlesOf(manifest).map(([name, { path }]) => [
      name,
      globSync('aws/{lambda,sns,sqs,sts}.mjs', { cwd: join(root, '.lambdabus', path) }),
    ]);
    expect(Object.fromEntries(clients)).toMatchObject({
      'support.case.open': ['aws/sns.mjs'],
      notifyAgents: ['aws/sqs.mjs'],
      report: [],
    });
  });

  it('makes bundles that answer', async () => {
    const file = join(root, '.lambdabus', 'functions', 'support.case.get', 'index.mjs');

    const { handler }: { handler: (event: unknown, context: unknown) => Promise<unknown> } = await import(
      pathToFileURL(file).href
    );

    const context = { getRemainingTimeInMillis: () => 10_000, functionName: 'dev-support-case-get', awsRequestId: '1' };
    await expect(handler({ id: 'unknown' }, context)).resolves.toBeNull();
    await expect(handler({ id: 3 }, context)).rejects.toMatchObject({ name: 'VALIDATION_FAILED' });
  });
});

describe('building again', { timeout: 60_000 }, () => {
  it('touches only what changed, and removes what is no more', async () => {
    const root = temporaryService(supportFiles);
    const outDir = join(root, '.lambdabus');
    await build(join(root, 'bus.ts'), { sourceMaps: true });
    const before = globSync('functions/*/index.mjs', { cwd: outDir }).map(
      (file) => statSync(join(outDir, file)).mtimeMs,
    );
    const unchanged = statSync(join(outDir, 'functions/support.case.get/index.mjs')).mtimeMs;

    writeFileSync(join(root, 'bus.ts'), supportFiles['bus.ts'].replace(/export const report[\s\S]*/, ''));
    const manifest = await build(join(root, 'bus.ts'));

    expect(before).toHaveLength(4);
    expect(manifest.schedules).toEqual([]);
    expect(existsSync(join(outDir, 'functions', 'report'))).toBe(false);
    expect(existsSync(join(outDir, 'maps'))).toBe(false);
    expect(statSync(join(outDir, 'functions/support.case.get/index.mjs')).mtimeMs).toBe(unchanged);
  });

  it('leaves no work behind, not even that of a build that was killed', async () => {
    const root = temporaryService({ ...supportFiles, '.lambdabus/load-killed/bus.mjs': '' });
    utimesSync(join(root, '.lambdabus/load-killed'), 1, 1);

    await build(join(root, 'bus.ts'), { sourceMaps: true });

    expect(
      globSync('*', { cwd: join(root, '.lambdabus') })
        .filter((name) => name !== 'cache')
        .sort(),
    ).toEqual(['contents.json', 'explain.json', 'functions', 'manifest.json', 'maps']);
    expect(globSync('maps/*', { cwd: join(root, '.lambdabus') })).toHaveLength(4);
  });

  it('refuses to write over another service', async () => {
    const root = temporaryService(supportFiles);
    await build(join(root, 'bus.ts'));

    const building = build(join(root, 'bus.ts'), { service: 'billing' });

    await expect(building).rejects.toMatchObject({
      diagnostics: [{ code: 'OUT_DIR_TAKEN', message: expect.stringMatching(/"support".*"billing"/) }],
    });
  });

  it('refuses to write where a file is in the way', async () => {
    const root = temporaryService({ ...supportFiles, '.lambdabus': '' });

    const building = build(join(root, 'bus.ts'));

    await expect(building).rejects.toMatchObject({
      diagnostics: [{ code: 'OUT_DIR_NOT_WRITABLE', message: expect.stringMatching(/\.lambdabus is a file\.$/) }],
    });
  });

  it('writes nothing when something is wrong', async () => {
    const root = temporaryService({
      ...supportFiles,
      'bus.ts': `${supportFiles['bus.ts']}\nexport { report as again };`,
    });

    await expect(build(join(root, 'bus.ts'))).rejects.toThrow(BuildError);

    expect(globSync('.lambdabus/*', { cwd: root })).toEqual([]);
  });
});

describe('an API of registry.add', { timeout: 60_000 }, () => {
  it('gets the instance that the bus module made', async () => {
    const root = temporaryService({
      'bus.ts': `import { Api, registry } from 'lambdabus';
export class Greeter extends Api {
  static readonly meta = { name: 'greeter', autoRegister: false } as const;
  constructor(readonly _greeting: string = 'none') { super(); }
  async greet({ name }: { name: string }): Promise<string> { return \`\${this._greeting}, \${name}\`; }
}
registry.add(new Greeter('hello'));
`,
    });
    await build(join(root, 'bus.ts'));
    const file = join(root, '.lambdabus', 'functions', 'greeter.greet', 'index.mjs');

    const { handler }: { handler: (event: unknown, context: unknown) => Promise<unknown> } = await import(
      pathToFileURL(file).href
    );

    const context = { getRemainingTimeInMillis: () => 10_000, functionName: 'dev-greeter-greet', awsRequestId: '1' };
    await expect(handler({ name: 'Ann' }, context)).resolves.toBe('hello, Ann');
  });
});

describe('a procedure with optional places in a tuple', { timeout: 60_000 }, () => {
  it('takes and gives undefined there, and says so to who asks', async () => {
    const root = temporaryService({
      'bus.ts': `import { Api } from 'lambdabus';
export class PairApi extends Api {
  static readonly meta = { name: 'pair' } as const;
  async turn({ pair: [first, second, ...rest] }: { pair: [string?, Date?, ...number[]] }): Promise<[Date?, string?, ...number[]]> {
    return [second, first, ...rest];
  }
}
`,
    });
    await build(join(root, 'bus.ts'));
    const { handler }: { handler: (event: unknown, context: unknown) => Promise<unknown> } = await import(
      pathToFileURL(join(root, '.lambdabus/functions/pair.turn/index.mjs')).href
    );
    const context = { getRemainingTimeInMillis: () => 10_000, functionName: 'dev-pair-turn', awsRequestId: '1' };

    await expect(handler({ pair: ['a', null, 7], $bus: { accept: 'casts' } }, context)).resolves.toEqual({
      $value: [null, 'a', 7],
      $casts: [['/0', 'undefined']],
    });
    await expect(handler({ pair: [] }, context)).resolves.toEqual([null, null]);
    await expect(handler({ pair: [7] }, context)).rejects.toThrow('/pair/0');
  });
});

describe('a warning about types', { timeout: 60_000 }, () => {
  it('is given where it stands, and fails nothing', async () => {
    const root = temporaryService({
      'bus.ts': `import { Api } from 'lambdabus';
export class Greeter extends Api {
  static readonly meta = { name: 'greeter' } as const;
  async greet({ name }: {
    /** @minLenght 1 */ name: string;
  }): Promise<string> { return name; }
}
`,
    });
    const warned: Diagnostic[] = [];

    const { apis } = await build(join(root, 'bus.ts'), { onWarning: (warnings) => warned.push(...warnings) });

    expect(apis).toHaveLength(1);
    expect(warned).toMatchObject([{ code: 'DOC_TAG_UNKNOWN', position: { file: 'bus.ts', line: 5, column: 25 } }]);
  });
});

describe('loading a manifest', () => {
  it('says what is wrong with what it finds', () => {
    const root = temporaryService({ 'old/manifest.json': '{ "manifestVersion": 0 }', 'bad/manifest.json': '{' });

    expect(() => loadManifest(join(root, 'none'))).toThrow(
      /There is no manifest at .*none.manifest\.json\. Run "lambdabus build"/,
    );
    expect(() => loadManifest(join(root, 'old'))).toThrow(
      /has manifestVersion 0; this version of lambdabus reads manifestVersion 1/,
    );
    expect(() => loadManifest(join(root, 'bad'))).toThrow(/is no JSON/);
    rmSync(join(root, 'old'), { recursive: true });
  });
});
