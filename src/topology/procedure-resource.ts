import { splitMember } from '../definition/index.ts';
import type { ApiEntry, ProcedureEntry } from '../manifest/index.ts';
import { bundleGrants, describe, functionSettings } from './function-settings.ts';
import { procedureFunctionName } from './names.ts';
import { onFailure } from './on-failure.ts';
import type { FunctionResource } from './topology.ts';
import type { TopologyInput } from './topology-props.ts';

/** The function of a procedure, and one with the same code under its former name. */
export function procedureResources(
  api: ApiEntry,
  procedure: ProcedureEntry,
  input: TopologyInput,
): readonly FunctionResource[] {
  const resource = procedureResource(api, procedure, input);
  if (procedure.renamedFrom === undefined) return [resource];
  const former = splitMember(procedure.renamedFrom);
  return [
    resource,
    {
      ...resource,
      name: procedureFunctionName(input.props.stage, former.api, former.member),
      source: procedure.renamedFrom,
      description: describe(procedure.renamedFrom, `renamed to ${resource.source}.`),
    },
  ];
}

function procedureResource(api: ApiEntry, procedure: ProcedureEntry, input: TopologyInput): FunctionResource {
  const { props } = input;
  const source = `${api.name}.${procedure.name}`;
  return {
    name: procedureFunctionName(props.stage, api.name, procedure.name),
    kind: 'procedure',
    source,
    description: describe(source, procedure.description),
    bundle: { path: procedure.bundle.path, sha256: procedure.bundle.sha256, platform: procedure.bundle.platform },
    handler: 'index.handler',
    ...functionSettings('procedure', source, procedure, input),
    grants: { ...bundleGrants(procedure.bundle, input), send: [], consume: [] },
    onFailure: onFailure(source, procedure.options, input),
  };
}
