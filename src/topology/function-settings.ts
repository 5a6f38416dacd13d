import { type FunctionOptions, splitMember } from '../definition/index.ts';
import type { Bundle, Manifest } from '../manifest/index.ts';
import { assertEnvironmentNames } from './checks.ts';
import { topologyDefaults } from './defaults.ts';
import { procedureFunctionName, topicName } from './names.ts';
import type { FunctionKind, FunctionResource } from './topology.ts';
import type { TopologyProps } from './topology-props.ts';

/** What every maker of resources is given. */
export interface TopologyInput {
  readonly manifest: Manifest;
  readonly props: TopologyProps;
}

/** The longest description that Lambda takes. */
const descriptionLength = 256;

/** Memory, timeout and environment: the deployment's word for the function, then the code's, then the defaults. */
export function functionSettings(
  kind: FunctionKind,
  source: string,
  options: FunctionOptions,
  { manifest, props }: TopologyInput,
): Pick<FunctionResource, 'memoryMb' | 'timeoutSeconds' | 'environment'> {
  const own = props.functions?.[source] ?? {};
  const defaults = props.defaults ?? {};
  const environment = { ...defaults.environment, ...options.environment, ...own.environment };
  assertEnvironmentNames(`${kind} ${source}`, environment);
  return {
    memoryMb: own.memory ?? options.memory ?? defaults.memory ?? topologyDefaults.memoryMb,
    timeoutSeconds: own.timeout ?? options.timeout ?? defaults.timeout ?? topologyDefaults.timeoutSeconds[kind],
    environment: {
      ...environment,
      LAMBDABUS_STAGE: props.stage,
      LAMBDABUS_SERVICE: manifest.service,
    },
  };
}

/** The functions that a bundle may invoke and the topics that it may publish to. */
export function bundleGrants(bundle: Bundle, stage: string): { invoke: readonly string[]; publish: readonly string[] } {
  const invoke = bundle.calls.map((call) => {
    const { api, member } = splitMember(call);
    return procedureFunctionName(stage, api, member);
  });
  const publish = bundle.fires.map(({ event, fifo }) => eventTopicName(stage, event, fifo));
  return { invoke, publish };
}

/** The topic of an event by its dotted name. */
export function eventTopicName(stage: string, event: string, fifo: boolean): string {
  const { api, member } = splitMember(event);
  return topicName(stage, api, member, fifo);
}

/** The function's source and the first paragraph of its doc comment, as the console shows it. */
export function describe(source: string, description: string | undefined): string {
  const summary = description
    ?.split(/\n\s*\n/)[0]
    ?.replaceAll(/\s+/g, ' ')
    .trim();
  const text = summary === undefined || summary === '' ? source : `${source}: ${summary}`;
  return text.length > descriptionLength ? `${text.slice(0, descriptionLength - 1)}…` : text;
}
