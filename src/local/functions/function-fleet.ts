import { isDeepStrictEqual } from 'node:util';
import type { LocalBusEvent } from '../events.ts';
import type { EngineEnvironment } from './environment.ts';
import { FunctionPool, type PoolHost } from './function-pool.ts';
import { type IdleLimits, IdleWorkers } from './idle-workers.ts';
import type { Invocation, InvocationRequest, LocalFunction } from './invocation.ts';
import { watchMemory } from './memory-watch.ts';
import { processTree } from './process-tree.ts';
import { startReaper } from './reaper.ts';

/** All functions of a local bus and their processes. */
export interface FunctionFleet {
  /** How many invocations have not ended. */
  readonly inFlight: number;
  list(): readonly LocalFunction[];
  get(name: string): LocalFunction | undefined;
  /** Invokes a function; never rejects. */
  invoke(name: string, request: InvocationRequest): Promise<Invocation>;
  /**
   * Goes over to these functions; those that changed end when they have served what they are serving, and those of them
   * that were used last are started at once. Gives the names of those that are new or changed.
   */
  apply(functions: ReadonlyMap<string, LocalFunction>): readonly string[];
  /** Ends all processes at once. */
  stop(): Promise<void>;
}

/** How many processes are started ahead when functions change: more would take the machine from the first. */
const mostWarmed = 2;

/** What a fleet is made with. */
export interface FleetOptions {
  readonly environment: EngineEnvironment;
  readonly limits: IdleLimits & { readonly maxWorkers: number };
  emit(event: LocalBusEvent): void;
}

/** Makes a fleet without functions. */
export function createFleet({ environment, limits, emit }: FleetOptions): FunctionFleet {
  const tree = processTree();
  const reaper = startReaper(environment.token);
  const pools = new Map<string, FunctionPool>();
  const retired = new Set<FunctionPool>();
  const host: PoolHost = {
    environment,
    idle: new IdleWorkers(limits),
    maxWorkers: limits.maxWorkers,
    tree,
    reaper,
    onLine: (name, stream, line, requestId) => emit({ type: 'log', function: name, stream, line, requestId }),
  };
  const memory = watchMemory(
    () => [...pools.values(), ...retired].flatMap((pool) => pool.workers),
    tree,
    (error) => emit({ type: 'warning', message: `Memory cannot be measured: ${String(error)}` }),
  );
  let inFlight = 0;

  function retire(name: string, pool: FunctionPool): void {
    pools.delete(name);
    retired.add(pool);
    void pool.retire().finally(() => retired.delete(pool));
  }

  return {
    get inFlight() {
      return inFlight;
    },
    list: () => [...pools.values()].map((pool) => pool.function),
    get: (name) => pools.get(name)?.function,
    invoke: async (name, request) => {
      const pool = pools.get(name);
      if (pool === undefined) {
        const error = { errorType: 'ResourceNotFoundException', errorMessage: `Function not found: ${name}` };
        return { payload: JSON.stringify(error), error, durationMs: 0, log: '' };
      }
      inFlight += 1;
      try {
        return await pool.invoke(request);
      } finally {
        inFlight -= 1;
      }
    },
    apply: (functions) => {
      const used = new Map<string, number>();
      for (const [name, pool] of pools) {
        if (isDeepStrictEqual(functions.get(name), pool.function)) continue;
        if (pool.lastUsed !== undefined && pool.workers.length > 0) used.set(name, pool.lastUsed);
        retire(name, pool);
      }
      const changed = [...functions].filter(([name]) => !pools.has(name));
      for (const [name, fn] of changed) pools.set(name, new FunctionPool(fn, host));
      // Who changes a function while using it will use it again.
      const latest = [...used].sort(([, a], [, b]) => b - a).slice(0, mostWarmed);
      for (const [name, lastUsed] of latest) pools.get(name)?.warm(lastUsed);
      return changed.map(([name]) => name);
    },
    stop: async () => {
      memory.stop();
      await Promise.all([...pools.values(), ...retired].map((pool) => pool.stop()));
      await reaper.stop();
    },
  };
}
