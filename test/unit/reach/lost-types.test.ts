import { describe, expect, it } from 'vitest';
import { createSources } from '../build-types/check-sources.ts';

const other = `import { Api, event } from 'lambdabus';
export class OtherApi extends Api {
  static readonly meta = { name: 'other' } as const;
  readonly opened = event<{ x: number }>({ openTo: ['support'] });
  async a({ x }: { x: number }): Promise<number> { return x; }
  async b({ x }: { x: number }): Promise<number> { return x; }
}
`;

const listed =
  'async function all(...ports: Port[]): Promise<void> { for (const port of ports) await port.a({ x: 1 }); }';

/** What the procedure `s.run` with this body does. */
function runs(body: string, { before = '', members = '' } = {}) {
  const directory = createSources({
    'other.ts': other,
    'bus.ts': `import { Api, createBus, event, type EventDefinition } from 'lambdabus';
import type * as other from './other.ts';
const bus = createBus<typeof other>();
type Call = (by: { x: number }) => Promise<number>;
interface Port { a(by: { x: number }): Promise<number> }
interface HasPort { readonly port: Port }
interface Opened { readonly opened: { fire(payload: { x: number }): Promise<unknown> } }
interface HasOwn { own: EventDefinition<{ x: number }> }
async function emit(api: HasOwn): Promise<void> { await api.own.fire({ x: 1 }); }
async function use(port: Port): Promise<void> { await port.a({ x: 1 }); }
class Injected { readonly #api: HasOwn; constructor(api: HasOwn) { this.#api = api; } async go() { await this.#api.own.fire({ x: 1 }); } }
abstract class Base extends Api {
  abstract readonly own: EventDefinition<{ x: number }>;
  async save(): Promise<void> { await this.own.fire({ x: 1 }); }
}
${before}
export class S extends Base {
  static readonly meta = { name: 's' } as const;
  readonly own = event<{ x: number }>();
  readonly own2 = event<{ x: number }>();
  readonly own3 = event<{ x: number }>();
  ${members}
  async run({ k, key, no }: { k: 'own' | 'own2'; key: string; no: boolean }): Promise<void> { void bus; void emit; void use; void Injected; void k; void key; void no; ${body} }
}
`,
  });
  const checked = directory.check();
  expect(checked.diagnostics).toEqual([]);
  const { calls, fires, diagnostics, explained } = checked.targetsOf({
    name: 's.run',
    entry: { kind: 'procedure', exportName: 'S', api: 's', procedure: 'run' },
    files: [directory.path('bus.ts')],
  });
  return {
    calls,
    fires: fires.map(({ event }) => event),
    codes: diagnostics.map(({ code }) => code),
    because: explained.map(({ because }) => because),
  };
}

describe('an event of the own API', () => {
  it.each([
    ['by a union of keys', 'await this[k].fire({ x: 1 });', ['s.own', 's.own2']],
    ['by a key of another name for this', 'const self = this; await self[k].fire({ x: 1 });', ['s.own', 's.own2']],
    ['by a constant key', `const name = 'own'; await this[name].fire({ x: 1 });`, ['s.own']],
    ['by a destructured key', 'const { [k]: e } = this; await e.fire({ x: 1 });', ['s.own', 's.own2']],
    ['by an assigned key', 'let e; ({ [k]: e } = this); await e.fire({ x: 1 });', ['s.own', 's.own2']],
    [
      'by an assigned key that is a constant',
      `const own = 'own'; let e; ({ [own]: e } = this); await e.fire({ x: 1 });`,
      ['s.own'],
    ],
    [
      'by an assigned key of which nothing is known',
      'let e; ({ [key as keyof S]: e } = this); await (e as S["own"]).fire({ x: 1 });',
      ['s.own', 's.own2', 's.own3'],
    ],
    [
      'by a list of keys',
      `for (const key of ['own', 'own2'] as const) await this[key].fire({ x: 1 });`,
      ['s.own', 's.own2'],
    ],
    ['that a base class only declares', 'await this.save();', ['s.own']],
    ['by a helper that knows an interface', 'await emit(this);', ['s.own']],
    ['by a variable of an interface', 'const it: HasOwn = this; await it.own.fire({ x: 1 });', ['s.own']],
    ['by an assertion', 'await (this as unknown as HasOwn).own.fire({ x: 1 });', ['s.own']],
    ['by injection', 'await new Injected(this).go();', ['s.own']],
    ['through any', 'await (this as any).own.fire({ x: 1 });', ['s.own', 's.own2', 's.own3']],
    [
      'from within an object that is widened',
      'const mine = { api: this }; const it: { api: HasOwn } = mine; await it.api.own.fire({ x: 1 });',
      ['s.own'],
    ],
    [
      'from within a list that is widened',
      'const mine = [this]; const all: readonly HasOwn[] = mine; for (const api of all) await api.own.fire({ x: 1 });',
      ['s.own'],
    ],
    [
      'from within a list that a callback takes',
      'await Promise.all([this].map((api: HasOwn) => api.own.fire({ x: 1 })));',
      ['s.own'],
    ],
    [
      'of a union that is widened',
      'const mine = no ? undefined : this; const it: HasOwn | undefined = mine; await it?.own.fire({ x: 1 });',
      ['s.own'],
    ],
    [
      'in two steps through unknown',
      'const u: unknown = this; await (u as HasOwn).own.fire({ x: 1 });',
      ['s.own', 's.own2', 's.own3'],
    ],
    [
      'through a variable of unknown that is assigned',
      'let u: unknown; u = this; await (u as HasOwn).own.fire({ x: 1 });',
      ['s.own', 's.own2', 's.own3'],
    ],
  ])('is allowed to be fired %s', (_, body, fires) => {
    expect(runs(body)).toMatchObject({ calls: [], fires, codes: [] });
  });

  it('is not allowed to be fired where an instance is only kept', () => {
    expect(runs('const all = new Map<unknown, object>(); all.set(this, this); void JSON.parse("1");').fires).toEqual(
      [],
    );
  });

  it('is said to be assumed where its class is no longer known', () => {
    expect(runs('await emit(this);').because).toEqual(['assumed']);
  });

  it('is not allowed to be fired where an instance goes to a place of its own class', () => {
    expect(runs('const it: S = this; const all: readonly { it: S }[] = [{ it }]; void all;').fires).toEqual([]);
  });
});

describe('a procedure of the bus', () => {
  it.each([
    ['by an assertion', 'await (bus.other as unknown as Port).a({ x: 1 });', ''],
    ['by an assertion of it alone', 'await (bus.other.a as unknown as Port["a"])({ x: 1 });', ''],
    [
      'by a field of a class that is known by an interface',
      'const it: HasPort = new Holder(); await it.port.a({ x: 1 });',
      'class Holder { readonly port = bus.other; }',
    ],
    [
      'by a field of a class that implements an interface',
      'await handle(new Holder());',
      'class Holder implements HasPort { readonly port = bus.other; } async function handle(it: HasPort) { await it.port.a({ x: 1 }); }',
    ],
    [
      'by a field of a class that is given its value by the constructor',
      'await handle(new Holder());',
      'class Holder { readonly port: typeof bus.other; constructor() { this.port = bus.other; } } async function handle(it: HasPort) { await it.port.a({ x: 1 }); }',
    ],
    ['from a list that a callback takes', 'await Promise.all([bus.other].map((port: Port) => port.a({ x: 1 })));', ''],
    ['from a list that a callback takes that is declared', 'await Promise.all([bus.other].map(use));', ''],
    [
      'from within an object that is widened',
      'const held = { port: bus.other }; const it: HasPort = held; await it.port.a({ x: 1 });',
      '',
    ],
    [
      'from within an object that is passed',
      'const held = { port: bus.other }; await handle(held);',
      'async function handle(it: HasPort) { await it.port.a({ x: 1 }); }',
    ],
    [
      'from within an object that is returned',
      'await made().port.a({ x: 1 });',
      'function made(): HasPort { const held = { port: bus.other }; return held; }',
    ],
    [
      'from within objects in each other',
      'const held = { a: { b: [{ port: bus.other }] } }; const it: { a: { b: HasPort[] } } = held; await it.a.b[0]?.port.a({ x: 1 });',
      '',
    ],
    [
      'from within a list that is widened',
      'const held = [bus.other]; const all: readonly Port[] = held; for (const port of all) await port.a({ x: 1 });',
      '',
    ],
    [
      'from within a map that is widened',
      `const held = new Map([['o', bus.other]] as const); const all: ReadonlyMap<string, Port> = held; await all.get('o')?.a({ x: 1 });`,
      '',
    ],
    [
      'of a union that is widened',
      'const held = no ? undefined : bus.other; const it: Port | undefined = held; await it?.a({ x: 1 });',
      '',
    ],
    [
      'from within a promise that is widened',
      'await (await held()).a({ x: 1 });',
      'async function made() { return bus.other; } async function held(): Promise<Port> { return made(); }',
    ],
    [
      'that a function answers with which is widened',
      'const made = () => bus.other; const it: () => Port = made; await it().a({ x: 1 });',
      '',
    ],
    [
      'from a spread that is widened',
      'const held = { port: bus.other }; const it: HasPort = { ...held }; await it.port.a({ x: 1 });',
      '',
    ],
    ['from a list that is spread into arguments', 'const held = [bus.other] as const; await use(...held);', ''],
    [
      'by a parameter of a callback that is declared otherwise',
      'const give = (to: (port: typeof bus.other) => Promise<void>) => to(bus.other); await give(use);',
      '',
    ],
    ['by a pattern with a type', 'const { port }: HasPort = { port: bus.other }; await port.a({ x: 1 });', ''],
    ['by a loop over a list with a type', 'let port: Port; for (port of [bus.other]) await port.a({ x: 1 });', ''],
    ['by a pattern that is assigned', 'let port: Port; ({ port } = { port: bus.other }); await port.a({ x: 1 });', ''],
    [
      'by a pattern of a list that is assigned',
      'let port: Port; [port] = [bus.other] as const; await port.a({ x: 1 });',
      '',
    ],
    ['by satisfies', 'const it: HasPort = { port: bus.other } satisfies HasPort; await it.port.a({ x: 1 });', ''],
    [
      'of a recursive type',
      'interface Node { port: typeof bus.other; next?: Node } interface Seen { port: Port; next?: Seen } const node: Node = { port: bus.other }; const it: Seen = node; await it.port.a({ x: 1 });',
      '',
    ],
    [
      'by an optional part of an object',
      'const held: { port?: typeof bus.other } = { port: bus.other }; const it: { port?: Port } = held; await it.port?.a({ x: 1 });',
      '',
    ],
    ['by a default', 'await handle();', 'async function handle(port: Port = bus.other) { await port.a({ x: 1 }); }'],
    [
      'by a default in a pattern',
      'await handle({});',
      'async function handle({ port = bus.other }: { port?: Port }) { await port.a({ x: 1 }); }',
    ],
    [
      'by a type parameter',
      'await handle({ port: bus.other });',
      'async function handle<TPort extends Port>(it: { port: TPort }) { await it.port.a({ x: 1 }); }',
    ],
    [
      'by a function of the platform that hands it on',
      'await Promise.resolve(bus.other).then((port: Port) => port.a({ x: 1 }));',
      '',
    ],
    [
      'by a method of a map',
      `new Map([['o', bus.other]] as const).forEach((port: Port) => void port.a({ x: 1 }));`,
      '',
    ],
    [
      'by a field of this',
      'await handle(this);',
      'async function handle(it: { other: Port }) { await it.other.a({ x: 1 }); }',
      'readonly other = bus.other;',
    ],
  ])('is allowed to be called %s', (_, body, before, members = '') => {
    expect(runs(body, { before, members })).toMatchObject({ calls: ['other.a'], fires: [], codes: [] });
  });

  it.each([
    ['as never', 'const it: Port = bus.other as never; await it.a({ x: 1 });'],
    ['as a record', 'await (bus.other as unknown as Record<string, Call>)["a"]?.({ x: 1 });'],
    [
      'in an object that is widened to unknown',
      'const held = { port: bus.other }; const u: unknown = held; await (u as HasPort).port.a({ x: 1 });',
    ],
    [
      'by a helper that takes anything',
      'await handle(bus.other);',
      'async function handle<T>(u: T) { await (u as unknown as Port).a({ x: 1 }); }',
    ],
    [
      'in an instance that a container keeps',
      `kept.set('it', new Holder()); await (kept.get('it') as HasPort).port.a({ x: 1 });`,
      'class Holder { readonly port = bus.other; } const kept = new Map<string, unknown>();',
    ],
    [
      'in a container that answers with any type',
      `kept.set('it', bus.other); await get<Port>('it').a({ x: 1 });`,
      'const kept = new Map<string, unknown>(); function get<T>(key: string): T { return kept.get(key) as T; }',
    ],
    [
      'by a type predicate',
      'const u: unknown = bus.other; if (isPort(u)) await u.a({ x: 1 });',
      'function isPort(value: unknown): value is Port { return value !== null; }',
    ],
    ['in an object of any', 'const held: any = { port: bus.other }; await held.port.a({ x: 1 });'],
    [
      'in an object that is passed on as any',
      'const held = { port: bus.other }; const u: any = held; await u.port.a({ x: 1 });',
    ],
    [
      'by a constant of any',
      'const held = { port: bus.other }; const u: any = held; const port: Port = u.port; await port.a({ x: 1 });',
    ],
    ['in a variable of unknown', 'const u: unknown = bus.other; await (u as Port).a({ x: 1 });'],
    ['in a variable of object', 'const u: object = bus.other; await (u as Port).a({ x: 1 });'],
    ['in a variable of {}', 'const u: {} = bus.other; await (u as Port).a({ x: 1 });'],
    ['as any', 'await (bus.other as any).a({ x: 1 });'],
    ['as any and then something', 'await (bus.other as any as Port).a({ x: 1 });'],
    ['as any and then unknown', 'const u = bus.other as any as unknown; await (u as Port).a({ x: 1 });'],
    ['as unknown alone', 'const u = bus.other as unknown; await (u as Port).a({ x: 1 });'],
    ['in a variable of any', 'const u: any = bus.other; await u.a({ x: 1 });'],
    ['in a list of any', 'const all: any[] = [bus.other]; await all[0].a({ x: 1 });'],
    [
      'by a helper that takes unknown',
      'await handle(bus.other);',
      'async function handle(u: unknown) { await (u as Port).a({ x: 1 }); }',
    ],
  ])('is refused %s', (_, body, before = '') => {
    expect(runs(body, { before }).codes).toContain('TARGET_NAME_NOT_STATIC');
  });

  it.each([
    ['is listed with others', 'const all = [bus.other]; const it: readonly (typeof bus.other)[] = all; void it;'],
    ['is printed', 'console.log(typeof bus.other, JSON.stringify({ k }));'],
    ['is kept in an object', 'const held = { port: bus.other }; void held;'],
    ['is given back as it is', 'const same = <T>(it: T): T => it; void same(1);'],
    ['is kept as unknown', 'const u: unknown = bus.other; void u;'],
    [
      'is kept as unknown, and taken out as what it is',
      'const u: unknown = { port: bus.other }; void (u as { port: typeof bus.other });',
    ],
    [
      'is kept by a container',
      `const kept = new Map<string, unknown>(); kept.set('it', new (class { readonly port = bus.other; })());`,
    ],
    ['goes to a function that takes anything', 'const same = <T>(it: T): T => it; void same(bus.other);'],
    ['is one of several beside any', 'const all = [JSON.parse("1"), bus.other] as const; void all;'],
    [
      'is chosen among its own kind',
      'const it = no ? bus.other : undefined; const other = it ?? bus.other; void other;',
    ],
    [
      'is made by a class',
      'class Holder { constructor(readonly port: typeof bus.other) {} } const make: new (port: typeof bus.other) => Holder = Holder; void new make(bus.other);',
    ],
    [
      'is given to an overload',
      'function over(port: typeof bus.other): void; function over(port: typeof bus.other, n?: number): void { void port; void n; } over(bus.other);',
    ],
    ['is spread in a pattern', 'const { z, ...rest } = { z: 1, port: bus.other }; void z; void rest;'],
    ['is awaited', 'const make = async () => ({ port: bus.other }); const { port } = await make(); void port;'],
  ])('is not allowed to be called where the bus %s', (_, body) => {
    expect(runs(body)).toMatchObject({ calls: [], fires: [], codes: [] });
  });
});

describe('a procedure of the bus that goes a way that types do not follow', () => {
  const wide =
    'class Wide { readonly #port: Port; constructor(port: Port) { this.#port = port; } async go() { await this.#port.a({ x: 1 }); } }';
  const deep = (inner: string) => `{ d: `.repeat(14) + inner + ' }'.repeat(14);

  it.each([
    [
      'by a class whose constructor takes a wider type',
      'const make: new (port: typeof bus.other) => Wide = Wide; await new make(bus.other).go();',
      wide,
    ],
    [
      'by a class that is given to a function',
      'await build(Wide);',
      `${wide} async function build(make: new (port: typeof bus.other) => Wide) { await new make(bus.other).go(); }`,
    ],
    [
      'by Object.entries',
      'const it = new Map<string, Port>(Object.entries({ g: bus.other })); await it.get("g")?.a({ x: 1 });',
      '',
    ],
    ['by Object.values', 'for (const it of Object.values<Port>({ g: bus.other })) await it.a({ x: 1 });', ''],
    [
      'by Object.fromEntries',
      'const it: Record<string, Port> = Object.fromEntries([["g", bus.other]]); await it["g"]?.a({ x: 1 });',
      '',
    ],
    ['by an alternative to any', 'const it: Port = Object.create(null, {}) ?? bus.other; await it.a({ x: 1 });', ''],
    ['by a choice beside any', 'const it: Port = no ? JSON.parse("1") : bus.other; await it.a({ x: 1 });', ''],
    ['by a choice of any that is passed', 'await use(no ? JSON.parse("1") : bus.other);', ''],
    [
      'by a choice beside a wider type',
      'const it = no ? fake : bus.other; await it.a({ x: 1 });',
      'declare const fake: Port;',
    ],
    [
      'by an alternative to a wider type',
      'const it = (no ? fake : undefined) ?? bus.other; await it.a({ x: 1 });',
      'declare const fake: Port;',
    ],
    [
      'by an alternative to unknown',
      'const it = mayBe ?? bus.other; await (it as Port).a({ x: 1 });',
      'declare const mayBe: unknown;',
    ],
    ['by an alternative to any that has no type', 'const it = JSON.parse("1") ?? bus.other; await it.a({ x: 1 });', ''],
    [
      'by a list with a wider type',
      'const all = [fake, bus.other]; for (const it of all) await it.a({ x: 1 });',
      'declare const fake: Port;',
    ],
    [
      'by a function that returns a wider type, too',
      'const get = () => { if (no) return fake; return bus.other; }; await get().a({ x: 1 });',
      'declare const fake: Port;',
    ],
    [
      'by an asynchronous function that returns a wider type, too',
      'const get = async () => { if (no) return fake; return bus.other; }; await (await get()).a({ x: 1 });',
      'declare const fake: Port;',
    ],
    [
      'by a default in a pattern that is wider',
      'const { port = fake } = held; await port.a({ x: 1 });',
      'declare const fake: Port; const held: { port?: typeof bus.other } = { port: bus.other };',
    ],
    [
      'by a class expression',
      'await build(class { constructor(readonly port: Port) {} async go() { await this.port.a({ x: 1 }); } });',
      'async function build(make: new (port: typeof bus.other) => { go(): Promise<void> }) { await new make(bus.other).go(); }',
    ],
    ['by Reflect.apply', 'await Reflect.apply(use, undefined, [bus.other]);', ''],
    ['by Reflect.construct', 'await Reflect.construct(Wide, [bus.other]).go();', wide],
    ['by call as an element', `await use['call'](undefined, bus.other);`, ''],
    ['by apply as an element', `await use['apply'](undefined, [bus.other]);`, ''],
    ['by bind as an element', `await use['bind'](undefined, bus.other)();`, ''],
    [
      'by assign that is taken out of Object',
      'const { assign } = Object; const it: { port?: Port } = {}; assign(it, { port: bus.other }); await it.port?.a({ x: 1 });',
      '',
    ],
    [
      'by assign as an element',
      `const it: { port?: Port } = {}; Object['assign'](it, { port: bus.other }); await it.port?.a({ x: 1 });`,
      '',
    ],
    [
      'by Reflect.set',
      `const it: { port?: Port } = {}; Reflect.set(it, 'port', bus.other); await it.port?.a({ x: 1 });`,
      '',
    ],
    [
      'by Object.defineProperty',
      `const it: { port?: Port } = {}; Object.defineProperty(it, 'port', { value: bus.other }); await it.port?.a({ x: 1 });`,
      '',
    ],
    [
      'by an overloaded function as a value',
      'const it: (port: typeof bus.other) => Promise<number> = over; await it(bus.other);',
      'function over(port: typeof bus.other): Promise<number>; function over(port: Port) { return port.a({ x: 1 }); }',
    ],
    [
      'by an overloaded function that is given to a function',
      'await [bus.other].map(over)[0];',
      'function over(port: typeof bus.other): Promise<number>; function over(port: Port) { return port.a({ x: 1 }); }',
    ],
    [
      'by an overloaded function in an object',
      'await held.over(bus.other);',
      'function over(port: typeof bus.other): Promise<number>; function over(port: Port) { return port.a({ x: 1 }); } const held = { over };',
    ],
    [
      'by an overloaded constructor',
      'await new Over(bus.other).go();',
      'class Over { readonly #port: Port; constructor(port: typeof bus.other); constructor(port: Port) { this.#port = port; } async go() { await this.#port.a({ x: 1 }); } }',
    ],
    [
      'from deep within an object',
      `const held = ${deep('{ port: bus.other }').replaceAll('{ d', '{ d')}; const it: Deep = held; await it${'.d'.repeat(14)}.port.a({ x: 1 });`,
      `type Deep = ${deep('{ port: Port }')};`,
    ],
    ['by an assertion back', 'const it: {} = bus.other; await (it as typeof bus.other).a({ x: 1 });', ''],
    [
      'by an assertion back to a union',
      'const it: {} = bus.other; await (it as typeof bus.other | Port).a({ x: 1 });',
      '',
    ],
    [
      'by an assertion back of what has fewer members',
      'const it: { b: Port["a"] } = bus.other; await (it as typeof bus.other).a({ x: 1 });',
      '',
    ],
  ])('is allowed or refused %s', (_, body, before) => {
    const { calls, codes } = runs(body, { before });

    expect({ isAllowed: calls.includes('other.a'), isRefused: codes.includes('TARGET_NAME_NOT_STATIC') }).toSatisfy(
      ({ isAllowed, isRefused }: { isAllowed: boolean; isRefused: boolean }) => isAllowed || isRefused,
    );
  });
  it.each([
    [
      'by a resolver of a promise',
      'const { promise, resolve } = Promise.withResolvers<Port>(); resolve(bus.other); await (await promise).a({ x: 1 });',
    ],
    ['by a resolver of a promise that is not taken apart', 'Promise.withResolvers<Port>().resolve(bus.other);'],
    [
      'by the rest of a pattern',
      'const { z, ...rest } = { z: 1, port: bus.other }; void z; await rest.port.a({ x: 1 });',
    ],
    [
      'by an alternative to any of its own type',
      'const it: typeof bus.other = JSON.parse("1") ?? bus.other; await it.a({ x: 1 });',
    ],
    [
      'by the rest of a pattern of types',
      'const { z, ...rest }: { z: number; port: Port } = { z: 1, port: bus.other }; void z; await rest.port.a({ x: 1 });',
    ],
    ['by the rest of a list', 'const [z, ...rest] = [1, bus.other] as const; void z; await rest[0].a({ x: 1 });'],
    ['by a rest parameter', 'const f = (...rest: Port[]) => rest[0]?.a({ x: 1 }); await f(bus.other);'],
    [
      'by the rest of a parameter',
      'const f = ({ z, ...rest }: { z: number; port: Port }) => { void z; return rest.port.a({ x: 1 }); }; await f({ z: 1, port: bus.other });',
    ],
    [
      'beside an unrelated cast',
      'const u: unknown = bus.other; void u; const n = JSON.parse("1") as { n: number }; void n; await bus.other.a({ x: 1 });',
    ],
    [
      'beside an unrelated cast from unknown',
      'const u: unknown = bus.other; void u; const v: unknown = JSON.parse("1"); void (v as { n: () => void }); await bus.other.a({ x: 1 });',
    ],
  ])('is allowed %s', (_, body) => {
    expect(runs(body)).toMatchObject({ calls: ['other.a'], codes: [] });
  });
});

describe('a type that is made of ever new types', () => {
  const deep = `interface Deep<T> { a: Deep<T[]>; b: Deep<[T]>; c: Deep<Promise<T>>; d: Deep<{ x: T }>; e: Deep<Set<T>>; f(value: T): void; port: Port }
declare const it: Deep<string>; declare function take(it: Deep<number> | object): void; async function handle({ port }: HasPort) { await port.a({ x: 1 }); }`;

  it('does not keep the build', () => {
    const before = performance.now();

    const found = runs('take(it); await handle(it); await handle({ port: bus.other });', { before: deep });

    expect(found).toMatchObject({ calls: ['other.a'], codes: [] });
    expect(performance.now() - before).toBeLessThan(12_000);
  });
});

describe('an event of the bus', () => {
  it.each([
    [
      'in an object',
      'const held = { port: bus.other }; const it: { port: Opened } = held; await it.port.opened.fire({ x: 1 });',
    ],
    ['in a list', 'await Promise.all([bus.other].map((port: Opened) => port.opened.fire({ x: 1 })));'],
  ])('is allowed to be fired when it is widened %s', (_, body) => {
    expect(runs(body)).toMatchObject({ calls: [], fires: ['other.opened'], codes: [] });
  });
});

describe('a procedure of the bus that a function of the platform hands on', () => {
  it.each([
    [
      'by Object.assign',
      'const it: { port?: Port } = {}; Object.assign(it, { port: bus.other }); await it.port?.a({ x: 1 });',
      '',
    ],
    [
      'by an object that a function puts into another',
      'const it: { port?: Port } = {}; into(it, { port: bus.other }); await it.port?.a({ x: 1 });',
      'function into<T extends object, U extends T>(one: T, other: U): void { Object.assign(one, other); }',
    ],
    ['by call', 'await all.call(undefined, bus.other);', listed],
    ['by call of a function with one parameter', 'await use.call(undefined, bus.other);', ''],
    ['by apply', 'await all.apply(undefined, [bus.other]);', listed],
    ['by bind', 'await use.bind(null, bus.other)();', ''],
    [
      'by a list that is spread into push',
      'const it: Port[] = []; it.push(...[bus.other]); await it[0]?.a({ x: 1 });',
      '',
    ],
    [
      'by a method of an object',
      'const it: Handler = { handle(port: Port) { return port.a({ x: 1 }); } }; await it.handle(bus.other);',
      'interface Handler { handle(port: typeof bus.other): unknown }',
    ],
    [
      'by an overload that says more',
      'await over(bus.other);',
      'function over(port: typeof bus.other): Promise<number>; function over(port: Port) { return port.a({ x: 1 }); }',
    ],
  ])('is allowed to be called %s', (_, body, before) => {
    expect(runs(body, { before })).toMatchObject({ calls: ['other.a'], fires: [], codes: [] });
  });

  it.each([
    [
      'by Object.assign to an object of which nothing is known',
      'await new Kept({ port: bus.other }).port.a({ x: 1 });',
      'class Kept { declare readonly port: Port; constructor(given: object) { Object.assign(this, given); } }',
    ],
    ['by throw', 'try { throw bus.other; } catch (error) { await (error as Port).a({ x: 1 }); }', ''],
  ])('is refused %s', (_, body, before) => {
    expect(runs(body, { before }).codes).toContain('TARGET_NAME_NOT_STATIC');
  });
});

describe('an event of the own API that a function of the platform hands on', () => {
  it.each([
    [
      'by Object.assign',
      'const it: { api?: HasOwn } = {}; Object.assign(it, { api: this }); await it.api?.own.fire({ x: 1 });',
    ],
    [
      'by a list that is spread into push',
      'const it: HasOwn[] = []; it.push(...[this]); await it[0]?.own.fire({ x: 1 });',
    ],
    ['by call', 'await emit.call(undefined, this);'],
  ])('is allowed to be fired %s', (_, body) => {
    expect(runs(body)).toMatchObject({ calls: [], fires: ['s.own'], codes: [] });
  });
});
