import type { Construct } from 'constructs';
import { BusError } from '../../src/definition/index.ts';
import { definitionInvalid } from '../definition-invalid.ts';
import { deployedUnits } from './deployed-units.ts';
import { type Placement, place, rootStack } from './place.ts';
import { PlacementFile } from './placement-file.ts';
import type { PlacementProps } from './placement-props.ts';
import type { PlacementUnit } from './unit.ts';

const contextKeys = { placement: 'lambdabus:placement', deployed: 'lambdabus:deployed' } as const;
const updateCommand = `cdk synth -c ${contextKeys.placement}=update`;

/** Room is left for the user's own resources, for policies of grants and for units that grow. */
const defaultRootResources = 450;
/** Less than in the root: there is no need to be sparing with nested stacks, and each function may be given a policy. */
const nestedResources = 360;
/** From this share of the root on, a service without a record is told to make one while it is easy. */
const warnShare = 2 / 3;

/** What is to be placed. */
export interface PlacementInput {
  /** The service, and `/events` for an `EventsStack`. */
  readonly key: string;
  readonly units: readonly PlacementUnit[];
  /** What else the bus makes in the stack itself. */
  readonly fixedResources: number;
  readonly props: PlacementProps | undefined;
  /** Where a warning goes. */
  readonly warn: (message: string) => void;
}

/**
 * The stack of each unit: from the placement file, or all in one stack as long as there is no file and they fit.
 *
 * @throws BusError `DEFINITION_INVALID` when the file does not know a unit, or is missing and needed.
 */
export function resolvePlacement(scope: Construct, input: PlacementInput): Placement {
  const { key, units, fixedResources, props } = input;
  const file = new PlacementFile(props?.file ?? 'lambdabus.placement.json');
  const most = props?.rootResources ?? defaultRootResources;
  const budgets = { root: most - fixedResources, nested: nestedResources };
  const recorded = file.read(key);
  if (isUpdate(scope)) {
    const known = recorded ?? firstRecord(scope, input, { file, budgets });
    const placement = place(units, known, budgets);
    file.write(key, placement);
    return placement;
  }
  if (recorded !== undefined) {
    assertComplete(scope, { units, recorded, file });
    return recorded;
  }
  const total = sum(units);
  if (total > budgets.root) throw missing(scope, { key, total: total + fixedResources, most, file });
  if (total > warnShare * budgets.root) {
    input.warn(
      `Service "${key}" has ${total + fixedResources} resources; over ${most} it needs nested stacks, and which resources stay where must be recorded before. Run \`${updateCommand}\` now, while all are in one stack, and commit ${file.path}.`,
    );
  }
  return allInRoot(units);
}

function isUpdate(scope: Construct): boolean {
  const value: unknown = scope.node.tryGetContext(contextKeys.placement);
  if (value === undefined) return false;
  if (value === 'update') return true;
  throw new BusError(
    'DEFINITION_INVALID',
    `The context value ${contextKeys.placement} is ${JSON.stringify(value)}; it can only be "update".`,
  );
}

interface Target {
  readonly file: PlacementFile;
  readonly budgets: { readonly root: number };
}

/** What is known of a service that has no record yet. */
function firstRecord(scope: Construct, { key, units, fixedResources }: PlacementInput, target: Target): Placement {
  if (sum(units) <= target.budgets.root) return allInRoot(units);
  const deployed: unknown = scope.node.tryGetContext(contextKeys.deployed);
  if (deployed === 'none') return new Map();
  if (typeof deployed === 'string') return allInRoot(deployedUnits(deployed, units));
  throw missing(scope, {
    key,
    total: sum(units) + fixedResources,
    most: target.budgets.root + fixedResources,
    file: target.file,
  });
}

function allInRoot(units: readonly PlacementUnit[]): Placement {
  return new Map(units.map(({ name }) => [name, rootStack]));
}

function missing(
  scope: Construct,
  {
    key,
    total,
    most,
    file,
  }: { readonly key: string; readonly total: number; readonly most: number } & Pick<Target, 'file'>,
): BusError {
  return definitionInvalid(
    scope,
    `service "${key}" has ${total} resources, more than the ${most} for one stack, and ${file.path} does not record which of them stand in which stack. Deployed resources must stay where they are, so say what is deployed, then commit the file:
  - nothing, in no stage:   ${updateCommand} -c ${contextKeys.deployed}=none
  - some, in one stack:     aws cloudformation get-template --stack-name <name> > deployed.json
                            ${updateCommand} -c ${contextKeys.deployed}=deployed.json
See https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html`,
  );
}

function assertComplete(
  scope: Construct,
  {
    units,
    recorded,
    file,
  }: { readonly units: readonly PlacementUnit[]; readonly recorded: Placement; readonly file: PlacementFile },
): void {
  const unknown = units.filter(({ name }) => !recorded.has(name));
  if (unknown.length === 0) return;
  const shown = unknown.slice(0, 5).map(({ kind, name }) => `${kind} ${name}`);
  const more = unknown.length > shown.length ? ` and ${unknown.length - shown.length} more` : '';
  throw definitionInvalid(
    scope,
    `${file.path} does not say in which stack to put ${shown.join(', ')}${more}. Run \`${updateCommand}\` and commit the file; what it records already stays where it is.`,
  );
}

function sum(units: readonly PlacementUnit[]): number {
  return units.reduce((total, { resources }) => total + resources, 0);
}
