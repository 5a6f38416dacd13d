import { declaredBy } from './bus-exports.ts';
import type { CheckedCodec } from './checked-bus.ts';
import type { Checking } from './checking.ts';
import type { ts } from './compiler.ts';

/** Where a bundle can import a codec's class from; a class that its module keeps to itself is a mistake. */
export function locateCodec(name: string, symbol: ts.Symbol, { checker, report }: Checking): CheckedCodec {
  const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0];
  const file = declaration?.getSourceFile();
  const module = file && checker.getSymbolAtLocation(file);
  const exported =
    module && checker.getExportsOfModule(module).find((candidate) => declaredBy(candidate, checker) === symbol);
  if (exported === undefined && declaration !== undefined) {
    report(
      {
        code: 'CODEC_INVALID',
        message: `The class ${symbol.name} with a codec is not exported, so that no function can import it.`,
        hint: `Write export class ${symbol.name}.`,
      },
      declaration,
    );
  }
  return { name, file: file?.fileName ?? '', exportName: exported?.name ?? symbol.name };
}
