import type { StackProps } from 'aws-cdk-lib';
import { closestName, didYouMean } from '../src/definition/did-you-mean.ts';
import { BusError } from '../src/definition/index.ts';
import type { BusProps } from './bus-props.ts';
import type { ApiLocation } from './deployment-props.ts';
import type { EventsStackProps } from './events-stack.ts';
import type { SingleFunctionSettings } from './function-settings.ts';
import type { MonitoringProps } from './monitoring/monitoring-props.ts';
import type { PlacementProps } from './placement/placement-props.ts';
import type { RemovalPolicies } from './removal-policies.ts';

/** The names of the properties of a type, which the compiler holds complete. */
type Names<TProps> = Readonly<Record<keyof TProps, true>>;

const busProps: Names<BusProps> = {
  manifest: true,
  stage: true,
  events: true,
  defaults: true,
  functions: true,
  locations: true,
  topics: true,
  queues: true,
  encryptionKey: true,
  removalPolicy: true,
  placement: true,
  monitoring: true,
};

const eventsStackProps: Names<Omit<EventsStackProps, keyof StackProps>> = {
  manifest: true,
  stage: true,
  removalPolicy: true,
  encryptionKey: true,
  placement: true,
};

const functionSettings: Names<Omit<SingleFunctionSettings, keyof typeof listenerSettings>> = {
  memorySize: true,
  timeout: true,
  environment: true,
  architecture: true,
  runtime: true,
  ephemeralStorageSize: true,
  reservedConcurrentExecutions: true,
  tracing: true,
  logRetention: true,
  applicationLogLevel: true,
  systemLogLevel: true,
  maxEventAge: true,
  layers: true,
  recursiveLoop: true,
  vpc: true,
  vpcSubnets: true,
  securityGroups: true,
  allowAllOutbound: true,
  allowAllIpv6Outbound: true,
  allowPublicSubnet: true,
  ipv6AllowedForDualStack: true,
};

/** What only single functions have. */
const listenerSettings = {
  retryAttempts: true,
  maxReceiveCount: true,
  filter: true,
  batchSize: true,
  batchWindow: true,
  maxConcurrency: true,
} as const;

const singleFunctionSettings: Names<SingleFunctionSettings> = { ...functionSettings, ...listenerSettings };
const monitoringProps: Names<MonitoringProps> = { alarmActions: true, oldestMessage: true, dashboard: true };
const placementProps: Names<PlacementProps> = { file: true, rootResources: true };
const removalPolicies: Names<RemovalPolicies> = { topics: true, queues: true, logGroups: true };
const location: Names<ApiLocation> = { account: true, region: true, encryptionKey: true };

/**
 * Refuses properties that a {@link Bus} does not have, also within its settings: misspelt ones would be as if they were not
 * there.
 * @throws BusError `DEFINITION_INVALID` with the construct's path.
 */
export function assertBusProps(path: string, props: BusProps): void {
  assertKnown(path, '', props, busProps);
  const { defaults, functions, locations, monitoring, placement, removalPolicy } = props;
  assertKnown(path, ' of defaults', defaults, functionSettings);
  for (const [name, settings] of entriesOf(functions)) {
    assertKnown(path, ` of functions["${name}"]`, settings, singleFunctionSettings);
  }
  for (const [prefix, given] of entriesOf(locations)) {
    assertKnown(path, ` of locations["${prefix}"]`, given, location);
  }
  assertKnown(path, ' of monitoring', monitoring, monitoringProps);
  assertKnown(path, ' of placement', placement, placementProps);
  assertKnown(path, ' of removalPolicy', removalPolicy, removalPolicies);
}

/** The properties of a stack that are those of its {@link Bus}. */
export function busPropsOf<TProps extends BusProps>(props: TProps): BusProps {
  const entries = Object.entries(props).filter(([name]) => Object.hasOwn(busProps, name));
  // What a stack has besides is not the bus's.
  return Object.fromEntries(entries) as unknown as BusProps;
}

/**
 * Refuses misspelt properties of a stack with a service. Other unknown ones are left alone, as CDK leaves them: apps spread
 * properties of their own into all their stacks, and newer versions of CDK have more than are known here.
 * @throws BusError `DEFINITION_INVALID` with the stack's path.
 */
export function assertBusStackProps(path: string, props: BusProps): void {
  assertNotMisspelt(path, props, busProps);
}

/** Refuses misspelt properties of a stack with topics, as {@link assertBusStackProps} does. */
export function assertEventsStackProps(path: string, props: EventsStackProps): void {
  assertNotMisspelt(path, props, eventsStackProps);
  assertKnown(path, ' of placement', props.placement, placementProps);
}

function assertNotMisspelt(path: string, props: object, known: Readonly<Record<string, true>>): void {
  const names = [...Object.keys(known), ...stackProps];
  for (const name of givenNames(props)) {
    const meant = names.includes(name) ? undefined : closestName(name, names);
    if (meant !== undefined) throw unknownProp(path, name, '', `Did you mean "${meant}"?`);
  }
}

/** Those of `StackProps` of the oldest version of CDK that is supported; later ones may have more. */
const stackProps: readonly string[] = [
  'analyticsReporting',
  'crossRegionReferences',
  'description',
  'env',
  'notificationArns',
  'permissionsBoundary',
  'propertyInjectors',
  'stackName',
  'suppressTemplateIndentation',
  'synthesizer',
  'tags',
  'terminationProtection',
] satisfies readonly (keyof StackProps)[];

function assertKnown(path: string, where: string, props: unknown, known: Readonly<Record<string, true>>): void {
  // `monitoring: true` and one policy for all have no names.
  if (typeof props !== 'object' || props === null) return;
  for (const name of givenNames(props)) {
    if (!Object.hasOwn(known, name)) throw unknownProp(path, name, where, didYouMean(name, Object.keys(known).sort()));
  }
}

function givenNames(props: object): readonly string[] {
  return Object.entries(props).flatMap(([name, value]) => (value === undefined ? [] : [name]));
}

function entriesOf(settings: object | undefined): readonly (readonly [string, unknown])[] {
  return Object.entries(settings ?? {});
}

function unknownProp(path: string, name: string, where: string, hint: string): BusError {
  return new BusError('DEFINITION_INVALID', `${path}: there is no property "${name}"${where}. ${hint}`);
}
