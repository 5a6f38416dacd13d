import { hash } from 'node:crypto';
import { loadEnvironment } from '../load/load-environment.ts';

/** Variables of the environment that user code read while it was loaded, and a hash of their values, which may be secret. */
export interface EnvironmentState {
  readonly names: readonly string[] | 'all';
  readonly values: string;
}

/** Notes how variables are now. */
export function environmentState(names: EnvironmentState['names']): EnvironmentState {
  return { names, values: hashOfValues(names) };
}

/** Whether the variables are as they were. */
export function isEnvironmentCurrent({ names, values }: EnvironmentState): boolean {
  return hashOfValues(names) === values;
}

function hashOfValues(names: EnvironmentState['names']): string {
  const environment = loadEnvironment();
  const read = names === 'all' ? Object.keys(environment).sort() : names;
  return hash('sha256', JSON.stringify(read.map((name) => [name, environment[name] ?? null])), 'base64url');
}
