import { type Checking, positionAt } from './checking.ts';
import { ts } from './compiler.ts';
import { apiInstanceOf, isListenerType, isScheduleType, typeOfProperty } from './library-types.ts';
import { compare } from './schema/named-types.ts';
import { complaintWithin } from './schema/unresolved.ts';

/** A value that the bus module exports, with every name it has there. */
export interface BusExport {
  readonly names: readonly string[];
  readonly symbol: ts.Symbol;
  readonly type: ts.Type;
  /** Where it is declared, in the user's sources if at all. */
  readonly declaration: ts.Declaration;
}

/** An API class among the exports. */
export interface ApiExport extends BusExport {
  readonly instance: ts.Type;
}

/** What of the bus is exported, each by the order of its first name. */
export interface BusExports {
  readonly apis: readonly ApiExport[];
  readonly listeners: readonly BusExport[];
  readonly schedules: readonly BusExport[];
}

/** Finds the API classes, listeners and schedules among the exports of the bus module, also through `export *`. */
export function readBusExports(busModule: ts.SourceFile, checking: Checking): BusExports {
  const { checker } = checking;
  const apis: ApiExport[] = [];
  const listeners: BusExport[] = [];
  const schedules: BusExport[] = [];
  for (const exported of exportedValues(busModule, checking)) {
    checkKnown(exported, checking);
    const instance = apiInstanceOf(exported.type, checker);
    if (instance !== undefined) {
      if (!isAbstract(exported.declaration)) apis.push({ ...exported, instance });
    } else if (isListenerType(exported.type, checker)) listeners.push(exported);
    else if (isScheduleType(exported.type, checker)) schedules.push(exported);
    else warnOfNoApi(exported, checking);
  }
  return { apis, listeners, schedules };
}

/** A class that is written as an API, but extends nothing or something else. */
function warnOfNoApi({ symbol, type, declaration }: BusExport, checking: Checking): void {
  const { checker } = checking;
  if (!ts.isClassLike(declaration) || !checking.isUserFile(declaration.getSourceFile())) return;
  const meta = typeOfProperty(type, 'meta', checker);
  const name = meta && typeOfProperty(meta, 'name', checker);
  if (name === undefined || !(name.flags & ts.TypeFlags.StringLike)) return;
  checking.warn(
    {
      code: 'API_NOT_EXTENDED',
      message: `${symbol.name} has a meta with a name, but does not extend Api, so it is not on the bus.`,
      hint: `Write class ${symbol.name} extends Api, with import { Api } from 'lambdabus'.`,
    },
    declaration.name ?? declaration,
  );
}

/** An export that the compiler cannot make out may well be a listener: it must not be passed over. */
function checkKnown({ type, declaration, names }: BusExport, checking: Checking): void {
  if (!(type.flags & ts.TypeFlags.Any) || !checking.isUserFile(declaration.getSourceFile())) return;
  const complaint = complaintWithin(declaration, checking);
  if (complaint === undefined) return;
  const { text, suggestion, file, start, length } = complaint;
  checking.add({
    code: 'EXPORT_NOT_TYPED',
    message: `The type of the export "${names[0]}" is not known: ${text}.`,
    hint: suggestion ?? 'Correct this: APIs, listeners and schedules are told by their types.',
    position: positionAt(file, start, checking.packageRoot),
    length,
  });
}

function exportedValues(busModule: ts.SourceFile, { checker }: Checking): readonly BusExport[] {
  const module = checker.getSymbolAtLocation(busModule);
  if (module === undefined) return [];
  const found = new Map<ts.Symbol, { names: string[]; type: ts.Type; declaration: ts.Declaration }>();
  const exported = [...checker.getExportsOfModule(module)].sort((a, b) => compare(a.name, b.name));
  for (const entry of exported) {
    if (isTypeOnly(entry)) continue;
    const symbol = declaredBy(entry, checker);
    const declaration = symbol?.valueDeclaration ?? symbol?.declarations?.[0];
    if (symbol === undefined || declaration === undefined) continue;
    const known = found.get(symbol);
    if (known === undefined)
      found.set(symbol, { names: [entry.name], type: checker.getTypeOfSymbol(symbol), declaration });
    else known.names.push(entry.name);
  }
  return [...found].map(([symbol, rest]) => ({ symbol, ...rest }));
}

/** What an export stands for: not an alias, and where a variable holds an API class, that class. */
export function declaredBy(exported: ts.Symbol, checker: ts.TypeChecker): ts.Symbol | undefined {
  const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
  if (!(symbol.flags & ts.SymbolFlags.Value)) return undefined;
  const type = checker.getTypeOfSymbol(symbol);
  return apiInstanceOf(type, checker) === undefined ? symbol : (type.getSymbol() ?? symbol);
}

function isTypeOnly(symbol: ts.Symbol): boolean {
  const [declaration] = symbol.declarations ?? [];
  return declaration !== undefined && ts.isTypeOnlyExportDeclaration(declaration);
}

function isAbstract(declaration: ts.Declaration): boolean {
  return (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Abstract) !== 0;
}
