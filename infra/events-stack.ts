import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Manifest } from '../src/manifest/index.ts';
import { deployedTopology } from './deployed-topology.ts';
import { EventTopic } from './event-topic.ts';
import { find } from './find.ts';
import { givenManifest } from './given-manifest.ts';
import { combined, type GrantedTopic, grantPublish, grantSubscribe } from './grants.ts';
import { assertEventsStackProps } from './known-props.ts';
import { placeUnits } from './placement/placed-units.ts';
import type { PlacementProps } from './placement/placement-props.ts';
import { required } from './required.ts';
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
   * A customer key for the topics, the same as that of the service's `BusStack`.
   * @default SNS's own key of the account
   */
  readonly encryptionKey?: IKey | undefined;
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
  readonly #names: ReadonlyMap<string, string>;

  constructor(scope: Construct, id: string, props: EventsStackProps) {
    super(scope, id, {
      ...props,
      description:
        props.description ??
        `Topics of service ${givenManifest(scope, id, props).service} on the bus, stage ${props.stage}`,
    });
    assertEventsStackProps(this.node.path, props);
    const { topics, ...topology } = deployedTopology(this, { manifest: props.manifest, stage: props.stage });
    const scopes = placeUnits(this, {
      key: `${props.manifest.service}/events`,
      topology: { ...topology, topics, functions: [], queues: [] },
      manifest: props.manifest,
      placement: props.placement,
    });
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.DESTROY;
    this.#events = new Map(
      topics.map((resource) => [
        resource.event,
        new EventTopic(scopes.of(resource.event), resource.event, {
          resource,
          removalPolicy,
          encryptionKey: props.encryptionKey,
        }).topic,
      ]),
    );
    this.#names = new Map(topics.map(({ event, name }) => [event, name]));
    orderByTopics(this, {
      topics: new Map(topics.map(({ name, event }) => [name, this.event(event)])),
      subscriptions: [],
    });
  }

  /**
   * Lets someone outside of the bus fire events of this service; another account needs an `encryptionKey`.
   * @throws BusError `DEFINITION_INVALID` for a name that is not known, and for another account without a key.
   */
  grantFire(grantee: IGrantable, ...events: readonly string[]): Grant {
    return combined(events.map((name) => grantPublish(grantee, this.#topic(name))));
  }

  /**
   * Lets another account's services listen to events of this one.
   * @throws BusError `DEFINITION_INVALID` for a name that is not known.
   */
  grantListen(grantee: IGrantable, ...events: readonly string[]): Grant {
    return combined(events.map((name) => grantSubscribe(grantee, this.#topic(name))));
  }

  /**
   * The topic of one of the service's events, by its dotted name.
   * @throws BusError `DEFINITION_INVALID` for a name that is not known.
   */
  event(name: string): ITopic {
    return find(this.#events, 'event', name);
  }
  #topic(event: string): GrantedTopic {
    const topic = this.event(event);
    const name = required(this.#names.get(event));
    return { topic, arn: this.formatArn({ service: 'sns', resource: name }) };
  }
}
