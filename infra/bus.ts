import { RemovalPolicy } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { locationOf } from '../src/manifest/index.ts';
import type { FunctionKind, FunctionResource, Topology } from '../src/topology/index.ts';
import type { BusProps } from './bus-props.ts';
import { deployedTopology } from './deployed-topology.ts';
import { EventTopic } from './event-topic.ts';
import { externalTopics } from './external-topics.ts';
import { find } from './find.ts';
import { listenedEvents } from './listened-events.ts';
import { Listener } from './listener.ts';
import { cfnQueueOf, MessageQueue } from './message-queue.ts';
import { placeUnits } from './placement/placed-units.ts';
import { required } from './required.ts';
import { ScheduledFunction } from './scheduled-function.ts';
import { ServiceFunction, type ServiceFunctionProps } from './service-function.ts';
import { orderByTopics } from './topic-order.ts';

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
  readonly #procedures: ReadonlyMap<string, LambdaFunction>;
  readonly #events: ReadonlyMap<string, ITopic>;
  readonly #listeners: ReadonlyMap<string, Listener>;
  readonly #schedules: ReadonlyMap<string, ScheduledFunction>;

  /** @throws BusError `DEFINITION_INVALID` at synth for settings that AWS would not take. */
  constructor(scope: Construct, id: string, props: BusProps) {
    super(scope, id);
    this.topology = deployedTopology(this, props);
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.DESTROY;

    const failed = this.topology.queues.find(({ role }) => role === 'failed');
    // Its id is a name that no listener, schedule, procedure or event can have.
    this.failedQueue = failed && new MessageQueue(this, 'failed', { resource: failed, removalPolicy });
    const scopes = placeUnits(this, {
      key: props.manifest.service,
      topology: this.topology,
      placement: props.placement,
      defaults: props.defaults,
      functions: props.functions,
      before: this.failedQueue && cfnQueueOf(this.failedQueue),
    });
    this.#events = new Map(
      props.events === 'external'
        ? externalTopics(this, props.manifest, props.stage)
        : this.topology.topics.map((resource) => [
            resource.event,
            new EventTopic(scopes.of(resource.event), resource.event, { resource, removalPolicy }).topic,
          ]),
    );
    const functionProps = functionPropsOf(props, { failedQueue: this.failedQueue, removalPolicy });
    this.#procedures = this.#each('procedure', (resource) => {
      return new ServiceFunction(scopes.of(resource.source), resource.source, functionProps(resource)).function;
    });
    this.#listeners = this.#each('listener', (resource) => {
      const scope = scopes.of(resource.source);
      const events = listenedEvents(scope, this.topology, { listener: resource.source, own: this.#events });
      return new Listener(scope, resource.source, { ...functionProps(resource), events });
    });
    this.#schedules = this.#each('schedule', (resource) => {
      const schedule = required(this.topology.schedules.find(({ function: name }) => name === resource.name));
      return new ScheduledFunction(scopes.of(resource.source), resource.source, {
        ...functionProps(resource),
        schedule,
      });
    });
    orderByTopics(this, {
      topics: new Map(this.topology.topics.map(({ name, event }) => [name, this.event(event)])),
      subscriptions: [...this.#listeners.values()].flatMap(({ subscriptions }) =>
        [...subscriptions.values()].map((subscription) => ({ topic: subscription.topicName, subscription })),
      ),
    });
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

  #each<T>(kind: FunctionKind, render: (resource: FunctionResource) => T): ReadonlyMap<string, T> {
    const resources = this.topology.functions.filter((resource) => resource.kind === kind);
    return new Map(resources.map((resource) => [resource.source, render(resource)]));
  }
}

function functionPropsOf(
  props: BusProps,
  common: Pick<ServiceFunctionProps, 'failedQueue' | 'removalPolicy'>,
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
