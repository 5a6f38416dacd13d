/** How many members an API of the service has. */
export interface GrowingApi {
  readonly name: string;
  readonly procedures: number;
  readonly events: number;
}

/** The sources of a service of any size: `apis.ts` and `bus.ts`. */
export function growingService(
  apis: readonly GrowingApi[],
  listeners: Readonly<Record<string, string>>,
): Readonly<Record<'apis.ts' | 'bus.ts', string>> {
  const heard = Object.entries(listeners).map(
    ([name, event]) => `export const ${name} = bus.${event}.listen(async ({ id }) => { console.log(id); });`,
  );
  return {
    'apis.ts': `import { Api, event } from 'lambdabus';\n\n${apis.map(apiClass).join('\n')}`,
    'bus.ts': `import { createBus } from 'lambdabus';
import type * as apis from './apis.ts';
export * from './apis.ts';

const bus = createBus<typeof apis>();
${heard.join('\n')}
`,
  };
}

function apiClass({ name, procedures, events }: GrowingApi): string {
  const members = [
    ...range(events, (index) => `  readonly changed${index} = event<{ id: string }>();`),
    ...range(
      procedures,
      (index) => `  async get${index}({ id }: { id: string }): Promise<string> { return '${name}.get${index} ' + id; }`,
    ),
  ];
  return `export class ${name[0]?.toUpperCase()}${name.slice(1)}Api extends Api {
  static readonly meta = { name: '${name}' } as const;
${members.join('\n')}
}
`;
}

function range(length: number, write: (index: number) => string): readonly string[] {
  return Array.from({ length }, (_, index) => write(index));
}
