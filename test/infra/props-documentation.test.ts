import { resolve } from 'node:path';
import ts from 'typescript-checker';
import { describe, expect, it } from 'vitest';

const file = resolve(import.meta.dirname, '../../infra/index.ts');

/** The properties of an exported interface that the repository declares, and the text that an editor shows of each. */
function documented(program: ts.Program, name: string): ReadonlyMap<string, string> {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  const exported = module && checker.getExportsOfModule(module).find((symbol) => symbol.name === name);
  if (exported === undefined) throw new Error(`infra exports no ${name}.`);
  const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
  const properties = checker
    .getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol))
    .filter((property) => !property.declarations?.[0]?.getSourceFile().fileName.includes('node_modules'));
  return new Map(
    properties.map((property) => [property.name, ts.displayPartsToString(property.getDocumentationComment(checker))]),
  );
}

describe('the props of the constructs', () => {
  const program = ts.createProgram([file], {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2024,
    strict: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    types: ['node'],
  });

  it.each([
    [
      'BusStackProps',
      ['manifest', 'stage', 'functions', 'locations', 'topics', 'queues', 'encryptionKey', 'monitoring'],
    ],
    ['EventsStackProps', ['manifest', 'stage', 'encryptionKey']],
    ['SingleFunctionSettings', ['memorySize', 'maxEventAge', 'batchSize', 'batchWindow', 'filter']],
    ['ApiLocation', ['account', 'region', 'encryptionKey']],
    ['ListenerQueue', ['queue', 'deadLetterQueue']],
  ])('say in the editor what each is: %s', (name, some) => {
    const texts = documented(program, name);

    expect([...texts.keys()]).toEqual(expect.arrayContaining(some));
    expect([...texts].filter(([, text]) => text === '').map(([property]) => property)).toEqual([]);
  });
});
