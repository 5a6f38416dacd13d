import type { CheckedBus, CheckedTargets, CheckRequest, ReachingNames, TargetsRequest } from '../types/checked-bus.ts';

/** A bus module as the TypeScript checker sees it in another process, without what that alone can be asked. */
export type CheckedParts = Omit<CheckedBus, 'targetsOf' | 'reachingNames'>;

/** A bus module as the TypeScript checker sees it. */
export interface CheckedService extends CheckedParts {
  /** What functions of the bus may call and fire, in their order. */
  targetsOf(requests: readonly TargetsRequest[]): Promise<readonly CheckedTargets[]>;
  /** The names by which its code can come to the bus; undefined where they cannot be told. */
  reachingNames(): Promise<ReachingNames | undefined>;
}

/** Reads types in another process. */
export interface RemoteTypeReader {
  check(request: CheckRequest): Promise<CheckedService>;
  /** Ends it, also what it is doing. */
  close(): void;
}
