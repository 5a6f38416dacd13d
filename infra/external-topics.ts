import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { createTopology } from '../src/topology/index.ts';
import type { Addresses } from './addresses.ts';
import type { DeployedTopologyProps } from './deployed-topology.ts';

/** The service's topics that an `EventsStack` holds, by their computed ARNs. */
export function externalTopics(
  scope: Construct,
  { manifest, stage, topics = {} }: DeployedTopologyProps,
  addresses: Addresses,
): readonly (readonly [string, ITopic])[] {
  return createTopology(manifest, { stage })
    .topics.filter(({ event }) => topics[event] === undefined)
    .map(({ name, event }) => [
      event,
      Topic.fromTopicAttributes(new Construct(scope, event), 'Topic', {
        topicArn: addresses.topicArn(scope, name),
        keyArn: addresses.keyOf(name)?.keyArn,
      }),
    ]);
}
