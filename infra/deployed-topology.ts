import { Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { BusError } from '../src/definition/index.ts';
import type { Manifest } from '../src/manifest/index.ts';
import { createTopology, type GivenQueue, type Location, type Topology } from '../src/topology/index.ts';
import { definitionInvalid, saidWith } from './definition-invalid.ts';
import type { ApiLocation, DeploymentProps, ListenerQueue } from './deployment-props.ts';
import { toOverrides } from './function-overrides.ts';
import { givenQueues } from './given-queues.ts';

/** What the topology of a deployment is made from. */
export interface DeployedTopologyProps extends DeploymentProps {
  /** What `build()` or `loadManifest()` returned. */
  readonly manifest: Manifest;
}

/** The topology of a construct's props; what is wrong with it is said at synth, with the construct's path. */
export function deployedTopology(scope: Construct, props: DeployedTopologyProps): Topology {
  if (Token.isUnresolved(props.stage)) {
    throw new BusError(
      'DEFINITION_INVALID',
      `The stage of ${scope.node.path} is known only at deployment, but it is part of every name. Pass a plain string, such as the value of app.node.tryGetContext('stage').`,
    );
  }
  const locations = toLocations(scope, props.locations);
  const queues = givenQueues(scope, props);
  return saidWith(scope.node.path, () =>
    createTopology(props.manifest, {
      stage: props.stage,
      events: props.events,
      defaults: props.defaults === undefined ? undefined : toOverrides(props.defaults),
      functions: Object.fromEntries(
        Object.entries(props.functions ?? {}).map(([name, settings]) => [name, toOverrides(settings)]),
      ),
      locations,
      topics: Object.fromEntries(Object.entries(props.topics ?? {}).map(([event, { topicArn }]) => [event, topicArn])),
      queues: Object.fromEntries([...queues].map(([name, given]) => [name, toGivenQueue(given)])),
    }),
  );
}

function toGivenQueue({ queue, deadLetterQueue, maxReceiveCount }: ListenerQueue): GivenQueue {
  return { arn: queue.queueArn, deadLetterQueueArn: deadLetterQueue.queueArn, maxReceiveCount };
}

function toLocations(
  scope: Construct,
  locations: Readonly<Record<string, ApiLocation>> = {},
): Readonly<Record<string, Location>> {
  return Object.fromEntries(
    Object.entries(locations).map(([prefix, { account, region }]) => {
      if (account === undefined || Token.isUnresolved(account) || /^\d{12}$/.test(account)) {
        return [prefix, { account, region }];
      }
      throw definitionInvalid(
        scope,
        `the account of the location "${prefix}" is "${account}"; an account has 12 digits.`,
      );
    }),
  );
}
