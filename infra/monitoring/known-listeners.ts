import type { Construct } from 'constructs';
import { didYouMean } from '../../src/definition/did-you-mean.ts';
import type { Topology } from '../../src/topology/index.ts';
import { definitionInvalid } from '../definition-invalid.ts';
import type { MonitoringProps } from './monitoring-props.ts';

/** Holds that the listeners with an expectation of their own are there. */
export function assertKnownListeners(
  bus: Construct,
  { functions }: Topology,
  { oldestMessage }: MonitoringProps,
): void {
  const known = functions.filter(({ kind }) => kind === 'listener').map(({ source }) => source);
  for (const name of Object.keys(oldestMessage ?? {})) {
    if (known.includes(name)) continue;
    throw definitionInvalid(
      bus,
      `monitoring.oldestMessage names the listener "${name}", which the service does not have. ${didYouMean(name, known)}`,
    );
  }
}
