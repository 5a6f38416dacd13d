/**
 * What a generated validator costs: the bytes it adds to a bundle, its import and the time of one validation, beside
 * ajv's standalone code for the same schema, bundled and minified alike. `node bench/validators.ts [runs]`
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { arch, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import addFormats from 'ajv-formats';
import { build } from 'esbuild';
import { generateValidators } from '../src/build/validators/index.ts';
import type { JsonSchema } from '../src/manifest/index.ts';
import type { BundleValidators, Issue } from '../src/wire/validator.ts';

const runs = Number(process.argv[2] ?? 7);
const validationsPerRun = 200_000;
const target = { bytes: 3000, microseconds: 2 };

const string: JsonSchema = { type: 'string' };
/** Ten properties as an order may have them: scalars with limits, literals, a date, a list of objects, a union. */
const order: JsonSchema = {
  type: 'object',
  properties: {
    id: { type: 'string', format: 'uuid' },
    customer: { type: 'string', minLength: 1, maxLength: 80 },
    email: { type: 'string', format: 'email' },
    placedAt: { type: 'string', format: 'date-time', 'x-cast': 'date' },
    status: { type: 'string', enum: ['cancelled', 'open', 'paid', 'shipped'] },
    total: { type: 'number', minimum: 0 },
    isGift: { type: 'boolean' },
    note: string,
    lines: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        properties: { article: string, amount: { type: 'integer', minimum: 1 } },
        required: ['amount', 'article'],
      },
    },
    delivery: {
      anyOf: [
        {
          type: 'object',
          properties: { kind: { const: 'pickup', type: 'string' }, shop: string },
          required: ['kind', 'shop'],
        },
        {
          type: 'object',
          properties: { kind: { const: 'post', type: 'string' }, street: string },
          required: ['kind', 'street'],
        },
      ],
    },
  },
  required: ['customer', 'delivery', 'email', 'id', 'isGift', 'lines', 'placedAt', 'status', 'total'],
};

/** Ten properties without formats, casts or unions: what most parameter objects are. */
const plain: JsonSchema = {
  type: 'object',
  properties: Object.fromEntries(
    Array.from({ length: 10 }, (_, index) => [`field${index}`, index % 2 === 0 ? string : { type: 'number' }]),
  ),
  required: Array.from({ length: 10 }, (_, index) => `field${index}`),
};

const orderWire = {
  id: '7d444840-9dc0-11d1-b245-5ffdce74fad2',
  customer: 'Ada Lovelace',
  email: 'ada@example.com',
  placedAt: '2026-02-28T12:00:00.000Z',
  status: 'paid',
  total: 12.5,
  isGift: false,
  note: 'Ring twice.',
  lines: [
    { article: 'box', amount: 1 },
    { article: 'tube', amount: 3 },
  ],
  delivery: { kind: 'post', street: 'Main Street 1' },
};
const plainWire = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`field${i}`, i % 2 === 0 ? 'text' : i]));

interface Measured {
  readonly bytes: number;
  readonly gzipped: number;
  readonly importMs: number;
  readonly microseconds: number;
}

const directory = mkdtempSync(join(tmpdir(), 'lambdabus-bench-validators-'));
try {
  console.log(`Node ${process.version}, ${arch()}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`);
  console.log(`best of ${runs} runs of ${validationsPerRun} validations of a valid value\n`);
  for (const [name, schema, wire] of [
    ['10 plain properties', plain, plainWire],
    ['10 properties with formats, a date, a list and a union', order, orderWire],
  ] as const) {
    console.log(`${name}, ${JSON.stringify(wire).length} B of JSON`);
    const own = await measureOwn(schema, wire);
    print('generated (checks and casts)', own);
    print('ajv standalone (checks)', await measureAjv(schema, wire));
    const isWithin = own.bytes < target.bytes && own.microseconds < target.microseconds;
    console.log(`  target: < ${target.bytes} B, < ${target.microseconds} µs: ${isWithin ? 'met' : 'MISSED'}\n`);
    if (!isWithin) process.exitCode = 1;
  }
} finally {
  rmSync(directory, { recursive: true });
}

async function measureOwn(schema: JsonSchema, wire: unknown): Promise<Measured> {
  const code = await generateValidators({ $defs: {}, params: schema, validation: 'default' });
  // The module's exports are those of BundleValidators.
  const { module, importMs } = await imported<BundleValidators>(code);
  const { params } = module;
  if (params === undefined) throw new TypeError('The module has no params.');
  return {
    ...sizes(code),
    importMs,
    microseconds: timed(wire, (value) => {
      const issues: Issue[] = [];
      params(value, issues);
      return issues.length === 0;
    }),
  };
}

async function measureAjv(schema: JsonSchema, wire: unknown): Promise<Measured> {
  const ajv = new Ajv2020({ allErrors: true, strict: false, code: { source: true, esm: true } });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);
  const source = standaloneCode.default(ajv, validate);
  const bundled = await build({
    stdin: { contents: source, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' },
  });
  const code = bundled.outputFiles[0]?.text ?? '';
  const { module, importMs } = await imported<{ readonly default: (wire: unknown) => boolean }>(code);
  return { ...sizes(code), importMs, microseconds: timed(wire, module.default) };
}

async function imported<TModule>(code: string): Promise<{ readonly module: TModule; readonly importMs: number }> {
  const file = join(directory, `${crypto.randomUUID()}.mjs`);
  writeFileSync(file, code);
  const start = performance.now();
  // What a module exports is what its maker wrote.
  const module = (await import(file)) as TModule;
  return { module, importMs: performance.now() - start };
}

function timed(wire: unknown, isValid: (value: unknown) => boolean): number {
  // Of one value that stays, the compiler would check most but once.
  const values = Array.from({ length: 256 }, (): unknown => JSON.parse(JSON.stringify(wire)));
  const found: number[] = [];
  // The first run is the compiler's.
  for (let run = 0; run <= runs; run++) {
    const start = performance.now();
    for (let count = 0; count < validationsPerRun; count++) {
      if (!isValid(values[count % values.length])) throw new TypeError('The value of the benchmark is not valid.');
    }
    if (run > 0) found.push(((performance.now() - start) * 1000) / validationsPerRun);
  }
  // What else the machine does only ever adds to it.
  return Math.min(...found);
}

function sizes(code: string): Pick<Measured, 'bytes' | 'gzipped'> {
  return { bytes: Buffer.byteLength(code), gzipped: gzipSync(code).length };
}

function print(name: string, { bytes, gzipped, importMs, microseconds }: Measured): void {
  console.log(
    `  ${name.padEnd(30)} ${String(bytes).padStart(7)} B (${gzipped} gzipped), import ${importMs.toFixed(1)} ms, ${microseconds.toFixed(2)} µs`,
  );
}
