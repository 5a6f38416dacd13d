import type { JsonSchema } from '../../../manifest/index.ts';
import { ts } from '../compiler.ts';
import { isPlatformSymbol } from './named-types.ts';
import { type Place, within } from './place.ts';
import type { SchemaReader } from './reading.ts';
import { listed, refuse } from './refusals.ts';

/** The schema of `interface Rows extends Array<Row> {}`, by which types refer to themselves; undefined for others. */
export function readArrayHeir(type: ts.ObjectType, place: Place, reader: SchemaReader): JsonSchema | undefined {
  const { checking } = reader;
  const { checker } = checking;
  if (!type.isClassOrInterface() || !(type.symbol.flags & ts.SymbolFlags.Interface)) return undefined;
  const isHeir = checker
    .getBaseTypes(type)
    .some((base) => checker.isArrayType(base) || ['Array', 'ReadonlyArray'].includes(base.getSymbol()?.name ?? ''));
  const item = isHeir ? checker.getIndexTypeOfType(type, ts.IndexKind.Number) : undefined;
  if (item === undefined) return undefined;
  const own = checker.getPropertiesOfType(type).filter((property) => !isPlatformSymbol(property, checking));
  if (own.length === 0) return { type: 'array', items: reader.read(item, within(place, '[]')) };
  return refuse(checking, place, {
    code: 'TYPE_CANNOT_TRAVEL',
    is: `${checking.show(type)}, an array with further properties (${listed(own.map(({ name }) => name))}), which JSON has not`,
    hint: 'Use an object with one property for the list and one for each of the others.',
  });
}
