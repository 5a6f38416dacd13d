export { createTopology } from './create-topology.ts';
export type {
  FunctionKind,
  FunctionResource,
  MappingResource,
  QueueResource,
  ScheduleResource,
  SubscriptionResource,
  TopicResource,
  Topology,
} from './topology.ts';
export type { FunctionOverrides } from './topology-props.ts';
