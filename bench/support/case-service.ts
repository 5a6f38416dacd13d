import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A procedure that answers at once, and an event with a listener that says when it was called. */
const sources = {
  'package.json': '{ "name": "cases", "private": true, "type": "module" }\n',
  'apis.ts': `import { Api, event } from 'lambdabus';

export interface SupportCase { id: number; sender: string; subject: string; body: string }
const cases = new Map<number, SupportCase>(
  Array.from({ length: 1000 }, (_, id) => [id, { id, sender: 'Joe', subject: 'I need support please!', body: '...' }]),
);

export class SupportCaseApi extends Api {
  static readonly meta = { name: 'support.case' } as const;
  readonly caseCreated = event<{ id: number; sender: string; subject: string; at: number }>();
  readonly caseClosed = event<{ id: number; sender: string; subject: string; at: number }>();

  async get({ id }: { id: number }): Promise<SupportCase | null> {
    return cases.get(id) ?? null;
  }
}
`,
  'bus.ts': `import { createConnection, type Socket } from 'node:net';
import { createBus } from 'lambdabus';
import type * as apis from './apis.ts';
export * from './apis.ts';

const bus = createBus<typeof apis>();
let collector: Socket | undefined;

export const notifyAgents = bus.support.case.caseCreated.listen(async ({ at }) => {
  collector ??= createConnection(Number(process.env['COLLECTOR_PORT']), '127.0.0.1').setNoDelay();
  collector.write(\`\${performance.timeOrigin + performance.now()} \${at}\\n\`);
});
`,
} as const;

/** The same by hand, for peers that run plain Lambda functions. */
export const plainHandlers = {
  get: `const cases = new Map(Array.from({ length: 1000 }, (_, id) => [id, { id, sender: 'Joe', subject: 'I need support please!', body: '...' }]));
export const handler = async ({ id }) => cases.get(id) ?? null;
`,
  listener: `import { createConnection } from 'node:net';
let collector;
export const handler = async ({ Records }) => {
  collector ??= createConnection(Number(process.env.COLLECTOR_PORT), '127.0.0.1').setNoDelay();
  for (const { body } of Records) collector.write(\`\${performance.timeOrigin + performance.now()} \${JSON.parse(body).at}\\n\`);
};
`,
} as const;

/** The bus of that service, as its caller sees it. */
export interface CaseBus {
  readonly support: {
    readonly case: {
      get(params: { readonly id: number }): Promise<unknown>;
      readonly caseCreated: { fire(payload: CaseEvent): Promise<unknown> };
      /** Nobody listens to it. */
      readonly caseClosed: { fire(payload: CaseEvent): Promise<unknown> };
    };
  };
}

/** What its events say. */
export interface CaseEvent {
  readonly id: number;
  readonly sender: string;
  readonly subject: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** An event of now. */
export function caseEvent(id: number): CaseEvent {
  return { id, sender: 'Joe', subject: 'I need support please!', at: performance.timeOrigin + performance.now() };
}

/** Writes the service. Gives its bus module. */
export function writeCaseService(directory: string): string {
  mkdirSync(directory, { recursive: true });
  for (const [file, text] of Object.entries(sources)) writeFileSync(join(directory, file), text);
  return join(directory, 'bus.ts');
}
