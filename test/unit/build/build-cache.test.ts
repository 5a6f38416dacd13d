import { globSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Builder, type BuildOptions, build, createBuilder, type Diagnostic } from '../../../src/build/index.ts';
import type { Manifest } from '../../../src/manifest/index.ts';
import { supportFiles, temporaryService } from './temporary-service.ts';

const api = `import { Api } from 'lambdabus';
import { memory } from './settings.ts';
import { word } from 'words';
export class GreeterApi extends Api {
  static readonly meta = { name: 'greeter', memory } as const;
  /** Greets. */
  async greet({ name }: { name: string }): Promise<string> { return \`\${word} \${name}\`; }
}
`;

const files = {
  'bus.ts': api,
  'settings.ts': 'export const memory = 512;\n',
  'node_modules/words/package.json': '{ "name": "words", "type": "module", "exports": "./index.js" }',
  'node_modules/words/index.js': "export const word = 'Hello';\n",
  'node_modules/words/index.d.ts': 'export declare const word: string;\n',
};

interface Service {
  readonly root: string;
  /** Builds, and tells whether anything was done for it. */
  run(options?: BuildOptions): Promise<{ readonly manifest: Manifest; readonly ran: boolean }>;
  write(file: string, content: string): Promise<void>;
  path(file: string): string;
  bundle(name: string): string;
}

/** A service with a builder, which reads types faster when it does so again. */
function service(
  content: Readonly<Record<string, string>>,
  builder: Pick<Builder, 'build'> = createBuilder(),
): Service {
  const root = temporaryService(content);
  const path = (file: string): string => join(root, file);
  return {
    root,
    path,
    async run(options = {}) {
      // What was written in the very tick in which a build begins is not relied on.
      await setTimeout(50);
      let ran = false;
      const onStep = (): void => {
        ran = true;
      };
      return { manifest: await builder.build(path('bus.ts'), { onStep, ...options }), ran };
    },
    async write(file, text) {
      await mkdir(dirname(path(file)), { recursive: true });
      writeFileSync(path(file), text);
    },
    bundle: (name) => readFileSync(path(`.lambdabus/functions/${name}/index.mjs`), 'utf8'),
  };
}

function memoryOf({ apis }: Manifest): number | undefined {
  return apis[0]?.procedures[0]?.options.memory;
}

describe('building what did not change', { timeout: 120_000 }, () => {
  it('does nothing and gives the same manifest, also in another process', async () => {
    const { root, run } = service(supportFiles);

    const cold = await run();
    const again = await run();
    const elsewhere = await build(join(root, 'bus.ts'), { onStep: () => expect.unreachable() });

    expect([cold.ran, again.ran]).toEqual([true, false]);
    expect(again.manifest).toStrictEqual(cold.manifest);
    expect(elsewhere).toStrictEqual(cold.manifest);
  });

  it('warns again of what there was to warn of', async () => {
    const { run } = service({
      ...files,
      'bus.ts': api.replace('{ return', "{ switch (name) { case 'x': break; case 'x': return 'y'; } return"),
    });
    const warned: (readonly Diagnostic[])[] = [];
    const onWarning = (warnings: readonly Diagnostic[]): void => void warned.push(warnings);

    const cold = await run({ onWarning });
    const again = await run({ onWarning });

    expect([cold.ran, again.ran]).toEqual([true, false]);
    expect(warned).toHaveLength(2);
    expect(warned[1]).toStrictEqual(warned[0]);
  });

  it('is not fooled by a file that was only touched, nor read again each time', async () => {
    const { run, path, root } = service(files);
    await run();
    const [entry = ''] = globSync('node_modules/.cache/lambdabus/build-*', { cwd: root });
    const kept = readFileSync(join(root, entry), 'utf8');

    utimesSync(path('settings.ts'), 1_700_000_000, 1_700_000_000);
    const touched = await run();
    const restamped = readFileSync(join(root, entry), 'utf8');
    const again = await run();

    expect([touched.ran, again.ran]).toEqual([false, false]);
    expect(restamped).not.toBe(kept);
    expect(readFileSync(join(root, entry), 'utf8')).toBe(restamped);
  });
});

describe('building what did change', { timeout: 120_000 }, () => {
  it('sees an edit that keeps the size and the time of the file', async () => {
    const { run, path, write } = service(files);
    const before = await run();
    const { mtime } = statSync(path('settings.ts'));

    await write('settings.ts', 'export const memory = 768;\n');
    utimesSync(path('settings.ts'), mtime, mtime);
    const after = await run();

    expect(statSync(path('settings.ts')).mtimeMs).toBe(mtime.getTime());
    expect([memoryOf(before.manifest), memoryOf(after.manifest)]).toEqual([512, 768]);
  });

  it('sees a changed package, of which no version changed', async () => {
    const { run, write, bundle } = service(files);
    await run();

    await write('node_modules/words/index.js', "export const word = 'Howdy';\n");
    const { ran } = await run();

    expect(ran).toBe(true);
    expect(bundle('greeter.greet')).toContain('Howdy');
  });

  it('sees a package that is now found nearer, or through another link', async () => {
    const { run, write, bundle, path } = service(
      Object.fromEntries(
        Object.entries(files).map(([file, text]) => [file.replace('node_modules/words', 'one'), text]),
      ),
    );
    const link = (target: string): void => {
      rmSync(path('node_modules/words'), { force: true });
      symlinkSync(path(target), path('node_modules/words'));
    };
    link('one');
    await run();
    const first = bundle('greeter.greet');

    await write('two/package.json', files['node_modules/words/package.json']);
    await write('two/index.js', "export const word = 'Salut';\n");
    await write('two/index.d.ts', files['node_modules/words/index.d.ts']);
    link('two');
    const { ran } = await run();

    expect(first).toContain('Hello');
    expect(ran).toBe(true);
    expect(bundle('greeter.greet')).toContain('Salut');
  });

  it('sees a file that an import means from now on', async () => {
    const { run, write, path } = service({
      ...files,
      'bus.ts': api.replace('./settings.ts', './settings'),
      'settings/index.ts': 'export const memory = 512;\n',
      'tsconfig.json': JSON.stringify({
        compilerOptions: { target: 'es2024', module: 'esnext', moduleResolution: 'bundler', strict: true },
      }),
    });
    rmSync(path('settings.ts'));
    const directory = await run();

    await write('settings.ts', 'export const memory = 768;\n');
    const file = await run();

    expect([memoryOf(directory.manifest), memoryOf(file.manifest)]).toEqual([512, 768]);
  });

  it('sees deleted, edited and added files in its output', async () => {
    const { run, path, write } = service(files);
    await run();
    const bundle = path('.lambdabus/functions/greeter.greet/index.mjs');
    const content = readFileSync(bundle, 'utf8');
    const explanation = readFileSync(path('.lambdabus/explain.json'), 'utf8');

    rmSync(bundle);
    const deleted = await run();
    writeFileSync(bundle, content.replace('Hello', 'Jello'));
    const edited = await run();
    await write('.lambdabus/functions/greeter.greet/extra.mjs', '');
    const added = await run();
    await write('.lambdabus/explain.json', '{}');
    const explained = await run();

    expect([deleted.ran, edited.ran, added.ran, explained.ran]).toEqual([true, true, true, true]);
    expect(readFileSync(bundle, 'utf8')).toBe(content);
    expect(globSync('*', { cwd: dirname(bundle) })).not.toContain('extra.mjs');
    expect(readFileSync(path('.lambdabus/explain.json'), 'utf8')).toBe(explanation);
  });

  it('sees another value of a variable that loading the bus module read, and no other variable', async () => {
    const { run } = service({
      ...files,
      'settings.ts': 'export const memory = Number(process.env.CACHE_TEST_MEMORY);\n',
    });
    onTestFinished(() => void vi.unstubAllEnvs());
    vi.stubEnv('CACHE_TEST_MEMORY', '512');
    const before = await run();

    vi.stubEnv('CACHE_TEST_OTHER', 'x');
    const other = await run();
    vi.stubEnv('CACHE_TEST_MEMORY', '768');
    const after = await run();

    expect(other.ran).toBe(false);
    expect([memoryOf(before.manifest), memoryOf(after.manifest)]).toEqual([512, 768]);
  });

  it('sees a file that loading the bus module read, and trusts no program that it ran', async () => {
    const reading = service({
      ...files,
      'memory.txt': '512',
      'settings.ts': `import { readFileSync } from 'node:fs';
export const memory = Number(readFileSync(process.cwd() === '/nowhere' ? '' : process.env.MEMORY_FILE!, 'utf8'));
`,
    });
    const running = service({
      ...files,
      'settings.ts': `import { execFileSync } from 'node:child_process';
export const memory = Number(execFileSync(process.execPath, ['-p', '512']).toString());
`,
    });
    onTestFinished(() => void vi.unstubAllEnvs());
    vi.stubEnv('MEMORY_FILE', reading.path('memory.txt'));

    const before = await reading.run();
    const same = await reading.run();
    await reading.write('memory.txt', '768');
    const after = await reading.run();
    await running.run();
    const ranAgain = await running.run();

    expect(same.ran).toBe(false);
    expect([memoryOf(before.manifest), memoryOf(after.manifest)]).toEqual([512, 768]);
    expect(ranAgain.ran).toBe(true);
  });

  it('takes a device that user code reads, as AWS clients do without a profile, for what does not change', async () => {
    const { run } = service({
      ...files,
      'settings.ts': `import { readFileSync } from 'node:fs';
export const memory = 512 + readFileSync(process.cwd() === '/nowhere' ? '' : '/dev/null').length;
`,
    });

    const before = await run();
    const after = await run();

    expect([memoryOf(before.manifest), before.ran, after.ran]).toEqual([512, true, false]);
  });

  it('sees a tsconfig that comes nearer, one that is extended, and a new declaration file', async () => {
    const { run, write } = service({
      ...files,
      'base.json': '{ "compilerOptions": { "strict": true } }',
      'tsconfig.json': JSON.stringify({
        extends: './base.json',
        compilerOptions: { target: 'es2024', module: 'nodenext', types: [] },
      }),
    });
    await run();

    await write('base.json', '{ "compilerOptions": { "strict": false } }');
    const extended = await run();
    await write('global.d.ts', 'interface Added { x: string }\n');
    const declared = await run();
    await write('notes.md', 'nothing');
    const unrelated = await run();

    expect([extended.ran, declared.ran, unrelated.ran]).toEqual([true, true, false]);
  });

  it('goes back with a switch of the branch', async () => {
    const { run, write, path } = service(files);
    const main = await run();
    const manifest = readFileSync(path('.lambdabus/manifest.json'), 'utf8');

    await write('settings.ts', 'export const memory = 1024;\n');
    const branch = await run();
    await write('settings.ts', files['settings.ts']);
    const back = await run();

    expect([memoryOf(main.manifest), memoryOf(branch.manifest), memoryOf(back.manifest)]).toEqual([512, 1024, 512]);
    expect(readFileSync(path('.lambdabus/manifest.json'), 'utf8')).toBe(manifest);
  });

  it('builds anew with other options', async () => {
    const { run, path } = service(files);
    await run();

    const mapped = await run({ sourceMaps: true });
    const mappedAgain = await run({ sourceMaps: true });
    const unmapped = await run();

    expect([mapped.ran, mappedAgain.ran, unmapped.ran]).toEqual([true, false, true]);
    expect(globSync('maps/*', { cwd: path('.lambdabus') })).toEqual([]);
  });

  it('does without a cache that is damaged', async () => {
    // Each as a process of its own: a builder goes by what it remembers.
    const { root, run } = service(files, { build });
    await run();
    const [entry = ''] = globSync('node_modules/.cache/lambdabus/build-*', { cwd: root }).map((file) =>
      join(root, file),
    );
    const kept = readFileSync(entry, 'utf8');

    writeFileSync(entry, kept.slice(0, kept.length / 2));
    const half = await run();
    writeFileSync(entry, kept.replace('"sources"', '"Sources"'));
    const edited = await run();
    writeFileSync(entry, '');
    const empty = await run();

    expect([half.ran, edited.ran, empty.ran]).toEqual([true, true, true]);
  });

  it('lies in the output directory where node_modules cannot hold it', async () => {
    const { root, run, write } = service(files, { build });
    await write('node_modules/.cache', 'a file');

    await run();
    const again = await run();

    expect(again.ran).toBe(false);
    expect(globSync('.lambdabus/cache/build-*', { cwd: root })).toHaveLength(1);
  });

  it('keeps no build during which a source was edited', async () => {
    const { run, write } = service(files);

    const first = await run({
      onStep: (step) => {
        if (step === 'write') void write('settings.ts', 'export const memory = 768;\n');
      },
    });
    const second = await run();

    expect(memoryOf(first.manifest)).toBe(512);
    expect(memoryOf(second.manifest)).toBe(768);
  });

  it('writes nothing that it read in part before an edit and in part after it', async () => {
    const { run, path, bundle } = service(files);
    const steps: string[] = [];

    const { manifest } = await run({
      onStep: (step) => {
        steps.push(step);
        // Its types and options are known by then, its bundles are not.
        if (steps.length === 3) {
          writeFileSync(path('bus.ts'), api.replace("'greeter'", "'greeting'"));
          writeFileSync(path('settings.ts'), 'export const memory = 768;\n');
        }
      },
    });

    expect(steps).toEqual(['load', 'check', 'bundle', 'load', 'check', 'bundle', 'write']);
    expect(memoryOf(manifest)).toBe(768);
    expect(manifest.apis.map(({ name }) => name)).toEqual(['greeting']);
    expect(bundle('greeting.greet')).toContain('Hello');
  });

  it('ends where the code that is built changes its own sources', async () => {
    const { run, path } = service({
      ...files,
      'changes.txt': '',
      'bus.ts': `import { appendFileSync, readFileSync } from 'node:fs';
const file = process.env.CHANGES_FILE ?? '';
if (process.env.LAMBDABUS_PHASE === 'build') appendFileSync(file, 'x');
export const changes = readFileSync(file, 'utf8');
${api}`,
    });
    vi.stubEnv('CHANGES_FILE', path('changes.txt'));
    onTestFinished(() => void vi.unstubAllEnvs());

    const { manifest } = await run();

    expect(manifest.apis).toHaveLength(1);
    expect(readFileSync(path('changes.txt'), 'utf8')).toBe('xxx');
  });

  it('is right for two services that share sources, and for builds at the same time', async () => {
    const shared = service({
      ...files,
      'other/package.json': '{ "name": "other", "type": "module" }',
      'other/bus.ts': api.replace('./settings.ts', '../settings.ts').replace("'greeter'", "'other'"),
    });
    const other = shared.path('other/bus.ts');
    await setTimeout(50);
    const [one, two, three] = await Promise.all([
      build(shared.path('bus.ts')),
      build(shared.path('bus.ts')),
      build(other),
    ]);

    await shared.write('settings.ts', 'export const memory = 768;\n');
    await setTimeout(50);
    const [oneAfter, threeAfter] = await Promise.all([build(shared.path('bus.ts')), build(other)]);

    expect(two).toStrictEqual(one);
    expect([one, three, oneAfter, threeAfter].map(memoryOf)).toEqual([512, 512, 768, 768]);
  });

  it('sees that a source was put in the place of another', async () => {
    const { run, path, write } = service(files);
    await run();
    await write('new.ts', 'export const memory = 768;\n');

    renameSync(path('new.ts'), path('settings.ts'));
    const { manifest } = await run();

    expect(memoryOf(manifest)).toBe(768);
  });
});
