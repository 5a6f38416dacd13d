import { describe, expect, it } from 'vitest';
import { type CutModule, createModuleSlicer, type Slice } from '../../../src/build/slice/slice-module.ts';
import { modulesOf } from './module-graphs.ts';

function slice(source: string, files: Readonly<Record<string, string>> = {}, member = 'a'): Slice {
  const slicer = createModuleSlicer(modulesOf({ 'apis.ts': source, ...files }));
  return slicer.slice({ file: '/apis.ts', exportName: 'TestApi', member });
}

function cut(source: string, files?: Readonly<Record<string, string>>): CutModule {
  const result = slice(source, files);
  if (result.kind === 'whole') throw new Error(`It was kept whole: ${result.reason}`);
  return result;
}

function reasonOf(source: string, files?: Readonly<Record<string, string>>): string {
  const result = slice(source, files);
  return result.kind === 'whole' ? result.reason : 'it was cut';
}

const library = `import { Api, event } from 'lambdabus';\n`;

describe('a class cut down to one procedure', () => {
  it('keeps the procedure and drops the others with their imports and declarations', () => {
    const source = `${library}import { heavy } from 'heavy';
import { light, other } from './light.ts';
const table = 'x';
export class TestApi extends Api {
  static readonly meta = { name: 'test' } as const;
  async a() { return light(table); }
  async b() { return [heavy(), other()]; }
}
`;

    const { code, members } = cut(source);

    expect([...members]).toEqual(['a']);
    expect(code).toBe(`${library}import { light, other } from './light.ts';
const table = 'x';
export class TestApi extends Api {
  async a() { return light(table); }
}
`);
  });

  it.each([
    ['this.name', 'async a() { return this.helper(); } private helper() { return 1; } async b() {}'],
    ["this['name']", "async a() { return this['helper'](); } helper() { return 1; } async b() {}"],
    ['this.#name', 'async a() { return this.#helper(); } #helper() { return 1; } async b() {}'],
    ['destructuring', 'async a() { const { helper: h } = this; return h(); } helper() { return 1; } async b() {}'],
    ['an arrow function', 'async a() { return [1].map(() => this.helper()); } helper() { return 1; } async b() {}'],
    ['a private arrow field', 'async a() { return this.helper(); } private helper = () => 1; async b() {}'],
    ['a getter', 'async a() { return this.helper; } private get helper() { return 1; } async b() {}'],
    ['the constructor', 'constructor() { super(); this.helper(); } async a() {} helper() {} async b() {}'],
    ['a field initializer', 'private x = this.helper(); async a() {} helper() { return 1; } async b() {}'],
    ['start', 'async a() {} protected override async start() { this.helper(); } helper() {} async b() {}'],
    ['a static block', 'static { TestApi.helper(); } static helper() {} async a() {} async b() {}'],
    ['an event', 'helper = event<{ id: string }>(); async a() { await this.helper.fire({ id: "" }); } async b() {}'],
    [
      'a member of a member',
      'async a() { return this.one(); } one() { return this.helper(); } helper() {} async b() {}',
    ],
    ['a default parameter', 'async a(x = this.helper()) { return x; } helper() { return {}; } async b() {}'],
    [
      'a heritage clause of a nested class',
      'async a() { return class extends this.helper() {}; } helper() { return Map; } async b() {}',
    ],
    ['another instance of the class', 'async a(o: { x: TestApi }) { return o.x.#helper(); } #helper() {} async b() {}'],
  ])('keeps what is reached by %s', (_how, members) => {
    const { code } = cut(`${library}export class TestApi extends Api { ${members} }`);

    expect(code).toContain('helper');
    expect(code).not.toContain('b()');
  });

  it('drops events that the procedure does not touch', () => {
    const { members } = cut(
      `${library}export class TestApi extends Api { e = event<{}>(); async a() {} async b() { await this.e.fire({}); } }`,
    );

    expect([...members]).toEqual(['a']);
  });

  it('does not take the `this` of a nested function or object for its own', () => {
    const { members } = cut(
      `${library}export class TestApi extends Api { async a() { return { f() { return this.b; }, g: function () { return this['b' + 1]; } }; } async b() {} }`,
    );

    expect([...members]).toEqual(['a']);
  });

  it.each([
    ['this[…]', 'async a(o: { k: "b" }) { return this[o.k](); } async b() {}', '`this[…]` with a computed name in a'],
    ['an alias of this', 'async a() { const self = this; return self.b(); } async b() {}', '`this` is handed on in a'],
    ['this as an argument', 'async a() { return help(this); } async b() {}', '`this` is handed on in a'],
    ['bind(this)', 'async a() { return run.bind(this)(); } async b() {}', '`this` is handed on in a'],
    ['spreading this', 'async a() { return { ...this }; } async b() {}', '`this` is handed on in a'],
    [
      'rest destructuring',
      'async a() { const { a, ...rest } = this; return rest; } async b() {}',
      'rest destructuring of `this` in a',
    ],
    ['in this', 'async a() { return "b" in this; } async b() {}', '`in this` in a'],
    ['new Self()', 'async a() { return new TestApi().b(); } async b() {}', '`TestApi` is used as a value in a'],
    ['eval', 'async a() { return eval("this.b()"); } async b() {}', 'its module uses `eval`'],
    ['a computed member', 'async a() {} [Symbol.iterator]() {} async b() {}', 'a member has a computed name'],
    ['super[…]', 'async a() { return super["b"]; } async b() {}', '`super[…]` in a'],
  ])('stays whole for %s', (_why, members, reason) => {
    expect(reasonOf(`${library}export class TestApi extends Api { ${members} }`)).toBe(reason);
  });

  it.each([
    [
      'import { Base } from "./base.ts"; export class TestApi extends Base { async a() {} async b() {} }',
      'its base class Base is not Api',
    ],
    [
      'import { Api } from "./my-api.ts"; export class TestApi extends Api { async a() {} async b() {} }',
      'its base class Api is not Api of lambdabus',
    ],
    [
      'import { Api } from "lambdabus"; export class TestApi extends mixin(Api) { async a() {} async b() {} }',
      'its base class is an expression',
    ],
    [
      'import { Api } from "lambdabus"; @sealed export class TestApi extends Api { async a() {} async b() {} }',
      'it has a decorator',
    ],
    [
      'import { Api } from "lambdabus"; export const TestApi = class extends Api { async a() {} async b() {} }',
      'it is not declared',
    ],
  ])('stays whole when another class may call its members: %s', (source, reason) => {
    expect(reasonOf(source)).toContain(reason);
  });

  it('keeps a declaration with the name of something shadowed: too much, never too little', () => {
    const source = `${library}const shared = 2;\nexport class TestApi extends Api { async a() { const shared = 1; return shared; } async b() { return shared; } }`;

    expect(cut(source).code).toContain('const shared = 2;');
  });

  it.each([
    ['this.constructor', 'async a() { return (this.constructor as typeof TestApi).b; } async b() {}'],
    ['hasOwnProperty', 'async a() { return this.hasOwnProperty("b"); } async b() {}'],
    ['valueOf', 'async a() { return this.valueOf(); } async b() {}'],
    ['new.target', 'constructor() { super(); inspect(new.target); } async a() {} async b() {}'],
    ['the prototype', 'async a() { return TestApi.prototype; } async b() {}'],
    ['a member decorator', 'async a() {} @traced async b() {}'],
    ['a parameter decorator', 'async a() {} async b(@traced x: unknown) {}'],
  ])('stays whole for %s, which may reach all members', (_why, members) => {
    expect(reasonOf(`${library}export class TestApi extends Api { ${members} }`)).not.toBe('it was cut');
  });

  it.each(['this.constructor.name', 'new.target.name'])('is cut where %s asks for the name only', (expression) => {
    const source = `${library}export class TestApi extends Api { name: string; constructor() { super(); this.name = ${expression}; } async a() {} async b() {} }`;

    expect(cut(source).code).not.toContain('b()');
  });

  it.each([
    ['a helper', 'function make() { return new TestApi(); }', 'make()', 'its module uses it besides, in make'],
    ['a statement', 'TestApi.prototype.b = () => 1;', '1', 'its module uses it besides, in line 3'],
    ['a subclass that runs', 'export const other = mix(class extends TestApi {});', '1', 'uses it besides, in other'],
  ])('stays whole where %s uses the class', (_what, statement, used, reason) => {
    const source = `${library}export class TestApi extends Api { async a() { return ${used}; } async b() {} }\n${statement}`;

    expect(reasonOf(source)).toContain(reason);
  });

  it('is cut beside a subclass that nothing uses', () => {
    const source = `${library}export class TestApi extends Api { async a() {} async b() {} }\nexport class Other extends TestApi {}`;

    expect(cut(source).code).not.toContain('Other');
  });

  it.each([
    ['another class of the module', 'export class OtherApi extends Api { static meta = { name: "o" }; async c() {} }'],
    ['a map', 'const gone = new Map([["k", 1]]);'],
    ['a map that is filled', 'const gone = new Map();\ngone.set("k", 1);'],
    ['what a pure package makes', 'import { object } from "pure";\nconst gone = object({}).strict();'],
    [
      'a client of a package',
      'import { Client } from "client";\nconst gone = new Client({ region: process.env.AWS_REGION });',
    ],
    [
      'a bus and its listeners',
      'import { createBus } from "lambdabus";\nconst gone = createBus();\nexport const l = gone.x.y.listen(async () => {});',
    ],
    ['an enum', 'export enum gone { A = "x" }'],
  ])('leaves out %s that nothing uses', (_what, statements) => {
    const source = `${library}${statements}\nexport class TestApi extends Api { async a() {} async b() { return [gone, OtherApi]; } }`;
    const files = { 'node_modules/pure/index.js': '', 'node_modules/client/index.js': '' };

    const { code } = createModuleSlicer({
      ...modulesOf({ 'apis.ts': source, ...files }),
      graph: { ...modulesOf({ 'apis.ts': source, ...files }).graph, isPure: (path) => path.includes('pure') },
    }).slice({ file: '/apis.ts', exportName: 'TestApi', member: 'a' }) as CutModule;

    expect(code.replaceAll(/^import.*$/gm, '').trim()).toBe('export class TestApi extends Api { async a() {} }');
  });

  it.each([
    ['a function of the service', 'import { seed } from "./seed.ts";\nconst seeded = seed(cases);'],
    ['a function of a package that may do anything', 'import { init } from "tracer";\nconst seeded = init();'],
    ['a class of the module', 'class Seed { constructor() { cases.set("k", 1); } }\nconst seeded = new Seed();'],
    ['an assignment', 'let seeded; globalThis.fetch = seeded = 1;'],
    ['a loop', 'const seeded = [1]; for (const x of seeded) cases.set(x, x);'],
    ['an alias that is filled', 'const seeded = cases; seeded.set("k", 1);'],
    ['a call in a static field', 'class seeded { static x = start(); }'],
    ['a global', 'const seeded = fetch("http://localhost");'],
    ['an await', 'const seeded = await Promise.resolve(1);'],
    ['a static block', 'class seeded { static { cases.set("k", 1); } }'],
  ])('keeps what nothing uses but does something: %s', (_what, statements) => {
    const source = `${library}const cases = new Map();\n${statements}\nexport class TestApi extends Api { async a() { return cases; } async b() { return seeded; } }`;

    const { code } = cut(source, { 'seed.ts': 'export const seed = () => 1;', 'node_modules/tracer/index.js': '' });

    expect(code).toContain('seeded');
    expect(code).not.toContain('b()');
  });

  it('keeps the client of a package whose modules stay anyway: the two may share state', () => {
    const source = `${library}import { Counter, registry } from "metrics";\nconst counted = new Counter();\nexport class TestApi extends Api { async a() { return registry; } async b() { return counted; } }`;

    expect(cut(source, { 'node_modules/metrics/index.js': '' }).code).toContain('new Counter()');
  });

  it('drops a field that nothing uses, and its import, but keeps one that does something', () => {
    const source = `${library}import { Client } from 'client';\nimport { register } from './register.ts';
export class TestApi extends Api { readonly client = new Client(); readonly kept = register(this.b); async a() {} async c() { return this.client; } async b() {} }`;

    const { code, members } = cut(source, { 'register.ts': '', 'node_modules/client/index.js': '' });

    expect([...members]).toEqual(['kept', 'a', 'b']);
    expect(code).not.toContain("'client'");
  });

  it('keeps the loading of a module that does something when it loads', () => {
    const source = `${library}import { b } from './patch.ts';\nimport { c } from './pure.ts';\nexport class TestApi extends Api { async a() {} async b() { b(); c(); } }`;

    const { code, keptForEffects } = cut(source, {
      'patch.ts': 'globalThis.patched = true; export const b = () => 1;',
      'pure.ts': 'export const c = () => 1;',
    });

    expect(code).toContain('import "./patch.ts";');
    expect(code).not.toContain('pure');
    expect(keptForEffects).toEqual(['./patch.ts']);
  });

  it('stays whole where what it uses imports its module again: there would be two of its state', () => {
    const source = `${library}import { help } from './help.ts';\nexport const cases = new Map();\nexport class TestApi extends Api { async a() { return help(); } async b() {} }`;
    const files = { 'help.ts': `import { cases } from './apis.ts';\nexport const help = () => cases;` };

    expect(reasonOf(source, files)).toBe('what its module imports imports its module');
    // Where only the part that goes is in the circle, there is no circle any more.
    expect(reasonOf(source.replace('return help();', '').replace('async b() {', 'async b() { help();'), files)).toBe(
      'it was cut',
    );
  });

  it.each([
    ['with a default export', 'export default class TestApi extends Api { async a() {} async b() {} }', 'default'],
    [
      'with a default export of its name',
      'class TestApi extends Api { async a() {} async b() {} }\nexport default TestApi;',
      'default',
    ],
    [
      'under another name',
      'class Inner extends Api { async a() {} async b() {} }\nconst other = 1;\nexport { Inner as TestApi, other };',
      'TestApi',
    ],
  ])('finds the class %s', (_how, source, exportName) => {
    const slicer = createModuleSlicer(modulesOf({ 'apis.ts': library + source }));

    const result = slicer.slice({ file: '/apis.ts', exportName, member: 'a' });

    expect(result).toMatchObject({ kind: 'cut', code: expect.not.stringMatching(/b\(\)|other/) });
  });
});

describe('a module cut down to one export', () => {
  const bus = `import { createBus } from 'lambdabus';
import { heavy } from './heavy.ts';
export * from './apis.ts';
export * from './listeners.ts';
const bus = createBus();
export const one = bus.a.b.listen(async () => {});
export const two = bus.a.b.listen(async () => heavy());
`;
  const files = {
    'bus.ts': bus,
    'heavy.ts': 'export const heavy = () => 1;',
    'listeners.ts': 'export const three = 1;',
  };

  it('drops the other exports and what it only hands on', () => {
    const modules = modulesOf({
      ...files,
      'apis.ts': 'export const cases = new Map(); export function f() { cases.clear(); }',
    });

    const result = createModuleSlicer(modules).slice({ file: '/bus.ts', exportName: 'one' });

    expect(result).toMatchObject({
      code: `import { createBus } from 'lambdabus';\nconst bus = createBus();\nexport const one = bus.a.b.listen(async () => {});\n`,
      keptForEffects: [],
    });
  });

  it('loads what does something when it loads', () => {
    const modules = modulesOf({ ...files, 'apis.ts': 'registry.add(1);' });

    const result = createModuleSlicer(modules).slice({ file: '/bus.ts', exportName: 'one' });

    expect(result).toMatchObject({ keptForEffects: ['./apis.ts'] });
  });

  it('hands on what is asked for from where it is declared', () => {
    const modules = modulesOf({ ...files, 'apis.ts': 'export const x = 1;' });

    const result = createModuleSlicer(modules).slice({ file: '/bus.ts', exportName: 'three' });

    expect(result).toMatchObject({ code: `\nexport * from './listeners.ts';\n` });
  });
});

describe('a class below a base class of the service', () => {
  const below = (members: string): string =>
    `import { Base } from './base.ts'; export class TestApi extends Base { ${members} async b() { return 'only in b'; } }`;
  const base = (members: string): Readonly<Record<string, string>> => ({
    'base.ts': `${library}export abstract class Base extends Api { ${members} }`,
  });

  it.each([
    ['does nothing with its members', 'async a() { return 1; }', 'protected tool() { return 1; }'],
    ['declares one only', 'async a() { return 1; }', 'abstract b(): Promise<string>;'],
    [
      'has a member that would call it, which nothing reaches',
      'async a() { return 1; }',
      'async run() { return this.b(); }',
    ],
    ['hands on `this` where nothing reaches', 'async a() { return 1; }', 'async run() { return call(this); }'],
    ['has the procedure', '', 'async a() { return 1; }'],
  ])('is cut where that %s', (_what, members, above) => {
    expect(cut(below(members), base(above)).code).not.toContain('only in b');
  });

  it('is cut below a class of its own module, and below two', () => {
    const source = `${library}class Low extends Api { async c() {} }\nclass Middle extends Low { async d() { return this.c(); } }
export class TestApi extends Middle { async a() { return this.d(); } async b() { return 'only in b'; } }`;

    const { code, members } = cut(source);

    expect(code).not.toContain('only in b');
    expect(code).toContain('class Middle extends Low { async d()');
    expect([...members].sort()).toEqual(['a', 'c', 'd']);
  });

  it.each([
    ['by a method', 'async a() { return this.run(); }', 'async run() { return this.b(); }'],
    [
      'by a method that is overridden',
      'async a() { return super.run(); } run() {}',
      'async run() { return this.b(); }',
    ],
    ['in its constructor', 'async a() {}', 'constructor() { super(); this.b(); }'],
    ['in a field', 'async a() {}', 'got = this.b();'],
    ['in a field that holds a function', 'async a() { return this.go(); }', 'go = () => this.b();'],
    ['in start', 'async a() {}', 'async start() { await this.b(); }'],
    ['by an accessor', 'async a() { return this.it; }', 'get it() { return this.b(); }'],
    [
      'by a static method',
      'async a() { return TestApi.make(); } static b2() {}',
      'static make() { return this.b2(); } b2() { return this.b(); }',
    ],
  ])('keeps what that calls %s', (_what, members, above) => {
    const result = slice(below(members), base(above));

    expect(result.kind === 'whole' ? 'only in b' : result.code).toContain('only in b');
  });

  it.each([
    [
      'hands on `this`',
      'async a() { return this.run(); }',
      'async run() { return call(this); }',
      '`this` is handed on in run of its base class Base',
    ],
    [
      'picks by a computed name',
      'async a() { return this.run("b"); }',
      'async run(k) { return this[k](); }',
      'computed name in run of its base class Base',
    ],
    [
      'makes another',
      'async a() { return TestApi.make(); }',
      'static make() { return new this(); }',
      'its base class Base',
    ],
    [
      'has a computed member',
      'async a() {}',
      '[Symbol.iterator]() {}',
      'its base class Base is not Api of lambdabus, and may call any of its members: a member has a computed name',
    ],
  ])('stays whole where that %s', (_what, members, above, reason) => {
    expect(reasonOf(below(members), base(above))).toContain(reason);
  });

  it.each([
    ['of a package', { 'node_modules/low/index.js': '' }, 'import { Base } from "low";'],
    ['that a function makes', { 'base.ts': 'export const Base = mixed(Api);' }, 'import { Base } from "./base.ts";'],
    ['that extends itself', {}, 'class Base extends Base {}'],
    [
      'that its module puts a method on',
      {
        'base.ts': `${library}export class Base extends Api {}\nBase.prototype.go = function () { return this.b(); };`,
      },
      'import { Base } from "./base.ts";',
    ],
    [
      'that is given a method where it is imported',
      { 'base.ts': `${library}export class Base extends Api {}` },
      'import { Base } from "./base.ts";\nBase.prototype.go = function () { return this.b(); };',
    ],
  ])('stays whole below a class %s', (_what, files, statement) => {
    const source = `${statement}\nexport class TestApi extends Base { async a() {} async b() {} }`;

    expect(reasonOf(source, files)).toContain('its base class Base is not Api');
  });
});

describe('a base class that another module of the bundle imports', () => {
  it('keeps the class below it whole: that module may have changed it', () => {
    const source = `import { Base } from './base.ts';\nimport './patch.ts';\nexport class TestApi extends Base { async a() {} async b() {} }`;
    const files = {
      'base.ts': `${library}export class Base extends Api {}`,
      'patch.ts': `import { Base } from './base.ts';\nBase.prototype.go = function () { return this.b(); };`,
    };

    expect(reasonOf(source, files)).toBe('its base class Base is imported by another module of the bundle as well');
  });
});

describe('a listener beside others', () => {
  const cutOne = (source: string, files: Readonly<Record<string, string>> = {}): string => {
    const result = createModuleSlicer(modulesOf({ 'listeners.ts': source, ...files })).slice({
      file: '/listeners.ts',
      exportName: 'one',
    });
    if (result.kind === 'whole') throw new Error(`It was kept whole: ${result.reason}`);
    return result.code;
  };
  const client = `import { createBus } from 'lambdabus';\nexport const bus = createBus();`;
  const two = (handler: string) => `import { bus } from './client.ts';
import { heavy } from './heavy.ts';
import { wrap } from './wrap.ts';
export const one = bus.a.b.listen(async () => {});
export const two = bus.a.b.listen(${handler});
`;
  const files = { 'client.ts': client, 'heavy.ts': 'export const heavy = () => 1;' };

  it('drops those that are made with the bus of another module', () => {
    expect(cutOne(two('async () => heavy()'), { ...files, 'wrap.ts': 'export const wrap = 1;' })).toBe(
      `import { bus } from './client.ts';\nexport const one = bus.a.b.listen(async () => {});\n`,
    );
  });

  it.each([
    ['an arrow function', 'export const wrap = (handler) => async (payload) => { await handler(payload); };'],
    ['a function', 'export function wrap(handler: unknown) { return async function run() { await handler(); }; }'],
    ['a default export of another name', 'const inner = (h) => () => h();\nexport { inner as wrap };'],
    ['a function that is handed on', `export { wrap } from './inner.ts';`],
    ['a function that is handed on with others', `export * from './inner.ts';`],
  ])('drops one whose handler is wrapped by %s', (_what, wrap) => {
    const inner = { 'inner.ts': 'export const wrap = (h) => (() => h()) as unknown;' };

    expect(cutOne(two('wrap(async () => heavy())'), { ...files, ...inner, 'wrap.ts': wrap })).not.toContain('heavy');
  });

  it.each([
    ['calls what it is given', 'export const wrap = (handler) => { void handler(); return () => {}; };'],
    ['calls it at once', 'export const wrap = (handler) => handler();'],
    ['counts', 'let n = 0;\nexport function wrap(handler) { n += 1; return () => handler(n); }'],
    ['has a default', 'export const wrap = (handler, n = start()) => () => handler(n);'],
    ['has a pattern', 'export const wrap = ({ run }) => () => run();'],
    ['is assigned again', 'export function wrap(h) { return () => h(); }\nwrap = (h) => { h(); };'],
    ['may be another', 'export let wrap = (h) => () => h();\nif (globalThis.x) wrap = (h) => h();'],
    ['is a generator', 'export function* wrap(h) { return () => h(); }'],
  ])('keeps one whose handler is wrapped by a function that %s', (_what, wrap) => {
    expect(cutOne(two('wrap(async () => heavy())'), { ...files, 'wrap.ts': wrap })).toContain('heavy');
  });

  it('keeps one whose handler is wrapped by a function that a wrapper makes', () => {
    const wrap = 'export const wrap = (level) => (handler) => { void handler(); return () => {}; };';

    expect(cutOne(two('wrap("info")(async () => heavy())'), { ...files, 'wrap.ts': wrap })).toContain('heavy');
  });

  it('keeps one that is made with what is only called a bus', () => {
    const made = { ...files, 'client.ts': 'export const bus = connect();', 'wrap.ts': 'export const wrap = 1;' };

    expect(cutOne(two('async () => heavy()'), made)).toContain('heavy');
  });
});

describe('what stands in a module besides', () => {
  it('goes where a comment right before the call says that it does nothing', () => {
    const source = `${library}import { make } from './make.ts';
const one = /* @__PURE__ */ make();
const two =
  // @__PURE__ for it only makes a value
  make();
const three = /* not marked */ make();
export class TestApi extends Api { async a() { return 1; } }
`;

    const { code } = cut(source, { 'make.ts': 'export const make = () => 1;' });

    expect(code).toContain('const three');
    expect(code).not.toContain('const one');
    expect(code).not.toContain('const two');
  });

  it.each([
    ['the computed name of a method of an object', '({ [this.helper()]() {} })'],
    ['the computed name of a nested class', 'class { [this.helper()] = 1; }'],
    ['the base class of a nested class', 'class extends this.helper() {}'],
  ])('keeps the member that %s is made by', (_what, expression) => {
    const source = `${library}export class TestApi extends Api { async a() { return ${expression}; } helper() {} async b() {} }`;

    expect([...cut(source).members]).toEqual(['a', 'helper']);
  });

  it('keeps the member that is an element of JSX', () => {
    const source = `${library}export class TestApi extends Api { async a() { return <this.helper />; } helper() {} async b() {} }`;
    const slicer = createModuleSlicer(modulesOf({ 'apis.tsx': source }));

    const slice = slicer.slice({ file: '/apis.tsx', exportName: 'TestApi', member: 'a' });

    expect(slice.kind === 'cut' && [...slice.members]).toEqual(['a', 'helper']);
  });

  it('keeps the bindings that a computed name of a pattern is made by', () => {
    const source = `${library}const { [log('x')]: x } = { y: 1 };
export class TestApi extends Api { async a() { return 1; } }
function log(name: string) { console.log(name); return name; }
`;

    expect(cut(source).code).toContain('const {');
  });

  it('keeps a module whole that the parser does not take, and counts it as one that does something', () => {
    const source = `${library}export class TestApi extends Api { async a() {} async b() {} }\nreturn;`;
    const imports = `${library}import { x } from './x.ts';\nexport class TestApi extends Api { async a() {} }`;

    expect(reasonOf(source)).toBe('its module has syntax that is not known here');
    expect(cut(imports, { 'x.ts': 'export const x = 1;\nreturn;' }).keptForEffects).toEqual(['./x.ts']);
  });
});
