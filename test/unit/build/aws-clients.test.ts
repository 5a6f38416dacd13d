import { globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { awsClients, exportsOf } from '../../../src/build/bundle/aws-clients.ts';
import { awsPackages } from '../../../src/build/bundle/library-plugin.ts';
import { temporaryService } from './temporary-service.ts';

describe('the AWS clients beside bundles', () => {
  it('load on their own, from exactly the files that are named', async () => {
    const root = temporaryService({});
    const clients = await awsClients(join(root, 'cache'));

    for (const [name, exports] of Object.entries(exportsOf)) {
      const directory = join(root, name);
      mkdirSync(directory);
      const files = clients.filesOf(name);
      for (const [file, { content }] of files) writeFileSync(join(directory, file), content);

      const module: object = await import(pathToFileURL(join(directory, `${name}.mjs`)).href);

      expect(Object.keys(module).sort()).toEqual([...exports].sort());
      expect([...files.keys()].filter((file) => !file.startsWith('chunk-'))).toEqual([`${name}.mjs`]);
    }
  });

  it('hold the schemas of the commands that are used only', async () => {
    const root = temporaryService({});
    const clients = await awsClients(join(root, 'cache'));

    const code = Buffer.from(clients.filesOf('lambda').get('lambda.mjs')?.content ?? []).toString();

    expect(code).toContain('/2015-03-31/functions/{FunctionName}/invocations');
    expect(code).not.toContain('layers');
    expect(code.length).toBeLessThan(45_000);
  });

  it('are built once', async () => {
    const root = temporaryService({});
    const cache = join(root, 'cache');
    const first = await awsClients(cache);
    const [directory = ''] = globSync('aws-*', { cwd: cache });
    const built = statSync(join(cache, directory, 'lambda.mjs')).mtimeMs;

    const second = await awsClients(cache);

    expect(statSync(join(cache, directory, 'lambda.mjs')).mtimeMs).toBe(built);
    expect([...second.filesOf('sns').keys()]).toEqual([...first.filesOf('sns').keys()]);
  });

  it('do not say where they were built', async () => {
    const root = temporaryService({});
    const clients = await awsClients(join(root, 'cache'));

    const text = [...clients.filesOf('sqs').values()].map(({ content }) => Buffer.from(content).toString()).join('\n');

    expect(text).not.toContain(root);
    expect(text).not.toContain(join(import.meta.dirname, '..'));
  });

  it('hold what the library takes from them, and no more', () => {
    const repository = join(import.meta.dirname, '..', '..', '..');
    const taken = new Set<string>();
    for (const file of globSync(['src/client/**/*.ts', 'functions/**/*.ts'], { cwd: repository })) {
      const source = readFileSync(join(repository, file), 'utf8');
      for (const [, names = '', specifier = ''] of source.matchAll(/const \{([^}]*)\} = await import\('([^']+)'\)/g)) {
        const client = awsPackages[specifier];
        if (client === undefined || client === 'sts') continue;
        for (const name of names.split(',')) taken.add(`${client}.${name.split(':')[0]?.trim()}`);
      }
    }

    const built = Object.entries(exportsOf).flatMap(([client, names]) => names.map((name) => `${client}.${name}`));

    expect([...taken].sort()).toEqual(built.sort());
  });
});
