import { type CfnResource, NestedStack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type Placement, rootStack } from './place.ts';

/** What the nested stacks of a bus have in common. */
export interface PlacedScopesProps {
  readonly placement: Placement;
  readonly description: string;
  /** What those with functions are deployed after. */
  readonly before: CfnResource | undefined;
}

/** The scopes of units: the bus itself, or a nested stack below it, made when its first unit is. */
export class PlacedScopes {
  readonly #bus: Construct;
  readonly #props: PlacedScopesProps;
  readonly #nested = new Map<string, NestedStack>();

  constructor(bus: Construct, props: PlacedScopesProps) {
    this.#bus = bus;
    this.#props = props;
  }

  /** Where a unit is made. */
  of(unit: string): Construct {
    const id = this.#props.placement.get(unit) ?? rootStack;
    return id === rootStack ? this.#bus : this.#nestedStack(id);
  }

  #nestedStack(id: string): NestedStack {
    const made = this.#nested.get(id);
    if (made !== undefined) return made;
    // An id with a dash is a name that no procedure, event, listener or schedule can have.
    const stack = new NestedStack(this.#bus, id, { description: `${this.#props.description}: ${id}` });
    const { before } = this.#props;
    if (before !== undefined && id.startsWith('functions-')) stack.nestedStackResource?.addResourceDependency(before);
    this.#nested.set(id, stack);
    return stack;
  }
}
