import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckedBus } from '../../../src/build/types/checked-bus.ts';
import { createTypeReader } from '../../../src/build/types/index.ts';
import { generateValidators } from '../../../src/build/validators/index.ts';
import { type BundleValidators, encode, type Issue } from '../../../src/wire/index.ts';
import { type CorpusEntry, ownTypes, packageTypes } from '../../corpus/corpus.ts';
import { createAjvJudge, evaluate, judgeByCompiler, judgeByValidator } from '../../corpus/judges.ts';
import { teamTypes } from '../../corpus/team-types.ts';
import { ajvJudge } from '../build-validators/ajv-oracle.ts';
import { mutationsOf, valuesOf } from '../build-validators/arbitrary-values.ts';

const root = resolve(import.meta.dirname, '../../..');
const entries = [...ownTypes, ...teamTypes, ...packageTypes];

const runs = Number(process.env['LAMBDABUS_FUZZ_RUNS'] ?? 40);

let directory: string;
let checked: CheckedBus;
let refusedByCompiler: ReadonlyMap<CorpusEntry, ReadonlySet<string>>;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'lambdabus-corpus-'));
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
  const write = (file: string, text: string): void => writeFileSync(join(directory, file), text);
  write('package.json', '{ "name": "corpus", "type": "module" }');
  write(
    'tsconfig.json',
    '{ "compilerOptions": { "strict": true, "target": "es2024", "module": "nodenext", "types": ["node"], "skipLibCheck": true, "allowImportingTsExtensions": true, "noEmit": true } }',
  );
  for (const [index, { type, declarations = '' }] of entries.entries()) {
    write(
      `t${index}.ts`,
      `import { Api } from 'lambdabus';\n${declarations}\ntype CorpusType = ${type};\nexport class T${index} extends Api {\n  static readonly meta = { name: 'corpus.t${index}' } as const;\n  async p({ value }: { value: CorpusType }): Promise<void> { void value; }\n}\n`,
    );
  }
  write('bus.ts', entries.map((_entry, index) => `export * from './t${index}.ts';`).join('\n'));
  checked = createTypeReader().check({
    busModule: join(directory, 'bus.ts'),
    packageRoot: directory,
    service: 'corpus',
  });
  refusedByCompiler = judgeByCompiler(entries, directory);
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

function schemaOf(index: number): Readonly<Record<string, unknown>> {
  const mine = checked.diagnostics.filter(({ position }) => position?.file === `t${index}.ts`);
  expect(mine.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
  const params = checked.apis.find(({ name }) => name === `corpus.t${index}`)?.procedures[0]?.params;
  if (params === undefined) throw new Error('The type reader found no parameters.');
  return params;
}

describe.each(entries.map((entry, index) => [entry.title, entry, index] as const))('%s', (_title, entry, index) => {
  it('is judged alike by the validator, by ajv on the schema, and by the compiler on literals', async () => {
    const schema = schemaOf(index);
    const values = await evaluate(entry, directory);
    const validators = await loadValidators(schema);
    const isValid = createAjvJudge(checked.$defs);

    const judged = [...values].map(([source, value]) => {
      const wrapped = { value };
      const { issues } = judgeByValidator(validators.params ?? failed, wrapped);
      return {
        source,
        validator: issues.length === 0,
        schema: isValid(schema, wrapped),
        compiler: refusedByCompiler.get(entry)?.has(source) !== true,
      };
    });

    expect(judged).toEqual([
      ...entry.accepted.map((source) => ({ source, validator: true, schema: true, compiler: true })),
      ...entry.refused.map((source) => ({ source, validator: false, schema: false, compiler: false })),
      ...(entry.refusedByTags ?? []).map((source) => ({ source, validator: false, schema: false, compiler: true })),
      ...(entry.refusedByCompilerOnly ?? []).map((source) => ({
        source,
        validator: true,
        schema: true,
        compiler: false,
      })),
    ]);
  });

  it('arrives as what it was', async () => {
    const values = await evaluate(entry, directory);
    const validators = await loadValidators(schemaOf(index));

    for (const source of entry.accepted) {
      const value = values.get(source);
      const { issues, decoded } = judgeByValidator(validators.params ?? failed, { value });
      expect(issues).toEqual([]);
      expect(decoded).toEqual({ value });
    }
  });

  it('is judged alike by the validator and by ajv on values made from its schema and changed, and goes there and back', async () => {
    const schema = schemaOf(index);
    const { $defs } = checked;
    const { params = failed } = await loadValidators(schema);
    const isValid = ajvJudge({ schema, $defs });
    const valid = valuesOf({ schema, $defs });
    const values = fc.oneof(valid, valid.chain(mutationsOf), valid.chain(mutationsOf).chain(mutationsOf));

    fc.assert(
      fc.property(values, (value) => {
        const wire: unknown = JSON.parse(JSON.stringify(value));
        const issues: Issue[] = [];
        const cast = params(wire, issues);

        expect({ wire, isValid: issues.length === 0, issues }).toEqual({ wire, isValid: isValid(wire), issues });
        if (issues.length > 0) return;
        const again: Issue[] = [];
        expect(params(encode(cast) ?? null, again)).toEqual(cast);
        expect(again).toEqual([]);
      }),
      { numRuns: runs },
    );
  });
});

async function loadValidators(params: Readonly<Record<string, unknown>>): Promise<BundleValidators> {
  const source = await generateValidators({ $defs: checked.$defs, params, validation: 'default' });
  return import(`data:text/javascript,${encodeURIComponent(source)}`);
}

function failed(): never {
  throw new Error('No validator was generated.');
}
