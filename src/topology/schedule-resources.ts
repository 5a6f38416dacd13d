import type { ScheduleEntry } from '../manifest/index.ts';
import { topologyDefaults } from './defaults.ts';
import { bundleGrants, describe, functionSettings } from './function-settings.ts';
import { failedQueueName, handlerFunctionName } from './names.ts';
import { onFailure } from './on-failure.ts';
import type { FunctionResource, ScheduleResource } from './topology.ts';
import type { TopologyInput } from './topology-props.ts';

/** The schedule and its function. */
export function scheduleResources(
  { name, description, expression, options, bundle }: ScheduleEntry,
  input: TopologyInput,
): { readonly schedule: ScheduleResource; readonly function: FunctionResource } {
  const { manifest, props } = input;
  const physicalName = handlerFunctionName(props.stage, manifest.service, name);
  return {
    schedule: {
      name: physicalName,
      function: physicalName,
      expression,
      timezone: options.timezone ?? topologyDefaults.timezone,
      deadLetterQueue: failedQueueName(props.stage, manifest.service),
    },
    function: {
      name: physicalName,
      kind: 'schedule',
      source: name,
      description: describe(name, description),
      bundle: { path: bundle.path, sha256: bundle.sha256, platform: bundle.platform },
      handler: 'index.handler',
      ...functionSettings('schedule', name, { options, bundle }, input),
      grants: { ...bundleGrants(bundle, input), send: [], consume: [] },
      onFailure: onFailure(name, options, input),
    },
  };
}
