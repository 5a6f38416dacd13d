import { later } from '../later.ts';
import type { CheckedParts, CheckedService, RemoteTypeReader } from '../type-process/checked-service.ts';
import type { CheckedTargets, ReachingNames, TargetsRequest } from '../types/checked-bus.ts';

type Check = RemoteTypeReader['check'];

/** What was read of the types of a service. */
export interface ReadTypes {
  readonly checked: CheckedParts;
  /** What functions were told to call and fire. */
  readonly answers: readonly Answer[];
  readonly names: ReachingNames;
}

interface Answer {
  readonly request: TargetsRequest;
  readonly targets: CheckedTargets;
}

/** The same, with the texts of the sources that it was read from, by their paths. */
export interface KeptTypes extends ReadTypes {
  readonly sources: ReadonlyMap<string, string>;
}

/** Notes what a reader of types answers to one build. */
export function observeTypes(check: Check): {
  readonly check: Check;
  /** Undefined where it is not to be kept. */
  readonly read: () => Promise<ReadTypes | undefined>;
} {
  let checked: CheckedService | undefined;
  let names: Promise<ReachingNames | undefined> | undefined;
  const answers = new Map<string, Answer>();
  return {
    async check(asked) {
      const service = await check(asked);
      checked = service;
      return {
        ...service,
        async targetsOf(requests) {
          const found = await service.targetsOf(requests);
          // Answered while the build goes on with the targets.
          names ??= later(service.reachingNames());
          for (const [index, request] of requests.entries()) {
            const targets = found[index];
            if (targets !== undefined) answers.set(keyOfRequest(request), { request, targets });
          }
          return found;
        },
      };
    },
    async read() {
      const known = await names;
      if (checked === undefined || known === undefined) return undefined;
      const { targetsOf: _, reachingNames: __, ...parts } = checked;
      return { checked: parts, answers: [...answers.values()], names: known };
    },
  };
}

/** Two functions are asked for by the same request where the same is to be said of them. */
export function keyOfRequest(request: TargetsRequest): string {
  return JSON.stringify(request);
}
