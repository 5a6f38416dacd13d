/** Code whose calls cannot be told without running it: it calls `a`, and could as well call `b`. */
export interface UndecidableShape {
  /** Statements of the procedure, whose parameter is `branch`, always 0. */
  readonly body: string;
  /** Code before the class. */
  readonly before?: string;
  /** Members of the class. */
  readonly members?: string;
  /** Base class of the API. */
  readonly base?: string;
  /** Other files. */
  readonly files?: Readonly<Record<string, string>>;
  /** Whether the build has to assume that `b` is called as well. */
  readonly hasSurplus: boolean;
}

/** The calls of a shape; the procedures are its own, so that no shape hides what another one lacks. */
export function callsOf(name: string): { readonly a: string; readonly b: string } {
  return { a: `await bus.target.a.${name}()`, b: `await bus.target.b.${name}()` };
}

/** The shapes, by their names. */
export const undecidableShapes: Readonly<
  Record<string, (calls: { a: string; b: string }, name: string) => UndecidableShape>
> = {
  recordOfHandlers: ({ a, b }) => ({
    before: `const handlers: Record<string, () => Promise<void>> = { first: async () => { ${a}; }, second: async () => { ${b}; } };`,
    body: `const key: string = branch === 0 ? 'first' : 'second'; await handlers[key]?.();`,
    hasSurplus: true,
  }),
  interfaceOfTwoClasses: ({ a, b }) => ({
    before: `interface Job { run(): Promise<void> }
class First implements Job { async run() { ${a}; } }
class Second implements Job { async run() { ${b}; } }`,
    body: `const jobs: readonly Job[] = [new First(), new Second()]; await jobs[branch]?.run();`,
    hasSurplus: true,
  }),
  injection: ({ a, b }) => ({
    before: `interface Store { save(): Promise<void> }
class Remote implements Store { async save() { ${a}; } }
class Spare implements Store { async save() { ${b}; } }
class Service { readonly #store: Store; constructor(store: Store) { this.#store = store; } async go() { await this.#store.save(); } }
const container = { remote: new Remote(), spare: new Spare() };`,
    body: `await new Service(branch === 0 ? container.remote : container.spare).go();`,
    hasSurplus: true,
  }),
  dynamicImport: (_, name) => ({
    before: `import type {} from './plugins-${name}/first.ts';\nimport type {} from './plugins-${name}/second.ts';`,
    body: `const which: string = branch === 0 ? 'first' : 'second'; const plugin = await import(\`./plugins-${name}/\${which}.ts\`); await plugin.run();`,
    files: Object.fromEntries(
      (['a', 'b'] as const).map((side) => [
        `plugins-${name}/${side === 'a' ? 'first' : 'second'}.ts`,
        `import { bus } from '../the-bus.ts';\nexport async function run(): Promise<void> { await bus.target.${side}.${name}(); }\n`,
      ]),
    ),
    hasSurplus: true,
  }),
  reExportAsObject: ({ a, b }, name) => ({
    before: `import { all } from './re-export-${name}.ts';`,
    body: `const [first] = Object.values(all); await first?.();`,
    files: {
      [`re-export-${name}.ts`]: `export * as all from './exported-${name}.ts';\n`,
      [`exported-${name}.ts`]: `import { bus } from './the-bus.ts';
export const aaa = async (): Promise<void> => { ${a}; };
export const bbb = async (): Promise<void> => { ${b}; };
`,
    },
    hasSurplus: true,
  }),
  callbackOfPackage: ({ a, b }) => ({
    before: `import { keep, run } from 'compiled';\nasync function later(): Promise<void> { ${b}; }`,
    body: `keep(later); await run(async () => { ${a}; });`,
    hasSurplus: true,
  }),
  objectOfPackage: ({ a, b }) => ({
    before: `import { start } from 'compiled';\nconst plugin = { async onStart() { ${a}; }, async onStop() { ${b}; } };`,
    body: `await start(plugin);`,
    hasSurplus: true,
  }),
  instanceOfPackageInterface: ({ a, b }) => ({
    before: `import { log, type Logger } from 'compiled';
class Shouting { async info() { ${a}; } async debug() { ${b}; } }
const logger: Logger = new Shouting();`,
    body: `await log(logger);`,
    hasSurplus: true,
  }),
  anyCast: ({ a, b }) => ({
    before: `class Goes { async go() { ${a}; } }\nclass Waits { async go() { ${b}; } }`,
    body: `const thing: any = branch === 0 ? new Goes() : new Waits(); await thing.go();`,
    hasSurplus: true,
  }),
  unknownCast: ({ a, b }) => ({
    before: `class Hidden { async reveal() { ${a}; } }\nclass Other { async reveal() { ${b}; } }\nconst others: readonly object[] = [new Hidden(), new Other()];`,
    body: `await (others[branch] as unknown as { reveal(): Promise<void> }).reveal();`,
    hasSurplus: true,
  }),
  callApplyBind: ({ a, b }) => ({
    before: `const direct = async () => { ${a}; };\nconst kept = async () => { ${b}; };`,
    body: `const bound = direct.bind(undefined); const spare = kept.bind(undefined); await bound.call(undefined); void spare;`,
    hasSurplus: true,
  }),
  eventEmitter: ({ a, b }) => ({
    before: `import { EventEmitter, once } from 'node:events';`,
    body: `const emitter = new EventEmitter(); const done = once(emitter, 'done');
    emitter.on('now', async () => { ${a}; emitter.emit('done'); }); emitter.on('never', this.#late); emitter.emit('now'); await done;`,
    members: `readonly #late = async () => { ${b}; };`,
    hasSurplus: false,
  }),
  overridingMethod: ({ a, b }) => ({
    before: `class Base { async run() { ${b}; } }\nclass Derived extends Base { override async run() { ${a}; } }
const all: readonly Base[] = [new Derived(), new Base()];`,
    body: `await all[branch]?.run();`,
    hasSurplus: true,
  }),
  spreadOfObjects: ({ a, b }) => ({
    before: `const old = { async go() { ${b}; } };\nconst renewed = { async go() { ${a}; } };`,
    body: `const merged = { ...old, ...renewed }; await merged.go();`,
    hasSurplus: true,
  }),
  mapOfHandlers: ({ a, b }) => ({
    before: `const first = async () => { ${a}; };\nconst second = async () => { ${b}; };\nconst handlers = new Map([[0, first], [1, second]]);`,
    body: `await handlers.get(branch)?.();`,
    hasSurplus: false,
  }),
  proxyHandler: ({ a, b }) => ({
    before: `const handler = { get: () => async () => { ${a}; }, set: () => { void (async () => { ${b}; })(); return true; } };
const proxied = new Proxy<Record<string, () => Promise<void>>>({}, handler);`,
    body: `await proxied['anything']?.();`,
    hasSurplus: true,
  }),
  implicitIteration: ({ a, b }) => ({
    before: `class Pages { async *[Symbol.asyncIterator]() { ${a}; yield 1; } }\nclass Never { async *[Symbol.asyncIterator]() { ${b}; yield 1; } }`,
    body: `for await (const page of new Pages()) void page; new Never();`,
    hasSurplus: true,
  }),
  thenable: ({ a, b }) => ({
    before: `class Lazy implements PromiseLike<void> { then<T, U>(done?: ((value: void) => T | PromiseLike<T>) | null, failed?: ((reason: unknown) => U | PromiseLike<U>) | null): Promise<T | U> { return (async () => { ${a}; })().then(done, failed); } }
class Text { toString() { void (async () => { ${b}; })(); return 'text'; } }`,
    body: `await new Lazy(); new Text();`,
    hasSurplus: true,
  }),
  accessorByCopy: ({ a, b }) => ({
    before: `const pending: Promise<void>[] = [];
const live = { get first() { pending.push((async () => { ${a}; })()); return 1; } };
const idle = { get second() { pending.push((async () => { ${b}; })()); return 1; } };`,
    body: `Object.assign({}, live); void idle; await Promise.all(pending);`,
    hasSurplus: true,
  }),
  mixin: ({ a, b }) => ({
    before: `const WithAudit = <TBase extends abstract new (...args: any[]) => Api>(Base: TBase) => {
  abstract class Audited extends Base { async _audit() { ${a}; } async _spare() { ${b}; } }
  return Audited;
};`,
    base: 'WithAudit(Api)',
    body: `const name: string = '_audit'; await (this as unknown as Record<string, () => Promise<void>>)[name]?.();`,
    hasSurplus: true,
  }),
  escapingThis: ({ a, b }) => ({
    before: `interface Steps { _first(): Promise<void>; _second(): Promise<void> }
async function drive(steps: Steps, which: number): Promise<void> { await (which === 0 ? steps._first() : steps._second()); }`,
    members: `async _first() { ${a}; }\n  async _second() { ${b}; }`,
    body: `await drive(this, branch);`,
    hasSurplus: false,
  }),
  rejectionHandler: ({ a, b }) => ({
    before: `async function recover(): Promise<void> { ${b}; }`,
    body: `await Promise.resolve().then(async () => { ${a}; }, recover);`,
    hasSurplus: false,
  }),
  reflection: ({ a, b }) => ({
    before: `const tools = { async first() { ${a}; }, async second() { ${b}; } };`,
    body: `await Reflect.get(tools, branch === 0 ? 'first' : 'second')();`,
    hasSurplus: true,
  }),
  higherOrder: ({ a, b }) => ({
    before: `async function attempt(work: () => Promise<void>, { onFailure }: { onFailure: () => Promise<void> }): Promise<void> { try { await work(); } catch { await onFailure(); } }`,
    body: `await attempt(async () => { ${a}; }, { onFailure: async () => { ${b}; } });`,
    hasSurplus: true,
  }),
  factoryOfFunctions: ({ a, b }) => ({
    before: `const make = (kind: number) => (kind === 0 ? async () => { ${a}; } : async () => { ${b}; });`,
    body: `await make(branch)();`,
    hasSurplus: true,
  }),
  codeFromText: ({ a, b }) => ({
    before: `export async function fromText(): Promise<void> { ${a}; }\nexport async function neverRun(): Promise<void> { ${b}; }\nexport const known = { fromText };`,
    body: `const run = new Function('known', 'return known.fromText()'); await run(known);`,
    hasSurplus: true,
  }),
  prototypeAssignment: ({ a, b }) => ({
    before: `class Bare { declare go: () => Promise<void>; declare stop: () => Promise<void>; }
Bare.prototype.go = async function go() { ${a}; };
Bare.prototype.stop = async function stop() { ${b}; };`,
    body: `await new Bare().go();`,
    hasSurplus: true,
  }),
  registryOfModules: ({ a, b }, name) => ({
    before: `import { steps } from './steps-${name}.ts';\nimport './first-${name}.ts';\nimport './second-${name}.ts';`,
    body: `await steps[branch]?.();`,
    files: {
      [`steps-${name}.ts`]: 'export const steps: (() => Promise<void>)[] = [];\n',
      [`first-${name}.ts`]: `import { bus } from './the-bus.ts';\nimport { steps } from './steps-${name}.ts';\nsteps.push(async () => { ${a}; });\n`,
      [`second-${name}.ts`]: `import { bus } from './the-bus.ts';\nimport { steps } from './steps-${name}.ts';\nsteps.push(async () => { ${b}; });\n`,
    },
    hasSurplus: false,
  }),
  untypedJavaScript: (_, name) => ({
    before: `import { pick } from './legacy-${name}.js';`,
    body: `await pick(branch).go();`,
    files: {
      [`legacy-${name}.js`]: `import { bus } from './the-bus.ts';
class Old { async go() { await bus.target.a.${name}(); } }
class Older { async go() { await bus.target.b.${name}(); } }
const all = [new Old(), new Older()];
export function pick(index) { return all[index]; }
`,
    },
    hasSurplus: true,
  }),
  structuralLookalike: ({ a, b }) => ({
    before: `class Wanted { async act() { ${b}; } }\nclass Lookalike { async act() { ${a}; } }
async function perform(wanted: Wanted): Promise<void> { await wanted.act(); }`,
    body: `await perform(branch === 0 ? new Lookalike() : new Wanted());`,
    hasSurplus: true,
  }),
};
