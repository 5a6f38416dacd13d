import { type FunctionOptions, splitMember } from '../definition/index.ts';
import type { Bundle } from '../manifest/index.ts';
import { assertEnvironmentNames } from './checks.ts';
import { topologyDefaults } from './defaults.ts';
import { defined } from './defined.ts';
import { deploymentEnvironment } from './deployment-environment.ts';
import { formerEvents } from './former-events.ts';
import { procedureFunctionName, topicName } from './names.ts';
import type { FunctionKind, FunctionSettings } from './topology.ts';
import type { TopologyInput } from './topology-props.ts';

/** The longest description that Lambda takes. */
const descriptionLength = 256;

/** How a function runs: the deployment's word for the function, then the code's, then the deployment's for all. */
export function functionSettings(
  kind: FunctionKind,
  source: string,
  { options, bundle }: { readonly options: FunctionOptions; readonly bundle: Bundle },
  { manifest, props }: TopologyInput,
): FunctionSettings {
  const layers = [props.defaults, options, props.functions?.[source]] as const;
  const settings: FunctionOptions = Object.assign({}, ...layers.map((layer) => defined(layer ?? {})));
  const environment: Readonly<Record<string, string>> = Object.assign({}, ...layers.map((layer) => layer?.environment));
  assertEnvironmentNames(`${kind} ${source}`, environment);
  return {
    memoryMb: settings.memory ?? topologyDefaults.memoryMb,
    timeoutSeconds: settings.timeout ?? topologyDefaults.timeoutSeconds[kind],
    architecture: settings.architecture ?? topologyDefaults.architecture,
    runtime: settings.runtime ?? topologyDefaults.runtime,
    tracing: settings.tracing ?? topologyDefaults.tracing,
    logRetention: settings.logRetention ?? topologyDefaults.logRetention,
    ephemeralStorageMb: settings.ephemeralStorage,
    reservedConcurrency: settings.reservedConcurrency,
    applicationLogLevel: settings.applicationLogLevel,
    systemLogLevel: settings.systemLogLevel,
    environment: {
      ...environment,
      LAMBDABUS_STAGE: props.stage,
      LAMBDABUS_SERVICE: manifest.service,
      ...deploymentEnvironment(bundle, { manifest, props }),
    },
  };
}

/** The functions that a bundle may invoke and the topics that it may publish to. */
export function bundleGrants(
  bundle: Bundle,
  { manifest, props: { stage } }: TopologyInput,
): { invoke: readonly string[]; publish: readonly string[] } {
  const invoke = bundle.calls.map((call) => {
    const { api, member } = splitMember(call);
    return procedureFunctionName(stage, api, member);
  });
  const former = formerEvents(manifest);
  const publish = bundle.fires.flatMap(({ event, fifo }) =>
    [event, former.get(event) ?? []].flat().map((name) => eventTopicName(stage, name, fifo)),
  );
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
