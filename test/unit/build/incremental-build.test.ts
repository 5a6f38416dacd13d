import {
  cpSync,
  globSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Builder, build, createBuilder } from '../../../src/build/index.ts';
import { supportFiles, temporaryService } from './temporary-service.ts';

const repository = join(import.meta.dirname, '..', '..', '..');

const shared = `export const greet = (name: string): string => 'Hello ' + name;
export const unused = (): string => 'nobody';
`;

const ordersApi = `import { Api, createBus, event } from 'lambdabus';
import { greet } from './shared.ts';
import type * as apis from './apis.ts';
const bus = createBus<typeof apis>();
export class OrderApi extends Api {
  static readonly meta = { name: 'order' } as const;
  readonly placed = event<{ id: string; at: Date }>();
  async place({ id }: { id: string }): Promise<{ greeting: string }> {
    await this.placed.fire({ id, at: new Date(0) });
    return { greeting: greet(id) };
  }
  async cancel({ id }: { id: string }): Promise<boolean> {
    return (await bus.support.case.get({ id })) !== null;
  }
}
`;

const model = `export enum Size { small = 'small', large = 'large' }
export const colors = ['red', 'green'] as const;
/** What is in stock. */
export interface Item { id: string; size: Size; color: (typeof colors)[number] }
`;

const itemsApi = `import { Api } from 'lambdabus';
import type { Item } from './model.ts';
export class ItemApi extends Api {
  static readonly meta = { name: 'item' } as const;
  /** Finds one. */
  async find({ id }: { id: string }): Promise<Item | null> { return id === '' ? null : { id } as Item; }
  async list({ most = 10 }: { most?: number } = {}) { return Array.from({ length: most }, (_, at) => ({ at })); }
  async drop({ item }: { item: Item }): Promise<string> { return item.id; }
}
`;

const files = {
  ...supportFiles,
  'shared.ts': shared,
  'model.ts': model,
  'items.ts': itemsApi,
  'removal.ts': 'export const rm = (): number => 1;\n',
  'orders.ts': ordersApi,
  'apis.ts': `${supportFiles['apis.ts']}export * from './orders.ts';\nexport * from './items.ts';\n`,
};

/** Every file of a build: contents by path. */
function filesIn(outDir: string): Readonly<Record<string, string>> {
  const found = globSync('**/*.*', { cwd: outDir }).filter((file) => statSync(join(outDir, file)).isFile());
  return Object.fromEntries(found.sort().map((file) => [file, readFileSync(join(outDir, file), 'utf8')]));
}

/** Edits that stand for what people do to sources, each of one file. */
const edits: readonly (readonly [what: string, file: string, from: string, to: string])[] = [
  ['a body', 'orders.ts', '!== null;', '=== null;'],
  ['a shared module', 'shared.ts', "'Hello '", "'Howdy '"],
  ['a type', 'orders.ts', '{ id: string; at: Date }', '{ id: string; at: Date; note?: string }'],
  ['a target', 'orders.ts', '(await bus.support.case.get({ id })) === null', "id === ''"],
  ['a new procedure', 'orders.ts', '  async cancel', '  async ping(): Promise<void> {}\n  async cancel'],
  [
    'a new import',
    'orders.ts',
    'async ping(): Promise<void> {}',
    "async ping(): Promise<void> { const { rm } = await import('./removal.ts'); rm(); }",
  ],
  ['a listener', 'bus.ts', 'new case', 'a new case'],
  ['a side effect', 'shared.ts', 'export const greet', "console.log('loaded');\nexport const greet"],
  ['a module that only one function has', 'removal.ts', '1', '2'],
  ['an interface that others import', 'model.ts', 'id: string;', 'id: string; price?: bigint;'],
  ['an enum', 'model.ts', "large = 'large'", "large = 'big'"],
  ['a constant that a type is made of', 'model.ts', "'green'", "'green', 'blue'"],
  ['a doc comment', 'items.ts', 'Finds one.', 'Finds an item, or nothing.'],
  ['lines above', 'items.ts', 'export class', '\n\nexport class'],
  ['a default value', 'items.ts', '= {})', '= { most: 3 })'],
  ['a result that is inferred', 'items.ts', '({ at })', '({ at, even: at % 2 === 0 })'],
  ['the name of a procedure', 'items.ts', 'async drop', 'async discard'],
  ['a type of a parameter', 'items.ts', '{ item: Item }', '{ item: Item & { reason: string } }'],
  ['an import that becomes a value', 'items.ts', 'import type { Item }', 'import { colors, type Item }'],
  ['a use of it', 'items.ts', 'return item.id;', 'return item.id + colors.join();'],
  [
    'a procedure that goes',
    'items.ts',
    "  async find({ id }: { id: string }): Promise<Item | null> { return id === '' ? null : { id } as Item; }\n",
    '',
  ],
  ['the name of an export', 'apis.ts', "export * from './items.ts'", "export { ItemApi as Stock } from './items.ts'"],
  ['how the compiler reads types', 'tsconfig.json', '"strict":true', '"strict":true,"exactOptionalPropertyTypes":true'],
];

describe('what a build makes', { timeout: 600_000 }, () => {
  it('is the same after each edit for a builder that goes on, a new process, and a build from nothing', async () => {
    const root = temporaryService(files);
    const busModule = join(root, 'bus.ts');
    const watching = createBuilder();
    // Told another directory each time, it knows no bundle of before.
    const fresh = createBuilder();
    const made = (outDir: string, builder: Builder = createBuilder()) =>
      builder.build(busModule, { outDir: join(root, outDir), sourceMaps: true, onOutput: () => {} });
    await setTimeout(50);
    await made('watched', watching);
    await made('again');

    for (const [index, [what, file, from, to]] of edits.entries()) {
      const text = readFileSync(join(root, file), 'utf8');
      expect(text, what).toContain(from);
      writeFileSync(join(root, file), text.replace(from, to));
      await setTimeout(50);

      await made('watched', watching);
      await made('again');
      await made(`fresh${index}`, fresh);

      const expected = filesIn(join(root, `fresh${index}`));
      expect(filesIn(join(root, 'again')), what).toEqual(expected);
      expect(filesIn(join(root, 'watched')), what).toEqual(expected);
    }
    await made('nothing');
    expect(filesIn(join(root, 'nothing'))).toEqual(filesIn(join(root, 'watched')));
  });

  it('is the same for the example, made again and found again', async () => {
    const root = temporaryService({});
    cpSync(join(repository, 'examples/support'), root, {
      recursive: true,
      filter: (path) => !/\.lambdabus|tsconfig/.test(path),
    });
    rmSync(join(root, 'node_modules'), { recursive: true });
    mkdirSync(join(root, 'node_modules'));
    for (const name of ['lambdabus', '@examples', '@aws-sdk', '@types']) {
      const target = name === 'lambdabus' ? repository : realpathSync(join(repository, 'node_modules', name));
      symlinkSync(target, join(root, 'node_modules', name));
    }
    const busModule = join(root, 'bus.ts');
    const outDir = join(root, 'out');
    await setTimeout(50);

    const cold = await build(busModule, { outDir });
    const written = filesIn(outDir);
    const found = await build(busModule, { outDir, onStep: () => expect.unreachable() });
    writeFileSync(join(root, 'apis.ts'), `${readFileSync(join(root, 'apis.ts'), 'utf8')}// edited\n`);
    await setTimeout(50);
    const edited = await build(busModule, { outDir });

    expect(found).toStrictEqual(cold);
    expect(edited).toStrictEqual(cold);
    expect(filesIn(outDir)).toEqual(written);
  });
});

describe('a build after an edit', { timeout: 120_000 }, () => {
  it('touches no bundle but that of the body that was changed', async () => {
    const root = temporaryService(files);
    const busModule = join(root, 'bus.ts');
    const builder = createBuilder();
    await setTimeout(50);
    await builder.build(busModule);
    const outDir = join(root, '.lambdabus');
    const times = () =>
      Object.fromEntries(
        globSync('functions/*/index.mjs', { cwd: outDir }).map((file) => [file, statSync(join(outDir, file)).ino]),
      );
    const before = times();

    writeFileSync(join(root, 'orders.ts'), ordersApi.replace('!== null', '=== null'));
    await setTimeout(50);
    await builder.build(busModule);

    const after = times();
    expect(Object.keys(after).filter((file) => after[file] !== before[file])).toEqual([
      'functions/order.cancel/index.mjs',
    ]);
  });

  it('does not take a bundle that someone edited for its own', async () => {
    const root = temporaryService(files);
    const busModule = join(root, 'bus.ts');
    await setTimeout(50);
    await build(busModule);
    const bundle = join(root, '.lambdabus/functions/order.place/index.mjs');
    const content = readFileSync(bundle, 'utf8');

    writeFileSync(bundle, content.replace('Hello', 'Jello'));
    writeFileSync(join(root, 'orders.ts'), ordersApi.replace('!== null', '=== null'));
    await setTimeout(50);
    await build(busModule);

    expect(readFileSync(bundle, 'utf8')).toBe(content);
  });
});

describe('the AWS clients beside bundles', { timeout: 120_000 }, () => {
  it('are links to one file, and made anew when someone edits it through one of them', async () => {
    const root = temporaryService(files);
    const busModule = join(root, 'bus.ts');
    await setTimeout(50);
    await build(busModule);
    const file = (name: string): string => join(root, '.lambdabus/functions', name, 'aws/sns.mjs');
    const content = readFileSync(file('order.place'), 'utf8');
    const isLinked = statSync(file('order.place')).ino === statSync(file('support.case.open')).ino;

    writeFileSync(file('order.place'), 'broken');
    await build(busModule);

    expect(isLinked).toBe(true);
    expect(readFileSync(file('order.place'), 'utf8')).toBe(content);
    expect(readFileSync(file('support.case.open'), 'utf8')).toBe(content);
  });
});
