import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { build } from '../../../src/build/index.ts';
import { temporaryService } from './temporary-service.ts';

const { opened } = vi.hoisted(() => ({ opened: { count: 0 } }));

vi.mock(import('../../../src/build/type-process/type-readers.ts'), async (importOriginal) => {
  const { openTypeReader } = await importOriginal();
  return {
    openTypeReader(options) {
      opened.count += 1;
      return openTypeReader(options);
    },
  };
});

const apis = `import { Api, createBus, event } from 'lambdabus';
import type * as own from './apis.ts';
import { priceOf } from './prices.ts';
const bus = createBus<typeof own>();
export class OrderApi extends Api {
  static readonly meta = { name: 'order' } as const;
  readonly placed = event<{ id: string; price: number }>();
  /** Places an order. */
  async place({ id }: { id: string }): Promise<number> {
    const price = priceOf(id);
    if (price < 0) throw new RangeError('There is no such thing.');
    await this.placed.fire({ id, price });
    return price;
  }
  async again({ id }: { id: string }): Promise<number> {
    return bus.order.place({ id });
  }
}
`;
const listeners = `import { createBus } from 'lambdabus';
import type * as apis from './apis.ts';
const bus = createBus<typeof apis>();
export const onPlaced = bus.order.placed.listen(async ({ id }) => {
  console.log(id);
});
`;
const prices = `export function priceOf(id: string): number {
  return id.length;
}
`;

/** Builds once it is certain that nothing was written in the very tick in which it begins: that would not be relied on. */
async function buildSettled(root: string): Promise<void> {
  await setTimeout(50);
  await build(join(root, 'bus.ts'));
}

/** All that a build has written. */
function written(root: string): ReadonlyMap<string, string> {
  const files = globSync('.lambdabus/**/*.{mjs,json}', { cwd: root, exclude: (name) => name === 'cache' }).sort();
  return new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
}

describe('building after the inside of a function was edited', { timeout: 120_000 }, () => {
  beforeEach(() => {
    opened.count = 0;
  });

  async function edited(edits: readonly (readonly [file: string, found: string, by: string])[]) {
    const root = temporaryService({
      'bus.ts': "export * from './apis.ts';\nexport * from './listeners.ts';\n",
      'apis.ts': apis,
      'listeners.ts': listeners,
      'prices.ts': prices,
      'other-prices.ts': prices,
    });
    await buildSettled(root);
    opened.count = 0;
    for (const [file, found, by] of edits) {
      const text = readFileSync(join(root, file), 'utf8');
      if (!text.includes(found)) throw new TypeError(`${file} does not hold ${found}.`);
      writeFileSync(join(root, file), text.replace(found, by));
      await buildSettled(root);
    }
    const result = { readers: opened.count, files: written(root) };
    for (const directory of ['node_modules/.cache', '.lambdabus']) rmSync(join(root, directory), { recursive: true });
    await build(join(root, 'bus.ts'));
    return { ...result, fresh: written(root) };
  }

  it('reads no types, and gives what building anew gives', async () => {
    const { readers, files, fresh } = await edited([
      ['apis.ts', "'There is no such thing.'", "'No such thing is sold.'"],
      ['apis.ts', '    if (price', "    if (price > 9) {\n      console.log('dear');\n    }\n    if (price"],
      ['prices.ts', 'return id.length', 'const letters = id.trim();\n  return letters.length'],
    ]);

    expect(readers).toBe(0);
    expect(files.get('.lambdabus/functions/order.place/index.mjs')).toContain('No such thing is sold.');
    expect(files).toEqual(fresh);
  });

  it.each([
    ['what it calls', ['listeners.ts', 'console.log(id);', 'await bus.order.again({ id });']],
    ['its types', ['apis.ts', '): Promise<number> {\n    return', '): Promise<number | null> {\n    return']],
    ['where its modules lie', ['apis.ts', "from './prices.ts'", "from './other-prices.ts'"]],
  ] as const)('reads the types where an edit concerns %s', async (_, edit) => {
    const { readers, files, fresh } = await edited([edit]);

    expect(readers).not.toBe(0);
    expect(files).toEqual(fresh);
  });
});
