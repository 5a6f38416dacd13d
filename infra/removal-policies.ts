import { RemovalPolicy } from 'aws-cdk-lib';

/** What becomes of what holds data, by kind, when it is taken out of the stack. */
export interface RemovalPolicies {
  /** @default RemovalPolicy.DESTROY */
  readonly topics?: RemovalPolicy | undefined;
  /**
   * Of all queues: what a queue holds is lost with it.
   * @default RemovalPolicy.DESTROY
   */
  readonly queues?: RemovalPolicy | undefined;
  /** @default RemovalPolicy.DESTROY */
  readonly logGroups?: RemovalPolicy | undefined;
}

/** The policy of each kind, from one for all or one for some. */
export function removalPolicies(
  given: RemovalPolicy | RemovalPolicies = {},
): Readonly<Record<keyof RemovalPolicies, RemovalPolicy>> {
  const each = typeof given === 'string' ? { topics: given, queues: given, logGroups: given } : given;
  return {
    topics: each.topics ?? RemovalPolicy.DESTROY,
    queues: each.queues ?? RemovalPolicy.DESTROY,
    logGroups: each.logGroups ?? RemovalPolicy.DESTROY,
  };
}
