import { Annotations, type CfnResource } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Manifest } from '../../src/manifest/index.ts';
import type { FunctionResource, Topology } from '../../src/topology/index.ts';
import type { FunctionSettings } from '../function-settings.ts';
import { formerNames } from './former-names.ts';
import { PlacedScopes } from './placed-scopes.ts';
import type { PlacementProps } from './placement-props.ts';
import { resolvePlacement } from './resolve-placement.ts';
import { assertStackSizes } from './stack-size.ts';
import { failedQueueResources, placementUnits } from './unit.ts';

/** What the stacks of a topology's units follow from. */
export interface PlacedUnitsProps {
  /** The service, and `/events` for an `EventsStack`. */
  readonly key: string;
  readonly topology: Topology;
  readonly manifest: Manifest;
  readonly placement?: PlacementProps | undefined;
  readonly defaults?: FunctionSettings | undefined;
  readonly functions?: Readonly<Record<string, FunctionSettings>> | undefined;
  /** What nested stacks with functions are deployed after. */
  readonly before?: CfnResource | undefined;
}

/** Gives each unit of a topology its stack, as the placement file or the rule for small services says. */
export function placeUnits(scope: Construct, props: PlacedUnitsProps): PlacedScopes {
  const { key, topology } = props;
  const fixedResources = topology.queues.some(({ role }) => role === 'failed') ? failedQueueResources : 0;
  const placement = resolvePlacement(scope, {
    key,
    units: placementUnits(topology, {
      needsSecurityGroup: (resource) => needsSecurityGroup(resource, props),
      former: formerNames(props.manifest),
    }),
    fixedResources,
    props: props.placement,
    warn: (message) => Annotations.of(scope).addWarningV2('lambdabus:placement', message),
  });
  assertStackSizes(scope);
  return new PlacedScopes(scope, {
    placement,
    description: `Service ${topology.service} on the bus, stage ${topology.stage}`,
    before: props.before,
  });
}

function needsSecurityGroup({ source }: FunctionResource, { defaults, functions }: PlacedUnitsProps): boolean {
  const own = functions?.[source];
  const vpc = own?.vpc ?? defaults?.vpc;
  return vpc !== undefined && (own?.securityGroups ?? defaults?.securityGroups) === undefined;
}
