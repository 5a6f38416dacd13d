import { readFileSync, rmSync } from 'node:fs';
import type { Node } from 'oxc-parser';
import { afterAll, describe, expect, it } from 'vitest';
import type { KeptTypes } from '../../../src/build/inner-edit/observe-types.ts';
import { parseModule } from '../../../src/build/slice/parsed-sources.ts';
import { childrenOf } from '../../../src/build/slice/syntax.ts';
import { createSources, type Sources } from './check-sources.ts';
import { edits, service } from './edited-service.ts';
import { answered, asService, everything, keep } from './kept-answers.ts';

/** A service whose code comes to the bus in ways that depend on types, names and values. */
const sensitive: Sources = {
  ...service,
  'all.ts': `${service['all.ts']}export * from './shop.ts';\n`,
  'shop.ts': `import { Api, event } from 'lambdabus';
import { bus } from './client.ts';
import type { Order } from './models.ts';
interface Port { reserve(by: { id: string }): Promise<number> }
type Pair = { kind: 'a'; port: Port } | { kind: 'b'; port: { reserve(by: { id: string }): Promise<number> } };
class Rows {
  readonly #rows: Order[] = [];
  row(id: string): Order | undefined { return this.#rows.find((row) => row.id === id); }
  add(order: Order): void {
    this.#rows.push(order);
  }
}
class Loud {
  find(id: string): string { void bus.stock.count(); return id; }
  reserve(by: { id: string }): Promise<number> { return bus.stock.reserve(by); }
  with(text: string): Loud { void text; return this; }
  each(run: () => void): void { run(); }
}
const rows = new Rows();
const loud = new Loud();
const ports: readonly [Port, Port] = [loud, { reserve: async () => 1 }];
const limits: Readonly<Record<string, number>> = { most: 10 };
interface Nest<T> { value: T; inner?: Nest<T[]>; outer?: Nest<{ value: T }> }
function depth(nest: Nest<string>): number { return nest.inner === undefined ? 0 : 1; }
type Part = { kind: 'alpha'; run: typeof bus.stock } | { kind: 'beta'; run: typeof bus.order };
function part(id: string): Part { return id === 'a' ? { kind: 'alpha', run: bus.stock } : { kind: 'beta', run: bus.order }; }
function parts(): [typeof bus.stock, typeof bus.order] { return [bus.stock, bus.order]; }
const rowsOfParts: [typeof bus.stock, typeof bus.order][] = [parts()];
function fail(text: string): never { throw new Error(text); }
function assertTrue(value: boolean): asserts value { if (!value) throw new Error(String(value)); }
async function count(target: typeof bus.stock | string): Promise<void> {
  await (typeof target === 'string' ? bus.order.list() : target.count());
}
class NotSold extends Error { override readonly name = 'NotSold'; }
function format(value: unknown): string { return String(value); }
function shout(text: string): string { void bus.order.list(); return text; }
const doubled = (order: Order): number => order.cents * 2;
function choose(name: 'x'): Port;
function choose(name: 'y'): { reserve(by: object): Promise<number> };
function choose(name: string): Port { return name === 'x' ? loud : { reserve: async () => 1 }; }
function pair(id: string): Pair {
  return id === 'a' ? { kind: 'a', port: loud } : { kind: 'b', port: { reserve: async () => 1 } };
}
export class ShopApi extends Api {
  static readonly meta = { name: 'shop' } as const;
  readonly own = event<{ id: string }>();
  readonly own2 = event<{ id: string }>();
  /** Sells. */
  async sell({ id, amount = 1 }: { id: string; amount?: number }): Promise<string> {
    const found = rows.row(id);
    if (found === undefined) throw new Error('nothing is sold');
    const total = doubled(found) * amount;
    console.log(\`sold \${id} for \${total}\`);
    await bus.order.place({ id: 'plain' });
    await this.own.fire({ id });
    return format(total) + shout('sold') + String(depth({ value: id }));
  }
  async pick({ id, key }: { id: string; key: 'own' | 'own2' }): Promise<void> {
    const constant = 'own';
    await this[constant].fire({ id });
    let way: 'own' | 'own2' = 'own';
    way = key;
    await this[way].fire({ id });
  }
  async split({ id }: { id: string }): Promise<string> {
    const { kind, port } = pair(id);
    if (kind !== 'a') return 'other';
    await port.reserve({ id });
    return kind;
  }
  async index({ id }: { id: string }): Promise<number> {
    const first = 0;
    return ports[first].reserve({ id });
  }
  async overloaded({ id }: { id: string }): Promise<number> {
    const name = 'x';
    return choose(name).reserve({ id });
  }
  async quoted({ id }: { id: string }): Promise<void> {
    void id;
    loud.with('first').each(() => { void bus.order.list(); });
  }
  async leaving({ id }: { id: string }): Promise<void> {
    const taken = part(id);
    if (taken.kind === 'alpha') {
      console.log(id);
      return;
    }
    await taken.run.list();
  }
  async aliased({ id }: { id: string }): Promise<void> {
    const taken = part(id);
    const isAlpha = taken.kind === 'alpha';
    console.log(id, 'aliased');
    if (isAlpha) await taken.run.count();
  }
  async switched({ id }: { id: string }): Promise<void> {
    const taken = part(id);
    switch (taken.kind) {
      case 'alpha':
        await taken.run.count();
    }
  }
  async picked({ id }: { id: string }): Promise<void> {
    void id;
    await parts()[0].reserve({ id });
    await rowsOfParts[0]?.[0].reserve({ id: 'row' });
    await count('order');
  }
  async sorted({ id }: { id: string }): Promise<string> {
    const [first = ''] = [id].filter((each) => {
      if (each === '') return false;
      return true;
    });
    await bus.order.place({ id: first });
    return first;
  }
  async guessed({ id }: { id: string }) {
    return { id };
  }
}
`,
};

/** Statements to put into each body. */
const added = [
  ...["console.log('x');", 'void bus.order.list();', 'const fresh = 1; void fresh;', "rows.row('1');"],
  ...[
    "loud.find('1');",
    "shout('a');",
    "format('a');",
    'new Loud();',
    'new Rows();',
    "const key9 = 'own2'; void key9;",
  ],
  ...["throw new Error('no');", 'return undefined as never;', '[1].forEach((x) => { console.log(x); });', 'void this;'],
  ...["makeNotifier().notify('x');", "runner.run('x');", 'Object.values({ a: 1 });', "JSON.parse('1');", '/* aside */'],
  ...['const f = (b: { reserve(by: object): void }) => b.reserve({}); void f;', "pick('fast');", "choose('y');"],
  ...['const o = { reserve() { return 1; } }; void o;', "limits['most'];", '\n\n'],
];

/** All of the edits, LAMBDABUS_EVERY_EDIT=1, take a minute or two; a part of them finds what is generally wrong. */
const every = Number(process.env['LAMBDABUS_EVERY_EDIT'] ?? 3);

function editsOf(file: string, text: string): ReadonlySet<string> {
  const found = new Set<string>();
  const replace = (start: number, end: number, by: string) => found.add(text.slice(0, start) + by + text.slice(end));
  const visit = (node: Node): void => {
    if (node.type === 'BlockStatement') {
      for (const statement of added) {
        replace(node.start + 1, node.start + 1, statement);
        replace(node.end - 1, node.end - 1, statement);
      }
      for (const { start, end } of node.body) {
        replace(start, end, '');
        replace(end, end, `\n${text.slice(start, end)}`);
      }
    }
    if (node.type === 'Literal' && typeof node.value === 'string') {
      for (const other of ['other', 'own2', 'y', 'slow', 'b']) replace(node.start, node.end, `'${other}'`);
    }
    if (node.type === 'Literal' && typeof node.value === 'number') replace(node.start, node.end, '1');
    if (node.type === 'Identifier') {
      for (const other of ['rows', 'loud', 'shout', 'id', 'key', 'found']) replace(node.start, node.end, other);
    }
    for (const child of childrenOf(node)) visit(child);
  };
  const root = parseModule(file, text).statements[0]?.parent;
  if (root === undefined || root === null) throw new TypeError(`${file} is not parsed.`);
  visit(root);
  found.delete(text);
  return found;
}

describe('what is answered after an edit from what was read before it', { timeout: 300_000 }, () => {
  const sources = createSources(sensitive, afterAll);
  const { 'shop.ts': shop = '' } = sensitive;
  let kept: KeptTypes | undefined;

  async function answer(replace: readonly [found: string, by: string]): Promise<unknown> {
    kept ??= await keep(sources);
    if (kept === undefined || !shop.includes(replace[0])) throw new TypeError('There is nothing to edit.');
    sources.write({ 'shop.ts': shop.replace(replace[0], () => replace[1]) });
    try {
      const found = await answered(kept, 'shop.ts', sources);
      if (found !== undefined) expect(found).toEqual(await everything(asService(sources.check()), sources));
      return found;
    } finally {
      sources.write({ 'shop.ts': shop });
    }
  }

  it.each([
    ['a text', "'nothing is sold'", "'no such thing'"],
    ['a template', 'console.log(`sold', 'console.log(`has sold'],
    ['a number beside a call of the bus', "{ id: 'plain' }", "{ id: 'other' }"],
    [
      'a statement more',
      '    const total',
      "    if (amount > 5) {\n      console.log('much');\n    }\n    const total",
    ],
    ['a call of a function that does nothing to the bus', 'console.log(`sold', 'format(found);\n    console.log(`sold'],
    ["an error of the service's own", "new Error('nothing is sold')", "new NotSold('nothing is sold')"],
    ['a statement less', '    void id;\n    loud', '    loud'],
    ['an expression', 'doubled(found) * amount', 'doubled(found) * (amount + amount)'],
    ['what a function within gives', "if (each === '') return false;", "if (each === ' ') return false;"],
    ['a text that is handed to a call of the bus', "{ id: 'row' }", "{ id: 'other row' }"],
    ['a comment', '    const total', '    // What it costs.\n    const total'],
    [
      'the body of a function',
      '    this.#rows.push',
      '    const { id } = order;\n    console.log(id);\n    this.#rows.push',
    ],
  ])('is the same as a fresh reading: %s', async (_, found, by) => {
    expect(await answer([found, by])).toBeDefined();
  });

  it.each([
    ['a call', '    const total', '    await bus.order.list();\n    const total'],
    ['a call less', "    await bus.order.place({ id: 'plain' });\n", ''],
    ['a call of a function that calls', '    const total', "    shout('x');\n    const total"],
    ['a name that a member is picked by', "const constant = 'own'", "const constant = 'own2'"],
    ['what tells which name it is', '    way = key;\n', ''],
    ['what tells the parts of a union apart', "    if (kind !== 'a') return 'other';\n", ''],
    ['an index', 'const first = 0', 'const first = 1'],
    ['a check less', "    if (found === undefined) throw new Error('nothing is sold');\n", ''],
    ['an end of a function that it had before', '      console.log(id);\n      return;\n', '      console.log(id);\n'],
    ['an end of a function that it has now', "console.log(id, 'aliased');", 'if (id.length > 3) return;'],
    ['a call of a function that never ends', "console.log(id, 'aliased');", "fail('now');"],
    ['a call of a function that asserts', "console.log(id, 'aliased');", 'assertTrue(id.length > 3);'],
    ['the end of the process', "console.log(id, 'aliased');", 'if (id.length > 3) process.exit();'],
    ['a condition that tells a union apart', "console.log(id, 'aliased');", 'if (isAlpha) console.log(id);'],
    [
      'the text that tells a union apart',
      "const isAlpha = taken.kind === 'alpha'",
      "const isAlpha = taken.kind === 'beta'",
    ],
    ['the case that tells a union apart', "case 'alpha':", "case 'beta':"],
    ['the type that a value is asked for', "typeof target === 'string'", "typeof target === 'number'"],
    ['an index into what a function gives', 'parts()[0]', 'parts()[1]'],
    ['an index into an element', '?.[0].reserve', '?.[1].reserve'],
    ['what chooses an overload', "const name = 'x'", "const name = 'y'"],
    ['a type that is not written', 'return { id };', 'return { id, more: 1 };'],
    ['a type that is written', 'Promise<string> {\n    const found', 'Promise<string | null> {\n    const found'],
    ['a doc comment', '/** Sells. */', '/** Sells it. */'],
    ['a value outside of functions', '{ most: 10 }', '{ most: 11 }'],
    ['what an assumption quotes', "with('first')", "with('second')"],
    ['a syntax error', 'const total =', 'const total = ='],
  ])('is left to a fresh reading: %s', async (_, found, by) => {
    expect(await answer([found, by])).toBeUndefined();
  });

  it.each(['shop.ts', 'orders.ts', 'helpers.ts', 'runners.ts', 'listeners.ts'] as const)(
    'never differs from a fresh reading: %s',
    async (file) => {
      kept ??= await keep(sources);
      if (kept === undefined) throw new TypeError('Nothing was kept.');
      const { [file]: text = '' } = sensitive;
      let count = 0;
      for (const edited of [...editsOf(file, text)].filter((_, index) => index % every === 0)) {
        sources.write({ [file]: edited });
        const found = await answered(kept, file, sources);
        if (found === undefined) continue;
        count += 1;
        expect(found, edited).toEqual(await everything(asService(sources.check()), sources));
      }
      sources.write({ [file]: text });

      expect(count).toBeGreaterThan(0);
    },
  );

  it('never differs after one edit upon another', async () => {
    const changing = createSources(service);
    for (const { file, replace, text } of edits) {
      const before = await keep(changing);
      if (text === null || replace === undefined) continue;
      const written = readFileSync(changing.path(file), 'utf8');
      changing.write({ [file]: written.replace(replace[0], () => replace[1]) });
      const found = before && (await answered(before, file, changing));

      if (found !== undefined) expect(found).toEqual(await everything(asService(changing.check()), changing));
    }
  });

  it('is not told of a file that is gone', async () => {
    const removed = createSources(service);
    const before = await keep(removed);
    rmSync(removed.path('leak.ts'));

    expect(before && (await answered(before, 'leak.ts', removed))).toBeUndefined();
    expect(before).toBeDefined();
  });

  it('is not told where anything is called by a name that is known only at run time', async () => {
    const dynamic = createSources({
      ...service,
      'vault.ts': `${service['vault.ts']}import { bus } from './client.ts';\nexport const client = bus.$client;\n`,
    });

    expect(await keep(dynamic)).toBeUndefined();
  });

  it('is not told where a part of the bus goes where nothing is known of it', async () => {
    const loose = createSources({
      ...service,
      'vault.ts': `${service['vault.ts']}import { bus } from './client.ts';
const kept = new Map<string, unknown>([['order', bus.order]]);
export function take(name: string): { list(by: object): unknown } { return kept.get(name) as { list(by: object): unknown }; }
`,
    });

    expect(await keep(loose)).toBeUndefined();
  });

  it('is not told where a package brings a bus of its own', async () => {
    const others = createSources({
      ...service,
      'node_modules/@acme/bus/package.json': '{ "name": "@acme/bus", "type": "module", "types": "./index.d.ts" }',
      'node_modules/@acme/bus/index.d.ts': "import type { Api } from 'lambdabus';\nexport declare const api: Api;\n",
      'vault.ts': `${service['vault.ts']}import { api } from '@acme/bus';\nvoid api;\n`,
    });

    expect(await keep(others)).toBeUndefined();
  });
});
