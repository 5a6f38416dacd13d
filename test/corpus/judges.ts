import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { transform } from 'esbuild';
import ts from 'typescript-checker';
import type { JsonSchema } from '../../src/manifest/index.ts';
import { encode } from '../../src/wire/index.ts';
import type { Issue, Validator } from '../../src/wire/validator.ts';
import type { CorpusEntry } from './corpus.ts';

/** The values of an entry, by their source. */
export async function evaluate(entry: CorpusEntry, directory: string): Promise<ReadonlyMap<string, unknown>> {
  const sources = allValues(entry);
  const { code } = await transform(
    `${entry.declarations ?? ''}\nexport const values = [${sources.map((source) => `() => (${source})`).join(',\n')}];`,
    { loader: 'ts', sourcefile: join(directory, 'values.ts') },
  );
  // A file, beside which the packages lie that an entry may import.
  const file = join(directory, `values-${randomUUID()}.mjs`);
  writeFileSync(file, code);
  const module = (await import(pathToFileURL(file).href)) as { values: (() => unknown)[] };
  return new Map(sources.map((source, index) => [source, module.values[index]?.()]));
}

/** Every value's source of an entry. */
function allValues(entry: CorpusEntry): readonly string[] {
  return [...entry.accepted, ...entry.refused, ...(entry.refusedByTags ?? []), ...(entry.refusedByCompilerOnly ?? [])];
}

/** The first judge: the generated validator, on the wire form. */
export function judgeByValidator(validator: Validator, value: unknown): { issues: readonly Issue[]; decoded: unknown } {
  const issues: Issue[] = [];
  const decoded = validator(wireForm(value), issues);
  return { issues, decoded };
}

/** The second judge: ajv, on the wire form. */
export function createAjvJudge(
  $defs: Readonly<Record<string, JsonSchema>>,
): (schema: JsonSchema, value: unknown) => boolean {
  const ajv = new Ajv2020({ strict: false, allErrors: false });
  addFormats.default(ajv);
  return (schema, value) => ajv.validate({ ...schema, $defs }, wireForm(value));
}

/**
 * The third judge: the TypeScript compiler, on the value written as a literal of the type.
 * @returns the sources that it refuses, by entry.
 */
export function judgeByCompiler(
  entries: readonly CorpusEntry[],
  directory: string,
): ReadonlyMap<CorpusEntry, ReadonlySet<string>> {
  const files = new Map(
    entries.map((entry, index) => {
      const lines = allValues(entry).map((source, line) => `export const v${line}: CorpusType = ${source};`);
      const header = `${(entry.declarations ?? '').replaceAll('\n', ' ')}; type CorpusType = ${entry.type};`;
      return [
        join(directory, `entry-${index}.ts`),
        { entry, text: [header, ...lines, 'export {};'].join('\n') },
      ] as const;
    }),
  );
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    skipLibCheck: true,
    types: ['node'],
  };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, version, ...rest) => {
    const file = files.get(name);
    return file === undefined ? read(name, version, ...rest) : ts.createSourceFile(name, file.text, version, true);
  };
  const exists = host.fileExists.bind(host);
  host.fileExists = (name) => files.has(name) || exists(name);
  const program = ts.createProgram({ rootNames: [...files.keys()], options, host });

  return new Map(
    [...files].map(([name, { entry }]) => {
      const source = program.getSourceFile(name);
      const lines = ts
        .getPreEmitDiagnostics(program, source)
        .flatMap(({ file, start }) =>
          file === undefined || start === undefined ? [] : [file.getLineAndCharacterOfPosition(start).line],
        );
      if (lines.includes(0)) throw new Error(`The declarations of "${entry.title}" do not compile.`);
      const sources = allValues(entry);
      return [entry, new Set(lines.map((line) => sources[line - 1] ?? ''))];
    }),
  );
}

/** A value as JSON, as the bus sends it. */
function wireForm(value: unknown): unknown {
  return encode(value);
}
