import { type ScratchProject, scratchProject } from './dev-process.ts';

/** What every service has beside its sources. */
export const serviceFiles = (name: string) => ({
  'package.json': `{ "name": "${name}", "type": "module" }`,
  'tsconfig.json':
    '{ "compilerOptions": { "module": "nodenext", "target": "es2024", "strict": true, "allowImportingTsExtensions": true, "noEmit": true } }',
});

const files = {
  ...serviceFiles('helpdesk'),
  'apis.ts': apis('first'),
  'bus.ts': `import { createBus, every } from 'lambdabus';
import type * as apis from './apis.ts';
export * from './apis.ts';

const bus = createBus<typeof apis>();
export const notifyAgents = bus.support.case.caseCreated.listen(async ({ id }) => { console.log('notified of ' + id); });
export const report = every({ hours: 1 }, async () => { console.log('hourly report'); });
`,
};

/** The API of the help desk; a word of the answers tells versions apart. */
export function apis(word: string): string {
  return `import { Api, event } from 'lambdabus';

export class SupportCaseApi extends Api {
  static readonly meta = { name: 'support.case' } as const;

  readonly caseCreated = event<{ id: string }>();

  async get({ id }: { id: string }): Promise<{ id: string; word: string }> {
    return { id, word: '${word}' };
  }

  async open({ id }: { id: string }): Promise<{ id: string }> {
    await this.caseCreated.fire({ id });
    return { id };
  }
}
`;
}

/** Writes a small help desk: an API with two procedures and an event, a listener and a schedule. */
export function helpdeskProject(): ScratchProject {
  return scratchProject(files);
}
