/**
 * How fast types become schemas and call targets: 30 APIs with 6 procedures and 2 events each, every API calling another,
 * beside `tsc --noEmit` of the same sources, and again after one edit. `node bench/extraction.ts [runs]`
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { arch, cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const runs = Number(process.argv[2] ?? 5);
const apis = 30;

const model = (api: number): string => `
export interface Address${api} { street: string; city: string; zip: \`\${number}\`; country?: 'DE' | 'FR' | 'US' }
export type Status${api} = 'open' | 'closed' | 'pending';
/** An entity of API ${api}. */
export interface Entity${api} {
  id: string; name: string; createdAt: Date; status: Status${api}; address: Address${api} | null;
  tags: string[]; children?: Entity${api}[]; amounts: Map<string, bigint>;
}
export interface Page${api}<T> { items: T[]; cursor?: string; total: number }
`;

const busName = (api: number): string => `area${api % 5}.object${api}`;

const apiClass = (api: number): string => `
import { Api, createBus, event } from 'lambdabus';
import type { Entity${api}, Page${api}, Status${api} } from '../models/model${api}.ts';
import type * as all from '../all.ts';
const bus = createBus<typeof all>();
const store = new Map<string, Entity${api}>();
export class Api${api} extends Api {
  static readonly meta = { name: '${busName(api)}' } as const;
  readonly created = event<Entity${api}>();
  readonly changed = event<{ id: string; from: Status${api}; to: Status${api} }>();
  async get({ id }: { id: string }): Promise<Entity${api} | null> { return store.get(id) ?? null; }
  async list({ limit = 10 }: { limit?: number } = {}): Promise<Page${api}<Entity${api}>> {
    return { items: [...store.values()].slice(0, limit), total: store.size };
  }
  async create(input: Omit<Entity${api}, 'id' | 'createdAt'>): Promise<Entity${api}> {
    const entity = { ...input, id: crypto.randomUUID(), createdAt: new Date() };
    store.set(entity.id, entity);
    await this.created.fire(entity);
    return entity;
  }
  async update({ id, patch }: { id: string; patch: Partial<Entity${api}> }): Promise<void> {
    const entity = store.get(id);
    if (entity !== undefined) store.set(id, { ...entity, ...patch });
  }
  async setStatus({ id, status }: { id: string; status: Status${api} }): Promise<boolean> {
    const entity = store.get(id);
    if (entity === undefined) return false;
    await this.changed.fire({ id, from: entity.status, to: status });
    await bus.${busName((api + 1) % apis)}.get({ id });
    return true;
  }
  async remove({ id }: { id: string }): Promise<{ removed: boolean; at: Date }> {
    return { removed: store.delete(id), at: new Date() };
  }
}
`;

const numbers = Array.from({ length: apis }, (_, api) => api);
const listeners = numbers.map(
  (api) =>
    `export const on${api} = bus.${busName(api)}.created.listen(async ({ id }) => { await bus.${busName(api)}.get({ id }); });`,
);
const files: Readonly<Record<string, string>> = {
  'package.json': '{ "name": "bench", "type": "module" }',
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      target: 'es2024',
      lib: ['es2024'],
      module: 'nodenext',
      types: ['node'],
      strict: true,
      skipLibCheck: true,
      noEmit: true,
      allowImportingTsExtensions: true,
    },
    files: ['bus.ts'],
  }),
  'all.ts': numbers.map((api) => `export * from './apis/api${api}.ts';`).join('\n'),
  'bus.ts': `import { createBus } from 'lambdabus';\nimport type * as all from './all.ts';\nexport * from './all.ts';\nconst bus = createBus<typeof all>();\n${listeners.join('\n')}\n`,
  ...Object.fromEntries(
    numbers.flatMap((api) => [
      [`models/model${api}.ts`, model(api)],
      [`apis/api${api}.ts`, apiClass(api)],
    ]),
  ),
};

/** Runs in a process of its own: a cold check, then one after each of some edits, in ms. */
const extraction = `
import { readFileSync, writeFileSync } from 'node:fs';
import { checkBus, createTypeReader } from ${JSON.stringify(join(root, 'src/build/types/index.ts'))};
const [directory] = process.argv.slice(-1);
const request = { busModule: directory + '/bus.ts', packageRoot: directory, service: 'bench' };
const reader = createTypeReader();
const timed = () => { const began = performance.now(); checkBus(request, reader); return performance.now() - began; };
const edit = () => { const file = directory + '/apis/api7.ts'; writeFileSync(file, readFileSync(file, 'utf8') + '// edited\\n'); };
const cold = timed();
const edits = Array.from({ length: 10 }, () => { edit(); return timed(); });
console.log(JSON.stringify({ cold, edits, unchanged: timed() }));
`;

const directory = realpathSync(mkdtempSync(join(tmpdir(), 'lambdabus-bench-extraction-')));
try {
  for (const folder of ['models', 'apis']) mkdirSync(join(directory, folder));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(directory, file), text);
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
  const commands = {
    extraction: ['--input-type=module', '--eval', extraction, '--', directory],
    'TypeScript 6 (tsc --noEmit)': [join(root, 'node_modules/typescript-checker/lib/tsc.js'), '-p', directory],
    'TypeScript 7 (tsc --noEmit)': [join(root, 'node_modules/typescript/bin/tsc'), '-p', directory],
  };
  const times = new Map<string, number[]>();
  const inside = { cold: [] as number[], edits: [] as number[], unchanged: [] as number[] };
  // Alternating, so that what else the machine does falls on all.
  for (let run = 0; run < runs; run += 1) {
    for (const [name, command] of Object.entries(commands)) {
      const began = performance.now();
      const output = execFileSync(process.execPath, command, { encoding: 'utf8', cwd: directory });
      const elapsed = performance.now() - began;
      if (name !== 'extraction') {
        times.set(name, [...(times.get(name) ?? []), elapsed]);
        continue;
      }
      // The process printed what it measured; its edits are not part of a cold run.
      const measured = JSON.parse(output) as { cold: number; edits: number[]; unchanged: number };
      const rest = measured.edits.reduce((sum, edit) => sum + edit, measured.unchanged);
      times.set(name, [...(times.get(name) ?? []), elapsed - rest]);
      inside.cold.push(measured.cold);
      inside.edits.push(...measured.edits);
      inside.unchanged.push(measured.unchanged);
    }
  }

  console.log(
    `${apis} APIs × 6 procedures × 2 events, ${Object.keys(files).length - 2} files; best and median of ${runs} runs`,
  );
  console.log(`Node ${process.version}, ${arch()}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`);
  for (const [name, measured] of times) console.log(`${name}, the whole process: ${shown(measured)}`);
  console.log(
    `in the process: cold ${shown(inside.cold)}, after one edit ${shown(inside.edits)}, unchanged ${shown(inside.unchanged)}`,
  );
} finally {
  rmSync(directory, { recursive: true, force: true });
}

function shown(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  return `${(sorted[0] ?? Number.NaN).toFixed(0)} / ${(sorted[Math.floor(sorted.length / 2)] ?? Number.NaN).toFixed(0)} ms`;
}
