export { assertManifest } from './assert-manifest.ts';
export { createTopology } from './create-topology.ts';
export type { AsynchronousSettings, DeploymentSettings, SingleFunctionOverrides } from './deployment-settings.ts';
export { policyDocument } from './policy-document.ts';
export type {
  FunctionKind,
  FunctionResource,
  Location,
  MappingResource,
  QueueResource,
  RetiredQueues,
  ScheduleResource,
  SubscriptionResource,
  TopicResource,
  Topology,
} from './topology.ts';
export type { FunctionOverrides, GivenQueue } from './topology-props.ts';
