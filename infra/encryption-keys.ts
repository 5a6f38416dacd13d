import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { createTopology, type Topology } from '../src/topology/index.ts';
import type { BusProps } from './bus-props.ts';
import { givenQueues } from './given-queues.ts';

/** The customer keys of topics and queues, by the physical names that these have or would have. */
export function encryptionKeys(scope: Construct, topology: Topology, props: BusProps): ReadonlyMap<string, IKey> {
  const { encryptionKey, locations = {}, manifest, stage } = props;
  const own =
    encryptionKey === undefined
      ? []
      : [
          ...createTopology(manifest, { stage }).topics,
          ...topology.queues,
          ...(topology.retired ?? []).flatMap(({ queues }) => Object.values(queues)),
        ];
  const elsewhere = Object.entries(topology.elsewhere ?? {}).map(([name, { prefix }]) => {
    return [name, locations[prefix]?.encryptionKey] as const;
  });
  const topics = Object.values(props.topics ?? {}).map((topic) => [topic.topicArn, topic.masterKey] as const);
  const queues = [...givenQueues(scope, props).values()].flatMap(({ queue, deadLetterQueue }) => {
    return [queue, deadLetterQueue].map((each) => [each.queueArn, each.encryptionMasterKey] as const);
  });
  const ofGiven = new Map([...topics, ...queues]);
  const keys = new Map<string, IKey | undefined>([
    ...own.map(({ name }) => [name, encryptionKey] as const),
    ...elsewhere,
    ...Object.entries(topology.given ?? {}).map(([name, arn]) => [name, ofGiven.get(arn)] as const),
  ]);
  return new Map([...keys].flatMap(([name, key]) => (key === undefined ? [] : [[name, key]])));
}
