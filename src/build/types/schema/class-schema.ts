import type { JsonSchema } from '../../../manifest/index.ts';
import type { Checking } from '../checking.ts';
import { ts } from '../compiler.ts';
import { literalText, typeOfProperty } from '../library-types.ts';
import { isPlatformType } from './named-types.ts';
import { propertySchemas, sortedProperties } from './object-schema.ts';
import { type Place, within } from './place.ts';
import type { SchemaReader } from './reading.ts';
import { classRefusal, listed, refuse } from './refusals.ts';

/** The schema of a class instance as data: one with public fields only, or with a codec. */
export function readClass(type: ts.Type, symbol: ts.Symbol, place: Place, reader: SchemaReader): JsonSchema {
  const { checking } = reader;
  const codec = readCodec(type, symbol, place, reader);
  if (codec !== undefined) return codec;
  const base = platformBase(type, checking);
  if (base !== undefined) {
    return refuse(checking, place, {
      code: 'TYPE_IS_CLASS',
      is: `an instance of the class ${symbol.name}, which extends ${base}`,
      hint: `Send what matters of it as a plain object${base === 'Error' ? ', or throw it' : ''}; or give ${symbol.name} a codec: static toBus(value: ${symbol.name}) and static fromBus(json).`,
    });
  }
  const isOwn = (symbol.declarations ?? []).every((declaration) => checking.isUserFile(declaration.getSourceFile()));
  const properties = checking.checker.getPropertiesOfType(type);
  const behaviour = properties.filter(({ flags }) => flags & (ts.SymbolFlags.Method | ts.SymbolFlags.Accessor));
  if (behaviour.length > 0) {
    const why = `which has methods (${listed(behaviour.map(({ name }) => name))}) that would be lost`;
    return refuse(checking, place, classRefusal(type, why, isOwn, checking));
  }
  const hidden = properties.filter(isHidden);
  if (hidden.length > 0) {
    const why = `which has members that are not public (${listed(hidden.map(shownName))})`;
    return refuse(checking, place, classRefusal(type, why, isOwn, checking));
  }
  return propertySchemas(sortedProperties(type, checking), place, reader);
}

/** The built-in class that a class extends, directly or through others: its instances are more than their fields. */
function platformBase(type: ts.Type, checking: Checking): string | undefined {
  if (!type.isClassOrInterface() || isPlatformType(type, checking)) return undefined;
  for (const base of checking.checker.getBaseTypes(type)) {
    if (isPlatformType(base, checking)) return base.getSymbol()?.name;
    const further = platformBase(base, checking);
    if (further !== undefined) return further;
  }
  return undefined;
}

/** The schema of a class with `static toBus(value)` and `static fromBus(json)`: that of what toBus returns. */
function readCodec(type: ts.Type, symbol: ts.Symbol, place: Place, reader: SchemaReader): JsonSchema | undefined {
  const { checking } = reader;
  const { checker } = checking;
  const statics = checker.getTypeOfSymbol(symbol);
  const toBus = callReturning('toBus', statics, checking);
  const fromBus = callReturning('fromBus', statics, checking);
  if (toBus === undefined && fromBus === undefined) return undefined;
  if (toBus === undefined || fromBus === undefined || !checker.isTypeAssignableTo(fromBus, type)) {
    const found =
      toBus === undefined
        ? 'no static toBus'
        : fromBus === undefined
          ? 'no static fromBus'
          : `a static fromBus that returns ${checking.show(fromBus)}`;
    return refuse(checking, place, {
      code: 'CODEC_INVALID',
      is: `${symbol.name}, whose codec is not whole: it has ${found}`,
      hint: `Give it both: static toBus(value: ${symbol.name}) that returns plain data and static fromBus(json): ${symbol.name} that reads it.`,
    });
  }
  const busName = typeOfProperty(statics, 'busName', checker);
  const name = busName === undefined ? symbol.name : literalText(busName);
  if (name === undefined || name === '') {
    return refuse(checking, place, {
      code: 'CODEC_INVALID',
      is: `${symbol.name}, whose static busName is no string literal but ${checking.show(busName ?? statics)}`,
      hint: `Write static readonly busName = '${symbol.name}'; without it the name on the wire is that of the class.`,
    });
  }
  reader.noteCodec(name, symbol, place);
  return { ...reader.readInline(toBus, within(place, '.toBus()')), 'x-cast': `codec:${name}` };
}

/** What a static method returns; undefined when there is none. */
function callReturning(name: string, statics: ts.Type, { checker }: Checking): ts.Type | undefined {
  const method = typeOfProperty(statics, name, checker);
  const [signature] = method === undefined ? [] : checker.getSignaturesOfType(method, ts.SignatureKind.Call);
  return signature && checker.getReturnTypeOfSignature(signature);
}

function isHidden({ escapedName, valueDeclaration }: ts.Symbol): boolean {
  if (String(escapedName).startsWith('__#')) return true;
  if (valueDeclaration === undefined) return false;
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  return (ts.getCombinedModifierFlags(valueDeclaration) & hidden) !== 0;
}

function shownName({ name, valueDeclaration }: ts.Symbol): string {
  const declared = valueDeclaration && ts.getNameOfDeclaration(valueDeclaration);
  return declared?.getText() ?? name;
}
