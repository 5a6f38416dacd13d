import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Diagnostic } from '../../../src/build/diagnostic.ts';
import { type CheckedBus, checkBus, createTypeReader, type TypeReader } from '../../../src/build/types/index.ts';
import type { JsonSchema } from '../../../src/manifest/index.ts';

/** The sources of a service, by their paths. */
export type Sources = Readonly<Record<string, string>>;

/** A service on disk, which lives as long as the test, or as what else tells when it is finished. */
export interface SourceDirectory {
  readonly root: string;
  write(sources: Sources): void;
  check(reader?: TypeReader): CheckedBus;
  path(file: string): string;
}

/** One for all: the compiler's own libraries are parsed once. */
const sharedReader = createTypeReader();
const repository = resolve(import.meta.dirname, '../../..');

/** Writes a service into a directory of its own, with the packages of this repository beside it. */
export function createSources(sources: Sources, onFinished = onTestFinished): SourceDirectory {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'lambdabus-types-')));
  onFinished(() => rmSync(root, { recursive: true, force: true }));
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  const directory: SourceDirectory = {
    root,
    path: (file) => join(root, file),
    write(changed) {
      for (const [file, text] of Object.entries(changed)) {
        mkdirSync(dirname(join(root, file)), { recursive: true });
        writeFileSync(join(root, file), text);
      }
    },
    check: (reader = sharedReader) =>
      checkBus({ busModule: join(root, 'bus.ts'), packageRoot: root, service: 'support' }, reader),
  };
  directory.write({ 'package.json': '{ "name": "support", "type": "module" }', ...sources });
  return directory;
}

/** Checks a service whose bus module is `bus.ts`. */
export function checkSources(sources: Sources): CheckedBus {
  return createSources(sources).check();
}

/** What reading one type gives. */
export interface ReadType {
  readonly schema: JsonSchema;
  readonly $defs: Readonly<Record<string, JsonSchema>>;
  readonly diagnostics: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
}

/** Reads a type as the property `value` of a procedure's parameter. */
export function readType(type: string, declarations = ''): ReadType {
  const { apis, $defs, diagnostics, warnings } = checkSources({
    'bus.ts': `import { Api } from 'lambdabus';
${declarations}
export class TypeApi extends Api {
  static readonly meta = { name: 'type' } as const;
  async read(input: { value: ${type} }) { void input; }
}
`,
  });
  // The parameter is an object with this one property.
  const params = apis[0]?.procedures[0]?.params as { readonly properties: { readonly value: JsonSchema } } | undefined;
  return { schema: params?.properties.value ?? {}, $defs, diagnostics, warnings };
}

/** A diagnostic as it is asserted on: its code, and the text that it underlines. */
export function underlined(diagnostic: Diagnostic, sources: Sources): string {
  const { position, length = 1 } = diagnostic;
  if (position === undefined) return '';
  const line = sources[position.file]?.split('\n')[position.line - 1] ?? '';
  return line.slice(position.column - 1, position.column - 1 + length);
}
