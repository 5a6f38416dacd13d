export { createTopology } from './create-topology.ts';
export { topologyDefaults } from './defaults.ts';
export {
  failedQueueName,
  handlerFunctionName,
  type ListenerQueueParts,
  listenerQueueName,
  nameLimits,
  procedureFunctionName,
  type QueueRole,
  topicName,
} from './names.ts';
export type {
  FunctionGrants,
  FunctionKind,
  FunctionResource,
  MappingResource,
  QueueResource,
  ScheduleResource,
  SubscriptionResource,
  TopicResource,
  Topology,
} from './topology.ts';
export type { FunctionOverrides, TopologyProps } from './topology-props.ts';
