import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Manifest } from '../src/manifest/index.ts';
import { createTopology } from '../src/topology/index.ts';
import { topicArn } from './arns.ts';

/** The service's topics that an `EventsStack` holds, by their computed ARNs. */
export function externalTopics(
  scope: Construct,
  manifest: Manifest,
  stage: string,
): readonly (readonly [string, ITopic])[] {
  return createTopology(manifest, { stage }).topics.map(({ name, event }) => [
    event,
    Topic.fromTopicArn(new Construct(scope, event), 'Topic', topicArn(scope, name)),
  ]);
}
