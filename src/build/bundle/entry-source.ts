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
  /** Whether the class, or one that it extends, has a `start()` of its own. */
  readonly hasStart: boolean;
  /** The properties of events with Standard Schemas that must not be shown, by dotted name; absent without such events. */
  readonly secretsOfEvents?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly codecs: readonly CodecSource[];
  readonly schemas: SchemaSources;
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
  readonly schemas: SchemaSources;
}

/** A schedule for {@link scheduleEntry}. */
export interface ScheduleEntrySource {
  readonly service: string;
  readonly schedule: string;
  readonly busModule: string;
  readonly schemas: SchemaSources;
}

/** The path by which an entry imports the validators that are generated beside its bundle. */
export const validatorsPath = './validators.mjs';

/** A class with a codec that a function's validators are given. */
export interface CodecSource {
  readonly name: string;
  readonly file: string;
  readonly exportName: string;
}

/** A Standard Schema that rules in a function. */
export interface SchemaSource {
  /** An absolute file or a package's specifier. */
  readonly module: string;
  /** The exported constant, then the members of it that lead to the schema. */
  readonly path: readonly [exportName: string, ...members: readonly string[]];
  /** The names of properties that must not be shown. */
  readonly secrets: readonly string[];
}

/** The Standard Schemas of a function. */
export interface SchemaSources {
  readonly params?: SchemaSource | undefined;
  readonly result?: SchemaSource | undefined;
  /** By the event's dotted name. */
  readonly payloads?: Readonly<Record<string, SchemaSource>> | undefined;
  readonly fires?: Readonly<Record<string, SchemaSource>> | undefined;
}

/** What validates in a function: the imports of it, and the entry's member. */
interface Validation {
  readonly imports: readonly string[];
  /** Names that it needs of the library's functions. */
  readonly uses: readonly string[];
  readonly member: string;
}

function validationOf(codecs: readonly CodecSource[], schemas: SchemaSources): Validation {
  const classes = codecs.map(({ name }, index) => `${JSON.stringify(name)}: codec${index}`);
  const generated = codecs.length === 0 ? 'validators' : `validators.withCodecs({ ${classes.join(', ')} })`;
  const imports = [
    `import * as validators from ${JSON.stringify(validatorsPath)};`,
    ...codecs.map(
      ({ file, exportName }, index) => `import { ${exportName} as codec${index} } from ${JSON.stringify(file)};`,
    ),
  ];
  const checks = schemaMembers(schemas, imports);
  if (checks === '') return { imports, uses: [], member: `validators: ${generated}` };
  return { imports, uses: ['withSchemas'], member: `validators: withSchemas(${generated}, { ${checks} })` };
}

/** The members of what `withSchemas` takes; adds what they import. */
function schemaMembers({ params, result, payloads = {}, fires = {} }: SchemaSources, imports: string[]): string {
  let count = 0;
  const check = ({ module, path: [exportName, ...members], secrets }: SchemaSource): string => {
    const name = `schema${count++}`;
    imports.push(`import { ${exportName} as ${name} } from ${JSON.stringify(module)};`);
    const access = members.map((member) => `[${JSON.stringify(member)}]`).join('');
    return `{ schema: ${name}${access}, secrets: ${JSON.stringify(secrets)} }`;
  };
  const several = (name: string, sources: Readonly<Record<string, SchemaSource>>): readonly string[] => {
    const entries = Object.entries(sources).map(([event, source]) => `${JSON.stringify(event)}: ${check(source)}`);
    return entries.length === 0 ? [] : [`${name}: { ${entries.join(', ')} }`];
  };
  return [
    ...(params === undefined ? [] : [`params: ${check(params)}`]),
    ...(result === undefined ? [] : [`result: ${check(result)}`]),
    ...several('payloads', payloads),
    ...several('fires', fires),
  ].join(', ');
}

/** The module that joins an API class and `procedureHandler`. */
export function procedureEntry({
  instance,
  hasEvents,
  hasStart,
  secretsOfEvents,
  codecs,
  schemas,
  ...entry
}: ProcedureEntrySource): string {
  const { imports, uses, member } = validationOf(codecs, schemas);
  const bind = secretsOfEvents === undefined ? 'bindEvents' : 'bindCheckedEvents';
  const binding = secretsOfEvents === undefined ? bind : `${bind}(${JSON.stringify(secretsOfEvents)})`;
  const source =
    instance.from === 'class'
      ? {
          imports: `import { ${instance.exportName} as Api } from ${JSON.stringify(instance.file)};`,
          make: 'new Api()',
        }
      : {
          imports: `import { registry } from 'lambdabus';\nimport ${JSON.stringify(instance.busModule)};`,
          make: `registry.get(${JSON.stringify(entry.api)}).instance`,
        };
  const handler = hasStart ? 'startedProcedureHandler' : 'procedureHandler';
  return [
    `import { ${[handler, ...(hasEvents ? [bind] : []), ...uses].join(', ')} } from 'lambdabus/functions';`,
    source.imports,
    ...imports,
    `export const handler = ${hasStart ? 'await ' : ''}${handler}({ ${members(entry)}, instance: () => ${source.make}, ${member}${hasEvents ? `, bindEvents: ${binding}` : ''} });`,
  ].join('\n');
}

/** The module that joins a listener and `listenerHandler`. */
export function listenerEntry({ busModule, codecs, schemas, ...entry }: ListenerEntrySource): string {
  return handlerEntry('listenerHandler', {
    exportName: entry.listener,
    busModule,
    codecs,
    schemas,
    members: members(entry),
  });
}

/** The module that joins a schedule and `scheduleHandler`. */
export function scheduleEntry({ busModule, schemas, ...entry }: ScheduleEntrySource): string {
  return handlerEntry('scheduleHandler', {
    exportName: entry.schedule,
    busModule,
    codecs: [],
    schemas,
    members: members(entry),
  });
}

interface HandlerSource {
  readonly exportName: string;
  readonly busModule: string;
  readonly codecs: readonly CodecSource[];
  readonly schemas: SchemaSources;
  readonly members: string;
}

function handlerEntry(
  handler: string,
  { exportName, busModule, codecs, schemas, members: entry }: HandlerSource,
): string {
  const { imports, uses, member } = validationOf(codecs, schemas);
  return [
    `import { ${[handler, ...uses].join(', ')} } from 'lambdabus/functions';`,
    `import { ${exportName} as definition } from ${JSON.stringify(busModule)};`,
    ...imports,
    `export const handler = ${handler}({ ${entry}, definition, ${member} });`,
  ].join('\n');
}

function members(entry: object): string {
  return Object.entries(entry)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
    .join(', ');
}
