import type { RemovalPolicy } from 'aws-cdk-lib';
import type { DeployedTopologyProps } from './deployed-topology.ts';
import type { MonitoringProps } from './monitoring/monitoring-props.ts';
import type { PlacementProps } from './placement/placement-props.ts';
import type { RemovalPolicies } from './removal-policies.ts';

/** Properties of a {@link Bus}. */
export interface BusProps extends DeployedTopologyProps {
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
