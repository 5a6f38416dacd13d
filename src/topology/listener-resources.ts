import type { ListenerOptions } from '../definition/index.ts';
import type { ListenedEvent, ListenerEntry } from '../manifest/index.ts';
import { restingVisibilitySeconds, retentionSeconds, topologyDefaults, visibilityFactor } from './defaults.ts';
import { defined } from './defined.ts';
import { formerEvents } from './former-events.ts';
import { bundleGrants, describe, eventTopicName, functionSettings } from './function-settings.ts';
import { handlerFunctionName, listenerQueueName } from './names.ts';
import type {
  FunctionResource,
  MappingResource,
  QueueResource,
  RetiredQueues,
  SubscriptionResource,
} from './topology.ts';
import type { TopologyInput } from './topology-props.ts';
import { queueKey } from './whereabouts.ts';

/** Everything that a listener is made of. */
export interface ListenerResources {
  readonly function: FunctionResource;
  readonly queues: readonly QueueResource[];
  readonly subscriptions: readonly SubscriptionResource[];
  readonly mappings: readonly MappingResource[];
  readonly retired: readonly RetiredQueues[];
}

/** One function, and for each event a queue, its dead-letter queues, a subscription and a mapping. */
export function listenerResources(listener: ListenerEntry, input: TopologyInput): ListenerResources {
  const { manifest, props } = input;
  const { name, bundle } = listener;
  const options: ListenerOptions = { ...listener.options, ...defined(props.functions?.[name] ?? {}) };
  const settings = functionSettings('listener', name, listener, input);
  const physicalName = handlerFunctionName(props.stage, manifest.service, name);
  const batchWindowSeconds = options.batchWindow ?? topologyDefaults.batchWindowSeconds;
  const visibilityTimeoutSeconds = visibilityFactor * settings.timeoutSeconds + batchWindowSeconds;
  const lineOf = (owner: ListenerEntry, event: ListenedEvent) => {
    const named = queueNames(owner, event, input);
    return {
      named,
      queues: queues(owner, event, { named, options, visibilityTimeoutSeconds }),
      subscription: subscription(event, { named, options, input }),
      mapping: {
        queue: named.source,
        function: physicalName,
        batchSize: options.batchSize ?? topologyDefaults.batchSize,
        batchWindowSeconds,
        maxConcurrency: options.maxConcurrency,
      },
    };
  };
  const lines = listener.events.map((event) => lineOf(listener, event));
  const retired = retiredQueues(listener, lineOf);
  return {
    function: {
      name: physicalName,
      kind: 'listener',
      source: name,
      description: describe(name, listener.description),
      bundle: { path: bundle.path, sha256: bundle.sha256, platform: bundle.platform },
      handler: 'index.handler',
      ...settings,
      environment: {
        ...settings.environment,
        ...receives(listener, options),
        ...knownQueues(listener, retired, input),
      },
      grants: {
        ...bundleGrants(bundle, input),
        // One that discards never sends a dead letter itself; SQS's own redrive needs no permission of the function.
        send: options.onError === 'discard' ? [] : lines.map(({ named }) => named.dlq),
        consume: [...lines.map(({ named }) => named.source), ...retired.map(({ queues }) => queues.source.name)],
      },
    },
    queues: lines.flatMap((line) => line.queues),
    subscriptions: lines.map((line) => line.subscription),
    mappings: lines.map((line) => line.mapping),
    retired,
  };
}

/** Tells a bundle, which holds the code's own count, that the deployment has another. */
function receives(listener: ListenerEntry, { maxReceiveCount }: ListenerOptions): Readonly<Record<string, string>> {
  const own = listener.options.maxReceiveCount ?? topologyDefaults.maxReceiveCount;
  return maxReceiveCount === undefined || maxReceiveCount === own
    ? {}
    : { LAMBDABUS_MAX_RECEIVE_COUNT: String(maxReceiveCount) };
}

/** Tells a bundle the queues whose names it cannot compute: those that are brought, and those of a former name. */
function knownQueues(
  listener: ListenerEntry,
  retired: readonly RetiredQueues[],
  input: TopologyInput,
): Readonly<Record<string, string>> {
  const given = listener.events.flatMap(({ event }) => {
    const found = input.props.queues?.[queueKey(listener, event)];
    if (found === undefined) return [];
    const { arn, deadLetterQueueArn, maxReceiveCount } = found;
    return [{ event, queue: arn, deadLetterQueue: deadLetterQueueArn, maxReceiveCount }];
  });
  // Dead letters of a former name go where those of the present one go.
  const former = retired.flatMap(({ event, queues: { source } }) =>
    listener.events
      .filter((listened) => listened.event === event)
      .map((listened) => ({ event, queue: source.name, deadLetterQueue: queueNames(listener, listened, input).dlq })),
  );
  const known = [...given, ...former];
  return known.length === 0 ? {} : { LAMBDABUS_QUEUES: JSON.stringify(known) };
}

/** The queues of a listener under its former name. */
function retiredQueues(
  listener: ListenerEntry,
  lineOf: (
    owner: ListenerEntry,
    event: ListenedEvent,
  ) => {
    readonly queues: ReturnType<typeof queues>;
    readonly subscription: SubscriptionResource;
    readonly mapping: MappingResource;
  },
): readonly RetiredQueues[] {
  const { renamedFrom } = listener.options;
  if (renamedFrom === undefined) return [];
  return listener.events.map((event) => {
    const line = lineOf({ ...listener, name: renamedFrom }, event);
    const [source, dlq, undelivered] = line.queues;
    return {
      listener: renamedFrom,
      several: listener.several,
      event: event.event,
      topic: line.subscription.topic,
      queues: { source, dlq, undelivered },
      mapping: line.mapping,
    };
  });
}

type QueueNames = Readonly<Record<'source' | 'dlq' | 'undelivered', string>>;

function queueNames(listener: ListenerEntry, { event, fifo }: ListenedEvent, input: TopologyInput): QueueNames {
  const parts = {
    stage: input.props.stage,
    service: input.manifest.service,
    listener: listener.name,
    event: listener.several ? event : undefined,
    fifo,
  };
  return {
    source: listenerQueueName({ ...parts, role: 'source' }),
    dlq: listenerQueueName({ ...parts, role: 'dlq' }),
    undelivered: listenerQueueName({ ...parts, role: 'undelivered' }),
  };
}

interface QueueSettings {
  readonly named: QueueNames;
  readonly options: ListenerOptions;
  readonly visibilityTimeoutSeconds: number;
}

function queues(
  listener: ListenerEntry,
  { event, fifo }: ListenedEvent,
  { named, options, visibilityTimeoutSeconds }: QueueSettings,
): readonly [source: QueueResource, dlq: QueueResource, undelivered: QueueResource] {
  const common = { listener: listener.name, event, fifo };
  const resting = {
    ...common,
    visibilityTimeoutSeconds: restingVisibilitySeconds,
    retentionSeconds: retentionSeconds.dead,
  };
  return [
    {
      ...common,
      name: named.source,
      role: 'source',
      visibilityTimeoutSeconds,
      retentionSeconds: retentionSeconds.source,
      redrive: {
        deadLetterQueue: named.dlq,
        maxReceiveCount: options.maxReceiveCount ?? topologyDefaults.maxReceiveCount,
      },
    },
    { ...resting, name: named.dlq, role: 'dlq' },
    { ...resting, name: named.undelivered, role: 'undelivered' },
  ];
}

function subscription(
  { event, fifo }: ListenedEvent,
  {
    named,
    options,
    input,
  }: { readonly named: QueueNames; readonly options: ListenerOptions; readonly input: TopologyInput },
): SubscriptionResource {
  const former = formerEvents(input.manifest).get(event);
  return {
    topic: eventTopicName(input.props.stage, event, fifo),
    own: input.manifest.apis.some((api) => api.events.some(({ name }) => `${api.name}.${name}` === event)),
    queue: named.source,
    deadLetterQueue: named.undelivered,
    filter: options.filter,
    // A subscription has one filter: with one of its own on the payload it could not leave out what comes twice.
    formerTopic:
      former === undefined || options.filter !== undefined
        ? undefined
        : eventTopicName(input.props.stage, former, fifo),
  };
}
