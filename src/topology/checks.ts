import { didYouMean } from '../definition/did-you-mean.ts';
import { filterProblem } from '../definition/filter-problem.ts';
import { BusError, runtimes } from '../definition/index.ts';
import type { Manifest } from '../manifest/index.ts';
import { filterMismatch } from './filter-mismatch.ts';
import type {
  FunctionKind,
  FunctionResource,
  MappingResource,
  SubscriptionResource,
  TopicResource,
  Topology,
} from './topology.ts';
import type { FunctionOverrides } from './topology-props.ts';

interface Limit {
  readonly least: number;
  readonly most: number;
  readonly unit: string;
  readonly page: string;
}

const lambdaLimits = 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html';
const sqsMapping = 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html';
const batches = 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html';
const sqsScaling = 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html';
const ephemeralStorage = 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html';
const concurrency = 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html';
const asynchronousInvocation = 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html';
const redrivePolicy =
  'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html';
const filterPolicies = 'https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html';
const largeMessages = 'https://docs.aws.amazon.com/sns/latest/dg/large-message-payloads.html';
const environmentPage = 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html';

const limits = {
  memory: { least: 128, most: 10_240, unit: 'MB', page: lambdaLimits },
  timeout: { least: 1, most: 900, unit: 'seconds', page: lambdaLimits },
  ephemeralStorage: { least: 512, most: 10_240, unit: 'MB', page: ephemeralStorage },
  reservedConcurrency: { least: 0, most: Number.MAX_SAFE_INTEGER, unit: 'environments', page: concurrency },
  maxEventAge: { least: 60, most: 21_600, unit: 'seconds', page: asynchronousInvocation },
  maxReceiveCount: { least: 1, most: 1_000, unit: 'receives', page: redrivePolicy },
  batchSize: { least: 1, most: 10_000, unit: 'messages', page: sqsMapping },
  batchWindow: { least: 0, most: 300, unit: 'seconds', page: sqsMapping },
  maxConcurrency: { least: 2, most: 1_000, unit: 'invocations', page: sqsScaling },
} as const satisfies Record<string, Limit>;

/** Messages of a batch that Lambda gathers without a window, which is also the most of a FIFO queue. */
const mostWithoutWindow = 10;

/** All environment variables of a function together, the account's twelve digits and its name included. */
const environmentBytes = 4_096;
const accountVariableBytes = 'LAMBDABUS_ACCOUNT'.length + 12;

/** The settings that not every kind of function has: on another one they would do nothing. */
const kindsOf: Partial<Record<keyof FunctionOverrides, readonly FunctionKind[]>> = {
  batchSize: ['listener'],
  batchWindow: ['listener'],
  filter: ['listener'],
  maxConcurrency: ['listener'],
  maxReceiveCount: ['listener'],
  retryAttempts: ['procedure'],
  maxEventAge: ['procedure', 'schedule'],
};

/** Holds that a deployment's settings name functions that there are, and settings that these have. */
export function assertKnownFunctions(manifest: Manifest, overrides: Readonly<Record<string, FunctionOverrides>>): void {
  const known = functionKinds(manifest);
  for (const [name, settings] of Object.entries(overrides)) {
    const kind = known.get(name);
    if (kind === undefined) {
      throw invalid(
        `There are settings for the function "${name}", which service "${manifest.service}" does not have. ${didYouMean(name, [...known.keys()])}`,
      );
    }
    for (const [setting, kinds] of Object.entries(kindsOf)) {
      if (kinds.includes(kind) || settings[setting as keyof FunctionOverrides] === undefined) continue;
      throw invalid(
        `${setting} is a setting of ${kinds.map((each) => `${each}s`).join(' and ')}, but "${name}" is a ${kind}. Leave it out.`,
      );
    }
    assertFilterFits(manifest, name, settings);
  }
}

/** Holds that a deployment's filter names what payloads have: the code's is typed, this one is not. */
function assertFilterFits(manifest: Manifest, name: string, { filter }: FunctionOverrides): void {
  const events = manifest.listeners.find((listener) => listener.name === name)?.events ?? [];
  if (filter === undefined || filterProblem(filter) !== undefined) return;
  const problems = events.map(({ payload }) => filterMismatch(filter, { payload, $defs: manifest.$defs }));
  // One filter for several events may be meant for one of them.
  if (events.length === 0 || problems.some((problem) => problem === undefined)) return;
  throw invalid(
    `The filter of listener ${name} would let nothing of ${events.map(({ event }) => event).join(', ')} through: ${problems[0]}`,
  );
}

/** The names by which a deployment speaks of functions: `support.case.get`, `notifyAgents`. */
function functionKinds(manifest: Manifest): ReadonlyMap<string, FunctionKind> {
  return new Map([
    ...manifest.apis.flatMap((api) =>
      api.procedures.map(({ name }) => [`${api.name}.${name}`, 'procedure'] as [string, FunctionKind]),
    ),
    ...manifest.listeners.map(({ name }) => [name, 'listener'] as [string, FunctionKind]),
    ...manifest.schedules.map(({ name }) => [name, 'schedule'] as [string, FunctionKind]),
  ]);
}

/** Holds what AWS takes, once the settings of code and deployment are joined. */
export function assertLimits(topology: Topology): void {
  for (const resource of topology.functions) {
    const owner = `${resource.kind} ${resource.source}`;
    assertWithin(owner, 'memory', resource.memoryMb);
    assertWithin(owner, 'timeout', resource.timeoutSeconds);
    assertWithin(owner, 'ephemeralStorage', resource.ephemeralStorageMb);
    assertWithin(owner, 'reservedConcurrency', resource.reservedConcurrency);
    assertWithin(owner, 'maxEventAge', resource.onFailure?.maximumEventAgeSeconds);
    assertRuntime(owner, resource);
    assertEnvironmentSize(owner, resource);
  }
  for (const mapping of topology.mappings) assertMapping(topology, mapping);
  for (const subscription of topology.subscriptions) assertFilter(topology, subscription);
  for (const topic of topology.topics) assertSubscriptions(topology, topic);
}

/** Holds that Lambda takes the names of a user's environment variables, and that none is the bus's own. */
export function assertEnvironmentNames(owner: string, environment: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(environment)) {
    if (/^[A-Za-z][A-Za-z0-9_]+$/.test(name) && !/^(AWS|LAMBDABUS)_/.test(name)) continue;
    throw invalid(
      `The environment variable "${name}" of ${owner} cannot be set: a name has letters, digits and _, two at least, a letter first, and does not start with AWS_ or LAMBDABUS_. See ${environmentPage}`,
    );
  }
}

function assertMapping(topology: Topology, mapping: MappingResource): void {
  const queue = topology.queues.find(({ name }) => name === mapping.queue);
  const owner = `listener ${queue?.listener ?? mapping.function}`;
  assertWithin(owner, 'maxReceiveCount', queue?.redrive?.maxReceiveCount);
  assertWithin(owner, 'batchSize', mapping.batchSize);
  assertWithin(owner, 'batchWindow', mapping.batchWindowSeconds);
  assertWithin(owner, 'maxConcurrency', mapping.maxConcurrency);
  if (mapping.batchSize > mostWithoutWindow && (queue?.fifo === true || mapping.batchWindowSeconds < 1)) {
    throw invalid(
      `The batchSize of ${owner} is ${mapping.batchSize}; more than ${mostWithoutWindow} messages need ${queue?.fifo === true ? `an event that is not FIFO, as ${queue.event} is` : `a batchWindow of 1 second at least, and it is ${mapping.batchWindowSeconds}`}. See ${batches}`,
    );
  }
  if (queue?.fifo === true && mapping.batchWindowSeconds > 0) {
    throw invalid(
      `The batchWindow of ${owner} is ${mapping.batchWindowSeconds}, but its event ${queue.event} is FIFO, and FIFO queues take none. Leave it out. See ${sqsMapping}`,
    );
  }
}

function assertFilter(topology: Topology, { queue, filter }: SubscriptionResource): void {
  if (filter === undefined) return;
  const problem = filterProblem(filter);
  if (problem === undefined) return;
  const listener = topology.queues.find(({ name }) => name === queue)?.listener;
  throw invalid(`The filter of listener ${listener} cannot be deployed: ${problem}. See ${filterPolicies}`);
}

const largeTopicSubscriptions = 100;

function assertSubscriptions(topology: Topology, { name, event, maximumMessageSizeBytes }: TopicResource): void {
  const count = topology.subscriptions.filter(({ topic }) => topic === name).length;
  if (maximumMessageSizeBytes === undefined || count <= largeTopicSubscriptions) return;
  throw invalid(
    `The event ${event} has ${count} listeners in this service alone; SNS takes ${largeTopicSubscriptions} of a topic with a maximumMessageSize. Leave it out, and put large data into S3. See ${largeMessages}`,
  );
}

function assertWithin(owner: string, option: keyof typeof limits, value: number | undefined): void {
  if (value === undefined) return;
  const { least, most, unit, page } = limits[option];
  if (Number.isInteger(value) && value >= least && value <= most) return;
  const range = most === Number.MAX_SAFE_INTEGER ? `, at least ${least}` : ` from ${least} to ${most}`;
  throw invalid(`The ${option} of ${owner} is ${value}; AWS takes a whole number of ${unit}${range}. See ${page}`);
}

/** A deployment's props could name any of Lambda's runtimes. */
function assertRuntime(owner: string, { runtime }: FunctionResource): void {
  if (runtimes.includes(runtime)) return;
  throw invalid(
    `The runtime of ${owner} is ${runtime}; bundles are made for ${runtimes.join(' and ')}. Use one of the two.`,
  );
}

function assertEnvironmentSize(owner: string, { environment }: FunctionResource): void {
  const bytes = Object.entries(environment).reduce(
    (sum, [name, value]) => sum + byteLength(name + value),
    accountVariableBytes,
  );
  if (bytes <= environmentBytes) return;
  throw invalid(
    `The environment variables of ${owner} have ${bytes} bytes; Lambda takes ${environmentBytes}. Keep large values in Parameter Store or S3. See ${environmentPage}`,
  );
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

function invalid(message: string): BusError {
  return new BusError('DEFINITION_INVALID', message);
}
