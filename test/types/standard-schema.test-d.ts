import { type } from 'arktype';
import * as v from 'valibot';
import { describe, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { Api, createBus, event, listen } from '../../src/index.ts';

const Placed = z.object({
  id: z.string(),
  at: z.date(),
  count: z.number().default(1),
  total: z.string().transform(Number),
});
const Moved = v.object({ id: v.string(), note: v.optional(v.string(), '') });
const Gone = type({ id: 'string', 'n?': 'number' });
const Place = z.object({ sku: z.string(), count: z.number().default(1) });
const Order = z.object({ id: z.string(), total: z.string().transform(Number) });
const Filter = v.object({ limit: v.optional(v.number(), 10) });

class OrderApi extends Api {
  static readonly meta = {
    name: 'shop.order',
    procedures: {
      place: { params: Place, result: Order, idempotent: true },
      list: { params: Filter },
      find: { result: Order },
    },
  } as const;

  readonly placed = event(Placed);
  readonly moved = event(Moved, { fifo: true });
  readonly gone = event(Gone, { openTo: ['billing'] });
  readonly plain = event<{ id: string }>();

  async place({ sku, count }: z.output<typeof Place>): Promise<z.input<typeof Order>> {
    await this.placed.fire({ id: sku, at: new Date(), total: '3' });
    return { id: sku, total: String(count) };
  }

  async list({ limit }: v.InferOutput<typeof Filter>): Promise<number> {
    return limit;
  }

  async find({ id }: { id: string }): Promise<z.input<typeof Order>> {
    return { id, total: '1' };
  }
}

const bus = createBus<{ OrderApi: typeof OrderApi }>();
const { order } = bus.shop;

describe('an event with a Standard Schema', () => {
  it('is fired with what the schema takes and listened to with what it makes', () => {
    type Fired = Parameters<typeof order.placed.fire>[0];
    expectTypeOf<Fired>().toEqualTypeOf<{ id: string; at: Date; total: string; count?: number | undefined }>();
    order.placed.listen(async (payload) => {
      expectTypeOf(payload).toEqualTypeOf<{ id: string; at: Date; count: number; total: number }>();
    });
  });

  it('may be FIFO and open to others as any event', () => {
    order.moved.fire({ id: 'a' }, { fifoGroup: 'a' });
    // @ts-expect-error a FIFO event needs a group
    order.moved.fire({ id: 'a' });
    order.gone.fire({ id: 'a', n: 1 });
    // @ts-expect-error n is a number
    order.gone.fire({ id: 'a', n: '1' });
  });

  it('is filtered by what travels', () => {
    order.placed.listen(() => {}, { filter: { total: ['1'] } });
    // @ts-expect-error there is no such property
    order.placed.listen(() => {}, { filter: { sum: ['1'] } });
  });

  it('is one of several events of a listener', () => {
    listen([order.placed, order.plain], async (payload) => {
      expectTypeOf(payload).toEqualTypeOf<{ id: string; at: Date; count: number; total: number } | { id: string }>();
    });
  });

  it('must be a schema of objects', () => {
    // @ts-expect-error a payload is an object
    event(z.string());
  });
});

describe('a procedure with Standard Schemas', () => {
  it('is called with what its schema takes and answers what its schema makes', () => {
    expectTypeOf(order.place).parameter(0).toEqualTypeOf<{ sku: string; count?: number | undefined }>();
    expectTypeOf<Awaited<ReturnType<typeof order.place>>>().toEqualTypeOf<{ id: string; total: number }>();
    order.place({ sku: 'a' }, { idempotencyKey: 'k' });
    order.place.enqueue({ sku: 'a' });
  });

  it('is called without parameters where its schema has defaults for all', () => {
    order.list();
    order.list({ limit: 3 });
    // @ts-expect-error limit is a number
    order.list({ limit: '3' });
  });

  it('keeps the method’s own types where it has no schema', () => {
    expectTypeOf(order.find).parameter(0).toEqualTypeOf<{ id: string }>();
    expectTypeOf<Awaited<ReturnType<typeof order.find>>>().toEqualTypeOf<{ id: string; total: number }>();
  });
});
