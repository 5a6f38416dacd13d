import type { Construct } from 'constructs';
import { BusError } from '../src/definition/index.ts';

/** What is wrong with what a construct was given, said with its path. */
export function definitionInvalid(scope: Construct, message: string, options?: ErrorOptions): BusError {
  return new BusError('DEFINITION_INVALID', `${scope.node.path}: ${message}`, options);
}
