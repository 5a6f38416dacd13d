import { describe, expect, it } from 'vitest';
import { checkSources, type Sources, underlined } from './check-sources.ts';

const head = `import { Api, createBus, event } from 'lambdabus';\nimport { z } from 'zod';\n`;

function problems(sources: Sources) {
  return checkSources(sources).diagnostics.map((diagnostic) => ({
    code: diagnostic.code,
    message: diagnostic.message,
    at: underlined(diagnostic, sources),
  }));
}

describe('a Standard Schema of an event or procedure', () => {
  it('is found where it is exported: in its module, another one, a namespace, an object, a static member', () => {
    const { apis, diagnostics } = checkSources({
      'schemas.ts': `import { z } from 'zod';\nconst A = z.object({ a: z.string() });\nexport { A as Renamed };\nexport default z.object({});\nexport const all = { B: { C: A } };`,
      'bus.ts': `${head}import * as schemas from './schemas.ts';
import { Renamed } from './schemas.ts';
export const Own = z.object({ o: z.number() });
export class OrderApi extends Api {
  static readonly Held = z.object({ h: z.string() });
  static readonly meta = { name: 'order', procedures: { run: { params: Renamed } } } as const;
  readonly a = event(Own);
  readonly b = event(schemas.Renamed);
  readonly c = event(schemas.all.B.C, { fifo: true });
  readonly d = event(OrderApi.Held);
  async run({ a }: { a: string }): Promise<void> { void a; }
}`,
    });

    expect(diagnostics).toEqual([]);
    const [api] = apis;
    expect(api?.events.map(({ schema }) => [schema?.module.split('/').at(-1), schema?.path])).toEqual([
      ['bus.ts', ['Own']],
      ['schemas.ts', ['Renamed']],
      ['schemas.ts', ['all', 'B', 'C']],
      ['bus.ts', ['OrderApi', 'Held']],
    ]);
    expect(api?.events.map(({ fifo }) => fifo)).toEqual([false, false, true, false]);
    expect(api?.procedures[0]?.schemas?.params?.path).toEqual(['Renamed']);
  });

  it('must be exported', () => {
    const sources = {
      'bus.ts': `${head}const Kept = z.object({ a: z.string() });
export class OrderApi extends Api {
  static readonly meta = { name: 'order', procedures: { run: { params: Kept, result: z.object({}) } } } as const;
  readonly a = event(z.object({ a: z.string() }));
  readonly b = event(Kept);
  async run({ a }: { a: string }): Promise<{}> { return { a }; }
}`,
    };

    expect(problems(sources)).toEqual([
      {
        code: 'SCHEMA_NOT_EXPORTED',
        message: expect.stringContaining('OrderApi.a is not'),
        at: 'z.object({ a: z.string() })',
      },
      { code: 'SCHEMA_NOT_EXPORTED', message: expect.stringContaining('OrderApi.b is not'), at: 'Kept' },
      { code: 'SCHEMA_NOT_EXPORTED', message: expect.stringContaining('the parameters of OrderApi.run'), at: 'Kept' },
      {
        code: 'SCHEMA_NOT_EXPORTED',
        message: expect.stringContaining('the result of OrderApi.run'),
        at: 'z.object({})',
      },
    ]);
  });

  it('must make what the method takes, and take what it returns', () => {
    const sources = {
      'bus.ts': `${head}export const Place = z.object({ n: z.number() });
export const Order = z.object({ total: z.string().transform(Number) });
export class OrderApi extends Api {
  static readonly meta = { name: 'order', procedures: { place: { params: Place, result: Order } } } as const;
  async place({ n }: { n: string }): Promise<{ total: number }> { return { total: Number(n) }; }
}`,
    };

    expect(problems(sources)).toEqual([
      {
        code: 'SCHEMA_DISAGREES',
        message: 'OrderApi.place takes { n: string; }, but the schema of its parameters makes { n: number; }.',
        at: 'Place',
      },
      {
        code: 'SCHEMA_DISAGREES',
        message: 'OrderApi.place returns { total: number; }, but the schema of its result takes { total: string; }.',
        at: 'Order',
      },
    ]);
  });

  it('takes an object', () => {
    const sources = {
      'bus.ts': `${head}export const Text = z.string();
export class OrderApi extends Api {
  static readonly meta = { name: 'order', procedures: { place: { params: Text } } } as const;
  async place(): Promise<void> {}
}`,
    };

    expect(problems(sources)).toMatchObject([{ code: 'PARAMETER_NOT_OBJECT', at: 'Text' }]);
  });

  it('cannot take $bus, which carries the metadata of a call', () => {
    const sources = {
      'bus.ts': `${head}export const Place = z.object({ id: z.string(), $bus: z.string().optional() });
export class OrderApi extends Api {
  static readonly meta = { name: 'order', procedures: { place: { params: Place } } } as const;
  async place({ id }: z.output<typeof Place>): Promise<void> { void id; }
}`,
    };

    expect(problems(sources)).toMatchObject([{ code: 'PARAMETER_NAME_RESERVED', at: 'Place' }]);
  });

  it('cannot take what cannot travel, and says where', () => {
    const sources = {
      'bus.ts': `${head}export const Place = z.object({ deep: z.array(z.object({ run: z.custom<() => void>() })) });
export class OrderApi extends Api {
  static readonly meta = { name: 'order' } as const;
  readonly placed = event(Place);
}`,
    };

    expect(problems(sources)).toMatchObject([
      { code: 'TYPE_IS_FUNCTION', message: expect.stringContaining('OrderApi.placed: payload.deep[].run') },
    ]);
  });

  it('may make what cannot travel: that stays in the function', () => {
    const { diagnostics } = checkSources({
      'bus.ts': `${head}export const Place = z.object({ p: z.string().transform((text) => new RegExp(text)) });
export class OrderApi extends Api {
  static readonly meta = { name: 'order', procedures: { find: { params: Place } } } as const;
  async find({ p }: z.output<typeof Place>): Promise<string> { return p.source; }
}`,
    });

    expect(diagnostics).toEqual([]);
  });
});

describe('an event of another service with a Standard Schema', () => {
  const billing = (type: string) => `import { Api, event } from 'lambdabus';
import { z } from 'zod';
export const Issued = z.object({ total: ${type} });
export class BillingApi extends Api {
  static readonly meta = { name: 'billing' } as const;
  readonly issued = event(Issued);
}`;
  const bus = (from: string) => `import { createBus } from 'lambdabus';
import type * as apis from '${from}';
const bus = createBus<typeof apis>();
export const onIssued = bus.billing.issued.listen(async ({ total }) => { void total; });`;

  it('is ruled by it where the source of its API is at hand', () => {
    const { listeners, diagnostics } = checkSources({
      'billing.ts': billing('z.string().transform(Number)'),
      'bus.ts': bus('./billing.ts'),
    });

    expect(diagnostics).toEqual([]);
    expect(listeners[0]?.events[0]).toMatchObject({
      payload: { properties: { total: { type: 'string' } } },
      schema: { path: ['Issued'] },
    });
  });

  it('is refused where its schema makes something else and only its types are at hand', () => {
    const declared = (input: string) => `import type { Api, EventDefinition } from 'lambdabus';
declare const Base: typeof Api;
export declare class BillingApi extends Base {
  static readonly meta: { readonly name: 'billing' };
  readonly issued: EventDefinition<{ total: number }, false, false, { total: ${input} }>;
}`;

    const sources = { 'billing.d.ts': declared('string'), 'bus.ts': bus('./billing.js') };
    expect(problems(sources)).toMatchObject([{ code: 'SCHEMA_NOT_FOUND', at: 'onIssued' }]);
    expect(problems({ 'billing.d.ts': declared('number'), 'bus.ts': bus('./billing.js') })).toEqual([]);
  });
});
