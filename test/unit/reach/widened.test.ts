import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { build } from '../../../src/build/index.ts';
import { temporaryService } from '../build/temporary-service.ts';

const other = `import { Api } from 'lambdabus';
export class Other extends Api {
  static readonly meta = { name: 'other' } as const;
  async a({ x }: { x: number }): Promise<number> { return x; }
}
`;

const apis = `import { Api, createBus, event, type EventDefinition } from 'lambdabus';
import type * as other from './other.ts';
const bus = createBus<typeof other>();
interface Port { a(params: { x: number }): Promise<number> }
interface HasOwn { own: EventDefinition<{ x: number }> }
function emit(api: HasOwn) { return api.own.fire({ x: 1 }); }
export class Shapes extends Api {
  static readonly meta = { name: 'shapes' } as const;
  readonly own = event<{ x: number }>();
  readonly own2 = event<{ x: number }>();
  async assertedTwice(): Promise<number> { return (bus.other as unknown as Port).a({ x: 1 }); }
  async thisAsInterface(): Promise<void> { await emit(this); }
  async thisAsAny(): Promise<void> { await (this as any).own.fire({ x: 1 }); }
  async thisInVariable(): Promise<void> { const has: HasOwn = this; await has.own.fire({ x: 1 }); }
  async key({ k }: { k: 'own' | 'own2' }): Promise<void> { await this[k].fire({ x: 1 }); }
  async keyInPattern({ k }: { k: 'own' | 'own2' }): Promise<void> { const { [k]: picked } = this; await picked.fire({ x: 1 }); }
  async constantKey(): Promise<void> { const k = 'own'; await this[k].fire({ x: 1 }); }
  async none(): Promise<void> {}
}
abstract class Crud extends Api {
  abstract readonly changed: EventDefinition<{ id: string }>;
  async save({ id }: { id: string }): Promise<void> { await this.changed.fire({ id }); }
}
export class Users extends Crud {
  static readonly meta = { name: 'users' } as const;
  readonly changed = event<{ id: string }>();
}
`;

describe('a value whose type is widened', () => {
  it('takes what it calls and fires with it', async () => {
    const root = temporaryService({
      'bus.ts': `export * from './apis.ts';\nexport * from './other.ts';`,
      'apis.ts': apis,
      'other.ts': other,
    });

    const { apis: built } = await build(join(root, 'bus.ts'));

    const targets = built.flatMap(({ name, procedures }) =>
      procedures.map(({ name: procedure, bundle }) => [
        `${name}.${procedure}`,
        [...bundle.calls, ...bundle.fires.map(({ event }) => event)],
      ]),
    );
    expect(Object.fromEntries(targets)).toMatchObject({
      'shapes.assertedTwice': ['other.a'],
      'shapes.thisAsInterface': ['shapes.own'],
      'shapes.thisAsAny': expect.arrayContaining(['shapes.own']),
      'shapes.thisInVariable': ['shapes.own'],
      'shapes.key': ['shapes.own', 'shapes.own2'],
      'shapes.keyInPattern': ['shapes.own', 'shapes.own2'],
      'shapes.constantKey': ['shapes.own'],
      'shapes.none': [],
      'users.save': ['users.changed'],
    });
  });

  it('has to say what it uses where any type would do', async () => {
    const asserted = 'async assertedTwice(): Promise<number> { return (bus.other as unknown as Port).a({ x: 1 }); }';
    const never = 'async never(): Promise<number> { const port: Port = bus.other as never; return port.a({ x: 1 }); }';
    const root = temporaryService({
      'bus.ts': `export * from './apis.ts';\nexport * from './other.ts';`,
      'apis.ts': apis.replace(asserted, never),
      'other.ts': other,
    });

    await expect(build(join(root, 'bus.ts'))).rejects.toThrow('TARGET_NAME_NOT_STATIC');
  });

  it('may be that of a class that implements its own type', async () => {
    const root = temporaryService({
      'bus.ts': `import { Api, event } from 'lambdabus';
export class Own extends Api implements Pick<Own, 'changed'> {
  static readonly meta = { name: 'own' } as const;
  readonly changed = event<{ id: string }>();
  async save({ id }: { id: string }): Promise<void> { await this.changed.fire({ id }); }
}`,
    });

    const { apis: built } = await build(join(root, 'bus.ts'));

    expect(built[0]?.procedures[0]?.bundle.fires).toMatchObject([{ event: 'own.changed' }]);
  });
});
