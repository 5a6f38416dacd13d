import type { FunctionOptions } from '../definition/index.ts';
import type { Manifest } from '../manifest/index.ts';
import type { AsynchronousSettings, DeploymentSettings, SingleFunctionOverrides } from './deployment-settings.ts';
import type { Location } from './topology.ts';

/** What a deployment sets for all functions; times in seconds. */
export interface FunctionDefaults extends FunctionOptions, AsynchronousSettings<number> {}

/** What a deployment sets for one function; times in seconds. */
export interface FunctionOverrides extends FunctionDefaults, SingleFunctionOverrides<number> {}

/** A queue that a deployment brings for a listener. */
export interface GivenQueue {
  readonly arn: string;
  readonly deadLetterQueueArn: string;
  /** What the queue's redrive policy says, where that is known. */
  readonly maxReceiveCount?: number | undefined;
}

/** What a deployment adds to a manifest, as plain data: topics by their ARNs. */
export interface TopologyProps
  extends DeploymentSettings<{
    readonly defaults: FunctionDefaults;
    readonly function: FunctionOverrides;
    readonly location: Location;
    readonly topic: string;
    readonly queue: GivenQueue;
  }> {}

/** What every maker of resources is given. */
export interface TopologyInput {
  readonly manifest: Manifest;
  readonly props: TopologyProps;
}
