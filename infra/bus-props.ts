import type { RemovalPolicy } from 'aws-cdk-lib';
import type { Manifest } from '../src/manifest/index.ts';
import type { DeployedTopologyProps } from './deployed-topology.ts';
import type { FunctionSettings, SingleFunctionSettings } from './function-settings.ts';
import type { MonitoringProps } from './monitoring/monitoring-props.ts';
import type { PlacementProps } from './placement/placement-props.ts';
import type { RemovalPolicies } from './removal-policies.ts';

/** Properties of a {@link Bus}. */
export interface BusProps extends DeployedTopologyProps {
  /** What `build()` or `loadManifest()` returned. */
  readonly manifest: Manifest;
  /** The stage, `[a-z][a-z0-9]*`, such as `dev`: the first part of every name. */
  readonly stage: string;
  /**
   * Whether the service's topics are made here, or stand in an `EventsStack`.
   * @default 'own'
   */
  readonly events?: 'own' | 'external' | undefined;
  /**
   * Settings of every function whose code has none.
   * @default 256 MB, arm64, Node.js 24, logs kept for a month; 10 s for a procedure, 30 s for a listener, 60 s for a
   * schedule
   */
  readonly defaults?: FunctionSettings | undefined;
  /**
   * Settings of single functions, which win over the code's: by `support.case.get` for a procedure, by the export's
   * name for a listener or schedule.
   * @default none
   */
  readonly functions?: Readonly<Record<string, SingleFunctionSettings>> | undefined;
  /**
   * What becomes of topics, queues and log groups that are taken out of the stack. Their names are fixed: what was
   * retained has to be deleted or imported before the same name is deployed again. `{ queues: RemovalPolicy.RETAIN }`
   * says it of one kind.
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy | RemovalPolicies | undefined;
  /**
   * How the resources are spread once they are too many for one stack.
   * @default one stack up to 450 resources; beyond, lambdabus.placement.json says what stands where
   */
  readonly placement?: PlacementProps | undefined;
  /**
   * Alarms and a dashboard; `true` takes the defaults. They cost: 0.30 USD a month for each event of a listener, about 1 USD for
   * the service, and 3 USD for its dashboard.
   * @default false
   * @see https://aws.amazon.com/cloudwatch/pricing/
   */
  readonly monitoring?: boolean | MonitoringProps | undefined;
}
