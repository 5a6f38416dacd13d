import type { JsonSchema } from '../../../manifest/index.ts';
import type { Checking } from '../checking.ts';
import { ts } from '../compiler.ts';
import type { Place } from './place.ts';

/** A named type on its way into `$defs`. Its name is given at the end, when all that want the same are known. */
export interface NamedType {
  readonly wanted: string;
  readonly symbol: ts.Symbol;
  /** Its type arguments as they are written. */
  readonly args: string;
  /** What uses of it say, until its name is settled: copies are made of it, so that it cannot be filled in later. */
  readonly reference: { readonly $ref: string };
  schema: JsonSchema | undefined;
  /** Where it is read from, and within which other named type. */
  readonly type: ts.Type;
  readonly place: Place;
  readonly within: NamedType | undefined;
  /** How many named types its root leads to so far. */
  readonly family: { size: number };
}

/** The part of a {@link NamedType} that its declaration says. */
export type TypeName = Pick<NamedType, 'wanted' | 'symbol' | 'args'>;

const maxNameLength = 80;

/** The name that a type has in the user's sources or a package's, with its type arguments: `Page_SupportCase`. */
export function declaredName(type: ts.Type, checking: Checking): TypeName | undefined {
  if (type.flags & ts.TypeFlags.Boolean) return undefined;
  const { aliasSymbol, aliasTypeArguments } = type;
  if (aliasSymbol !== undefined) {
    if (isPlatformSymbol(aliasSymbol, checking)) return undefined;
    return nameOf(aliasSymbol, aliasTypeArguments ?? [], checking);
  }
  const symbol = type.getSymbol();
  const named = ts.SymbolFlags.Interface | ts.SymbolFlags.Class | ts.SymbolFlags.Enum;
  if (symbol === undefined || !(symbol.flags & named) || isPlatformSymbol(symbol, checking)) return undefined;
  return nameOf(symbol, typeArguments(type, checking), checking);
}

function nameOf(symbol: ts.Symbol, args: readonly ts.Type[], { checker }: Checking): TypeName {
  const texts = args.map((arg) => checker.typeToString(arg, undefined, ts.TypeFormatFlags.NoTruncation));
  const name = [ownName(symbol), ...texts]
    .map((part) => part.replaceAll(/[^A-Za-z0-9_]+/g, '_').replaceAll(/^_+|_+$/g, ''))
    .filter((part) => part !== '')
    .join('_');
  return { wanted: name.slice(0, maxNameLength), symbol, args: texts.join(', ') };
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

/** Whether a type is an interface or class of the platform: mapped types such as `Omit` are its own, their results not. */
export function isPlatformType(type: ts.Type, checking: Checking): boolean {
  const symbol = type.getSymbol();
  if (symbol === undefined || !(symbol.flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.Class))) return false;
  return isPlatformSymbol(symbol, checking);
}

/** The type arguments of an instantiated interface or class, without its own `this`. */
export function typeArguments(type: ts.Type, { checker }: Checking): readonly ts.Type[] {
  if (!(type.flags & ts.TypeFlags.Object)) return [];
  if (!((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference)) return [];
  const reference = type as ts.TypeReference;
  const count = reference.target.typeParameters?.length ?? 0;
  return checker.getTypeArguments(reference).slice(0, count);
}

/** The name of a declaration; `export default` has none, there the file's takes its place. */
function ownName(symbol: ts.Symbol): string {
  if (symbol.name !== 'default') return symbol.name;
  const declaration = symbol.declarations?.[0];
  const name = declaration && ts.getNameOfDeclaration(declaration);
  return name !== undefined && ts.isIdentifier(name) ? name.text : fileStem(symbol);
}

/** Named types with their final names. */
export interface SettledNames {
  readonly $defs: Readonly<Record<string, JsonSchema>>;
  /** A schema whose references have the final names. */
  settle(schema: JsonSchema): JsonSchema;
}

/**
 * Gives every named type its final name. Two types of one name in two files are both told apart by their files, so that
 * neither's name depends on which is seen first.
 */
export function settleNames(types: readonly NamedType[], checking: Checking): SettledNames {
  const byName = Map.groupBy(types, ({ wanted }) => wanted);
  const schemas: [string, JsonSchema][] = [];
  const references = new Map<string, string>();
  const taken = new Set(byName.keys());
  for (const [wanted, group] of [...byName].sort(([a], [b]) => compare(a, b))) {
    const variants = variantsOf(group, checking);
    const files = new Set(variants.map(([{ symbol }]) => symbol));
    for (const [first, ...equal] of variants) {
      if (first.schema === undefined) continue;
      const told = files.size === 1 ? wanted : `${wanted}_${fileStem(first.symbol)}`;
      const name = variants.length === 1 ? wanted : free(told, taken);
      for (const { reference } of [first, ...equal]) references.set(reference.$ref, `#/$defs/${name}`);
      schemas.push([name, first.schema]);
    }
  }
  // The copy has the shape of its input, with strings in the place of strings.
  const settle = (schema: JsonSchema) => withReferences(schema, references) as JsonSchema;
  schemas.sort(([a], [b]) => compare(a, b));
  return { $defs: Object.fromEntries(schemas.map(([name, schema]) => [name, settle(schema)])), settle };
}

/** The different types among those of one name; instantiations that read the same are one. */
function variantsOf(
  group: readonly NamedType[],
  checking: Checking,
): readonly (readonly [NamedType, ...NamedType[]])[] {
  const bySymbol = [...Map.groupBy(group, ({ symbol }) => symbol)].map(([symbol, same]) => ({
    place: placeOf(symbol, checking),
    variants: [...Map.groupBy(same, ({ schema }) => JSON.stringify(schema)).values()],
  }));
  return bySymbol
    .sort((a, b) => compare(a.place, b.place))
    .flatMap(({ variants }) => variants)
    .flatMap(([first, ...equal]) => (first === undefined ? [] : [[first, ...equal] as const]));
}

function withReferences(value: unknown, references: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => withReferences(item, references));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      key === '$ref' && typeof item === 'string' ? (references.get(item) ?? item) : withReferences(item, references),
    ]),
  );
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
