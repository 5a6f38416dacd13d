import type { Checking } from './checking.ts';
import { ts } from './compiler.ts';
import { apiInstanceOf, isListenerType, isScheduleType } from './library-types.ts';
import { compare } from './schema/named-types.ts';

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
    const instance = apiInstanceOf(exported.type, checker);
    if (instance !== undefined) {
      if (!isAbstract(exported.declaration)) apis.push({ ...exported, instance });
    } else if (isListenerType(exported.type, checker)) listeners.push(exported);
    else if (isScheduleType(exported.type, checker)) schedules.push(exported);
  }
  return { apis, listeners, schedules };
}

function exportedValues(busModule: ts.SourceFile, { checker }: Checking): readonly BusExport[] {
  const module = checker.getSymbolAtLocation(busModule);
  if (module === undefined) return [];
  const found = new Map<ts.Symbol, { names: string[]; type: ts.Type; declaration: ts.Declaration }>();
  const exported = [...checker.getExportsOfModule(module)].sort((a, b) => compare(a.name, b.name));
  for (const entry of exported) {
    if (isTypeOnly(entry)) continue;
    const symbol = entry.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(entry) : entry;
    if (!(symbol.flags & ts.SymbolFlags.Value)) continue;
    const type = checker.getTypeOfSymbol(symbol);
    // A variable that holds a class is that class: its declaration and its identity.
    const held = apiInstanceOf(type, checker) === undefined ? symbol : (type.getSymbol() ?? symbol);
    const declaration = held.valueDeclaration ?? held.declarations?.[0];
    if (declaration === undefined) continue;
    const known = found.get(held);
    if (known === undefined) found.set(held, { names: [entry.name], type, declaration });
    else known.names.push(entry.name);
  }
  return [...found].map(([symbol, rest]) => ({ symbol, ...rest }));
}

function isTypeOnly(symbol: ts.Symbol): boolean {
  const [declaration] = symbol.declarations ?? [];
  return declaration !== undefined && ts.isTypeOnlyExportDeclaration(declaration);
}

function isAbstract(declaration: ts.Declaration): boolean {
  return (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Abstract) !== 0;
}
