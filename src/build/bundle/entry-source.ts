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
  /** Whether the class, as the entry imports it, has events. */
  readonly hasEvents: boolean;
  readonly codecs: readonly CodecSource[];
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
  readonly codecs: readonly CodecSource[];
}

/** A schedule for {@link scheduleEntry}. */
export interface ScheduleEntrySource {
  readonly service: string;
  readonly schedule: string;
  readonly busModule: string;
}

/** The path by which an entry imports the validators that are generated beside its bundle. */
export const validatorsPath = './validators.mjs';

/** A class with a codec that a function's validators are given. */
export interface CodecSource {
  readonly name: string;
  readonly file: string;
  readonly exportName: string;
}

const functionsModule = JSON.stringify(libraryModule('functions/index'));
const definitionModule = JSON.stringify(libraryModule('src/definition/index'));
const importValidators = `import * as validators from ${JSON.stringify(validatorsPath)};`;

/** The imports of classes with codecs, and the expression for validators that know them. */
function withCodecs(codecs: readonly CodecSource[]): {
  readonly imports: readonly string[];
  readonly validators: string;
} {
  if (codecs.length === 0) return { imports: [importValidators], validators: 'validators' };
  const imports = codecs.map(
    ({ file, exportName }, index) => `import { ${exportName} as codec${index} } from ${JSON.stringify(file)};`,
  );
  const classes = codecs.map(({ name }, index) => `${JSON.stringify(name)}: codec${index}`);
  return {
    imports: [importValidators, ...imports],
    validators: `validators: validators.withCodecs({ ${classes.join(', ')} })`,
  };
}

/** The module that joins an API class and `procedureHandler`. */
export function procedureEntry({ instance, hasEvents, codecs, ...entry }: ProcedureEntrySource): string {
  const known = withCodecs(codecs);
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
    `import { procedureHandler${hasEvents ? ', bindEvents' : ''} } from ${functionsModule};`,
    source.imports,
    ...known.imports,
    `export const handler = procedureHandler({ ${members(entry)}, instance: () => ${source.make}, ${known.validators}${hasEvents ? ', bindEvents' : ''} });`,
  ].join('\n');
}

/** The module that joins a listener and `listenerHandler`. */
export function listenerEntry({ busModule, codecs, ...entry }: ListenerEntrySource): string {
  return handlerEntry('listenerHandler', { exportName: entry.listener, busModule, codecs, members: members(entry) });
}

/** The module that joins a schedule and `scheduleHandler`. */
export function scheduleEntry({ busModule, ...entry }: ScheduleEntrySource): string {
  return handlerEntry('scheduleHandler', {
    exportName: entry.schedule,
    busModule,
    codecs: [],
    members: members(entry),
  });
}

interface HandlerSource {
  readonly exportName: string;
  readonly busModule: string;
  readonly codecs: readonly CodecSource[];
  readonly members: string;
}

function handlerEntry(handler: string, { exportName, busModule, codecs, members: entry }: HandlerSource): string {
  const known = withCodecs(codecs);
  return [
    `import { ${handler} } from ${functionsModule};`,
    `import { ${exportName} as definition } from ${JSON.stringify(busModule)};`,
    ...known.imports,
    `export const handler = ${handler}({ ${entry}, definition, ${known.validators} });`,
  ].join('\n');
}

function members(entry: object): string {
  return Object.entries(entry)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
    .join(', ');
}
