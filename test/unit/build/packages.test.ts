import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { build } from '../../../src/build/index.ts';
import { collectAssets } from '../../../src/build/packages/asset-files.ts';
import { collectExternalPackages, type ExternalPackages } from '../../../src/build/packages/external-packages.ts';
import { lambdaPlatform } from '../../../src/build/packages/platform.ts';
import { temporaryService } from './temporary-service.ts';

type Files = Readonly<Record<string, string>>;

const arm64 = lambdaPlatform('arm64');
const machines = { arm64: '\u00b7\0', x86_64: '>\0' };

/** The beginning of a compiled file for Linux. */
function compiled(machine: keyof typeof machines): string {
  return `\u007fELF${'\0'.repeat(14)}${machines[machine]}`;
}

function installed(name: string, content: object, files: Files = {}): Files {
  const at = `node_modules/${name}`;
  const own = Object.entries(files).map(([file, text]) => [`${at}/${file}`, text]);
  return { [`${at}/package.json`]: JSON.stringify({ name, version: '1.2.3', ...content }), ...Object.fromEntries(own) };
}

function collect(names: readonly string[], files: Files, platform = arm64): ExternalPackages {
  const packageRoot = temporaryService(files);
  for (const [path, text] of Object.entries(files)) {
    if (path.endsWith('.node')) writeFileSync(join(packageRoot, path), Buffer.from(text, 'latin1'));
    if (text.startsWith('#!')) chmodSync(join(packageRoot, path), 0o755);
  }
  return collectExternalPackages(names, { packageRoot, platform });
}

/** As sharp is made: the code is one package, the native code one for each platform. */
const imaging = {
  ...installed(
    'imaging',
    {
      optionalDependencies: {
        '@imaging/linux-arm64': '1',
        '@imaging/linuxmusl-arm64': '1',
        '@imaging/darwin-arm64': '1',
        '@imaging/linux-x64': '1',
      },
      dependencies: { semver: '1' },
    },
    { 'index.js': `exports.resize = () => require('semver').version;` },
  ),
  ...installed('semver', { main: 'index.js' }, { 'index.js': 'exports.version = 7;' }),
  ...installed('@imaging/darwin-arm64', { os: ['darwin'], cpu: ['arm64'] }, { 'lib.node': 'x' }),
};
const linuxArm64 = installed(
  '@imaging/linux-arm64',
  { os: ['linux'], cpu: ['arm64'], libc: ['glibc'] },
  { 'lib.node': compiled('arm64') },
);

describe('a package that is kept out of bundles', () => {
  it('is copied with what it depends on, for the processor of the function', () => {
    const { files, problems, isNative } = collect(['imaging'], { ...imaging, ...linuxArm64 });

    expect(problems).toEqual([]);
    expect(isNative).toBe(true);
    expect([...files.keys()].sort()).toEqual([
      'node_modules/@imaging/linux-arm64/lib.node',
      'node_modules/@imaging/linux-arm64/package.json',
      'node_modules/imaging/index.js',
      'node_modules/imaging/package.json',
      'node_modules/semver/index.js',
      'node_modules/semver/package.json',
    ]);
  });

  it('is refused where its part for that processor is not installed, with the command that installs it', () => {
    expect(collect(['imaging'], imaging).problems).toEqual([
      {
        option: 'external',
        value: 'imaging',
        code: 'EXTERNAL_NOT_FOR_PLATFORM',
        message: expect.stringContaining('imaging needs @imaging/linux-arm64 to run on linux-arm64'),
        hint: expect.stringContaining('npm install --os=linux --cpu=arm64 --libc=glibc imaging@1.2.3'),
      },
    ]);
  });

  it('is refused where it was compiled for another processor', () => {
    const files = installed('sqlite', { gypfile: true }, { 'build/sqlite.node': compiled('x86_64') });

    expect(collect(['sqlite'], files, lambdaPlatform('x86_64')).problems).toEqual([]);
    expect(collect(['sqlite'], files).problems).toMatchObject([
      {
        code: 'EXTERNAL_NOT_FOR_PLATFORM',
        message: expect.stringContaining('made for linux-x86_64, but the function runs on linux-arm64'),
      },
    ]);
  });

  it('comes without the compiled files of other processors, if it has one for this', () => {
    const { files, problems } = collect(
      ['hash'],
      installed(
        'hash',
        {},
        { 'prebuilds/linux-x64/h.node': compiled('x86_64'), 'prebuilds/linux-arm64/h.node': compiled('arm64') },
      ),
    );

    expect(problems).toEqual([]);
    expect([...files.keys()]).toEqual([
      'node_modules/hash/package.json',
      'node_modules/hash/prebuilds/linux-arm64/h.node',
    ]);
  });

  it('keeps two versions of one package apart, each where it is looked for', () => {
    const { files } = collect(['a', 'b'], {
      ...installed('a', { dependencies: { c: '1' } }),
      ...installed('b', { dependencies: { c: '2', d: '1' } }),
      ...installed('c', { version: '1.0.0' }),
      ...installed('b/node_modules/c', { name: 'c', version: '2.0.0', dependencies: { a: '1' } }),
      ...installed('d', { dependencies: { c: '1' } }),
    });

    expect([...files.keys()].sort()).toEqual([
      'node_modules/a/package.json',
      'node_modules/b/node_modules/c/package.json',
      'node_modules/b/package.json',
      'node_modules/c/package.json',
      'node_modules/d/package.json',
    ]);
  });

  it('is refused where it, or something that it needs, is not installed', () => {
    expect(collect(['gone', 'a'], installed('a', { dependencies: { lost: '1' } })).problems).toMatchObject([
      { code: 'EXTERNAL_NOT_FOUND', message: expect.stringContaining('"gone"') },
      { code: 'EXTERNAL_NOT_FOUND', message: expect.stringContaining('needs the package "lost"') },
    ]);
  });

  it('keeps its programs runnable', () => {
    expect(collect(['tool'], installed('tool', {}, { 'bin/tool': '#!/bin/sh\n' })).programs).toEqual([
      'node_modules/tool/bin/tool',
    ]);
  });
});

describe('assets', () => {
  it('are the files that match, by their paths in the package', () => {
    const root = temporaryService({ 'templates/a.html': 'A', 'templates/deep/b.html': 'B', 'other.html': 'C' });

    expect([...collectAssets(['templates/**'], root).files.keys()]).toEqual([
      'templates/a.html',
      'templates/deep/b.html',
    ]);
  });

  it('are refused where nothing matches, or where the build has a file of the name', () => {
    const root = temporaryService({ 'index.mjs': '' });

    expect(collectAssets(['gone/*', 'index.mjs'], root).problems).toMatchObject([
      { code: 'ASSET_NOT_FOUND' },
      { code: 'ASSET_IN_THE_WAY' },
    ]);
  });
});

describe('what an option brings', () => {
  it('is refused where the option names it', async () => {
    const root = temporaryService({
      'bus.ts': `import { Api } from 'lambdabus';
export class ImageApi extends Api {
  static readonly meta = {
    name: 'image',
    procedures: { small: { assets: ['bus.ts', 'gone/**'] } },
  } as const;
  async small(): Promise<string> { return 'small'; }
}
`,
    });

    await expect(build(join(root, 'bus.ts'))).rejects.toMatchObject({
      diagnostics: [{ code: 'ASSET_NOT_FOUND', position: { file: 'bus.ts', line: 5, column: 47 }, length: 9 }],
      message: expect.stringContaining('^^^^^^^^^'),
    });
  }, 60_000);
});

describe('a service with a native package', () => {
  const apis = (meta: string): string => `import { readFile } from 'node:fs/promises';
import { resize } from 'imaging';
import { Api } from 'lambdabus';
export class ImageApi extends Api {
  static readonly meta = { name: 'image', ${meta} } as const;
  async small(): Promise<string> { return String(resize()) + await readFile('templates/t.txt', 'utf8'); }
  async none(): Promise<string> { return 'none'; }
}
`;
  const files = {
    'bus.ts': `export * from './apis.ts';`,
    'templates/t.txt': ' of a template',
    'node_modules/imaging/index.d.ts': 'export function resize(): number;',
    ...imaging,
    ...linuxArm64,
  };

  it('is told of the option that keeps it out of the bundle', async () => {
    const root = temporaryService({ ...files, 'apis.ts': apis('') });

    await expect(build(join(root, 'bus.ts'))).rejects.toMatchObject({
      diagnostics: [
        {
          code: 'BUNDLE_FAILED',
          message:
            'The package imaging holds native code, which cannot be bundled; it is in the bundle of image.small, imported by apis.ts.',
          hint: expect.stringContaining(`external: ['imaging']`),
        },
      ],
    });
  });

  it('has it beside the code of the functions that use it, and runs', async () => {
    const root = temporaryService({
      ...files,
      'apis.ts': apis(`external: ['imaging'], procedures: { small: { assets: ['templates/**'] } }`),
    });
    writeFileSync(join(root, 'node_modules/@imaging/linux-arm64/lib.node'), Buffer.from(compiled('arm64'), 'latin1'));

    const manifest = await build(join(root, 'bus.ts'));

    const [none, small] = manifest.apis[0]?.procedures ?? [];
    const directory = join(root, '.lambdabus', small?.bundle.path ?? '');
    expect(small?.bundle).toMatchObject({ platform: 'linux-arm64' });
    expect(none?.bundle.platform).toBeUndefined();
    expect(readdirSync(join(root, '.lambdabus', none?.bundle.path ?? '')).sort()).toEqual([
      'index.mjs',
      'validators.mjs',
    ]);
    expect(readdirSync(join(directory, 'node_modules')).sort()).toEqual(['@imaging', 'imaging', 'semver']);
    expect(readFileSync(join(directory, 'templates/t.txt'), 'utf8')).toBe(' of a template');
    expect(statSync(join(directory, 'index.mjs')).size).toBeLessThan(20_000);

    writeFileSync(join(root, 'templates/t.txt'), ' of another template');
    await build(join(root, 'bus.ts'));
    expect(readFileSync(join(directory, 'templates/t.txt'), 'utf8')).toBe(' of another template');

    const before = process.cwd();
    process.chdir(directory);
    try {
      const { handler } = await import(pathToFileURL(join(directory, 'index.mjs')).href);
      const answer = await handler({}, { awsRequestId: '1', functionName: 'f', getRemainingTimeInMillis: () => 1_000 });
      expect(answer).toBe('7 of another template');
    } finally {
      process.chdir(before);
    }
  }, 60_000);
});
