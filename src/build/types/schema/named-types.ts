import type { JsonSchema } from '../../../manifest/index.ts';
import type { Checking } from '../checking.ts';
import { ts } from '../compiler.ts';

/** A named type on its way into `$defs`. Its name is given at the end, when all that want the same are known. */
export interface NamedType {
  readonly wanted: string;
  readonly symbol: ts.Symbol;
  /** The reference that every use shares; its target is filled in at the end. */
  readonly reference: { $ref: string };
  schema: JsonSchema | undefined;
}

const maxNameLength = 80;

/** The name that a type has in the user's sources or a package's, with its type arguments: `Page_SupportCase`. */
export function declaredName(type: ts.Type, checking: Checking): { wanted: string; symbol: ts.Symbol } | undefined {
  if (type.flags & ts.TypeFlags.Boolean) return undefined;
  const { aliasSymbol, aliasTypeArguments } = type;
  if (aliasSymbol !== undefined) {
    if (isPlatformSymbol(aliasSymbol, checking)) return undefined;
    return { wanted: nameWith(aliasSymbol, aliasTypeArguments ?? [], checking), symbol: aliasSymbol };
  }
  const symbol = type.getSymbol();
  const isNamed =
    symbol !== undefined && symbol.flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.Class | ts.SymbolFlags.Enum);
  if (!isNamed || isPlatformSymbol(symbol, checking)) return undefined;
  return { wanted: nameWith(symbol, typeArguments(type, checking), checking), symbol };
}

/** Whether a symbol is declared by TypeScript's own libraries or by Node's types. */
export function isPlatformSymbol(symbol: ts.Symbol, { program }: Checking): boolean {
  const declarations = symbol.declarations ?? [];
  return (
    declarations.length > 0 &&
    declarations.some((declaration) => {
      const file = declaration.getSourceFile();
      return (
        program.isSourceFileDefaultLibrary(file) ||
        /\/node_modules\/(?:@types\/node|undici-types)\//.test(file.fileName)
      );
    })
  );
}

/** The type arguments of an instantiated interface or class, without its own `this`. */
export function typeArguments(type: ts.Type, { checker }: Checking): readonly ts.Type[] {
  if (!(type.flags & ts.TypeFlags.Object)) return [];
  if (!((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference)) return [];
  const reference = type as ts.TypeReference;
  const count = reference.target.typeParameters?.length ?? 0;
  return checker.getTypeArguments(reference).slice(0, count);
}

function nameWith(symbol: ts.Symbol, args: readonly ts.Type[], checking: Checking): string {
  const parts = [ownName(symbol), ...args.map((arg) => checking.checker.typeToString(arg))];
  const name = parts
    .map((part) => part.replaceAll(/[^A-Za-z0-9_]+/g, '_').replaceAll(/^_+|_+$/g, ''))
    .filter((part) => part !== '')
    .join('_');
  return name.slice(0, maxNameLength);
}

/** The name of a declaration; `export default` has none, there the file's takes its place. */
function ownName(symbol: ts.Symbol): string {
  if (symbol.name !== 'default') return symbol.name;
  const declaration = symbol.declarations?.[0];
  const name = declaration && ts.getNameOfDeclaration(declaration);
  return name !== undefined && ts.isIdentifier(name) ? name.text : fileStem(symbol);
}

/**
 * Gives every named type its final name and returns them by it. Two types of one name in two files are both told apart
 * by their files, so that neither's name depends on which is seen first.
 */
export function settleNames(types: readonly NamedType[], checking: Checking): Record<string, JsonSchema> {
  const byName = Map.groupBy(types, ({ wanted }) => wanted);
  const settled: [string, JsonSchema][] = [];
  const taken = new Set(byName.keys());
  for (const [wanted, group] of [...byName].sort(([a], [b]) => compare(a, b))) {
    const bySymbol = [...Map.groupBy(group, ({ symbol }) => symbol).values()].sort(([a], [b]) =>
      a === undefined || b === undefined ? 0 : compare(placeOf(a.symbol, checking), placeOf(b.symbol, checking)),
    );
    for (const same of bySymbol) {
      // Instantiations of one declaration that read the same are one type, unless their schemas differ.
      const bySchema = [...Map.groupBy(same, ({ schema }) => JSON.stringify(schema)).values()];
      for (const equal of bySchema) {
        const [first] = equal;
        if (first?.schema === undefined) continue;
        const alone = bySymbol.length === 1 && bySchema.length === 1;
        const name = alone
          ? wanted
          : free(bySymbol.length === 1 ? wanted : `${wanted}_${fileStem(first.symbol)}`, taken);
        for (const { reference } of equal) reference.$ref = `#/$defs/${name}`;
        settled.push([name, first.schema]);
      }
    }
  }
  return Object.fromEntries(settled.sort(([a], [b]) => compare(a, b)));
}

function free(name: string, taken: Set<string>): string {
  let candidate = name;
  for (let count = 2; taken.has(candidate); count++) candidate = `${name}_${count}`;
  taken.add(candidate);
  return candidate;
}

function placeOf(symbol: ts.Symbol, { positionOf }: Checking): string {
  const declaration = symbol.declarations?.[0];
  if (declaration === undefined) return '';
  const { file, line, column } = positionOf(declaration);
  return `${file}:${String(line).padStart(7, '0')}:${String(column).padStart(5, '0')}`;
}

function fileStem(symbol: ts.Symbol): string {
  const path = symbol.declarations?.[0]?.getSourceFile().fileName ?? '';
  const stem = path.slice(path.lastIndexOf('/') + 1).replace(/(?:\.d)?\.[cm]?[jt]sx?$/, '');
  return stem.replaceAll(/[^A-Za-z0-9]+/g, '_').replaceAll(/^_+|_+$/g, '') || 'module';
}

/** Orders by code units, which no locale changes. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
