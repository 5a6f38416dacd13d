import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

const repository = join(import.meta.dirname, '..', '..', '..');

/** Writes a service's files into a directory of its own, which goes away with the test. Gives the directory. */
export function temporaryService(files: Readonly<Record<string, string>>): string {
  const { root, remove } = writeService(files);
  onTestFinished(remove);
  return root;
}

/** Writes a service's files into a directory of its own. */
export function writeService(files: Readonly<Record<string, string>>): {
  readonly root: string;
  readonly remove: () => void;
} {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'lambdabus-build-')));
  const complete = {
    'package.json': JSON.stringify({ name: '@acme/support', type: 'module' }),
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        target: 'es2024',
        module: 'nodenext',
        strict: true,
        allowImportingTsExtensions: true,
        noEmit: true,
        types: ['node'],
        typeRoots: [join(repository, 'node_modules', '@types')],
      },
    }),
    ...files,
  };
  for (const [name, content] of Object.entries(complete)) {
    const file = join(root, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  symlinkSync(repository, join(root, 'node_modules', 'lambdabus'));
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}

/** The service of DESIGN.md. */
export const supportFiles = {
  'apis.ts': `import { Api, event } from 'lambdabus';

export interface SupportCase { id: string; sender: string; subject: string; body: string; openedAt: Date }
const cases = new Map<string, SupportCase>();

/** Cases of the support desk. */
export class SupportCaseApi extends Api {
  static readonly meta = { name: 'support.case' } as const;

  readonly caseCreated = event<{ id: string; sender: string; subject: string; body: string }>();

  /** Opens a case. */
  async open({ sender, subject, body }: { sender: string; subject: string; body: string }): Promise<SupportCase> {
    const opened = { id: crypto.randomUUID(), sender, subject, body, openedAt: new Date() };
    cases.set(opened.id, opened);
    await this.caseCreated.fire({ id: opened.id, sender, subject, body });
    return opened;
  }

  async get({ id }: { id: string }): Promise<SupportCase | null> { return cases.get(id) ?? null; }
}
`,
  'bus.ts': `import { createBus, every } from 'lambdabus';
import type * as apis from './apis.ts';
export * from './apis.ts';

const bus = createBus<typeof apis>();
export const notifyAgents = bus.support.case.caseCreated.listen(async ({ id, subject }) => {
  console.log(\`new case \${id}: \${subject}\`);
});
export const report = every({ hours: 1 }, async () => {
  console.log('hourly report');
});
`,
} as const;
