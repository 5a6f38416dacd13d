import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { GeneratedService } from './generated-service.ts';
import type { GeneratedApi } from './generated-sources.ts';
import { databaseModule, sharedBy } from './generated-sources.ts';

/**
 * Writes into a generated service what its users would write without the library: a handler for each procedure, zod
 * schemas, a module of functions for each API, and calls by LambdaClient. It shares the models and the shared modules.
 *
 * @param database whether every handler reads DynamoDB
 * @returns the handlers' files, absolute, in the order of the service's procedures
 */
export function writeHandWritten({ directory, apis }: GeneratedService, database = false): readonly string[] {
  write(directory, 'package-lock.json', '{}');
  write(directory, 'hand-written/call.ts', call);
  if (database) write(directory, 'hand-written/database.ts', databaseModule);
  return apis.flatMap((api) => {
    const { index, procedures } = api;
    const next = apis[(index + 1) % apis.length] ?? api;
    write(directory, `hand-written/schemas/object${index}.ts`, schemasModule(index));
    write(directory, `hand-written/services/object${index}.ts`, serviceModule(api, { next, database }));
    return procedures.map((procedure) =>
      write(directory, `hand-written/handlers/object${index}-${procedure}.ts`, handlerModule(index, procedure)),
    );
  });
}

function write(directory: string, file: string, text: string): string {
  const path = join(directory, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

const call = `import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';

const lambda = new LambdaClient({});

export async function call(name: string, input: unknown): Promise<unknown> {
  const { Payload, FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName: \`\${process.env['STAGE']}-\${name}\`, Payload: JSON.stringify(input) }),
  );
  const text = Payload?.transformToString() ?? 'null';
  if (FunctionError !== undefined) throw new Error(text);
  return JSON.parse(text);
}
`;

function schemasModule(index: number): string {
  return `import * as z from 'zod';
const status = z.enum(['open', 'closed', 'pending']);
const entity = z.object({
  id: z.string(),
  name: z.string().min(1).max(200),
  createdAt: z.coerce.date(),
  status,
  address: z.object({ street: z.string(), city: z.string(), zip: z.string().regex(/^\\d+$/), country: z.enum(['DE', 'FR', 'US']).optional() }).nullable(),
  tags: z.array(z.string()),
  amounts: z.array(z.tuple([z.string(), z.coerce.bigint()])).transform((pairs) => new Map(pairs)),
});
export const get = z.object({ id: z.string() });
export const list = z.object({ limit: z.number().default(10) });
export const create = entity.omit({ id: true, createdAt: true });
export const update = z.object({ id: z.string(), patch: entity.partial() });
export const setStatus = z.object({ id: z.string(), status });
export const remove = z.object({ id: z.string() });
export type Entity${index} = z.output<typeof entity>;
`;
}

function serviceModule(
  { index, procedures }: GeneratedApi,
  { next, database }: { readonly next: GeneratedApi; readonly database: boolean },
): string {
  const [checked, summed, grouped] = sharedBy(index);
  const bodies: Readonly<Record<string, string>> = {
    get: `export async function get({ id }: z.output<typeof schemas.get>) { return store.get(id) ?? null; }`,
    list: `export async function list({ limit }: z.output<typeof schemas.list>) {
  const groups = group${grouped}([...store.values()], ({ status }) => status);
  return { items: [...groups.values()].flat().slice(0, limit), total: store.size };
}`,
    create: `export async function create(input: z.output<typeof schemas.create>) {
  const { isValid, problems } = check${checked}(input.name);
  if (!isValid) throw new TypeError(problems.join(' '));
  const entity = { ...input, id: crypto.randomUUID(), createdAt: new Date() };
  store.set(entity.id, entity);
  return entity;
}`,
    update: `export async function update({ id, patch }: z.output<typeof schemas.update>) {
  const entity = store.get(id);
  if (entity === undefined) return 'nothing';
  store.set(id, { ...entity, ...patch } as schemas.Entity${index});
  return total${summed}(entity.amounts);
}`,
    setStatus: `export async function setStatus({ id, status }: z.output<typeof schemas.setStatus>) {
  const entity = store.get(id);
  if (entity === undefined || (await call('object${next.index}-get', { id })) === null) return false;
  store.set(id, { ...entity, status });
  return true;
}`,
    remove: `export async function remove({ id }: z.output<typeof schemas.remove>) { return { removed: store.delete(id), at: new Date() }; }`,
  };
  return `import type * as z from 'zod';
import { check${checked} } from '../../shared/shared${checked}.ts';
import { total${summed} } from '../../shared/shared${summed}.ts';
import { group${grouped} } from '../../shared/shared${grouped}.ts';
import { call } from '../call.ts';
${database ? "import { touch } from '../database.ts';" : ''}
import * as schemas from '../schemas/object${index}.ts';

const store = new Map<string, schemas.Entity${index}>();

${procedures.map((procedure) => (database ? bodies[procedure]?.replace(/\) \{/, ') { await touch();') : bodies[procedure])).join('\n\n')}
`;
}

function handlerModule(index: number, procedure: string): string {
  return `import * as schemas from '../schemas/object${index}.ts';
import * as service from '../services/object${index}.ts';

export const handler = async (event: unknown) => service.${procedure}(schemas.${procedure}.parse(event));
`;
}
