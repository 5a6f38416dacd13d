import { randomUUID } from 'node:crypto';
import { createBus } from '../client/create-bus.ts';
import type { BusOptions } from '../client/options.ts';
import { didYouMean } from '../definition/did-you-mean.ts';
import { localAccount } from './aws-names.ts';
import { engineInvoker } from './client/engine-invoker.ts';
import { enginePublisher } from './client/engine-publisher.ts';
import { AsynchronousInvocations } from './delivery/asynchronous-invocations.ts';
import { createMessaging } from './delivery/messaging.ts';
import type { InvocationEvent, LocalBusEvent, LocalBusListener } from './events.ts';
import { engineToken } from './functions/environment.ts';
import { createFleet } from './functions/function-fleet.ts';
import type { Invocation, InvocationRequest } from './functions/invocation.ts';
import type { LocalBus, Reloaded } from './local-bus.ts';
import { LocalBusError } from './local-bus-error.ts';
import type { LocalBusOptions } from './options.ts';
import { queuedMessages } from './queued-messages.ts';
import { joinTopologies } from './resources.ts';
import { runSchedule, type ScheduleRunner } from './schedules/schedule-runner.ts';
import { startAwsServer } from './server/aws-server.ts';
import type { LambdaService } from './server/lambda-service.ts';
import { assertPlatform, localRegion } from './supported.ts';
import { locateTopologies } from './topologies.ts';

const defaultRetryDelayMs = 1_000;
const defaultMaxWorkers = 50;
const defaultIdleTimeoutMs = 300_000;
const maxIdleWorkers = 50;
const defaultSettleTimeoutMs = 30_000;

/**
 * Runs services on this machine: the very bundles that are deployed, in processes of their own, behind one endpoint
 * that speaks Lambda, SNS, SQS and STS.
 *
 * @example
 * ```ts
 * const local = await startLocalBus({ manifests: [await build('bus.ts')] });
 * const bus = local.createBus<typeof apis>();
 * await bus.support.case.get({ id });
 * ```
 * @throws LocalBusError `PORT_IN_USE`, `NAME_TAKEN`, `BUNDLE_MISSING`, `REGION_UNSUPPORTED`, `PLATFORM_UNSUPPORTED`
 */
export async function startLocalBus(options: LocalBusOptions): Promise<LocalBus> {
  const stage = options.stage ?? 'dev';
  const retryDelayMs = options.retryDelayMs ?? defaultRetryDelayMs;
  assertPlatform(process.platform);
  const region = localRegion(options.region);
  let resources = joinTopologies(locateTopologies(options, stage));

  const listeners = new Set<LocalBusListener>(options.onEvent === undefined ? [] : [options.onEvent]);
  const emit = (event: LocalBusEvent): void => {
    for (const listener of listeners) listener(event);
  };

  const lambda: LambdaService = {
    region,
    functions: () => fleet.list(),
    find: (name) => fleet.get(name),
    mappings: () => messaging.mappings(),
    invoke: ({ resource }, request) => run('call', resource.name, request),
    enqueue: ({ resource }, request) => asynchronous.accept(resource, request),
  };
  const server = await startAwsServer({ port: options.port ?? 0, region, emit, lambda });
  const fleet = createFleet({
    environment: { endpoint: server.endpoint, region, token: engineToken(), extra: options.environment ?? {} },
    limits: {
      maxWorkers: options.maxWorkers ?? defaultMaxWorkers,
      idleTimeoutMs: options.idleTimeoutMs ?? defaultIdleTimeoutMs,
      maxIdleWorkers,
    },
    emit,
  });
  const asynchronous = new AsynchronousInvocations({
    region,
    sqs: server.sqs,
    retryDelayMs,
    invoke: (name, request) => run('async', name, request),
    emit,
  });
  const messaging = createMessaging(server.sns, {
    region,
    sqs: server.sqs,
    retryDelayMs,
    invoke: (name, payload) => run('mapping', name, { requestId: randomUUID(), payload }),
    emit,
  });
  let schedules: readonly ScheduleRunner[] = [];

  async function run(source: InvocationEvent['source'], name: string, request: InvocationRequest): Promise<Invocation> {
    const invocation = await fleet.invoke(name, request);
    const { durationMs, initMs, error } = invocation;
    emit({
      type: 'invocation',
      function: name,
      requestId: request.requestId,
      source,
      durationMs,
      initMs,
      error: error === undefined ? undefined : { type: error.errorType, message: error.errorMessage },
    });
    return invocation;
  }

  function runScheduled(schedule: string, functionName: string, scheduledAt: Date): void {
    const fn = fleet.get(functionName);
    if (fn === undefined) return;
    emit({ type: 'schedule', schedule, scheduledAt });
    const payload = JSON.stringify({ scheduledAt: scheduledAt.toISOString() });
    asynchronous.accept(fn.resource, { requestId: randomUUID(), payload });
  }

  async function apply(): Promise<Reloaded> {
    const functions = fleet.apply(resources.functions);
    await messaging.apply(resources);
    for (const schedule of schedules) schedule.stop();
    schedules = resources.schedules.map((resource) =>
      runSchedule(resource, (scheduledAt) => runScheduled(resource.name, resource.function, scheduledAt)),
    );
    for (const message of resources.missing) emit({ type: 'warning', message });
    return { functions };
  }

  async function pending(): Promise<string[]> {
    const sizes = await Promise.all(
      messaging.mappings().map(async ({ queue }) => [queue, await server.sqs.size(queue)] as const),
    );
    const running = fleet.inFlight + asynchronous.inFlight + messaging.inFlight;
    return [
      ...(running > 0 ? [`${running} invocations`] : []),
      ...sizes.filter(([, size]) => size > 0).map(([queue, size]) => `${size} messages in ${queue}`),
    ];
  }

  async function stop(): Promise<void> {
    for (const schedule of schedules) schedule.stop();
    messaging.stop();
    asynchronous.stop();
    await fleet.stop();
    await server.stop();
  }

  try {
    await apply();
  } catch (error) {
    await stop();
    throw error;
  }

  const invoker = engineInvoker(lambda);
  const publisher = enginePublisher({ region, publish: server.publish, emit });

  return {
    endpoint: server.endpoint,
    port: server.port,
    region,
    account: localAccount,
    stage,
    environment: {
      AWS_ENDPOINT_URL: server.endpoint,
      AWS_REGION: region,
      // boto3 and the first version of the aws CLI read no other.
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      LAMBDABUS_STAGE: stage,
      LAMBDABUS_ACCOUNT: localAccount,
    },
    get names() {
      return {
        functions: [...resources.functions.keys()],
        topics: [...resources.topics.keys()],
        queues: [...resources.queues.keys()],
        schedules: resources.schedules.map(({ name }) => name),
      };
    },
    invoker,
    publisher,
    createBus: <TModules>(busOptions?: BusOptions) =>
      createBus<TModules>({ stage, region, account: localAccount, invoker, publisher, ...busOptions }),
    on: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    invoke: async (name, payload = {}) => {
      if (fleet.get(name) === undefined) {
        throw new LocalBusError(
          'FUNCTION_NOT_FOUND',
          `There is no function "${name}" on this bus. ${didYouMean(name, [...resources.functions.keys()])}`,
        );
      }
      return run('call', name, { requestId: randomUUID(), payload: JSON.stringify(payload) });
    },
    trigger: (name) => {
      const found = resources.schedules.filter(
        (schedule) => schedule.name === name || schedule.name.endsWith(`--${name}`),
      );
      const [schedule] = found;
      if (schedule === undefined || found.length > 1) {
        const names = resources.schedules.map((each) => each.name);
        throw new LocalBusError(
          'SCHEDULE_NOT_FOUND',
          `${found.length === 0 ? 'There is no' : 'There is more than one'} schedule "${name}" on this bus. ${didYouMean(name, names)}`,
        );
      }
      runScheduled(schedule.name, schedule.function, new Date());
    },
    messages: (name) => queuedMessages(server, name, resources.queues.keys()),
    settled: async ({ timeoutMs = defaultSettleTimeoutMs } = {}) => {
      const deadline = Date.now() + timeoutMs;
      // Twice in a row: a message may be on its way from one queue's count to a function's while they are asked.
      for (let calm = 0; calm < 2; ) {
        const left = await pending();
        calm = left.length === 0 ? calm + 1 : 0;
        if (Date.now() > deadline) {
          throw new LocalBusError('NOT_SETTLED', `After ${timeoutMs} ms there are still ${left.join(', ')}.`);
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    reload: async (services) => {
      resources = joinTopologies(locateTopologies(services, stage));
      return apply();
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
