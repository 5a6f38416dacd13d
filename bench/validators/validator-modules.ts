import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import addFormats from 'ajv-formats';
import { build } from 'esbuild';
import type * as validators from '../../src/build/validators/index.ts';
import { compiled } from '../support/dist.ts';
import { orderSchema } from './order-schema.ts';

/** The code that a bundle is given for the order, minified; by the name of who made it. */
export async function validatorModules(): Promise<Readonly<Record<string, string>>> {
  // What the compiled module exports is what its source does.
  const { generateValidators } = (await import(compiled('src/build/validators/index.ts'))) as typeof validators;
  return {
    lambdabus: await generateValidators({ $defs: {}, params: orderSchema, validation: 'default' }),
    'ajv standalone': await bundle(ajvCode(), 'js'),
    zod: await bundle(readFileSync(join(import.meta.dirname, 'zod-order.ts'), 'utf8'), 'ts'),
    valibot: await bundle(readFileSync(join(import.meta.dirname, 'valibot-order.ts'), 'utf8'), 'ts'),
  };
}

function ajvCode(): string {
  const ajv = new Ajv2020({ allErrors: true, strict: false, code: { source: true, esm: true } });
  addFormats.default(ajv);
  return standaloneCode.default(ajv, ajv.compile(orderSchema));
}

async function bundle(contents: string, loader: 'js' | 'ts'): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, loader, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    mainFields: ['module', 'main'],
    banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' },
  });
  return outputFiles[0]?.text ?? '';
}
