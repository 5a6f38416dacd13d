import { didYouMean } from '../src/definition/did-you-mean.ts';
import { BusError } from '../src/definition/index.ts';

/**
 * What a deployment's code asks for by name.
 * @throws BusError `DEFINITION_INVALID` for a name that is not known.
 */
export function find<T>(known: ReadonlyMap<string, T>, kind: string, name: string): T {
  const found = known.get(name);
  if (found !== undefined) return found;
  throw new BusError('DEFINITION_INVALID', `The bus has no ${kind} "${name}". ${didYouMean(name, [...known.keys()])}`);
}
