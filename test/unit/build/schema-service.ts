import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { writeService } from './temporary-service.ts';

const repository = join(import.meta.dirname, '..', '..', '..');

/** Writes a service into a directory of its own, with the schema libraries installed beside it. */
export function writeSchemaService(
  files: Readonly<Record<string, string>>,
  packages: readonly string[] = ['zod', 'valibot', 'arktype', '@valibot', '@ark'],
): ReturnType<typeof writeService> {
  const service = writeService(files);
  for (const name of packages) {
    symlinkSync(join(repository, 'node_modules', name), join(service.root, 'node_modules', name));
  }
  return service;
}

/** A shop whose data is described by zod, valibot and ArkType, side by side with what TypeScript describes. */
export const shopFiles = {
  'package.json': '{ "name": "shop", "type": "module" }',
  'schemas.ts': `import { z } from 'zod';

export const Place = z.object({
  sku: z.string().min(3),
  count: z.number().int().min(1).default(1),
  wanted: z.date(),
  /** @sensitive */
  card: z.string().length(4),
  tags: z.map(z.string(), z.set(z.bigint())).optional(),
});
export const Order = z.object({ id: z.uuid(), total: z.string().transform(Number), at: z.date() });
export const Placed = z.object({
  id: z.string(),
  at: z.date(),
  total: z.string().transform(Number),
  note: z.string().default('none'),
});
export const Taken = z
  .object({ name: z.string() })
  .refine(async ({ name }) => name !== 'taken', { message: 'is taken', path: ['name'] });
`,
  'moves.ts': `import * as v from 'valibot';

export const Moved = v.object({ id: v.pipe(v.string(), v.minLength(2)), at: v.date(), to: v.optional(v.string(), 'home') });
/** Secrets that its library quotes. */
export const Login = v.object({ user: v.string(), /** @sensitive */ password: v.pipe(v.string(), v.minLength(8)) });
`,
  'gone.ts': `import { type } from 'arktype';

export const Gone = type({ id: 'string >= 2', at: 'Date', 'n?': 'number' });
`,
  'apis.ts': `import { Api, event } from 'lambdabus';
import type { InferOutput } from 'valibot';
import type { z } from 'zod';
import { Gone } from './gone.ts';
import { Login, Moved } from './moves.ts';
import { Order, Place, Placed, Taken } from './schemas.ts';

export class OrderApi extends Api {
  static readonly meta = {
    name: 'shop.order',
    procedures: { place: { params: Place, result: Order }, reserve: { params: Taken }, move: { params: Moved }, login: { params: Login } },
  } as const;

  readonly placed = event(Placed);
  readonly moved = event(Moved);
  readonly gone = event(Gone);

  async place({ sku, count, wanted, tags }: z.output<typeof Place>): Promise<z.input<typeof Order>> {
    if (sku === 'broken') return { id: 'no uuid', total: '1', at: wanted };
    await this.placed.fire({ id: sku, at: wanted, total: sku === 'wrong' ? (5 as never) : '12' });
    console.log('tags ' + [...(tags ?? [])].map(([key, set]) => key + ':' + [...set].map((n) => typeof n).join()).join());
    return { id: '00000000-0000-4000-8000-000000000000', total: String(count), at: wanted };
  }

  async reserve({ name }: { name: string }): Promise<string> { return name; }

  async move(moved: InferOutput<typeof Moved>): Promise<string> {
    await this.moved.fire({ id: moved.id, at: moved.at });
    return moved.to + moved.at.getTime();
  }

  async login({ user }: InferOutput<typeof Login>): Promise<string> { return user; }

  async leave({ id }: { id: string }): Promise<void> { await this.gone.fire({ id, at: new Date(7) }); }
}
`,
  'plain.ts': `import { Api } from 'lambdabus';

export class PlainApi extends Api {
  static readonly meta = { name: 'plain' } as const;
  async ping({ text }: { text: string }): Promise<string> { return text; }
}
`,
  'announcer.ts': `import { Api, createBus } from 'lambdabus';
import type * as apis from './apis.ts';

/** Fires through the client: nothing of the class of the event is in its function. */
export class AnnouncerApi extends Api {
  static readonly meta = { name: 'announcer' } as const;
  readonly #bus = createBus<typeof apis>();
  async announce({ id, total }: { id: string; total: string }): Promise<void> {
    await this.#bus.shop.order.placed.fire({ id, at: new Date(3), total });
  }
}
`,
  'bus.ts': `import { createBus, every } from 'lambdabus';
import type * as apis from './apis.ts';
export * from './apis.ts';
export * from './announcer.ts';
export * from './plain.ts';

const bus = createBus<typeof apis>();
export const onPlaced = bus.shop.order.placed.listen(async ({ id, at, total, note }) => {
  console.log(['placed', id, at instanceof Date, at.getTime(), typeof total, total, note].join(' '));
});
export const onMoved = bus.shop.order.moved.listen(async ({ id, at, to }) => {
  console.log(['moved', id, at instanceof Date, to].join(' '));
});
export const onGone = bus.shop.order.gone.listen(async ({ id, at, n }) => {
  console.log(['gone', id, at instanceof Date, String(n)].join(' '));
});
export const tick = every({ hours: 1 }, async () => {});
`,
} as const;
