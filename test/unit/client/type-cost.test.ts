import ts from 'typescript-checker';
import { expect, it } from 'vitest';

/** Where the files would lie that exist only here. */
const directory = import.meta.dirname;
const options: ts.CompilerOptions = {
  module: ts.ModuleKind.NodeNext,
  target: ts.ScriptTarget.ES2024,
  strict: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  types: ['node'],
};

/** A module of APIs of five procedures, and one that calls them all through the bus. */
function program(apis: number): ts.Program {
  const numbers = Array.from({ length: apis }, (_, index) => index);
  const procedures = [0, 1, 2, 3, 4];
  const method = (procedure: number) =>
    `async p${procedure}({ id }: { id: string }): Promise<{ r${procedure}: string }> { return { r${procedure}: id }; }`;
  const files: Readonly<Record<string, string>> = {
    'apis.ts': `import { Api, event } from '../../../src/index.ts';
${numbers
  .map(
    (api) => `export class Api${api} extends Api {
  static readonly meta = { name: 'area${api % 10}.object${api}' } as const;
  readonly changed = event<{ id: string }>();
  ${procedures.map(method).join('\n  ')}
}`,
  )
  .join('\n')}`,
    'calls.ts': `import { createBus } from '../../../src/index.ts';
import type * as apis from './apis.ts';
const bus = createBus<typeof apis>();
${numbers
  .flatMap((api) =>
    procedures.map(
      (procedure) =>
        `export const x${api}x${procedure}: string = (await bus.area${api % 10}.object${api}.p${procedure}({ id: '' })).r${procedure};`,
    ),
  )
  .join('\n')}`,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  const made = (file: string) => files[file.replace(`${directory}/`, '')];
  host.fileExists = (file) => made(file) !== undefined || fileExists.call(host, file);
  host.getSourceFile = (file, version, ...rest) => {
    const text = made(file);
    return text === undefined
      ? getSourceFile.call(host, file, version, ...rest)
      : ts.createSourceFile(file, text, version, true);
  };
  return ts.createProgram({ rootNames: [`${directory}/calls.ts`], options, host });
}

/** What the compiler instantiates to check the calls. */
function instantiations(apis: number): number {
  const made = program(apis);
  const calls = made.getSourceFile(`${directory}/calls.ts`);
  expect(made.getSemanticDiagnostics(calls).map(({ messageText }) => messageText)).toEqual([]);
  return made.getInstantiationCount();
}

// Editors check a file again at each pause of typing: what a call costs there is what the typed bus costs its users.
it('a call through the bus costs the compiler a hundred and some instantiations, however many APIs there are', () => {
  const [few, many] = [instantiations(20), instantiations(80)];

  expect((many - few) / (60 * 5)).toBeLessThan(220);
}, 120_000);
