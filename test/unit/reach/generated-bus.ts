/**
 * A service of 60 functions, each with targets of its own, whose code reaches them in another way: the helpers of all
 * functions lie in the same modules, so that what a module does says nothing of what one function does.
 */
export interface GeneratedBus {
  readonly files: Readonly<Record<string, string>>;
  /** How many branches each function has. */
  readonly branches: number;
}

interface Shape {
  /** What the procedure's body is. */
  readonly body: string;
  /** Members beside the procedure. */
  readonly members?: string;
  /** What the shared helper modules have for it, by module. */
  readonly shared?: Readonly<Record<string, string>>;
  /** Code before the class. */
  readonly before?: string;
  readonly base?: string;
}

const branches = 3;
const targetApis = 5;
const targetMembers = 6;

/** The statement that uses a target: a call, an enqueue, or a fire. */
function use(index: number): string {
  const api = index % targetApis;
  const member = Math.floor(index / targetApis) % targetMembers;
  if (index % 3 === 2) return `await bus.target.t${api}.e${member}.fire({ branch: 0 });`;
  return `await bus.target.t${api}.p${member}${index % 4 === 1 ? '.enqueue' : ''}({ branch: 0 });`;
}

/** The callee of a target that is called. */
function callee(index: number): { readonly api: string; readonly member: string } {
  return { api: `t${index % targetApis}`, member: `p${Math.floor(index / targetApis) % targetMembers}` };
}

/** `switch (branch)` over three targets that only function `n` has in this combination. */
function branched(n: number): string {
  const cases = Array.from({ length: branches }, (_, branch) => `case ${branch}: ${use(n * 7 + branch * 11)} break;`);
  return `switch (branch) { ${cases.join(' ')} default: throw new Error('no such branch'); }`;
}

/** The ways from a procedure to its targets. */
const shapes: readonly ((n: number) => Shape)[] = [
  (n) => ({ body: branched(n) }),
  (n) => ({ body: `await this.#do${n}(branch);`, members: `async #do${n}(branch: number) { ${branched(n)} }` }),
  (n) => ({
    body: `await this._do${n}(branch);`,
    members: `protected async _do${n}(branch: number) { ${branched(n)} }`,
  }),
  (n) => ({
    body: `await help${n}(branch);`,
    shared: { helpers: `export async function help${n}(branch: number) { ${branched(n)} }` },
  }),
  (n) => ({
    body: `await arrow${n}(branch);`,
    shared: { helpers: `export const arrow${n} = async (branch: number) => { ${branched(n)} };` },
  }),
  (n) => ({
    body: `await first${n}(branch);`,
    shared: {
      helpers: `export async function first${n}(branch: number) { await deep.second${n}(branch); }`,
      deep: `export async function second${n}(branch: number) { await third${n}(branch); }\nasync function third${n}(branch: number) { ${branched(n)} }`,
    },
  }),
  (n) => ({
    body: `await this.#arrow${n}(branch);`,
    members: `readonly #arrow${n} = async (branch: number) => { ${branched(n)} };`,
  }),
  (n) => ({
    body: `await inherited(this, branch);\n    await this.inherit${n}(branch);`.replace(
      'await inherited(this, branch);\n    ',
      '',
    ),
    base: `protected async inherit${n}(branch: number) { ${branched(n)} }`,
  }),
  (n) => ({
    body: `await Statics${n}.run(branch);`,
    shared: {
      classes: `export class Statics${n} { static async run(branch: number) { ${branched(n)} } static async other() { ${use(n + 3)} } }`,
    },
  }),
  (n) => ({
    body: `await new Worker${n}().work(branch);`,
    shared: {
      classes: `export class Worker${n} { async work(branch: number) { ${branched(n)} } async idle() { ${use(n + 5)} } }`,
    },
  }),
  (n) => ({
    body: `await this.#value${n}(branch);`,
    members: `get #value${n}() { return async (branch: number) => { ${branched(n)} }; }`,
  }),
  (n) => ({
    body: `for await (const _ of steps${n}(branch)) void _;`,
    shared: { helpers: `export async function* steps${n}(branch: number) { ${branched(n)} yield 1; }` },
  }),
  (n) => ({
    body: `await tag${n}\`\${branch}\`;`,
    shared: { helpers: `export async function tag${n}(_: TemplateStringsArray, branch: number) { ${branched(n)} }` },
  }),
  (n) => ({
    body: `await Promise.all([branch].map(each${n}));`,
    shared: { helpers: `export async function each${n}(branch: number) { ${branched(n)} }` },
  }),
  (n) => {
    const [first, second, third] = [0, 1, 3].map((branch) => callee(n * 7 + branch * 11));
    return {
      body: `const { target: { ${first?.api}: { ${first?.member}: chosen } } } = bus;
    const aliased = bus.target.${second?.api}.${second?.member};
    const { ${third?.api} } = bus.target;
    await [async () => chosen({ branch: 0 }), async () => aliased({ branch: 0 }), async () => ${third?.api}['${third?.member}']({ branch: 0 })][branch]?.();`,
    };
  },
  (n) => ({
    body: `await aliased.shared${n}({ branch: 0 }); if (branch === 1) await aliased.only${n}.fire({ branch: 0 });`,
    shared: {
      aliased: `export const { ${callee(n * 7).member}: shared${n} } = bus.target.${callee(n * 7).api};\nexport const only${n} = bus.target.t${n % targetApis}.e${n % targetMembers};`,
    },
  }),
  (n) => ({
    body: `await by${n}(branch);`,
    shared: {
      exported: `async function local${n}(branch: number) { ${branched(n)} }\nexport { local${n} as by${n} };`,
    },
  }),
  (n) => ({
    body: `const late = await import('./late.ts'); await late.late${n}(branch);`,
    shared: { late: `export async function late${n}(branch: number) { ${branched(n)} }` },
  }),
  (n) => ({
    body: `await (async () => { const inner = async () => { ${branched(n)} }; try { await inner(); } catch (error) { throw new Error('inner', { cause: error }); } })();`,
  }),
  (n) => ({
    body: `const name = ('p' + (branch % 2)) as 'p0' | 'p1'; await bus.target.t${n % targetApis}[name]({ branch: 0 });`,
  }),
  (n) => ({
    body: `await this.own${n}.fire({ branch }); const { own${n}: again } = this; await again.fire({ branch });`,
    members: `readonly own${n} = event<{ branch: number }>();`,
  }),
  (n) => ({
    body: `await bus.$client.call('target.t${n % targetApis}.p${n % targetMembers}', { branch: 0 }); await bus.$client.fire('target.t${n % targetApis}.e${(n + 1) % targetMembers}', { branch: 0 });`,
  }),
  (n) => ({
    body: `await repository${n}.save(branch);`,
    shared: {
      classes: `export const repository${n} = { async save(branch: number) { ${branched(n)} }, async drop() { ${use(n + 9)} } };`,
    },
  }),
  (n) => ({
    body: `await withDefault${n}(branch);`,
    shared: {
      helpers: `async function fallback${n}(branch: number) { ${branched(n)} }\nexport async function withDefault${n}(branch: number, then = fallback${n}) { await then(branch); }`,
    },
  }),
];

const procedures = 48;
const perApi = 4;

/** Generates its files. */
export function generateBus(): GeneratedBus {
  const shared: Record<string, string[]> = {};
  const apis: string[] = [];
  for (let api = 0; api < procedures / perApi; api += 1) {
    const made = Array.from({ length: perApi }, (_, at) => {
      const n = api * perApi + at;
      const shape = shapes[n % shapes.length]?.(n) ?? { body: '' };
      for (const [module, code] of Object.entries(shape.shared ?? {})) {
        shared[module] = [...(shared[module] ?? []), code];
      }
      return { n, shape };
    });
    const bases = made.flatMap(({ shape }) => shape.base ?? []);
    apis.push(`abstract class Base${api} extends Api {\n  ${bases.join('\n  ')}\n}
export class Api${api} extends Base${api} {
  static readonly meta = { name: 'api.a${api}' } as const;
  ${made.flatMap(({ shape }) => shape.members ?? []).join('\n  ')}
  ${made.map(({ n, shape }) => `async do${n}({ branch }: { branch: number }): Promise<void> {\n    ${shape.body}\n  }`).join('\n  ')}
}
${api % 5 === 4 ? '' : ''}`);
  }
  const handlers = Array.from({ length: 8 }, (_, n) => {
    const code = branched(procedures + n);
    const event = `bus.target.t${n % targetApis}.e0`;
    if (n % 4 === 1)
      return `async function handle${n}({ branch }: { branch: number }) { ${code} }\nexport const listener${n} = ${event}.listen(handle${n});`;
    if (n % 4 === 2) return `export const listener${n} = ${event}.listen(logged(async ({ branch }) => { ${code} }));`;
    if (n % 4 === 3) return `export const listener${n} = listen([${event}], async ({ branch }) => { ${code} });`;
    return `export const listener${n} = ${event}.listen(async ({ branch }) => { ${code} });`;
  });
  const schedules = Array.from(
    { length: 4 },
    (_, n) =>
      `export const schedule${n} = ${n % 2 === 0 ? 'every({ hours: 1 }' : "cron('0 12 * * ? *'"}, async () => { for (const branch of [0, 1, 2]) { ${branched(procedures + 8 + n)} } });`,
  );
  const head = `import { Api, createBus, event } from 'lambdabus';\nimport type * as targets from './targets.ts';\nconst bus = createBus<typeof targets>();\n`;
  const helperImports = Object.keys(shared).filter((module) => !['deep', 'late', 'aliased'].includes(module));
  return {
    branches,
    files: {
      ...Object.fromEntries(
        Object.entries(shared).map(([module, code]) => [
          `${module}.ts`,
          `${head.replace('Api, createBus, event', 'createBus')}${module === 'helpers' ? "import * as deep from './deep.ts';\n" : ''}${code.join('\n')}\n`,
        ]),
      ),
      'everything.ts': `${helperImports.map((module) => `export * from './${module}.ts';`).join('\n')}\n`,
      'targets.ts': targetsModule(),
      'apis.ts': `${head}import * as aliased from './aliased.ts';\nimport { ${exportedNames(helperImports.map((module) => shared[module]?.join('\n') ?? '')).join(', ')} } from './everything.ts';\n${apis.join('\n')}`,
      'bus.ts': `import { createBus, cron, every, listen } from 'lambdabus';
import type * as targets from './targets.ts';
export * from './apis.ts';
const bus = createBus<typeof targets>();
const logged = <T>(handler: (payload: T) => Promise<void>) => async (payload: T) => {
  try {
    await handler(payload);
  } finally {
    if (payload === undefined) console.log('nothing');
  }
};
${handlers.join('\n')}
${schedules.join('\n')}
`,
    },
  };
}

function exportedNames(modules: readonly string[]): readonly string[] {
  const text = modules.join('\n');
  const declared = [...text.matchAll(/^export (?:async )?(?:function\*?|const|class) (\w+)/gm)].map(
    ([, name = '']) => name,
  );
  const renamed = [...text.matchAll(/ as (by\w+) }/g)].map(([, name = '']) => name);
  return [...declared, ...renamed];
}

/** Another service, of which only the types are used; its events are open. */
function targetsModule(): string {
  const apis = Array.from({ length: targetApis }, (_, api) => {
    const members = Array.from(
      { length: targetMembers },
      (_unused, member) =>
        `readonly e${member} = event<{ branch: number }>({ openTo: ['generated'] });\n  async p${member}({ branch }: { branch: number }): Promise<number> { return branch; }`,
    );
    return `export class Target${api} extends Api {\n  static readonly meta = { name: 'target.t${api}' } as const;\n  ${members.join('\n  ')}\n}`;
  });
  return `import { Api, event } from 'lambdabus';\n${apis.join('\n')}\n`;
}
