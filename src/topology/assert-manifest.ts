import { BusError } from '../definition/index.ts';
import { type Manifest, manifestVersion } from '../manifest/index.ts';

/**
 * Holds that a value is a manifest: not what leads to one.
 * @throws BusError `DEFINITION_INVALID` with what it is, and what to give.
 */
export function assertManifest(value: unknown): asserts value is Manifest {
  const problem = problemOf(value);
  if (problem === undefined) return;
  throw new BusError('DEFINITION_INVALID', `The manifest is ${problem}`);
}

function problemOf(value: unknown): string | undefined {
  const giveOne = "Give what await build('bus.ts') or loadManifest('.lambdabus/manifest.json') returns.";
  if (value instanceof Promise) return `a Promise: await it, as in { manifest: await build('bus.ts') }.`;
  if (typeof value === 'string') return `the text "${value}". ${giveOne}`;
  if (Array.isArray(value)) return `a list of ${value.length}: give one manifest to each. ${giveOne}`;
  if (typeof value !== 'object' || value === null) return `${String(value)}. ${giveOne}`;
  if (!('manifestVersion' in value)) return `an object without a manifestVersion. ${giveOne}`;
  if (value.manifestVersion === manifestVersion) return undefined;
  return `of manifestVersion ${JSON.stringify(value.manifestVersion)}; this version of lambdabus reads ${manifestVersion}. Build again with it, or install the version that wrote the manifest.`;
}
