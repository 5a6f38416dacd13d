import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');
const biome = join(root, 'node_modules/.bin/biome');
let planted: string;

/** Imports that break a dependency rule, each in the folder that the rule is about. */
const forbidden: readonly (readonly [file: string, source: string, rule: string])[] = [
  ['src/definition/a.ts', importing('../manifest/target.ts'), 'noRestrictedImports'],
  ['src/definition/b.ts', importing('node:fs'), 'noRestrictedImports'],
  ['src/manifest/a.ts', importing('../topology/names.ts'), 'noRestrictedImports'],
  ['src/manifest/b.ts', importing('node:fs'), 'noRestrictedImports'],
  ['src/topology/a.ts', importing('../build/target.ts'), 'noRestrictedImports'],
  ['src/topology/b.ts', importing('node:fs'), 'noRestrictedImports'],
  ['src/topology/c.ts', importing('@aws-sdk/client-sns'), 'noRestrictedImports'],
  ['src/wire/a.ts', importing('../client/target.ts'), 'noRestrictedImports'],
  ['src/wire/b.ts', importing('@aws-sdk/client-sns'), 'noRestrictedImports'],
  ['src/client/a.ts', importing('../build/target.ts'), 'noRestrictedImports'],
  ['src/client/b.ts', importing('../topology/target.ts'), 'noRestrictedImports'],
  ['src/client/c.ts', importing('aws-cdk-lib'), 'noRestrictedImports'],
  ['functions/a.ts', importing('../src/build/target.ts'), 'noRestrictedImports'],
  ['functions/b.ts', importing('../src/local/target.ts'), 'noRestrictedImports'],
  ['functions/c.ts', importing('esbuild'), 'noRestrictedImports'],
  ['src/build/a.ts', importing('../client/target.ts'), 'noRestrictedImports'],
  ['src/build/types/a.ts', importing('../../local/target.ts'), 'noRestrictedImports'],
  ['src/build/b.ts', importing('@aws-sdk/client-sns'), 'noRestrictedImports'],
  ['infra/a.ts', importing('../src/build/target.ts'), 'noRestrictedImports'],
  ['infra/b.ts', importing('../functions/target.ts'), 'noRestrictedImports'],
  ['src/local/a.ts', importing('../cli/target.ts'), 'noRestrictedImports'],
  ['src/local/b.ts', importing('aws-cdk-lib'), 'noRestrictedImports'],
  ['src/cli/a.ts', importing('aws-cdk-lib'), 'noRestrictedImports'],
  ['src/cli/b.ts', importing('../../test/target.ts'), 'noRestrictedImports'],
  ['src/cli/c.ts', importing('../../examples/target.ts'), 'noRestrictedImports'],
  ['src/client/d.ts', importing('left-pad'), 'noUndeclaredDependencies'],
  ['src/local/cycle-a.ts', importing('./cycle-b.ts'), 'noImportCycles'],
  [
    'src/client/e.ts',
    'async function send(): Promise<void> {}\nexport function go(): void {\n  send();\n}\n',
    'noFloatingPromises',
  ],
];

/** Imports that the rules must let pass. */
const allowed: readonly (readonly [file: string, source: string])[] = [
  ['src/manifest/ok.ts', importing('../definition/target.ts')],
  ['src/topology/ok.ts', importing('node:crypto')],
  ['src/client/ok.ts', importing('../topology/names.ts')],
  ['functions/ok.ts', importing('../src/wire/target.ts')],
  ['infra/ok.ts', importing('../src/topology/target.ts')],
  ['src/local/ok.ts', importing('../topology/target.ts')],
];

const targets = ['definition', 'manifest', 'topology', 'build', 'client', 'wire', 'local', 'cli'].map(
  (folder) => `src/${folder}/target.ts`,
);

describe('the dependency rules', () => {
  let diagnostics: readonly { readonly file: string; readonly rule: string }[];

  beforeAll(async () => {
    planted = await mkdtemp(join(tmpdir(), 'lambdabus-lint-'));
    await cp(join(root, 'biome.json'), join(planted, 'biome.json'));
    await cp(join(root, 'package.json'), join(planted, 'package.json'));
    for (const file of [
      ...targets,
      'src/topology/names.ts',
      'functions/target.ts',
      'test/target.ts',
      'examples/target.ts',
    ]) {
      await plant(file, 'export const target = 1;\n');
    }
    await plant('src/local/cycle-b.ts', importing('./cycle-a.ts'));
    for (const [file, source] of [...forbidden, ...allowed]) await plant(file, source);

    diagnostics = await lint();
  });

  afterAll(() => rm(planted, { recursive: true, force: true }));

  it.each(forbidden)('refuse in %s: %s', (file, _source, rule) => {
    expect(diagnostics).toContainEqual({ file, rule });
  });

  it.each(allowed)('allow in %s: %s', (file) => {
    expect(diagnostics.filter((found) => found.file === file)).toEqual([]);
  });
});

function importing(specifier: string): string {
  return `import { target } from '${specifier}';\n\nexport const used = target;\n`;
}

async function plant(file: string, source: string): Promise<void> {
  await mkdir(dirname(join(planted, file)), { recursive: true });
  await writeFile(join(planted, file), source);
}

async function lint(): Promise<readonly { file: string; rule: string }[]> {
  const flags = ['lint', '--vcs-enabled=false', '--reporter=json', '--max-diagnostics=none', '.'];
  const run = promisify(execFile)(biome, flags, { cwd: planted, maxBuffer: 1 << 26 });
  const output: string = await run.then(
    ({ stdout }) => stdout,
    (failure: { stdout: string }) => failure.stdout,
  );
  const report = JSON.parse(output) as {
    diagnostics: { category: string; location: { path: string | { file: string } } }[];
  };
  return report.diagnostics.map(({ category, location }) => ({
    file: typeof location.path === 'string' ? location.path : location.path.file,
    rule: category.split('/').at(-1) ?? category,
  }));
}
