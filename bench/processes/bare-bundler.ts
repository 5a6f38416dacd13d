/**
 * What esbuild alone needs for the functions of a generated service: one call, an entry for each procedure, the same
 * settings. `node bare-bundler.ts <service.json> <output directory> [sdk-inside]`
 */
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import type { GeneratedService } from '../support/generated-service.ts';

const [file = '', outdir = '', sdk = 'sdk-outside'] = process.argv.slice(2);
const { directory, apis }: GeneratedService = JSON.parse(readFileSync(file, 'utf8'));

const entries = new Map(
  apis.flatMap(({ name, className, file: source, procedures, events }) =>
    procedures.map((procedure): [string, string] => [
      `${name}.${procedure}`,
      `import { procedureHandler${events.length > 0 ? ', bindEvents' : ''} } from 'lambdabus/functions';
import { ${className} } from ${JSON.stringify(source)};
export const handler = procedureHandler({ service: 'generated', api: '${name}', procedure: '${procedure}', idempotent: false, instance: () => new ${className}(), validators: {}${events.length > 0 ? ', bindEvents' : ''} });`,
    ]),
  ),
);

await build({
  absWorkingDir: directory,
  entryPoints: [...entries.keys()].map((name) => ({ in: `entry:${name}`, out: `${name}/index` })),
  outdir,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  minify: true,
  keepNames: true,
  legalComments: 'none',
  mainFields: ['module', 'main'],
  external: sdk === 'sdk-inside' ? [] : ['@aws-sdk/*'],
  plugins: [
    {
      name: 'entries',
      setup({ onResolve, onLoad }) {
        onResolve({ filter: /^entry:/ }, ({ path }) => ({ path: path.slice('entry:'.length), namespace: 'entry' }));
        onLoad({ filter: /.*/, namespace: 'entry' }, ({ path }) => ({
          contents: entries.get(path) ?? '',
          resolveDir: directory,
        }));
      },
    },
  ],
});
