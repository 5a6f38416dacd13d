import { locationOf } from '../manifest/index.ts';
import { createTopology } from '../topology/index.ts';
import type { LocalBusOptions, LocatedTopology } from './options.ts';

/** The topologies of all services that are to run, with the places of their bundles. */
export function locateTopologies(
  { manifests = [], topologies = [] }: Pick<LocalBusOptions, 'manifests' | 'topologies'>,
  stage: string,
): readonly LocatedTopology[] {
  // What is given here may come from JavaScript, or be a promise of a list.
  if (!Array.isArray(manifests)) throw new TypeError('The option manifests is no list: give [await build("bus.ts")].');
  const built = manifests.map((manifest) => ({
    topology: createTopology(manifest, { stage }),
    directory: locationOf(manifest),
  }));
  return [...built, ...topologies];
}
