import type { Manifest } from '../manifest/index.ts';
import type { Topology } from '../topology/topology.ts';
import type { LocalBusListener } from './events.ts';

/** A topology and the directory that its bundles' paths are relative to. */
export interface LocatedTopology {
  readonly topology: Topology;
  readonly directory: string;
}

/** What runs on a local bus, and where. */
export interface LocalBusOptions {
  /**
   * The services: what `build()` or `loadManifest()` gave.
   * @default none
   */
  readonly manifests?: readonly Manifest[] | undefined;
  /**
   * Services whose topology was made by hand.
   * @default none
   */
  readonly topologies?: readonly LocatedTopology[] | undefined;
  /**
   * The stage whose names the resources get.
   * @default 'dev'
   */
  readonly stage?: string | undefined;
  /**
   * The port on 127.0.0.1; 0 takes a free one.
   * @default 0
   */
  readonly port?: number | undefined;
  /**
   * An AWS region.
   * @default `AWS_REGION`, else us-east-1
   */
  readonly region?: string | undefined;
  /**
   * Environment variables for all functions, such as where a local database is. Functions see nothing else of this
   * process's environment.
   * @default none
   */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /**
   * How long a message or an asynchronous invocation waits after a failure before it is tried again. On AWS a message
   * waits for its queue's visibility timeout, six times the function's timeout: the one thing about delivery that
   * differs here.
   * @default 1_000
   */
  readonly retryDelayMs?: number | undefined;
  /**
   * Most processes of one function at the same time.
   * @default 50
   */
  readonly maxWorkers?: number | undefined;
  /**
   * A function's process that is not used ends after this time.
   * @default 300_000
   */
  readonly idleTimeoutMs?: number | undefined;
  /**
   * Hears of everything that happens.
   * @default nobody
   */
  readonly onEvent?: LocalBusListener | undefined;
}
