import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { concerns, createBuilder } from '../../../src/build/index.ts';
import { temporaryService } from './temporary-service.ts';

const files = {
  'package.json': '{ "name": "helpdesk", "type": "module" }',
  'tsconfig.json':
    '{ "compilerOptions": { "module": "nodenext", "allowImportingTsExtensions": true, "noEmit": true } }',
  'bus.ts': "export * from './apis.ts';\n",
  'words.json': '{ "word": "first" }',
  'apis.ts': `import { readdirSync } from 'node:fs';
import { Api } from 'lambdabus';
import words from './words.json' with { type: 'json' };

const templates = readdirSync('templates', { recursive: false }).length;

export class CaseApi extends Api {
  static readonly meta = { name: 'support.case' } as const;
  async get(): Promise<string> { return words.word + templates; }
}
`,
};

it('tells what a build looked at, and what it found missing', { timeout: 60_000 }, async () => {
  const root = temporaryService({ ...files, 'templates/a.txt': 'a' });
  const builder = createBuilder();
  const code = files['apis.ts'].replace("'templates'", JSON.stringify(join(root, 'templates')));
  writeFileSync(join(root, 'apis.ts'), code);
  const concerned = (path: string): boolean => {
    const lookedAt = builder.lookedAt(join(root, 'bus.ts'));
    return lookedAt === undefined || concerns(lookedAt, join(root, path));
  };

  // What was written in the very tick in which a build begins is not relied on.
  await setTimeout(50);
  await builder.build(join(root, 'bus.ts'));

  // Read, or listed.
  for (const file of ['apis.ts', 'words.json', 'package.json', 'tsconfig.json', 'templates/b.txt'])
    expect.soft([file, concerned(file)]).toEqual([file, true]);
  // What an import would mean instead, or what would be part of the program.
  for (const file of ['apis.js', 'globals.d.ts', 'types/globals.d.ts', 'node_modules/lambdabus'])
    expect.soft([file, concerned(file)]).toEqual([file, true]);
  for (const file of ['README.md', 'dev.log', 'notes.ts', 'results/report.json', 'src/other.ts', 'other.json'])
    expect.soft([file, concerned(file)]).toEqual([file, false]);
});

it('does not tell it of a build that failed', { timeout: 60_000 }, async () => {
  const root = temporaryService({ ...files, 'apis.ts': "export * from './missing.ts';\n" });
  const builder = createBuilder();

  await expect(builder.build(join(root, 'bus.ts'))).rejects.toThrow('missing.ts');

  expect(builder.lookedAt(join(root, 'bus.ts'))).toBeUndefined();
});
