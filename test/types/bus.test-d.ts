import { describe, expectTypeOf, it } from 'vitest';
import {
  Api,
  type Bus,
  type CallOptions,
  createBus,
  currentRequest,
  event,
  type FiredEvent,
  type IdempotentCallOptions,
  type ListenerDefinition,
  listen,
  type PayloadFilter,
  type RequestContext,
} from '../../src/index.ts';
import type * as remote from './fixtures/apis.ts';

class CaseApi extends Api {
  static readonly meta = { name: 'support.case', procedures: { get: { idempotent: true } } } as const;
  readonly created = event<{ id: string; note?: string }>();
  readonly ordered = event<{ at: Date }>({ fifo: true });
  readonly open = event<{ n: number }>({ openTo: ['billing'] });
  private readonly secret = event<{ no: 1 }>();

  async get({ id }: { id: string }): Promise<{ id: string; at: Date } | null> {
    this.hidden();
    return this.secret === undefined ? null : { id, at: new Date() };
  }

  async ping(): Promise<string> {
    return 'pong';
  }

  list({ limit = 10 }: { limit?: number } = {}): readonly number[] {
    return [limit];
  }

  async find(by: { id: string } | undefined): Promise<Promise<'found'>> {
    return by === undefined ? Promise.reject(new Error('none')) : Promise.resolve('found');
  }

  query(): PromiseLike<'row'> | null {
    return null;
  }

  maybe(now: { now: boolean }): Promise<'later'> | 'now' {
    return now.now ? 'now' : Promise.resolve('later');
  }

  _internal(): void {}

  protected visibleToHeirs(): void {}

  private hidden(): void {}
}

class SupportApi extends Api {
  static readonly meta = { name: 'support', idempotent: true } as const;

  async hello(): Promise<number> {
    return 1;
  }
}

class UnnamedApi extends Api {
  static readonly meta = { name: 'unnamed' };

  async hello(): Promise<number> {
    return 1;
  }
}

class DeepApi extends Api {
  static readonly meta = { name: 'sales.customer.support' } as const;

  async hello(): Promise<'deep'> {
    return 'deep';
  }
}

abstract class Shared extends Api {
  async get({ id }: { id: string }): Promise<{ id: string; at: Date } | null> {
    return { id, at: new Date() };
  }
}

class HeirApi extends Shared {
  static readonly meta = { name: 'heir' } as const;

  async own(): Promise<true> {
    return true;
  }
}

type First = { CaseApi: typeof CaseApi; somethingElse: 42 };
type Second = { SupportApi: typeof SupportApi; CaseApi: typeof SupportApi };

declare const one: Bus<First>;
declare const both: Bus<[First, Second]>;
declare const unnamed: Bus<{ UnnamedApi: typeof UnnamedApi }>;

describe('a call', () => {
  it("takes the method's parameter and gives what it returns, awaited", () => {
    expectTypeOf(one.support.case.get({ id: 'x' })).resolves.toEqualTypeOf<{ id: string; at: Date } | null>();
    expectTypeOf(one.support.case.ping()).resolves.toEqualTypeOf<string>();
    expectTypeOf(one.support.case.list()).resolves.toEqualTypeOf<readonly number[]>();
    expectTypeOf(one.support.case.list({ limit: 1 })).resolves.toEqualTypeOf<readonly number[]>();
    // @ts-expect-error the parameter is needed
    void one.support.case.get();
    // @ts-expect-error it has another name
    void one.support.case.get({ key: 'x' });
    // @ts-expect-error it takes none
    void one.support.case.ping({ id: 'x' });
  });

  it('shows parameter and options as they are written, optional where they may be left out', () => {
    const { case: cases } = one.support;

    expectTypeOf(cases.get).parameters.toEqualTypeOf<
      [params: { id: string }, options?: IdempotentCallOptions | undefined]
    >();
    expectTypeOf(cases.list).parameters.toEqualTypeOf<
      [params?: { limit?: number } | undefined, options?: CallOptions | undefined]
    >();
    expectTypeOf(cases.ping).parameters.toEqualTypeOf<[params?: undefined, options?: CallOptions | undefined]>();
    expectTypeOf(cases.find).parameters.toEqualTypeOf<
      [params: { id: string } | undefined, options?: CallOptions | undefined]
    >();
  });

  it('gives what is awaited, whatever promise it comes in', () => {
    expectTypeOf(one.support.case.query()).resolves.toEqualTypeOf<'row' | null>();
    expectTypeOf(one.support.case.maybe({ now: true })).resolves.toEqualTypeOf<'later' | 'now'>();
    const found = async () => await one.support.case.find({ id: 'x' });
    expectTypeOf(found).returns.resolves.toEqualTypeOf<'found'>();
  });

  it('takes options second, an idempotency key only where the procedure is idempotent', () => {
    expectTypeOf(one.support.case.ping).parameter(1).toEqualTypeOf<CallOptions | undefined>();
    void one.support.case.get({ id: 'x' }, { idempotencyKey: 'k' });
    void both.support.hello(undefined, { idempotencyKey: 'k' });
    // @ts-expect-error ping is not idempotent
    void one.support.case.ping(undefined, { idempotencyKey: 'k' });
  });

  it('may be enqueued, with the parameters and options of a call', () => {
    expectTypeOf(one.support.case.get.enqueue({ id: 'x' })).resolves.toEqualTypeOf<{ readonly requestId: string }>();
    expectTypeOf(one.support.case.get.enqueue).parameter(1).toEqualTypeOf<IdempotentCallOptions | undefined>();
    void one.support.case.ping.enqueue();
    // @ts-expect-error it has another name
    void one.support.case.get.enqueue({ key: 'x' });
  });

  it('takes a procedure apart or hands it on without losing its type', () => {
    const { get } = one.support.case;
    const twice = async (procedure: typeof get): Promise<void> => {
      expectTypeOf(await procedure({ id: 'x' })).toEqualTypeOf<{ id: string; at: Date } | null>();
    };
    void twice(get);
    // @ts-expect-error another procedure
    void twice(one.support.case.ping);
  });

  it('needs the type of a module only', () => {
    const bus = createBus<typeof remote>();

    expectTypeOf(bus.remote.get({ id: 1n })).resolves.toEqualTypeOf<Map<string, Set<URL>> | undefined>();
    expectTypeOf<keyof typeof bus>().toEqualTypeOf<'remote' | '$client'>();
    // @ts-expect-error there is no such API
    bus.unknown;
  });

  it('can be asked for by the code that serves it', () => {
    expectTypeOf(currentRequest()).toEqualTypeOf<RequestContext | undefined>();
  });

  it('by a name known at run time gives unknown', () => {
    expectTypeOf(one.$client.call('a.b', {})).resolves.toBeUnknown();
  });
});

describe('an event', () => {
  it('is fired with its payload, a FIFO event with its group', () => {
    expectTypeOf(one.support.case.created.fire({ id: 'x' })).resolves.toEqualTypeOf<FiredEvent>();
    void one.support.case.created.fire({ id: 'x' }, { fairGroup: 'g' });
    void one.support.case.ordered.fire({ at: new Date() }, { fifoGroup: 'g' });
    // @ts-expect-error a FIFO event needs its group
    void one.support.case.ordered.fire({ at: new Date() });
    // @ts-expect-error a standard event has none
    void one.support.case.created.fire({ id: 'x' }, { fifoGroup: 'g' });
    // @ts-expect-error the payload is another
    void one.support.case.created.fire({ key: 'x' });
  });

  it('is handled with its payload and context, and filtered by its properties', () => {
    one.support.case.ordered.listen(({ at }, { attempt, event: name }) => {
      expectTypeOf(at).toEqualTypeOf<Date>();
      expectTypeOf(attempt).toEqualTypeOf<number>();
      expectTypeOf(name).toEqualTypeOf<string>();
    });
    one.support.case.created.listen(() => undefined, { filter: { id: [{ prefix: 'a' }] } });
    // @ts-expect-error the payload has no such property
    one.support.case.created.listen(() => undefined, { filter: { key: ['x'] } });
  });

  it('is filtered by conditions that its properties can meet', () => {
    interface Order {
      status: 'open' | 'closed';
      total: number;
      at: Date;
      note?: string | null;
      customer: { country: string };
      lines: { sku: string }[];
    }
    const filter: PayloadFilter<Order> = {
      status: ['open', { 'anything-but': ['closed'] }],
      total: [{ numeric: ['>=', 0, '<', 100] }, 7],
      at: [{ prefix: '2026-' }],
      note: [null, { exists: false }],
      customer: { country: ['DE'] },
      lines: { sku: [{ prefix: 'A' }] },
      $or: [{ total: [1] }, { status: ['closed'] }],
    };
    expectTypeOf(filter).toExtend<object>();
    // @ts-expect-error the status is never that
    expectTypeOf<{ status: ['done'] }>().toExtend<PayloadFilter<Order>>();
    // @ts-expect-error a number has no prefix
    expectTypeOf<{ total: [{ prefix: '1' }] }>().toExtend<PayloadFilter<Order>>();
    // @ts-expect-error a range goes up
    expectTypeOf<{ total: [{ numeric: ['<', 1, '>', 0] }] }>().toExtend<PayloadFilter<Order>>();
    // @ts-expect-error an object has conditions on its properties, not of its own
    expectTypeOf<{ customer: ['DE'] }>().toExtend<PayloadFilter<Order>>();
  });

  it('of several has the union of payloads', () => {
    const both = listen([one.support.case.created, one.support.case.ordered], (payload) => {
      expectTypeOf(payload).toEqualTypeOf<{ id: string; note?: string } | { at: Date }>();
    });
    expectTypeOf(both).toExtend<ListenerDefinition<{ id: string; note?: string } | { at: Date }>>();
    // @ts-expect-error a procedure is no event
    listen([one.support.case.ping], () => undefined);
    // @ts-expect-error an API is none either
    listen([one.support.case], () => undefined);
  });

  it('that is open to other services is fired as any other', () => {
    void one.support.case.open.fire({ n: 1 });
  });

  it('is no procedure, and a procedure no event', () => {
    // @ts-expect-error it is fired
    void one.support.case.created({ id: 'x' });
    // @ts-expect-error it is called
    void one.support.case.get.fire({ id: 'x' });
  });
});

describe('the bus', () => {
  it('shows public members only', () => {
    expectTypeOf<keyof (typeof one)['support']['case']>().toEqualTypeOf<
      'created' | 'ordered' | 'open' | 'get' | 'ping' | 'list' | 'find' | 'query' | 'maybe'
    >();
    // @ts-expect-error private
    one.support.case.hidden;
    // @ts-expect-error private
    one.support.case.secret;
    // @ts-expect-error protected
    one.support.case.visibleToHeirs;
    // @ts-expect-error underscored
    one.support.case._internal;
    // @ts-expect-error of the base class
    one.support.case.start;
  });

  it('joins several modules, also with classes of one name and APIs that share a prefix', () => {
    expectTypeOf(both.support.hello()).resolves.toEqualTypeOf<number>();
    expectTypeOf(both.support.case.ping()).resolves.toEqualTypeOf<string>();
    expectTypeOf<keyof (typeof both)['support']>().toEqualTypeOf<'hello' | 'case'>();
    expectTypeOf<keyof typeof both>().toEqualTypeOf<'support' | '$client'>();
  });

  it('of deep names has each segment of them', () => {
    const deep = createBus<{ Deep: typeof DeepApi; Support: typeof SupportApi }>();

    expectTypeOf(deep.sales.customer.support.hello()).resolves.toEqualTypeOf<'deep'>();
    expectTypeOf(deep.support.hello()).resolves.toEqualTypeOf<number>();
  });

  it('shows what a class inherits below Api', () => {
    const bus = createBus<{ Heir: typeof HeirApi }>();

    expectTypeOf(bus.heir.get({ id: 'x' })).resolves.toEqualTypeOf<{ id: string; at: Date } | null>();
    expectTypeOf(bus.heir.own()).resolves.toEqualTypeOf<true>();
  });

  it('says what to write for a name that is no literal', () => {
    expectTypeOf<keyof typeof unnamed>().toEqualTypeOf<
      '$client' | 'UnnamedApi: the type of meta.name is string, write as const'
    >();
  });
});
