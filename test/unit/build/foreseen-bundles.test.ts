import { globSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BuildParts } from '../../../src/build/build-parts.ts';
import { buildService } from '../../../src/build/build-service.ts';
import { joinLibrary } from '../../../src/build/bundle/joined-library.ts';
import { resolveService } from '../../../src/build/service.ts';
import { createSlicer } from '../../../src/build/slice/index.ts';
import { openTypeReader } from '../../../src/build/type-process/type-readers.ts';
import { codecsOf, generateValidators, validatorsKey } from '../../../src/build/validators/index.ts';
import { temporaryService } from './temporary-service.ts';

/** A service of which running it and its syntax tell too much, too little and the wrong. */
const files = {
  'base.ts': `import { Api } from 'lambdabus';
export abstract class BaseApi extends Api { async inherited(): Promise<string> { return 'base'; } }`,
  'money.ts': `export class Money {
  constructor(readonly cents: number) {}
  static toBus({ cents }: Money): number { return cents; }
  static fromBus(cents: number): Money { return new Money(cents); }
}`,
  'apis.ts': `import { Api, event } from 'lambdabus';
import { BaseApi } from './base.ts';
import { Money } from './money.ts';
export class HeirApi extends BaseApi { static readonly meta = { name: 'heir' } as const; async own(): Promise<number> { return 1; } }
export class ShopApi extends Api {
  static readonly meta = { name: 'shop' } as const;
  readonly sold = event<{ id: string }>({ fifo: true });
  private async helper(): Promise<void> {}
  async price({ id }: { id: string }): Promise<Money> { await this.helper(); return new Money(id.length); }
  async sell({ id }: { id: string }): Promise<void> { await this.sold.fire({ id }, { messageGroupId: id }); }
}
class RenamedApi extends Api { static readonly meta = { name: 'renamed' } as const; async get(): Promise<null> { return null; } }
export { RenamedApi as OtherApi };`,
  'bus.ts': `import { createBus, every } from 'lambdabus';
import type * as apis from './apis.ts';
export * from './apis.ts';
const bus = createBus<typeof apis>();
export const onSold = bus.shop.sold.listen(async ({ id }) => { await bus.shop.price({ id }); });
export const daily = every({ hours: 24 }, async () => {});`,
};

describe('bundling functions as they will most likely be, while their types are read', () => {
  it('gives what bundling them afterwards gives', async () => {
    const root = temporaryService(files);
    const service = resolveService(join(root, 'bus.ts'), {});
    const foreseen: string[] = [];
    const make = async (foresees: boolean) => {
      rmSync(service.outDir, { recursive: true, force: true });
      const reader = openTypeReader({ keepsPrograms: false, compileCache: undefined });
      const parts: BuildParts = {
        checkBus: reader.check,
        codecsOf,
        generateValidators,
        validatorsKey,
        joinLibrary,
        createSlicer(graph) {
          const slicer = createSlicer(graph);
          return {
            ...slicer,
            findClass(exported) {
              const found = foresees ? slicer.findClass(exported) : undefined;
              foreseen.push(...(found?.methods ?? []));
              return found;
            },
          };
        },
      };
      await buildService(service, parts, {
        sourceMaps: true,
        runsOn: 'lambda',
        loadTimeoutMs: 20_000,
        onStep: () => {},
        onWarning: () => {},
        onOutput: () => {},
        before: undefined,
        isStillTrue: () => true,
      });
      reader.close();
      const written = globSync('**/*', { cwd: service.outDir }).filter((file) =>
        statSync(join(service.outDir, file)).isFile(),
      );
      return Object.fromEntries(written.sort().map((file) => [file, readFileSync(join(service.outDir, file), 'utf8')]));
    };

    const afterwards = await make(false);
    const meanwhile = await make(true);

    expect(foreseen.sort()).toEqual(['own', 'price', 'sell']);
    expect(Object.keys(meanwhile)).toContain('functions/heir.inherited/index.mjs');
    expect(meanwhile).toEqual(afterwards);
  });
});
