import { build } from 'esbuild';
import ts from 'typescript-checker';
import { describe, expect, it } from 'vitest';
import { type Slice, sliceClass } from '../../../src/build/slice/index.ts';

function slice(source: string, member = 'a', hasEffects = (_specifier: string): boolean => false): Slice {
  return sliceClass(ts, { file: 'apis.ts', source, className: 'TestApi', member, hasEffects });
}

const library = `import { Api, event } from 'lambdabus';\n`;

describe('a class cut down to one procedure', () => {
  it('keeps the procedure and drops the others with their imports and declarations', () => {
    const source = `${library}import { heavy } from 'heavy';
import { light, other } from './light.ts';
const connection = heavy();
connection.open();
const table = 'x';
export class TestApi extends Api {
  static readonly meta = { name: 'test' } as const;
  async a() { return light(table); }
  async b() { return [connection, other()]; }
}
`;

    const { code, removed, whole } = slice(source);

    expect(whole).toBeUndefined();
    expect(removed).toEqual(['b']);
    expect(code).toBe(`${library}import { light } from './light.ts';
const table = 'x';
export class TestApi extends Api {
  static readonly meta = { name: 'test' } as const;
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
    const { code, removed, whole } = slice(`${library}export class TestApi extends Api { ${members} }`);

    expect(whole).toBeUndefined();
    expect(removed).toEqual(['b']);
    expect(code).toContain('helper');
  });

  it('drops events that the procedure does not touch', () => {
    const { removed } = slice(
      `${library}export class TestApi extends Api { e = event<{}>(); async a() {} async b() { await this.e.fire({}); } }`,
    );

    expect(removed).toEqual(['e', 'b']);
  });

  it('does not take the `this` of a nested function or object for its own', () => {
    const { removed } = slice(
      `${library}export class TestApi extends Api { async a() { return { f() { return this.b; }, g: function () { return this['b' + 1]; } }; } async b() {} }`,
    );

    expect(removed).toEqual(['b']);
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
    ['eval', 'async a() { return eval("this.b()"); } async b() {}', '`eval` in a'],
    ['a computed member', 'async a() {} [Symbol.iterator]() {} async b() {}', 'a member has a computed name'],
    ['super[…]', 'async a() { return super["b"]; } async b() {}', '`super[…]` in a'],
  ])('stays whole for %s', (_why, members, reason) => {
    const source = `${library}export class TestApi extends Api { ${members} }`;

    const result = slice(source);

    expect(result.whole).toBe(reason);
    expect(result.code).toBe(source);
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
      'the class has a decorator',
    ],
    [
      'import { Api } from "lambdabus"; export const TestApi = class extends Api { async a() {} async b() {} }',
      'the class is not declared',
    ],
  ])('stays whole when another class may call its members: %s', (source, reason) => {
    expect(slice(source).whole).toContain(reason);
  });

  it('keeps a decorated member', () => {
    expect(
      slice(`${library}export class TestApi extends Api { async a() {} @traced async b() {} async c() {} }`).removed,
    ).toEqual(['c']);
  });

  it('keeps an import that does something when it loads, without its bindings', () => {
    const source = `${library}import { b } from './patch.ts';\nimport { c } from './pure.ts';\nexport class TestApi extends Api { async a() {} async b() { b(); c(); } }`;

    const { code, keptForEffects } = slice(source, 'a', (specifier) => specifier === './patch.ts');

    expect(code).toContain(`import './patch.ts';`);
    expect(code).not.toContain('pure');
    expect(keptForEffects).toEqual(['./patch.ts']);
  });

  it('keeps a declaration with the name of something shadowed: too much, never too little', () => {
    const source = `${library}const shared = make();\nexport class TestApi extends Api { async a() { const shared = 1; return shared; } async b() { return shared; } }`;

    expect(slice(source).code).toContain('const shared = make();');
  });

  it('runs: what is left gives the same answers', async () => {
    const source = `import { Api } from 'lambdabus';
const table = new Map([['k', 7]]);
function read(key: string): number | undefined { return table.get(key); }
const unused = { get boom(): never { throw new Error('loaded'); } };
const exploded = () => unused.boom;
export class TestApi extends Api {
  readonly #key = 'k';
  async a() { return read(this.#key); }
  async b() { return exploded(); }
}
`;
    const { code } = slice(source);

    const bundle = await build({
      stdin: { contents: code.replace(`import { Api } from 'lambdabus';`, 'class Api {}'), loader: 'ts' },
      format: 'esm',
      write: false,
    });
    const text = bundle.outputFiles[0]?.text ?? '';
    const { TestApi } = (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as {
      TestApi: new () => { a(): Promise<number>; b?: unknown };
    };

    expect(text).not.toContain('boom');
    expect(await new TestApi().a()).toBe(7);
    expect(new TestApi().b).toBeUndefined();
  });

  it('has a source map to the original lines', () => {
    const { map } = slice(`${library}export class TestApi extends Api {\n  async b() {}\n  async a() {}\n}\n`);

    expect(map?.sources).toEqual(['apis.ts']);
    expect(map?.mappings.length).toBeGreaterThan(0);
  });
});
