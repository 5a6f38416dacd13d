import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Manifest } from '../src/manifest/index.ts';
import { deployedTopology } from './deployed-topology.ts';
import { EventTopic } from './event-topic.ts';
import { find } from './find.ts';
import { placeUnits } from './placement/placed-units.ts';
import type { PlacementProps } from './placement/placement-props.ts';
import { orderByTopics } from './topic-order.ts';

/** Properties of an {@link EventsStack}. */
export interface EventsStackProps extends StackProps {
  /** What `build()` or `loadManifest()` returned. */
  readonly manifest: Manifest;
  /** The stage, the same as that of the service's `BusStack`. */
  readonly stage: string;
  /**
   * What becomes of topics that are taken out of the stack.
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy | undefined;
  /**
   * How the topics are spread once they are too many for one stack.
   * @default one stack up to 450 resources; beyond, lambdabus.placement.json says what stands where
   */
  readonly placement?: PlacementProps | undefined;
}

/**
 * A stack that holds a service's topics apart from its functions: two services that listen to each other can then be
 * deployed from nothing, topics first. Their `BusStack`s take `events: 'external'`.
 *
 * @example
 * ```ts
 * new EventsStack(app, 'SupportEvents', { manifest, stage: 'dev' });
 * new BusStack(app, 'Support', { manifest, stage: 'dev', events: 'external' });
 * ```
 */
export class EventsStack extends Stack {
  readonly #events: ReadonlyMap<string, ITopic>;

  constructor(scope: Construct, id: string, props: EventsStackProps) {
    super(scope, id, {
      ...props,
      description: props.description ?? `Topics of service ${props.manifest.service} on the bus, stage ${props.stage}`,
    });
    const { topics, ...topology } = deployedTopology(this, { manifest: props.manifest, stage: props.stage });
    const scopes = placeUnits(this, {
      key: `${props.manifest.service}/events`,
      topology: { ...topology, topics, functions: [], queues: [] },
      placement: props.placement,
    });
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.DESTROY;
    this.#events = new Map(
      topics.map((resource) => [
        resource.event,
        new EventTopic(scopes.of(resource.event), resource.event, { resource, removalPolicy }).topic,
      ]),
    );
    orderByTopics(this, {
      topics: new Map(topics.map(({ name, event }) => [name, this.event(event)])),
      subscriptions: [],
    });
  }

  /**
   * The topic of one of the service's events, by its dotted name.
   * @throws BusError `DEFINITION_INVALID` for a name that is not known.
   */
  event(name: string): ITopic {
    return find(this.#events, 'event', name);
  }
}
