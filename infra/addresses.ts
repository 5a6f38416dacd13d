import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Topology } from '../src/topology/index.ts';

/**
 * ARNs and keys of what a topology names. ARNs are computed from physical names, so that services find each other
 * without exports and policies name a resource without depending on it, unless the deployment says that it is elsewhere
 * or brings it.
 */
export class Addresses {
  readonly #topology: Pick<Topology, 'elsewhere' | 'given'>;
  readonly #keys: ReadonlyMap<string, IKey>;

  /** @param keys the customer keys of topics and queues, by physical names. */
  constructor(topology: Pick<Topology, 'elsewhere' | 'given'>, keys: ReadonlyMap<string, IKey>) {
    this.#topology = topology;
    this.#keys = keys;
  }

  /** Without a version: calls go to `$LATEST`. */
  functionArn(scope: Construct, name: string): string {
    const place = { service: 'lambda', resource: 'function', resourceName: name, ...this.#location(name) };
    return Stack.of(scope).formatArn({ ...place, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  }

  topicArn(scope: Construct, name: string): string {
    const place = { service: 'sns', resource: name, ...this.#location(name) };
    return this.#topology.given?.[name] ?? Stack.of(scope).formatArn(place);
  }

  queueArn(scope: Construct, name: string): string {
    return this.#topology.given?.[name] ?? Stack.of(scope).formatArn({ service: 'sqs', resource: name });
  }

  /** The customer key of a topic or queue. */
  keyOf(name: string): IKey | undefined {
    return this.#keys.get(name);
  }

  #location(name: string): { readonly account?: string | undefined; readonly region?: string | undefined } {
    const { account, region } = this.#topology.elsewhere?.[name] ?? {};
    return { account, region };
  }
}
