import type { JsonSchema } from '../../../manifest/index.ts';
import type { Checking } from '../checking.ts';
import type { ts } from '../compiler.ts';
import { isPlatformSymbol } from './named-types.ts';
import type { Place } from './place.ts';
import type { SchemaReader } from './reading.ts';
import { refuse } from './refusals.ts';
import { errorHint } from './standard-types.ts';

/**
 * Refuses interfaces that extend `Error`, as those of built-in errors do: their values are errors, which are more than
 * their properties. Undefined for other types.
 */
export function refuseErrorHeir(type: ts.Type, place: Place, { checking }: SchemaReader): JsonSchema | undefined {
  if (!extendsError(type, checking)) return undefined;
  return refuse(checking, place, {
    code: 'TYPE_CANNOT_TRAVEL',
    is: `${checking.show(type)}, an Error, which cannot travel as JSON`,
    hint: errorHint,
  });
}

function extendsError(type: ts.Type, checking: Checking): boolean {
  if (!type.isClassOrInterface()) return false;
  return checking.checker.getBaseTypes(type).some((base) => isError(base, checking) || extendsError(base, checking));
}

function isError(type: ts.Type, checking: Checking): boolean {
  const symbol = type.getSymbol();
  return symbol?.name === 'Error' && isPlatformSymbol(symbol, checking);
}
