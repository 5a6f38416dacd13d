import type { PlacementUnit } from './unit.ts';

/** The stack that a bus is made in, as the placement file calls it. */
export const rootStack = 'root';

/** A unit's stack, by the unit's name: `root`, or the id of a nested stack such as `functions-1`. */
export type Placement = ReadonlyMap<string, string>;

/** How many resources the units may take in one stack. */
export interface StackBudgets {
  /** In the stack itself, less what else the bus makes there. */
  readonly root: number;
  /** In each nested stack. */
  readonly nested: number;
}

/**
 * Added to the budget of a stack for what stands there under its former name as well: the two are there at once only
 * until `renamedFrom` is removed. CloudFormation takes 500 in a stack.
 */
const spare = { root: 30, nested: 100 } as const;

/**
 * Places units that have no stack yet: in the root while there is room, then in nested stacks. Those that have one
 * keep it: names are fixed, so a unit that moved would be made in one stack before it is deleted in the other, which
 * AWS refuses. What was renamed is placed beside what has its former name, of which a listener empties the queues.
 *
 * Topics have nested stacks of their own, which wait for nothing: the others can wait for them and never in a ring.
 */
export function place(units: readonly PlacementUnit[], recorded: Placement, budgets: StackBudgets): Placement {
  const placement = new Map(recorded);
  const used = new Map<string, number>();
  const use = (stack: string, { resources }: PlacementUnit) => used.set(stack, (used.get(stack) ?? 0) + resources);
  for (const unit of units) {
    const stack = recorded.get(unit.name);
    if (stack !== undefined) use(stack, unit);
  }
  for (const unit of units) {
    if (placement.has(unit.name)) continue;
    const hasRoom = (stack: string, more = { root: 0, nested: 0 }) => {
      const kind = stack === rootStack ? 'root' : 'nested';
      return (used.get(stack) ?? 0) + unit.resources <= budgets[kind] + more[kind];
    };
    const former = unit.formerName === undefined ? undefined : placement.get(unit.formerName);
    const free = () => (hasRoom(rootStack) ? rootStack : firstNested(unit, (id) => !used.has(id) || hasRoom(id)));
    const stack = former !== undefined && hasRoom(former, spare) ? former : free();
    placement.set(unit.name, stack);
    use(stack, unit);
  }
  return placement;
}

function firstNested({ kind }: PlacementUnit, takes: (id: string) => boolean): string {
  const prefix = kind === 'event' ? 'events' : 'functions';
  let number = 1;
  while (!takes(`${prefix}-${number}`)) number += 1;
  return `${prefix}-${number}`;
}
