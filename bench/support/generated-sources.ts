/** One API of a generated service. */
export interface GeneratedApi {
  readonly index: number;
  /** Its dotted name on the bus. */
  readonly name: string;
  readonly className: string;
  /** Absolute. */
  readonly file: string;
  readonly procedures: readonly string[];
  /** Names of its events' fields. */
  readonly events: readonly string[];
}

/** Modules that all APIs of a generated service share. */
export const sharedFiles = 30;

/** The procedures of a generated API, in the order in which a smaller one loses them from the end. */
export const procedureNames = ['get', 'list', 'create', 'update', 'setStatus', 'remove'] as const;

/** Types as a service has them: an entity with dates, unions, a recursive list, a map and a template literal. */
export function modelModule(index: number): string {
  return `export interface Address${index} { street: string; city: string; zip: \`\${number}\`; country?: 'DE' | 'FR' | 'US' }
export type Status${index} = 'open' | 'closed' | 'pending';
/** An entity of area ${index}. */
export interface Entity${index} {
  id: string;
  /** @minLength 1 @maxLength 200 */
  name: string;
  createdAt: Date;
  status: Status${index};
  address: Address${index} | null;
  tags: string[];
  children?: Entity${index}[];
  amounts: Map<string, bigint>;
}
export interface Page${index}<TItem> { items: TItem[]; cursor?: string; total: number }
`;
}

/** A module of about a kilobyte that several APIs use. */
export function sharedModule(index: number): string {
  return `export interface Checked${index} { readonly isValid: boolean; readonly problems: readonly string[] }

const limits${index} = { shortest: ${1 + (index % 3)}, longest: ${100 + index}, words: ${5 + (index % 7)} };

/** Tells what is wrong with a text. */
export function check${index}(text: string): Checked${index} {
  const problems: string[] = [];
  if (text.length < limits${index}.shortest) problems.push(\`"\${text}" is shorter than \${limits${index}.shortest}.\`);
  if (text.length > limits${index}.longest) problems.push(\`"\${text}" is longer than \${limits${index}.longest}.\`);
  if (text.split(/\\s+/).length > limits${index}.words) problems.push(\`"\${text}" has more than \${limits${index}.words} words.\`);
  return { isValid: problems.length === 0, problems };
}

/** Sums amounts in the smallest unit of their currency. */
export function total${index}(amounts: ReadonlyMap<string, bigint>): string {
  const sum = [...amounts.values()].reduce((left, right) => left + right, 0n);
  const digits = sum.toString().padStart(3, '0');
  return \`\${digits.slice(0, -2)}.\${digits.slice(-2)} (rule ${index})\`;
}

/** Groups items by a key. */
export function group${index}<TItem>(items: readonly TItem[], keyOf: (item: TItem) => string): Map<string, TItem[]> {
  const groups = new Map<string, TItem[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
`;
}

/** The numbers of the shared modules that an API uses. */
export function sharedBy(index: number): readonly [number, number, number] {
  return [index % sharedFiles, (index * 7 + 3) % sharedFiles, (index * 11 + 5) % sharedFiles];
}

/** A module that reads DynamoDB, as most services have one. */
export const databaseModule = `import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';

const database = DynamoDBDocumentClient.from(new DynamoDBClient({}));

/** Reads what nobody looks at. */
export async function touch(): Promise<void> {
  await database.send(new GetCommand({ TableName: 'entities', Key: { id: '1' } }));
}
`;

/** How an API is written. */
export interface ApiModuleOptions {
  /** The API that it calls through the bus. */
  readonly next: string;
  /** Whether each of its procedures reads DynamoDB. */
  readonly database: boolean;
}

/** An API class. */
export function apiModule(
  { index, name, className, procedures, events }: GeneratedApi,
  { next, database }: ApiModuleOptions,
): string {
  const [checked, summed, grouped] = sharedBy(index);
  const created = events.includes('created');
  const bodies: Readonly<Record<string, string>> = {
    get: `  /** Finds an entity. */
  async get({ id }: { id: string }): Promise<Entity${index} | null> {
    return store.get(id) ?? null;
  }`,
    list: `  /** Lists entities, grouped by status. */
  async list({ limit = 10 }: { limit?: number } = {}): Promise<Page${index}<Entity${index}>> {
    const groups = group${grouped}([...store.values()], ({ status }) => status);
    return { items: [...groups.values()].flat().slice(0, limit), total: store.size };
  }`,
    create: `  /** Makes an entity. */
  async create(input: Omit<Entity${index}, 'id' | 'createdAt'>): Promise<Entity${index}> {
    const { isValid, problems } = check${checked}(input.name);
    if (!isValid) throw new TypeError(problems.join(' '));
    const entity = { ...input, id: crypto.randomUUID(), createdAt: new Date() };
    store.set(entity.id, entity);
${created ? '    await this.created.fire(entity);\n' : ''}    return entity;
  }`,
    update: `  /** Changes parts of an entity. */
  async update({ id, patch }: { id: string; patch: Partial<Entity${index}> }): Promise<string> {
    const entity = store.get(id);
    if (entity === undefined) return 'nothing';
    store.set(id, { ...entity, ...patch });
    return total${summed}(entity.amounts);
  }`,
    setStatus: `  /** Sets the status where the next area knows the entity. */
  async setStatus({ id, status }: { id: string; status: Status${index} }): Promise<boolean> {
    const entity = store.get(id);
    if (entity === undefined || (await bus.${next}.get({ id })) === null) return false;
    store.set(id, { ...entity, status });
    return true;
  }`,
    remove: `  /** Removes an entity. */
  async remove({ id }: { id: string }): Promise<{ removed: boolean; at: Date }> {
    return { removed: store.delete(id), at: new Date() };
  }`,
  };
  const used = {
    create: `import { check${checked} } from '../shared/shared${checked}.ts';`,
    update: `import { total${summed} } from '../shared/shared${summed}.ts';`,
    list: `import { group${grouped} } from '../shared/shared${grouped}.ts';`,
  };
  const imports = Object.entries(used).flatMap(([procedure, line]) => (procedures.includes(procedure) ? [line] : []));
  const calls = procedures.includes('setStatus');
  const types = [
    `Entity${index}`,
    ...(procedures.includes('list') ? [`Page${index}`] : []),
    ...(calls ? [`Status${index}`] : []),
  ];
  return `import { Api${calls ? ', createBus' : ''}${events.length > 0 ? ', event' : ''} } from 'lambdabus';
${calls ? "import type * as all from '../all.ts';\n" : ''}import type { ${types.join(', ')} } from '../models/object${index}.ts';
${[...imports, ...(database ? ["import { touch } from '../database.ts';"] : [])].join('\n')}
${calls ? '\nconst bus = createBus<typeof all>();' : ''}
const store = new Map<string, Entity${index}>();

/** Entities of area ${index}. */
export class ${className} extends Api {
  static readonly meta = { name: '${name}' } as const;
${events.map((event) => `  readonly ${event} = event<Entity${index}>();\n`).join('')}
${procedures.map((procedure) => (database ? bodies[procedure]?.replace('{\n', '{\n    await touch();\n') : bodies[procedure])).join('\n\n')}
}
`;
}
