import { writeFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bundleBothWays } from './sliced-bundles.ts';

const library = `import { Api, event } from 'lambdabus';\n`;
/** In each test b is not used, and this text of it is looked for. */
const unused = `async b() { return 'only in b'; }`;

function api(members: string, around = ''): string {
  return `${library}${around}\nexport class TestApi extends Api { static readonly meta = { name: 'test' } as const; ${members} ${unused} }`;
}

describe('a bundle without what its procedure does not use behaves as one with it', () => {
  it.each<[string, string, string?]>([
    ['this.x', 'async a() { return this.one(); } private one() { return 1; }'],
    ['private names', 'readonly #k = 2; async a() { return [this.#one(), #k in this]; } #one() { return this.#k; }'],
    [
      'accessors',
      'async a() { this.x = 3; return this.x; } #x = 1; private get x() { return this.#x; } private set x(v) { this.#x = v * 2; }',
    ],
    [
      'fields whose initializers use other members',
      'private y = this.one() + 1; async a() { return this.y; } private one() { return 1; }',
    ],
    ['fields in order', 'private n = 1; private m = this.n + 1; async a() { return this.m; }'],
    [
      'a field that registers itself',
      'private z = register(this.one()); async a() { return seen; } private one() { return "me"; }',
      'const seen: string[] = []; function register(x: string) { seen.push(x); return x; }',
    ],
    ['static blocks', 'static n = 0; static { TestApi.n = 7; } async a() { return TestApi.n; }'],
    [
      'a static field that calls',
      'static first = count(); async a() { return counted; }',
      'let counted = 0; function count() { return (counted += 1); }',
    ],
    [
      'start',
      '#ready = false; protected override async start() { this.#ready = this.yes(); } private yes() { return true; } async a() { return this.#ready; }',
    ],
    ['super.x', 'async a() { return typeof super.start; }'],
    [
      'an arrow field',
      'private one = () => this.two(); private two() { return 2; } async a() { return [1, 2].map(this.one); }',
    ],
    [
      'destructuring',
      'async a() { const { one: x, two = 5 } = this as never as { one: () => number; two?: number }; return [x(), two]; } private one() { return 1; }'.replace(
        'this as never as { one: () => number; two?: number }',
        'this',
      ),
    ],
    [
      'an own function of the module',
      'async a() { return helper(2); }',
      'const factor = 3; function helper(x: number) { return x * factor; }',
    ],
    ['an enum', 'async a() { return [Level.High, Level[Level.High]]; }', 'enum Level { Low, High }'],
    [
      'module state',
      'async a() { cases.set("a", 1); return read(); }',
      'const cases = new Map<string, number>([["k", 1]]); function read() { return [...cases]; }',
    ],
    [
      'module state that is filled by a call',
      'async a() { return [...cases]; }',
      'const cases = new Map<string, number>(); const seeded = seed(); function seed() { cases.set("k", 1); return 1; }',
    ],
    ['a default export beside', 'async a() { return 1; }', 'export default function other() { return "only in b"; }'],
    [
      'a class beside',
      'async a() { return 1; }',
      'export class OtherApi extends Api { static readonly meta = { name: "other" } as const; async c() { return "only in b"; } }',
    ],
    [
      'a name of a nested scope',
      'async a() { const text = 1; return text; }',
      'const text = "x"; export const used = text;',
    ],
  ])('with %s, and is cut', async (_what, members, around) => {
    const { whole, cut, answers } = await bundleBothWays({ 'apis.ts': api(members, around) });

    expect(answers.cut).toEqual(answers.whole);
    expect(answers.whole).not.toHaveProperty('thrown');
    expect(whole.code).toContain('only in b');
    expect(cut.code).not.toContain('only in b');
    expect(cut.notes).toEqual([]);
  });

  it.each<[string, string, string, string?]>([
    ['this[…]', 'async a() { const name: string = ["b"].join(""); return (this as any)[name](); }', 'handed on'],
    [
      'this[…] without a cast',
      'async a() { const name: "b" = ["b"].join("") as "b"; return this[name](); }',
      'computed name',
    ],
    ['this that escapes', 'async a() { return call(this); }', 'handed on', 'function call(x: any) { return x.b(); }'],
    ['self = this', 'async a() { const self = this; return self.b(); }', 'handed on'],
    [
      'rest destructuring',
      'async a() { const { a, ...rest } = this; return Object.keys(rest); } x = 1; y = 2;',
      'rest destructuring',
    ],
    ['in this', 'async a() { return "b" in this; }', '`in this`'],
    ['new Self()', 'async a() { return new TestApi().b(); }', 'used as a value'],
    [
      'bind(this)',
      'async a() { return run.bind(this)(); }',
      'handed on',
      'function run(this: any) { return this.b(); }',
    ],
    ['call(this)', 'async a() { return run.call(this); }', 'handed on', 'function run(this: any) { return this.b(); }'],
    [
      'a function expression that is given this',
      'async a() { return [1].map(function (this: any) { return this.b.name; }, this); }',
      'handed on',
    ],
    ['eval', 'async a() { return eval("this.b()"); }', 'eval'],
    [
      'the constructor',
      'async a() { return Object.getOwnPropertyNames((this.constructor as any).prototype); }',
      '`this.constructor`',
    ],
    ['computed members', 'async a() { return [...(this as any)]; } *[Symbol.iterator]() { yield 1; }', 'computed name'],
    [
      'a mixin',
      'async a() { return (this as any).viaMixin(); }',
      'base class',
      'function mixed<T extends abstract new (...a: any[]) => object>(B: T) { abstract class M extends B { viaMixin() { return (this as any).b(); } } return M; }',
    ],
    [
      'a helper that makes one',
      'async a() { return make().b(); }',
      'uses it besides, in make',
      'function make() { return new TestApi(); }',
    ],
    ['a method put on from outside', 'async a() { return (this as any).c(); }', 'this'],
  ])('with %s, and stays whole', async (what, members, reason, around) => {
    const source =
      what === 'a mixin'
        ? api(members, around).replace('TestApi extends Api', 'TestApi extends mixed(Api)')
        : api(members, around);
    const { cut, answers } = await bundleBothWays({ 'apis.ts': source });

    expect(answers.cut).toEqual(answers.whole);
    expect(cut.code).toContain('only in b');
    expect(cut.notes).toEqual([expect.stringContaining(reason)]);
  });

  it.each([true, false])('with decorators (experimental: %s), and stays whole', async (experimental) => {
    const decorator = experimental
      ? 'function traced(target: any) { seen.push(...Object.getOwnPropertyNames(target)); }'
      : 'function traced(_: unknown, { name }: { name: string | symbol }) { seen.push(String(name)); }';
    const { cut, answers } = await bundleBothWays({
      'tsconfig.json': JSON.stringify({ compilerOptions: { experimentalDecorators: experimental, target: 'es2022' } }),
      'apis.ts': api('@traced async c() {} async a() { return seen; }', `const seen: string[] = []; ${decorator}`),
    });

    expect(answers.cut).toEqual(answers.whole);
    expect(answers.whole).toContain('c');
    expect(cut.notes).toEqual([expect.stringContaining('decorator')]);
  });

  it('with a base class of its own, whose methods call back, and stays whole', async () => {
    const { cut, answers } = await bundleBothWays({
      'base.ts': `${library}export abstract class Base extends Api { async run() { return (this as any).b(); } }`,
      'apis.ts': `import { Base } from './base.ts'; export class TestApi extends Base { static readonly meta = { name: 'test' } as const; async a() { return this.run(); } ${unused} }`,
    });

    expect(answers).toEqual({ whole: 'only in b', cut: 'only in b' });
    expect(cut.notes).toEqual([expect.stringContaining('its base class Base')]);
  });

  it('with a base class of its own, and keeps what that calls', async () => {
    const { cut, answers } = await bundleBothWays({
      'base.ts': `${library}export abstract class Base extends Api { abstract tool(): string; protected async run() { return this.tool(); } protected async other() { return (this as any).b(); } }`,
      'apis.ts': `import { Base } from './base.ts'; export class TestApi extends Base { static readonly meta = { name: 'test' } as const; tool() { return 'tooled'; } async a() { return this.run(); } ${unused} }`,
    });

    expect(answers).toEqual({ whole: 'tooled', cut: 'tooled' });
    expect(cut.code).not.toContain('only in b');
  });

  it('with a module that is imported for what it does when it loads', async () => {
    const { cut, answers } = await bundleBothWays({
      'patch.ts': `(globalThis as any).patched = ((globalThis as any).patched ?? 0) + 1; export const tool = () => 'only in b';`,
      'apis.ts': `${library}import { tool } from './patch.ts';
export class TestApi extends Api { async a() { const { patched } = globalThis as any; (globalThis as any).patched = 0; return patched; } async b() { return tool(); } }`,
    });

    expect(answers).toEqual({ whole: 1, cut: 1 });
    expect(cut.code).not.toContain('only in b');
    expect(cut.notes).toEqual(['./patch.ts is loaded for what it does when it loads, though nothing of it is used.']);
  });

  it('with a module that puts something into the state of another', async () => {
    const { answers } = await bundleBothWays({
      'plugins.ts': 'export const plugins: string[] = [];',
      'plugin.ts': `import { plugins } from './plugins.ts'; plugins.push('installed'); export const plugin = 'only in b';`,
      'apis.ts': `${library}import { plugin } from './plugin.ts'; import { plugins } from './plugins.ts';
export class TestApi extends Api { async a() { return plugins; } async b() { return plugin; } }`,
    });

    expect(answers).toEqual({ whole: ['installed'], cut: ['installed'] });
  });

  it('with module state that another module of the bundle shares', async () => {
    const { cut, answers } = await bundleBothWays({
      'help.ts': `import { cases } from './apis.ts'; export const add = (key: string) => cases.set(key, 1);`,
      'apis.ts': `${library}import { add } from './help.ts';
export const cases = new Map<string, number>();
export class TestApi extends Api { async a() { add('k'); return [...cases.keys()]; } ${unused} }`,
    });

    expect(answers).toEqual({ whole: ['k'], cut: ['k'] });
    expect(cut.notes).toEqual([expect.stringContaining('imports its module')]);
  });

  it('with a circle of imports that only the other procedure is in', async () => {
    const { cut, answers } = await bundleBothWays({
      'help.ts': `import { cases } from './apis.ts'; export const add = () => { cases.add('only in b'); };`,
      'apis.ts': `${library}import { add } from './help.ts';
export const cases = new Set<string>();
export class TestApi extends Api { async a() { return cases.size; } async b() { add(); } }`,
    });

    expect(answers).toEqual({ whole: 0, cut: 0 });
    expect(cut.code).not.toContain('only in b');
  });

  it('with a class that another API uses as a value', async () => {
    const { cut, answers } = await bundleBothWays({
      'apis.ts': `${library}import { OtherApi } from './other.ts';
export class TestApi extends Api { async a() { return new OtherApi().c(); } ${unused} }`,
      'other.ts': `${library}const counted = new Map<string, number>(); export class OtherApi extends Api { static readonly meta = { name: 'other' } as const; async c() { counted.set('c', 1); return this.d(); } private d() { return [...counted]; } }`,
    });

    expect(answers).toEqual({ whole: [['c', 1]], cut: [['c', 1]] });
    expect(cut.code).not.toContain('only in b');
  });

  it('with a path that is loaded on first use', async () => {
    const { cut, answers } = await bundleBothWays({
      'lazy.ts': `import { cases } from './state.ts'; export const add = () => { cases.push(1); return cases; };`,
      'state.ts': 'export const cases: number[] = [];',
      'apis.ts': api(
        `async a() { const { add } = await import('./lazy.ts'); add(); return cases; }`,
        `import { cases } from './state.ts';`,
      ),
    });

    expect(answers).toEqual({ whole: [1], cut: [1] });
    expect(cut.code).not.toContain('only in b');
  });

  it('with the class fields of an older target', async () => {
    const { cut, answers } = await bundleBothWays({
      'tsconfig.json': JSON.stringify({ compilerOptions: { useDefineForClassFields: false, target: 'es2020' } }),
      'apis.ts': api('x = this.y ?? 1; y?: number; async a() { return Object.keys({ x: this.x }); }'),
    });

    expect(answers.cut).toEqual(answers.whole);
    expect(cut.code).not.toContain('only in b');
  });

  it('with verbatimModuleSyntax, which keeps imports of types', async () => {
    const { cut, answers } = await bundleBothWays({
      'tsconfig.json': JSON.stringify({ compilerOptions: { verbatimModuleSyntax: true } }),
      'loud.ts': `(globalThis as any).loud = ((globalThis as any).loud ?? 0) + 1; export interface Shape { x: number } export const other = 1;`,
      'apis.ts': `${library}import { other, type Shape } from './loud.ts';
export class TestApi extends Api { async a(): Promise<Shape> { return { x: (globalThis as any).loud }; } ${unused} }`,
    });

    expect(answers.whole).toEqual({ x: 1 });
    expect(answers.cut).toEqual({ x: 2 });
    expect(cut.code).not.toContain('only in b');
  });

  it('and says the place of an error in the source, through both source maps', async () => {
    const { root, cut } = await bundleBothWays(
      {
        'apis.ts': `${library}// A line.
export class TestApi extends Api {
  async b() { return 'only in b'; }
  async c() {
    return 'something long';
  }

  async a() {
    const where = 'here';
    throw new Error(where);
  }
}
`,
      },
      { sourceMaps: true },
    );
    const file = join(root, 'cut.mjs');
    writeFileSync(file, cut.code);
    const { handler }: { readonly handler: () => Promise<never> } = await import(pathToFileURL(file).href);

    const error: Error = await handler().catch((thrown: Error) => thrown);

    const [, line = '', column = ''] = /cut\.mjs:(\d+):(\d+)/.exec(error.stack ?? '') ?? [];
    const map = new SourceMap(JSON.parse(cut.sourceMap ?? ''));
    const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
    expect(entry).toMatchObject({ originalLine: 10, originalColumn: 10 });
    expect(resolve(root, 'functions', 'test.a', (entry as { originalSource: string }).originalSource)).toBe(
      join(root, 'apis.ts'),
    );
  });
});
