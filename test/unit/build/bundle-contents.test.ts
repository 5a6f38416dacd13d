import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { build } from '../../../src/build/index.ts';
import type { Manifest } from '../../../src/manifest/index.ts';
import { supportFiles, temporaryService } from './temporary-service.ts';

function hashes({ apis, listeners, schedules }: Manifest): Readonly<Record<string, string>> {
  const functions = [
    ...apis.flatMap(({ name, procedures }) =>
      procedures.map((procedure) => [`${name}.${procedure.name}`, procedure.bundle] as const),
    ),
    ...[...listeners, ...schedules].map(({ name, bundle }) => [name, bundle] as const),
  ];
  return Object.fromEntries(functions.map(([name, { sha256 }]) => [name, sha256]));
}

/** A service whose functions use different things. */
const files = {
  ...supportFiles,
  'mail.ts': `export function sendMail(to: string) { return \`mail to \${to}\`; }\n`,
  'apis.ts': supportFiles['apis.ts']
    .replace('import { Api', "import { sendMail } from './mail.ts';\nimport { Api")
    .replace('{ name: ', '{ procedures: { get: { memory: 128 } }, name: ')
    .replace(/\}\n$/, '  async remind({ id }: { id: string }): Promise<string> { return sendMail(id); }\n}\n'),
};

describe('a bundle', () => {
  it('has the same bytes wherever it is built, and as long as nothing that it uses changes', async () => {
    const here = temporaryService(files);
    const there = temporaryService({ ...files, 'other/file.ts': '' });
    const before = hashes(await build(join(here, 'bus.ts')));

    const elsewhere = hashes(await build(join(there, 'bus.ts')));
    const edit = (name: keyof typeof files, change: (source: string) => string): void =>
      writeFileSync(join(here, name), change(files[name]));
    edit('mail.ts', (source) => source.replace('mail to', 'letter to'));
    edit('apis.ts', (source) =>
      source
        .replace('memory: 128', 'memory: 512')
        .replace('new Date() }', 'new Date(0) }')
        .replace(/\}\n$/, '  async added() { return [cases.size]; }\n}\n'),
    );
    edit('bus.ts', (source) => source.replace('new case', 'a new case'));
    const after = hashes(await build(join(here, 'bus.ts')));

    expect(elsewhere).toEqual(before);
    const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
    expect(changed.sort()).toEqual(['notifyAgents', 'support.case.added', 'support.case.open', 'support.case.remind']);
  }, 120_000);

  it('of a procedure that neither calls nor fires is small, and loads nothing that takes time to load', async () => {
    const root = temporaryService(files);
    await build(join(root, 'bus.ts'));
    const directory = join(root, '.lambdabus/functions/support.case.get');

    const code = readFileSync(join(directory, 'index.mjs'), 'utf8');

    expect(readdirSync(directory).sort()).toEqual(['index.mjs', 'validators.mjs']);
    expect([...code.matchAll(/\bfrom"([^"]+)"|\bimport\(?"([^"]+)"/g)].map(([, from, other]) => from ?? other)).toEqual(
      ['node:async_hooks', './validators.mjs'],
    );
    expect(code.length).toBeLessThan(13_000);
    for (const other of ['caseCreated', 'EVENT_NOT_BOUND', 'mail to', root]) expect(code).not.toContain(other);
  });

  it('of a listener holds none of the APIs that the bus module exports', async () => {
    const root = temporaryService(files);
    await build(join(root, 'bus.ts'));

    const code = readFileSync(join(root, '.lambdabus/functions/notifyAgents/index.mjs'), 'utf8');

    expect(code).toContain('new case');
    for (const other of ['hourly report', 'SupportCaseApi', 'mail to']) expect(code).not.toContain(other);
  });
});
