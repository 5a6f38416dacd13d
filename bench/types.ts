/**
 * How fast the bus's types check: 100 APIs with 5 procedures each, all of them called through the bus, beside the same
 * classes called directly. `node bench/types.ts [runs]`
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { arch, cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const runs = Number(process.argv[2] ?? 5);
const apis = 100;
const procedures = 5;

const classes = Array.from({ length: apis }, (_, api) => {
  const methods = Array.from(
    { length: procedures },
    (_unused, index) =>
      `  async p${index}({ id }: { id: string; n${api}: number }): Promise<{ r${api}x${index}: string }> { return { r${api}x${index}: id }; }`,
  );
  return `export class Api${api} extends Api {\n  static readonly meta = { name: 'area${api % 10}.object${api}' } as const;\n  readonly changed = event<{ id: string }>();\n${methods.join('\n')}\n}`;
});
const calls = (receiver: (api: number) => string): string =>
  Array.from({ length: apis * procedures }, (_, index) => {
    const api = Math.floor(index / procedures);
    const procedure = index % procedures;
    return `export const x${index}: string = (await ${receiver(api)}.p${procedure}({ id: '', n${api}: 1 })).r${api}x${procedure};`;
  }).join('\n');

const files = {
  'package.json': '{ "type": "module" }',
  'apis.ts': `import { Api, event } from 'lambdabus';\n${classes.join('\n')}\n`,
  'direct.ts': `import * as apis from './apis.ts';\n${calls((api) => `new apis.Api${api}()`)}\n`,
  'bus.ts': `import { createBus } from 'lambdabus';\nimport type * as apis from './apis.ts';\nconst bus = createBus<typeof apis>();\n${calls((api) => `bus.area${api % 10}.object${api}`)}\n`,
};

const directory = mkdtempSync(join(tmpdir(), 'lambdabus-bench-types-'));
try {
  for (const [file, text] of Object.entries(files)) writeFileSync(join(directory, file), text);
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
  const flags = [
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    '--target',
    'es2024',
    '--module',
    'nodenext',
    '--allowImportingTsExtensions',
    '--types',
    'node',
  ];
  const compilers = {
    'TypeScript 7 (tsc)': [join(root, 'node_modules/typescript/bin/tsc')],
    'TypeScript 6 (tsc)': [join(root, 'node_modules/typescript-checker/lib/tsc.js')],
  };
  console.log(
    `${apis * procedures} procedures in ${apis} APIs, all called; medians of ${runs} runs of the whole command`,
  );
  console.log(`Node ${process.version}, ${arch()}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`);
  for (const [name, command] of Object.entries(compilers)) {
    const times = { direct: [] as number[], bus: [] as number[] };
    // Alternating, so that what else the machine does falls on both.
    for (let run = 0; run < runs; run += 1) {
      for (const subject of ['direct', 'bus'] as const) {
        const began = performance.now();
        execFileSync(process.execPath, [...command, ...flags, `${subject}.ts`], { cwd: directory });
        times[subject].push(performance.now() - began);
      }
    }
    const [direct, bus] = [median(times.direct), median(times.bus)];
    console.log(
      `${name}: through the bus ${bus.toFixed(0)} ms, directly ${direct.toFixed(0)} ms, ratio ${(bus / direct).toFixed(2)}`,
    );
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
