import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { build } from '../../../src/build/index.ts';
import { temporaryService } from './temporary-service.ts';

it('gives each function which of the events that it fires are FIFO', { timeout: 60_000 }, async () => {
  const root = temporaryService({
    'bus.ts': `import { Api, event } from 'lambdabus';

export class OrderApi extends Api {
  static readonly meta = { name: 'order' } as const;
  readonly moved = event<{ id: string }>({ fifo: true });
  readonly placed = event<{ id: string }>();
  async move({ id }: { id: string }): Promise<void> { await this.moved.fire({ id }, { fifoGroup: id }); }
  async place({ id }: { id: string }): Promise<void> { await this.placed.fire({ id }); }
}
`,
  });

  const manifest = await build(join(root, 'bus.ts'));

  const fifo = await Promise.all(
    (manifest.apis[0]?.procedures ?? []).map(async ({ name, bundle }) => {
      const file = join(root, '.lambdabus', bundle.path, 'validators.mjs');
      const validators = await import(pathToFileURL(file).href);
      return [name, validators.fifo];
    }),
  );
  expect(Object.fromEntries(fifo)).toEqual({ move: ['order.moved'], place: undefined });
});
