import { libraryModule } from '../library.ts';

/** How a procedure's bundle gets its API's instance. */
type InstanceSource =
  /** From the module that declares the class, so that the bundle holds nothing else of the bus module. */
  | { readonly from: 'class'; readonly file: string; readonly exportName: string }
  /** From the registry, after the whole bus module has loaded: only that calls `registry.add`. */
  | { readonly from: 'registry'; readonly busModule: string };

/** A procedure for {@link procedureEntry}. */
export interface ProcedureEntrySource {
  readonly service: string;
  readonly api: string;
  readonly procedure: string;
  readonly instance: InstanceSource;
  readonly idempotent: boolean;
  readonly hasEvents: boolean;
}

/** A listener for {@link listenerEntry}. */
export interface ListenerEntrySource {
  readonly service: string;
  readonly listener: string;
  readonly busModule: string;
  readonly events: readonly { readonly event: string; readonly fifo: boolean }[];
  readonly several: boolean;
  readonly maxReceiveCount: number;
  readonly onError: 'dead-letter' | 'discard';
}

/** A schedule for {@link scheduleEntry}. */
export interface ScheduleEntrySource {
  readonly service: string;
  readonly schedule: string;
  readonly busModule: string;
}

/** The path by which an entry imports the validators that are generated beside its bundle. */
export const validatorsPath = './validators.mjs';

const functionsModule = JSON.stringify(libraryModule('functions/index'));
const definitionModule = JSON.stringify(libraryModule('src/definition/index'));
const importValidators = `import * as validators from ${JSON.stringify(validatorsPath)};`;

/** The module that joins an API class and `procedureHandler`. */
export function procedureEntry({ instance, hasEvents, ...entry }: ProcedureEntrySource): string {
  const source =
    instance.from === 'class'
      ? {
          imports: `import { ${instance.exportName} as Api } from ${JSON.stringify(instance.file)};`,
          make: 'new Api()',
        }
      : {
          imports: `import { registry } from ${definitionModule};\nimport ${JSON.stringify(instance.busModule)};`,
          make: `registry.get(${JSON.stringify(entry.api)}).instance`,
        };
  return [
    `import { procedureHandler${hasEvents ? ', fireEvent' : ''} } from ${functionsModule};`,
    source.imports,
    importValidators,
    `export const handler = procedureHandler({ ${members(entry)}, instance: () => ${source.make}, validators${hasEvents ? ', fire: fireEvent' : ''} });`,
  ].join('\n');
}

/** The module that joins a listener and `listenerHandler`. */
export function listenerEntry({ busModule, ...entry }: ListenerEntrySource): string {
  return handlerEntry('listenerHandler', entry.listener, busModule, members(entry));
}

/** The module that joins a schedule and `scheduleHandler`. */
export function scheduleEntry({ busModule, ...entry }: ScheduleEntrySource): string {
  return handlerEntry('scheduleHandler', entry.schedule, busModule, members(entry));
}

function handlerEntry(handler: string, exportName: string, busModule: string, entry: string): string {
  return [
    `import { ${handler} } from ${functionsModule};`,
    `import { ${exportName} as definition } from ${JSON.stringify(busModule)};`,
    importValidators,
    `export const handler = ${handler}({ ${entry}, definition, validators });`,
  ].join('\n');
}

function members(entry: object): string {
  return Object.entries(entry)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
    .join(', ');
}
