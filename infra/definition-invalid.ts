import type { Construct } from 'constructs';
import { BusError, isBusError } from '../src/definition/index.ts';

/** What is wrong with what a construct was given, said with its path. */
export function definitionInvalid(scope: Construct, message: string): BusError {
  return new BusError('DEFINITION_INVALID', `${scope.node.path}: ${message}`);
}

/** Runs what knows no construct; what it says is wrong is said with the path of the one that it is for. */
export function saidWith<TResult>(path: string, run: () => TResult): TResult {
  try {
    return run();
  } catch (error) {
    if (!isBusError(error)) throw error;
    throw new BusError(error.code, `${path}: ${error.message}`, { cause: error });
  }
}
