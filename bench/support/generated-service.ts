import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  apiModule,
  databaseModule,
  type GeneratedApi,
  modelModule,
  procedureNames,
  sharedFiles,
  sharedModule,
} from './generated-sources.ts';

/** How large a service to generate. */
export interface ServiceSize {
  readonly procedures: number;
  /**
   * Topics. They are spread over the APIs; those that have one fire it.
   * @default 0
   */
  readonly events?: number | undefined;
  /**
   * Each of one event, in turn.
   * @default 0
   */
  readonly listeners?: number | undefined;
  /**
   * Whether every procedure reads DynamoDB.
   * @default false
   */
  readonly database?: boolean | undefined;
  /**
   * A text that stands in every module as a comment, so that no cache knows it.
   * @default none
   */
  readonly salt?: string | undefined;
}

/** A service that was written to a directory. */
export interface GeneratedService {
  readonly directory: string;
  /** Its `bus.ts`, absolute. */
  readonly busModule: string;
  readonly apis: readonly GeneratedApi[];
  /** Dotted names of all procedures. */
  readonly procedures: readonly string[];
  /** Dotted names of all events. */
  readonly events: readonly string[];
  /** Each listener's event, by the listener's name. */
  readonly listeners: Readonly<Record<string, string>>;
}

/**
 * Writes a service of a size: API classes with up to six procedures each, a module of types for each, and thirty
 * modules that they share. Every API calls the next one through the bus. The same size gives the same bytes. Its imports
 * are found where the directory, or one above it, has the dependencies: see `linkModules`.
 */
export function writeGeneratedService(directory: string, size: ServiceSize): GeneratedService {
  const { procedures, events = 0, listeners = 0, database = false, salt } = size;
  const count = Math.ceil(procedures / procedureNames.length);
  const apis = Array.from({ length: count }, (_, index): GeneratedApi => {
    const left = procedures - index * procedureNames.length;
    const ownEvents = Math.floor(events / count) + (index < events % count ? 1 : 0);
    return {
      index,
      name: apiName(index),
      className: `Object${index}Api`,
      file: join(directory, `apis/object${index}.ts`),
      procedures: procedureNames.slice(0, left),
      events: Array.from({ length: ownEvents }, (_unused, number) => (number === 0 ? 'created' : `changed${number}`)),
    };
  });
  const eventNames = apis.flatMap(({ name, events: own }) => own.map((event) => `${name}.${event}`));
  const listenerEvents = Object.fromEntries(
    Array.from({ length: listeners }, (_, index) => [`listener${index}`, eventNames[index % eventNames.length] ?? '']),
  );

  const files: Readonly<Record<string, string>> = {
    'package.json': JSON.stringify({ name: 'generated', type: 'module', lambdabus: { service: 'generated' } }),
    'tsconfig.json': tsconfig,
    'all.ts': apis.map(({ index }) => `export * from './apis/object${index}.ts';\n`).join(''),
    'bus.ts': busSource(listenerEvents),
    ...(database && { 'database.ts': databaseModule }),
    ...Object.fromEntries(
      Array.from({ length: sharedFiles }, (_, index) => [`shared/shared${index}.ts`, sharedModule(index)]),
    ),
    ...Object.fromEntries(
      apis.flatMap((api) => [
        [`models/object${api.index}.ts`, modelModule(api.index)],
        [`apis/object${api.index}.ts`, apiModule(api, { next: apiName((api.index + 1) % count), database })],
      ]),
    ),
  };
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), salt !== undefined && file.endsWith('.ts') ? `// ${salt}\n${text}` : text);
  }
  return {
    directory,
    busModule: join(directory, 'bus.ts'),
    apis,
    procedures: apis.flatMap(({ name, procedures: own }) => own.map((procedure) => `${name}.${procedure}`)),
    events: eventNames,
    listeners: listenerEvents,
  };
}

function apiName(index: number): string {
  return `area${index % 5}.object${index}`;
}

function busSource(listeners: Readonly<Record<string, string>>): string {
  const exported = Object.entries(listeners).map(
    ([name, event]) =>
      `export const ${name} = bus.${event}.listen(async ({ id, name }) => { console.log(\`\${id} is called \${name}\`); });\n`,
  );
  return [
    "import { createBus } from 'lambdabus';\nimport type * as all from './all.ts';\nexport * from './all.ts';\n",
    ...(exported.length === 0 ? [] : ['const bus = createBus<typeof all>();\n', ...exported]),
  ].join('');
}

const tsconfig = JSON.stringify({
  compilerOptions: {
    target: 'es2024',
    lib: ['es2024'],
    module: 'nodenext',
    types: ['node'],
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    erasableSyntaxOnly: true,
  },
  files: ['bus.ts'],
});
