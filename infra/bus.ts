import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { locationOf } from '../src/manifest/index.ts';
import type { FunctionKind, FunctionResource, Topology } from '../src/topology/index.ts';
import { Addresses } from './addresses.ts';
import type { BusProps } from './bus-props.ts';
import { deployedTopology } from './deployed-topology.ts';
import { encryptionKeys } from './encryption-keys.ts';
import { EventTopic } from './event-topic.ts';
import { externalTopics } from './external-topics.ts';
import { find } from './find.ts';
import { type ForeignEvent, type ForeignProcedure, grantForeignCall, grantForeignFire } from './foreign-grants.ts';
import { warnOfForeignTopics } from './foreign-topics.ts';
import { givenQueues } from './given-queues.ts';
import { combined, type GrantedTopic, grantInvoke, grantPublish, grantSubscribe } from './grants.ts';
import { annotateGraph } from './graph-annotations.ts';
import { letServicesUse } from './key-policy.ts';
import { assertBusProps } from './known-props.ts';
import { listenedEvents, retiredEvents } from './listened-events.ts';
import { Listener } from './listener.ts';
import { cfnQueueOf, MessageQueue } from './message-queue.ts';
import { monitor } from './monitoring/monitoring.ts';
import { ownTopics } from './own-topics.ts';
import { placeUnits } from './placement/placed-units.ts';
import { removalPolicies } from './removal-policies.ts';
import { required } from './required.ts';
import { RetiredListener } from './retired-listener.ts';
import { ScheduledFunction } from './scheduled-function.ts';
import { ServiceFunction, type ServiceFunctionProps } from './service-function.ts';
import { orderByTopics, type TopicsAndSubscriptions } from './topic-order.ts';

/**
 * A service on the bus: a function for each procedure, a topic for each event, queues and a function for each
 * listener, a schedule and a function for each schedule.
 *
 * @example
 * ```ts
 * const bus = new Bus(stack, 'Bus', { manifest: await build('bus.ts'), stage: 'dev' });
 * table.grantReadData(bus.procedure('support.case.get'));
 * ```
 */
export class Bus extends Construct {
  /** What was rendered: plain data. */
  readonly topology: Topology;
  /** The queue of failed asynchronous invocations; absent in a service with listeners only. */
  readonly failedQueue: Queue | undefined;
  readonly #addresses: Addresses;
  readonly #procedures: ReadonlyMap<string, LambdaFunction>;
  readonly #events: ReadonlyMap<string, ITopic>;
  readonly #listeners: ReadonlyMap<string, Listener>;
  readonly #schedules: ReadonlyMap<string, ScheduledFunction>;

  /** @throws BusError `DEFINITION_INVALID` at synth for settings that AWS would not take, and for unknown ones. */
  constructor(scope: Construct, id: string, props: BusProps) {
    super(scope, id);
    assertBusProps(this.node.path, props);
    this.topology = deployedTopology(this, props);
    annotateGraph(this, props.stage, { manifest: props.manifest, props: graphSettings(this.topology) });
    const { encryptionKey } = props;
    const addresses = new Addresses(this.topology, encryptionKeys(this, this.topology, props));
    this.#addresses = addresses;
    if (encryptionKey !== undefined) letServicesUse(encryptionKey, this, this.topology, addresses);
    warnOfForeignTopics(this, this.topology, addresses);
    const removal = removalPolicies(props.removalPolicy);

    const failed = this.topology.queues.find(({ role }) => role === 'failed');
    // Its id is a name that no listener, schedule, procedure or event can have.
    this.failedQueue =
      failed && new MessageQueue(this, 'failed', { resource: failed, removalPolicy: removal.queues, encryptionKey });
    const scopes = placeUnits(this, {
      key: props.manifest.service,
      topology: this.topology,
      manifest: props.manifest,
      placement: props.placement,
      defaults: props.defaults,
      functions: props.functions,
      before: this.failedQueue && cfnQueueOf(this.failedQueue),
    });
    this.#events = new Map([
      ...Object.entries(ownTopics(this, props)),
      ...(props.events === 'external' ? externalTopics(this, props, addresses) : []),
      ...this.topology.topics.map((resource): [string, ITopic] => {
        const scope = scopes.of(resource.event);
        return [
          resource.event,
          new EventTopic(scope, resource.event, { resource, removalPolicy: removal.topics, encryptionKey }).topic,
        ];
      }),
    ]);
    const functionProps = functionPropsOf(props, {
      failedQueue: this.failedQueue,
      removal,
      addresses,
      encryptionKey,
    });
    const brought = givenQueues(this, props);
    this.#procedures = this.#each('procedure', (resource) => {
      return new ServiceFunction(scopes.of(resource.source), resource.source, functionProps(resource)).function;
    });
    this.#listeners = this.#each('listener', (resource) => {
      const scope = scopes.of(resource.source);
      const events = listenedEvents(scope, this.topology, {
        listener: resource.source,
        several: props.manifest.listeners.some(({ name, several }) => name === resource.source && several),
        own: this.#events,
        addresses,
        brought,
      });
      return new Listener(scope, resource.source, { ...functionProps(resource), events });
    });
    this.#schedules = this.#each('schedule', (resource) => {
      const schedule = required(this.topology.schedules.find(({ function: name }) => name === resource.name));
      return new ScheduledFunction(scopes.of(resource.source), resource.source, {
        ...functionProps(resource),
        schedule,
      });
    });
    for (const [former, retired] of Map.groupBy(this.topology.retired ?? [], ({ listener }) => listener)) {
      const scope = scopes.of(former);
      const handler = required(
        this.topology.functions.find(({ name }) => name === retired[0]?.mapping.function),
      ).source;
      new RetiredListener(scope, former, {
        events: retiredEvents(scope, retired, addresses),
        handler: this.listener(handler).function,
        removalPolicy: removal.queues,
        encryptionKey,
      });
    }
    orderByTopics(this, {
      topics: new Map(this.topology.topics.map(({ name, event }) => [name, this.event(event)])),
      subscriptions: this.#subscriptions(),
    });
    if (props.monitoring !== undefined && props.monitoring !== false) {
      monitor(this, {
        ...(props.monitoring === true ? {} : props.monitoring),
        topology: this.topology,
        unit: (name) => find(this.functions, 'function', name).node.scope ?? this,
        queues: (listener, event) => required(this.listener(listener).subscriptions.get(event)),
      });
    }
  }

  /**
   * Lets someone outside of the bus call a procedure of another service, by its name.
   *
   * @example `Bus.grantCall(ownFunction, { stage: 'prod', procedure: 'support.case.get' })`
   * @throws BusError `DEFINITION_INVALID` for what is no name.
   */
  static grantCall(grantee: IGrantable, procedure: ForeignProcedure): Grant {
    return grantForeignCall(grantee, procedure);
  }

  /**
   * Lets someone outside of the bus fire an event of another service, by its name.
   *
   * @example `Bus.grantFire(ownFunction, { stage: 'prod', event: 'support.case.caseCreated' })`
   * @throws BusError `DEFINITION_INVALID` for what is no name.
   */
  static grantFire(grantee: IGrantable, event: ForeignEvent): Grant {
    return grantForeignFire(grantee, event);
  }

  /**
   * Lets someone outside of the bus call procedures: by their own policy, or by the functions' for another account.
   *
   * @example `bus.grantCall(new AccountPrincipal('222222222222'), 'support.case.get')`
   * @throws BusError `DEFINITION_INVALID` for a name that is not known.
   */
  grantCall(grantee: IGrantable, ...procedures: readonly string[]): Grant {
    return combined(
      procedures.map((name) => {
        const lambda = this.procedure(name);
        const physicalName = required(this.topology.functions.find(({ source }) => source === name)).name;
        return grantInvoke(grantee, { lambda, arn: this.#addresses.functionArn(this, physicalName) });
      }),
    );
  }

  /**
   * Lets someone outside of the bus fire events of this service; another account needs the bus to have an
   * `encryptionKey`.
   * @throws BusError `DEFINITION_INVALID` for a name that is not known, and for another account without a key.
   */
  grantFire(grantee: IGrantable, ...events: readonly string[]): Grant {
    return combined(events.map((name) => grantPublish(grantee, this.#topic(name))));
  }

  /**
   * Lets another account's services listen to events of this one, which its `locations` then name.
   *
   * @example `bus.grantListen(new AccountPrincipal('222222222222'), 'support.case.caseCreated')`
   * @throws BusError `DEFINITION_INVALID` for a name that is not known.
   */
  grantListen(grantee: IGrantable, ...events: readonly string[]): Grant {
    return combined(events.map((name) => grantSubscribe(grantee, this.#topic(name))));
  }

  /** Every function, by the name that the code has for it: `support.case.get` for a procedure, else the export's. */
  get functions(): ReadonlyMap<string, LambdaFunction> {
    return new Map([
      ...this.#procedures,
      ...[...this.#listeners].map(([name, listener]) => [name, listener.function] as const),
      ...[...this.#schedules].map(([name, schedule]) => [name, schedule.function] as const),
    ]);
  }

  /**
   * The function of a procedure, by its dotted name.
   * @throws BusError `DEFINITION_INVALID` for a name that is not known.
   */
  procedure(name: string): LambdaFunction {
    return find(this.#procedures, 'procedure', name);
  }

  /**
   * The topic of one of the service's events, by its dotted name.
   * @throws BusError `DEFINITION_INVALID` for a name that is not known.
   */
  event(name: string): ITopic {
    return find(this.#events, 'event', name);
  }

  /**
   * A listener's function and queues, by its export's name.
   * @throws BusError `DEFINITION_INVALID` for a name that is not known.
   */
  listener(name: string): Listener {
    return find(this.#listeners, 'listener', name);
  }

  /**
   * The function of a schedule, by its export's name.
   * @throws BusError `DEFINITION_INVALID` for a name that is not known.
   */
  schedule(name: string): LambdaFunction {
    return find(this.#schedules, 'schedule', name).function;
  }

  /** Its listeners' subscriptions, by the names of the topics, which may belong to other services. */
  #subscriptions(): TopicsAndSubscriptions['subscriptions'] {
    return this.topology.subscriptions.flatMap(({ topic, formerTopic, queue }) => {
      const source = required(this.topology.queues.find(({ name }) => name === queue));
      const listener = this.listener(required(source.listener));
      const subscription = required(listener.subscriptions.get(required(source.event)));
      return [topic, formerTopic ?? []].flat().map((name) => ({ topic: name, subscription }));
    });
  }

  #topic(event: string): GrantedTopic {
    const topic = this.event(event);
    const made = this.topology.topics.find((resource) => resource.event === event);
    return { topic, arn: made === undefined ? topic.topicArn : this.#addresses.topicArn(this, made.name) };
  }

  #each<T>(kind: FunctionKind, render: (resource: FunctionResource) => T): ReadonlyMap<string, T> {
    const resources = this.topology.functions.filter((resource) => resource.kind === kind);
    return new Map(resources.map((resource) => [resource.source, render(resource)]));
  }
}

function functionPropsOf(
  props: BusProps,
  common: Pick<ServiceFunctionProps, 'failedQueue' | 'removal' | 'addresses' | 'encryptionKey'>,
): (resource: FunctionResource) => ServiceFunctionProps {
  const bundleRoot = locationOf(props.manifest);
  return (resource) => ({
    ...common,
    resource,
    bundleRoot,
    defaults: props.defaults ?? {},
    settings: props.functions?.[resource.source] ?? {},
  });
}

/** The timeouts of a deployment, by the names by which it speaks of its functions. */
function graphSettings({ functions }: Topology): { functions: Readonly<Record<string, { readonly timeout: number }>> } {
  return {
    functions: Object.fromEntries(functions.map(({ source, timeoutSeconds }) => [source, { timeout: timeoutSeconds }])),
  };
}
